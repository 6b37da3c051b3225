//! The steps of the page `/kom-i-gang` as data. The code calls a step a station. The texts of the steps in
//! [`crate::i18n`] are in the same order.

use super::links::{
    CHOICE, CLIENTS, CONSUMER, CONSUMER_GUIDE, CREATION, DEMO_CLIENT, EXAMPLES, Link, OVERVIEW,
    PRIVATE_TERMS, RESOURCE_OWNER, SCOPES, SELF_SERVICE, SELF_SERVICE_PRODUCTION, SERVICE_OWNER,
    SYSTEM, SYSTEM_USER, TROUBLE, TT02, USE_TOKEN, VENDOR, VENDOR_TERMS,
};

#[derive(Clone, Copy, Debug)]
pub struct Station {
    /// Whether SmartCloud can send a call that shows if the vendor has reached this step.
    pub can_be_measured: bool,
    /// The mistakes that the step's buttons make on purpose. The texts of these buttons in [`crate::i18n`] are in the
    /// same order.
    pub mistakes: &'static [Mistake],
    pub links: &'static [Link],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Check,
    Mistake(Mistake),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    NoSuchResource,
    DecisionWithoutScope,
    UnknownClient,
    UnknownKey,
    ExpiredKey,
    WrongAudience,
    WrongClock,
    ScopeNotOnClient,
    ScopeNotGranted,
    CallWithoutScope,
    OthersSystem,
    IdTaken,
    ResourceUnknown,
    ReturnUrlWithoutHttps,
    ClientNotOnSystem,
    BeforeApproval,
    UnknownReturnUrl,
    RightNotInSystem,
    OtherEnvironmentsClient,
    OtherEnvironmentsAudience,
}

impl Mistake {
    /// Returns the name of the mistake, such as `no-such-resource`. The button of the mistake sends a form to a path
    /// that ends with this name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Returns the HTTP status and the error code that the mistake should cause, such as `400 MP-100`.
    #[must_use]
    pub fn answer(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::NoSuchResource => ("no-such-resource", "404"),
            Self::DecisionWithoutScope => ("decision-without-scope", "403"),
            Self::UnknownClient => ("unknown-client", "400 MP-100"),
            Self::UnknownKey => ("unknown-key", "400 MP-100"),
            Self::ExpiredKey => ("expired-key", "400 MP-121"),
            Self::WrongAudience => ("wrong-audience", "400 MP-110"),
            Self::WrongClock => ("wrong-clock", "400 MP-130"),
            Self::ScopeNotOnClient => ("scope-not-on-client", "400 MP-200"),
            Self::ScopeNotGranted => ("scope-not-granted", "400 MP-250"),
            Self::CallWithoutScope => ("call-without-scope", "403"),
            Self::OthersSystem => ("others-system", "403"),
            Self::IdTaken => ("id-taken", "400 AUTH.VLD-00002"),
            Self::ResourceUnknown => ("resource-unknown", "400 AUTH.VLD-00003"),
            Self::ReturnUrlWithoutHttps => ("return-url-without-https", "400 AUTH.VLD-00005"),
            Self::ClientNotOnSystem => ("client-not-on-system", "400 MP-303"),
            Self::BeforeApproval => ("before-approval", "400 MP-303"),
            Self::UnknownReturnUrl => ("unknown-return-url", "400 AUTH-00021"),
            Self::RightNotInSystem => ("right-not-in-system", "400 AUTH-00001"),
            Self::OtherEnvironmentsClient => ("other-environments-client", "400 MP-100"),
            Self::OtherEnvironmentsAudience => ("other-environments-audience", "400 MP-110"),
        }
    }
}

impl Station {
    /// Returns what SmartCloud does when the visitor presses the button with this name. Returns `None` if the name is
    /// unknown. If SmartCloud runs without the simulator, the name of a mistake is unknown.
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

/// Returns the step with this number. The first step has the number 1.
#[must_use]
pub fn station(number: usize) -> Option<&'static Station> {
    STATIONS.get(number.checked_sub(1)?)
}

pub const COUNT: usize = 6;

pub static STATIONS: [Station; COUNT] = [
    Station {
        can_be_measured: true,
        mistakes: &[Mistake::NoSuchResource, Mistake::DecisionWithoutScope],
        links: &[OVERVIEW, SERVICE_OWNER, RESOURCE_OWNER, CHOICE],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::UnknownClient,
            Mistake::UnknownKey,
            Mistake::ExpiredKey,
            Mistake::WrongAudience,
            Mistake::WrongClock,
        ],
        links: &[CONSUMER, CONSUMER_GUIDE, PRIVATE_TERMS, SELF_SERVICE],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::ScopeNotOnClient,
            Mistake::ScopeNotGranted,
            Mistake::CallWithoutScope,
        ],
        links: &[VENDOR_TERMS, VENDOR, SCOPES],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::OthersSystem,
            Mistake::IdTaken,
            Mistake::ResourceUnknown,
            Mistake::ReturnUrlWithoutHttps,
            Mistake::ClientNotOnSystem,
        ],
        links: &[SYSTEM, SYSTEM_USER],
    },
    Station {
        can_be_measured: true,
        mistakes: &[
            Mistake::BeforeApproval,
            Mistake::UnknownReturnUrl,
            Mistake::RightNotInSystem,
        ],
        links: &[CREATION, USE_TOKEN, CLIENTS, DEMO_CLIENT, EXAMPLES, TROUBLE],
    },
    Station {
        can_be_measured: false,
        mistakes: &[
            Mistake::OtherEnvironmentsClient,
            Mistake::OtherEnvironmentsAudience,
        ],
        links: &[TT02, SELF_SERVICE_PRODUCTION, VENDOR_TERMS, VENDOR],
    },
];
