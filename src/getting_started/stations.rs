//! The stations as data. Their texts have the same order.

/// A station of the road.
#[derive(Clone, Copy, Debug)]
pub struct Station {
    /// Whether a call can measure the station.
    pub can_be_measured: bool,
    /// The mistakes that a button makes on purpose. Their texts have the same order.
    pub mistakes: &'static [Mistake],
    /// The names and addresses of further reading. `{lang}` stands for the language of the documentation.
    pub links: &'static [(&'static str, &'static str)],
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Measures whether the station is reached.
    Check,
    Mistake(Mistake),
}

/// A mistake that vendors make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    NoSuchResource,
    UnknownClient,
    ExpiredKey,
    WrongAudience,
    ScopeNotOnClient,
    ScopeNotGranted,
    CallWithoutScope,
    OthersSystem,
    ClientNotOnSystem,
    BeforeApproval,
    UnknownReturnUrl,
    RightNotInSystem,
}

impl Mistake {
    /// Returns the last part of the button's address.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSuchResource => "no-such-resource",
            Self::UnknownClient => "unknown-client",
            Self::ExpiredKey => "expired-key",
            Self::WrongAudience => "wrong-audience",
            Self::ScopeNotOnClient => "scope-not-on-client",
            Self::ScopeNotGranted => "scope-not-granted",
            Self::CallWithoutScope => "call-without-scope",
            Self::OthersSystem => "others-system",
            Self::ClientNotOnSystem => "client-not-on-system",
            Self::BeforeApproval => "before-approval",
            Self::UnknownReturnUrl => "unknown-return-url",
            Self::RightNotInSystem => "right-not-in-system",
        }
    }
}

impl Station {
    /// Returns the action with this name. A mistake needs the simulator.
    #[must_use]
    pub fn action(&self, name: &str, has_stage: bool) -> Option<Action> {
        if name == "check" {
            return self.can_be_measured.then_some(Action::Check);
        }
        let mut mistakes = self.mistakes.iter().filter(|_| has_stage);
        let mistake = mistakes.find(|mistake| mistake.name() == name);
        mistake.map(|mistake| Action::Mistake(*mistake))
    }
}

const GUIDE: &str =
    "https://docs.altinn.studio/{lang}/authorization/guides/system-vendor/system-user/";

/// The stations.
pub static STATIONS: [Station; 6] = [
    Station {
        can_be_measured: true,
        mistakes: &[Mistake::NoSuchResource],
        links: &[
            (
                "docs.altinn.studio: service-owner",
                "https://docs.altinn.studio/{lang}/authorization/getting-started/service-owner/",
            ),
            (
                "docs.altinn.studio: resource-owner",
                "https://docs.altinn.studio/{lang}/authorization/guides/resource-owner/",
            ),
        ],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::UnknownClient,
            Mistake::ExpiredKey,
            Mistake::WrongAudience,
        ],
        links: &[
            (
                "samarbeid.digdir.no: Maskinporten",
                "https://samarbeid.digdir.no/maskinporten/konsument/119",
            ),
            (
                "samarbeid.digdir.no: bruksvilkår",
                "https://samarbeid.digdir.no/maskinporten/bruksvilkar-private-virksomheter/73",
            ),
            (
                "sjolvbetjening.test.samarbeid.digdir.no",
                "https://sjolvbetjening.test.samarbeid.digdir.no",
            ),
        ],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::ScopeNotOnClient,
            Mistake::ScopeNotGranted,
            Mistake::CallWithoutScope,
        ],
        links: &[
            (
                "samarbeid.digdir.no: Altinn",
                "https://samarbeid.digdir.no/altinn/bruksvilkar-sluttbrukersystemleverandorer-i-altinn/3002",
            ),
            (
                "docs.altinn.studio: system-vendor",
                "https://docs.altinn.studio/{lang}/authorization/getting-started/system-vendor/",
            ),
        ],
    },
    Station {
        can_be_measured: true,
        mistakes: &[Mistake::OthersSystem, Mistake::ClientNotOnSystem],
        links: &[(
            "docs.altinn.studio: systemregistration",
            "https://docs.altinn.studio/{lang}/authorization/guides/system-vendor/system-user/systemregistration/",
        )],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::BeforeApproval,
            Mistake::UnknownReturnUrl,
            Mistake::RightNotInSystem,
        ],
        links: &[("docs.altinn.studio: system-user", GUIDE)],
    },
    Station {
        can_be_measured: false,
        mistakes: &[],
        links: &[
            ("docs.altinn.studio: system-user", GUIDE),
            (
                "samarbeid.digdir.no: TT02",
                "https://samarbeid.digdir.no/altinn/kom-i-gang-i-testmiljoet-tt02/2868",
            ),
        ],
    },
];
