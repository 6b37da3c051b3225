//! The twenty questions as data. Their texts are in [`crate::i18n`], in the same order.

#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub sources: &'static [Source],
    /// The calls that show the answer to the question in their responses. `None` if no call can show the answer.
    pub proof: Option<Proof>,
    /// The id of the scene that shows the answer, if there is one.
    pub scene: Option<&'static str>,
    /// The number of the step of `/kom-i-gang` that shows the answer, if there is one.
    pub station: Option<u8>,
}

#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A page of Altinn's documentation. The text is the part of the page's path after the language.
    Documentation(&'static str),
    /// A file of Altinn's source code, in the repository `Altinn/altinn-authentication`.
    Authentication(&'static str),
    /// A file of Altinn's source code, in the repository `Altinn/altinn-authorization-tmp`.
    Authorization(&'static str),
    /// The set-up guide of Wenche, which is a vendor's open source program.
    Wenche,
}

impl Source {
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Documentation(path) => format!("docs.altinn.studio: {path}"),
            Self::Authentication(file) => format!("Altinn/altinn-authentication: {file}"),
            Self::Authorization(file) => format!("Altinn/altinn-authorization-tmp: {file}"),
            Self::Wenche => "olefredrik/Wenche: docs/oppsett.md".to_owned(),
        }
    }

    /// Returns the URL of the document. `language` is `nb` or `en`. For a source file, this is the URL of the whole
    /// repository, because source files are often moved.
    #[must_use]
    pub fn address(self, language: &str) -> String {
        match self {
            Self::Documentation(path) => format!("https://docs.altinn.studio/{language}/{path}/"),
            Self::Authentication(_) => "https://github.com/Altinn/altinn-authentication".to_owned(),
            Self::Authorization(_) => {
                "https://github.com/Altinn/altinn-authorization-tmp".to_owned()
            }
            Self::Wenche => {
                "https://github.com/olefredrik/Wenche/blob/main/docs/oppsett.md".to_owned()
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Scopes,
    ReadingWithWriteScopes,
    CausesOfMp303,
    TwoSystemUsers,
    OwnAndClients,
    AllOrNothing,
    PackageOfServices,
    Outcome,
    LifeOfALink,
    ChangeRequest,
    Withdrawal,
    MadeInAltinn,
    OwnersNumber,
    ServiceForPersons,
    UnknownOrganisation,
    OthersSystem,
    VendorIsNoClientAdministrator,
}

const NOTHING: Question = Question {
    sources: &[],
    proof: None,
    scene: None,
    station: None,
};

const SYSTEM_USER: Source = Source::Documentation("authorization/guides/system-vendor/system-user");
const SET_UPS: Source = Source::Documentation(
    "authorization/guides/system-vendor/system-user/userscenarios/setupguidance",
);
const REQUEST: Source =
    Source::Documentation("authorization/guides/system-vendor/system-user/systemuserrequest");
const USE_TOKEN: Source =
    Source::Documentation("authorization/guides/system-vendor/system-user/usetoken");
const BY_QUERY: Source =
    Source::Documentation("authorization/guides/system-vendor/system-user/byquery");
const TROUBLES: Source =
    Source::Documentation("authorization/guides/system-vendor/system-user/troubleshooting");
const CLIENTS: Source =
    Source::Documentation("authorization/guides/system-vendor/system-user/client-delegation");
const REGISTRATION: Source =
    Source::Documentation("authorization/guides/system-vendor/system-user/systemregistration");

pub static QUESTIONS: [Question; 20] = [
    Question {
        sources: &[Source::Documentation(
            "api/authentication/systemuserapi/scopes",
        )],
        proof: Some(Proof::Scopes),
        station: Some(3),
        ..NOTHING
    },
    Question {
        sources: &[Source::Authentication("SystemUserController.cs"), BY_QUERY],
        proof: Some(Proof::ReadingWithWriteScopes),
        ..NOTHING
    },
    Question {
        sources: &[TROUBLES],
        proof: Some(Proof::CausesOfMp303),
        scene: Some("mp-303"),
        ..NOTHING
    },
    Question {
        sources: &[SET_UPS, USE_TOKEN],
        proof: Some(Proof::TwoSystemUsers),
        ..NOTHING
    },
    Question {
        sources: &[SYSTEM_USER, SET_UPS],
        proof: Some(Proof::OwnAndClients),
        scene: Some("agent-request"),
        ..NOTHING
    },
    Question {
        sources: &[
            Source::Authentication("RequestSystemUserService.cs"),
            REQUEST,
        ],
        scene: Some("cannot-delegate"),
        ..NOTHING
    },
    Question {
        sources: &[
            Source::Documentation("authorization/getting-started/quiz"),
            REQUEST,
        ],
        proof: Some(Proof::AllOrNothing),
        scene: Some("same-list-at-altinn"),
        ..NOTHING
    },
    Question {
        sources: &[Source::Authentication("SystemUserService.cs"), CLIENTS],
        scene: Some("agent-request"),
        ..NOTHING
    },
    Question {
        sources: &[Source::Authorization("PackageConstants.cs")],
        proof: Some(Proof::PackageOfServices),
        scene: Some("choose-plan"),
        ..NOTHING
    },
    Question {
        sources: &[Source::Documentation(
            "authorization/getting-started/system-vendor",
        )],
        proof: Some(Proof::Outcome),
        scene: Some("true-status"),
        ..NOTHING
    },
    Question {
        sources: &[Source::Authentication("RequestRepository.cs"), REQUEST],
        proof: Some(Proof::LifeOfALink),
        scene: Some("expired"),
        ..NOTHING
    },
    Question {
        sources: &[Source::Documentation(
            "authorization/guides/system-vendor/system-user/changerequest",
        )],
        proof: Some(Proof::ChangeRequest),
        scene: Some("change-request"),
        ..NOTHING
    },
    Question {
        sources: &[Source::Documentation(
            "authorization/guides/system-vendor/system-user/deleterequest",
        )],
        proof: Some(Proof::Withdrawal),
        scene: Some("withdrawn"),
        ..NOTHING
    },
    Question {
        sources: &[BY_QUERY],
        proof: Some(Proof::MadeInAltinn),
        scene: Some("made-in-altinn"),
        ..NOTHING
    },
    Question {
        sources: &[TROUBLES, USE_TOKEN],
        proof: Some(Proof::OwnersNumber),
        scene: Some("agent-request"),
        ..NOTHING
    },
    Question {
        sources: &[SYSTEM_USER],
        proof: Some(Proof::ServiceForPersons),
        ..NOTHING
    },
    Question {
        sources: &[Source::Wenche],
        station: Some(2),
        ..NOTHING
    },
    Question {
        sources: &[REGISTRATION],
        proof: Some(Proof::UnknownOrganisation),
        ..NOTHING
    },
    Question {
        sources: &[
            Source::Authentication("SystemRegisterController.cs"),
            SET_UPS,
        ],
        proof: Some(Proof::OthersSystem),
        station: Some(4),
        ..NOTHING
    },
    Question {
        sources: &[CLIENTS],
        proof: Some(Proof::VendorIsNoClientAdministrator),
        scene: Some("agent-request"),
        ..NOTHING
    },
];
