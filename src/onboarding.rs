//! Each customer's progress towards a system user, and how Altinn's responses change this progress.
//!
//! This file only records what a response of Altinn means for the customer. The file `redirect.rs` sends the calls to
//! Altinn and decides which call comes next.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{plan::PlanId, progress::Step};
use altinn_types::{OrgNumber, RequestId, RequestStatus, SystemUserId, SystemUserRequest};

/// A customer's progress towards a working system user, according to Altinn's last response.
///
/// Only [`Onboarding::observe`] changes an onboarding, and its input is always a response of Altinn. The return of a
/// browser from Altinn changes nothing, so a forged or repeated return is harmless.
///
/// ```text
/// NotStarted ──▶ AwaitingApproval ──▶ Connected ──▶ Withdrawn
///                  │     │     │
///                  ▼     ▼     ▼
///            Refused  Expired  ReplacementMissing   (from these three, the customer can start again)
/// ```
///
/// There is no state for a forwarded request, because Altinn always answers `escalated: false` to vendors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Onboarding {
    #[default]
    NotStarted,
    AwaitingApproval {
        request: RequestId,
    },
    Connected {
        system_user: SystemUserId,
        /// Whether the request of this system user is unknown to SmartCloud. Either the customer created the system
        /// user in Altinn without a request, or SmartCloud sent the request and later lost its database.
        found: bool,
    },
    /// The customer rejected the request, or Altinn returned the status `Denied`.
    Refused {
        status: RequestStatus,
    },
    /// Nobody approved or rejected the request in time.
    Expired,
    /// SmartCloud deleted the old request, and Altinn does not have the new request.
    ReplacementMissing,
    Withdrawn,
}

/// What SmartCloud learns from a response of Altinn. An `AltinnUpdate` exists only if Altinn responds.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "SmartCloud holds one or two updates at a time"
)]
pub enum AltinnUpdate {
    Request {
        request: SystemUserRequest,
        /// The plan that the request is for. The value is `None` if SmartCloud does not know the request.
        plan: Option<PlanId>,
    },
    RequestGone,
    /// SmartCloud deleted the customer's old request, and Altinn has no new request. SmartCloud must still send the
    /// POST for the new request, or the POST had no effect.
    ReplacementMissing,
    SystemUser {
        id: SystemUserId,
        /// The plan of the request that created the system user. The value is `None` if SmartCloud does not know the
        /// request or already knows the system user.
        plan: Option<PlanId>,
    },
    SystemUserGone,
}

impl Onboarding {
    /// Returns the state without its ids. A browser may see the state, but must not see the ids.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::NotStarted => Step::NotStarted,
            Self::AwaitingApproval { .. } => Step::AwaitingApproval,
            Self::Connected { found: false, .. } => Step::Connected,
            Self::Connected { found: true, .. } => Step::Found,
            Self::Refused { .. } => Step::Refused,
            Self::Expired => Step::Expired,
            Self::ReplacementMissing => Step::ReplacementMissing,
            Self::Withdrawn => Step::Withdrawn,
        }
    }

    /// Returns the id of the system user, or `None` if SmartCloud knows no system user.
    #[must_use]
    pub fn system_user(&self) -> Option<SystemUserId> {
        match self {
            Self::Connected { system_user, .. } => Some(*system_user),
            _ => None,
        }
    }

    #[must_use]
    pub fn observe(self, update: &AltinnUpdate) -> Self {
        use AltinnUpdate as U;
        match (self, update) {
            // SmartCloud already knows this system user, so `found` stays unchanged.
            (Self::Connected { system_user, found }, U::SystemUser { id, .. })
                if system_user == *id =>
            {
                Self::Connected { system_user, found }
            }
            // A system user has the same id as its request, so the customer has approved the request that SmartCloud
            // waits for.
            (Self::AwaitingApproval { request }, U::SystemUser { id, .. })
                if SystemUserId::from(request) == *id =>
            {
                Self::Connected {
                    system_user: *id,
                    found: false,
                }
            }
            // If SmartCloud sent the request of this system user, the customer has approved that request.
            (_, U::SystemUser { id, plan }) => Self::Connected {
                system_user: *id,
                found: plan.is_none(),
            },
            // After the customer has deleted the system user, its old request can also disappear. In that case, the
            // state stays `Withdrawn`.
            (Self::Connected { .. }, U::SystemUserGone) | (Self::Withdrawn, U::RequestGone) => {
                Self::Withdrawn
            }
            // Altinn accepts no request while a system user exists. So if another request is open, the customer has
            // deleted the system user and has started again.
            (Self::Connected { system_user, .. }, U::Request { request, .. })
                if request.status == Some(RequestStatus::New)
                    && !request.timed_out
                    && SystemUserId::from(request.id) != system_user =>
            {
                Self::AwaitingApproval {
                    request: request.id,
                }
            }
            // A system user continues to exist after its request is deleted. So all remaining updates about a request
            // leave `Connected` unchanged. In all states except `Connected`, SmartCloud knows no system user. So
            // `SystemUserGone` does not change these states.
            (
                known @ Self::Connected { .. },
                U::Request { .. } | U::RequestGone | U::ReplacementMissing,
            )
            | (known, U::SystemUserGone) => known,
            // After the customer deleted the system user, only a new request changes the state.
            (Self::Withdrawn, U::Request { request, .. })
                if request.status != Some(RequestStatus::New) =>
            {
                Self::Withdrawn
            }
            (_, U::RequestGone) => Self::NotStarted,
            (_, U::ReplacementMissing) => Self::ReplacementMissing,
            (before, U::Request { request, plan }) => match request.status {
                // If a request is too old, Altinn keeps its status `New` and sets `timed_out`.
                Some(RequestStatus::New) if request.timed_out => Self::Expired,
                // `None` means a status that SmartCloud does not know. Such a status is not a decision, so SmartCloud
                // continues to ask Altinn.
                Some(RequestStatus::New) | None => Self::AwaitingApproval {
                    request: request.id,
                },
                // A system user has the same id as its request.
                Some(RequestStatus::Accepted) => Self::Connected {
                    system_user: request.id.into(),
                    found: plan.is_none()
                        && before
                            != Self::AwaitingApproval {
                                request: request.id,
                            },
                },
                Some(status @ (RequestStatus::Rejected | RequestStatus::Denied)) => {
                    Self::Refused { status }
                }
                Some(RequestStatus::Timedout) => Self::Expired,
            },
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    pub organisation: OrgNumber,
    pub onboarding: Onboarding,
    /// The plan of the last request from SmartCloud that the customer approved, according to Altinn's responses. The
    /// plan stays when the customer deletes the system user. A system user that the customer creates directly in Altinn
    /// has no plan.
    pub plan: Option<PlanId>,
    /// The plan that the customer last chose. SmartCloud saves this plan with the request intent, before it calls
    /// Altinn. The customer's choice alone gives no access.
    pub wanted_plan: Option<PlanId>,
    /// The id of the newest request. Its last characters are the reference that the customer gives to support.
    pub request: Option<RequestId>,
    pub asked_at: Option<Timestamp>,
    /// The time of SmartCloud's last redirect of a browser to Altinn.
    pub opened_at: Option<Timestamp>,
    /// The time when SmartCloud first saw a decision about the request.
    pub answered_at: Option<Timestamp>,
    /// The time of Altinn's last response about this customer.
    pub checked_at: Option<Timestamp>,
}

impl Journey {
    #[must_use]
    pub fn not_started(organisation: OrgNumber) -> Self {
        Self {
            organisation,
            onboarding: Onboarding::NotStarted,
            plan: None,
            wanted_plan: None,
            request: None,
            asked_at: None,
            opened_at: None,
            answered_at: None,
            checked_at: None,
        }
    }

    /// Adds what Altinn said in a response at the time `now`. No other function changes the onboarding or the plan.
    pub fn observe(&mut self, update: &AltinnUpdate, now: Timestamp) {
        let next = self.onboarding.clone().observe(update);
        if let AltinnUpdate::Request { request, plan } = update {
            if self.request != Some(request.id) {
                self.request = Some(request.id);
                self.asked_at = request.created;
                self.answered_at = None;
            }
            // Only the request that created the existing system user sets the plan, and other requests do not change
            // it.
            let made_by_this_request = matches!(
                next,
                Onboarding::Connected { system_user, .. } if system_user == request.id.into()
            );
            if request.status == Some(RequestStatus::Accepted)
                && made_by_this_request
                && plan.is_some()
            {
                self.plan = *plan;
            }
        }
        if let AltinnUpdate::SystemUser { plan, .. } = update {
            // If SmartCloud sent the request of this system user, the customer has approved the plan of that request.
            // If SmartCloud knows no request of a new system user, the plan is unknown. Do not keep the plan of an
            // earlier system user.
            let is_new = next != self.onboarding;
            if plan.is_some() || is_new && matches!(next, Onboarding::Connected { found: true, .. })
            {
                self.plan = *plan;
            }
        }
        self.checked_at = Some(now);
        self.answered_at = match next {
            Onboarding::NotStarted
            | Onboarding::AwaitingApproval { .. }
            | Onboarding::Expired
            | Onboarding::ReplacementMissing => None,
            _ => self.answered_at.or(Some(now)),
        };
        self.onboarding = next;
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    fn request(status: impl Into<Option<RequestStatus>>) -> SystemUserRequest {
        SystemUserRequest {
            id: RequestId(Uuid::from_u128(1)),
            integration_title: None,
            external_ref: None,
            system_id: None,
            party_org_no: "991825827".parse().unwrap(),
            rights: vec![],
            access_packages: vec![],
            status: status.into(),
            redirect_url: None,
            confirm_url: None,
            escalated: false,
            created: Some(NOON),
            timed_out: false,
        }
    }

    fn update(request: SystemUserRequest) -> AltinnUpdate {
        AltinnUpdate::Request {
            request,
            plan: Some(PlanId::Basis),
        }
    }

    fn user() -> SystemUserId {
        SystemUserId(Uuid::from_u128(1))
    }

    fn connected(found: bool) -> Onboarding {
        Onboarding::Connected {
            system_user: user(),
            found,
        }
    }

    #[test]
    fn each_status_gives_an_onboarding() {
        let waiting = Onboarding::AwaitingApproval {
            request: RequestId(Uuid::from_u128(1)),
        };
        for (status, expected) in [
            (RequestStatus::New, waiting.clone()),
            (RequestStatus::Accepted, connected(false)),
            (
                RequestStatus::Rejected,
                Onboarding::Refused {
                    status: RequestStatus::Rejected,
                },
            ),
            (
                RequestStatus::Denied,
                Onboarding::Refused {
                    status: RequestStatus::Denied,
                },
            ),
            (RequestStatus::Timedout, Onboarding::Expired),
        ] {
            let answered = update(request(status));
            assert_eq!(waiting.clone().observe(&answered), expected, "{status:?}");
        }
    }

    #[test]
    fn an_unknown_status_decides_nothing() {
        let waiting = Onboarding::AwaitingApproval {
            request: RequestId(Uuid::from_u128(1)),
        };
        let unknown = || update(request(None));
        for before in [Onboarding::NotStarted, waiting.clone(), Onboarding::Expired] {
            assert_eq!(before.observe(&unknown()), waiting);
        }
        for before in [connected(false), Onboarding::Withdrawn] {
            assert_eq!(before.clone().observe(&unknown()), before);
        }
    }

    #[test]
    fn a_request_older_than_180_days_is_expired_though_its_status_is_new() {
        let mut old = request(RequestStatus::New);
        old.timed_out = true;
        assert_eq!(
            Onboarding::NotStarted.observe(&update(old)),
            Onboarding::Expired
        );
    }

    #[test]
    fn an_answer_about_a_request_does_not_undo_a_system_user() {
        for answered in [
            AltinnUpdate::RequestGone,
            update(request(RequestStatus::Rejected)),
            update(request(RequestStatus::New)),
        ] {
            assert_eq!(connected(false).observe(&answered), connected(false));
        }
    }

    #[test]
    fn another_open_request_means_that_the_system_user_is_gone() {
        let mut fresh = request(RequestStatus::New);
        fresh.id = RequestId(Uuid::from_u128(2));
        let waiting = Onboarding::AwaitingApproval { request: fresh.id };
        assert_eq!(connected(false).observe(&update(fresh)), waiting);
    }

    #[test]
    fn after_withdrawal_only_a_new_request_counts() {
        let gone = connected(false).observe(&AltinnUpdate::SystemUserGone);
        assert_eq!(gone, Onboarding::Withdrawn);
        let old = update(request(RequestStatus::Accepted));
        assert_eq!(gone.clone().observe(&old), Onboarding::Withdrawn);
        let new = update(request(RequestStatus::New));
        assert!(matches!(
            gone.observe(&new),
            Onboarding::AwaitingApproval { .. }
        ));
    }

    #[test]
    fn a_system_user_counts_as_found_unless_it_came_from_our_request() {
        let found = AltinnUpdate::SystemUser {
            id: user(),
            plan: None,
        };
        assert_eq!(Onboarding::NotStarted.observe(&found), connected(true));
        assert_eq!(connected(false).observe(&found), connected(false));
        let ours = Onboarding::AwaitingApproval {
            request: RequestId(Uuid::from_u128(1)),
        };
        assert_eq!(ours.observe(&found), connected(false));
    }

    #[test]
    fn the_plan_of_a_system_user_is_known_although_its_request_is_gone() {
        let mut journey = Journey::not_started("991825827".parse().unwrap());
        journey.observe(&update(request(RequestStatus::New)), NOON);
        journey.observe(&AltinnUpdate::ReplacementMissing, NOON);
        let approved = AltinnUpdate::SystemUser {
            id: user(),
            plan: Some(PlanId::Basis),
        };
        journey.observe(&approved, NOON);
        assert_eq!(journey.onboarding, connected(false));
        assert_eq!(journey.plan, Some(PlanId::Basis));
    }

    #[test]
    fn a_system_user_that_the_customer_makes_later_has_no_plan() {
        let mut journey = Journey::not_started("991825827".parse().unwrap());
        journey.observe(&update(request(RequestStatus::New)), NOON);
        journey.observe(&update(request(RequestStatus::Accepted)), NOON);
        let same = AltinnUpdate::SystemUser {
            id: user(),
            plan: None,
        };
        journey.observe(&same, NOON);
        journey.observe(&AltinnUpdate::SystemUserGone, NOON);
        assert_eq!(journey.plan, Some(PlanId::Basis));

        let made_by_hand = AltinnUpdate::SystemUser {
            id: SystemUserId(Uuid::from_u128(2)),
            plan: None,
        };
        journey.observe(&made_by_hand, NOON);
        assert_eq!(journey.plan, None);
    }

    #[test]
    fn the_time_of_the_decision_is_when_smartcloud_first_saw_it() {
        let mut journey = Journey::not_started("991825827".parse().unwrap());
        let later = Timestamp::constant(1_767_268_900, 0);
        journey.observe(&update(request(RequestStatus::New)), NOON);
        assert_eq!(journey.answered_at, None);
        journey.observe(&update(request(RequestStatus::Accepted)), NOON);
        journey.observe(&update(request(RequestStatus::Accepted)), later);
        assert_eq!(journey.answered_at, Some(NOON));
        assert_eq!(journey.checked_at, Some(later));
    }

    #[test]
    fn nobody_has_answered_an_expired_request() {
        let mut journey = Journey::not_started("991825827".parse().unwrap());
        let expired = SystemUserRequest {
            timed_out: true,
            ..request(RequestStatus::New)
        };
        journey.observe(&update(expired), NOON);
        assert_eq!(journey.onboarding, Onboarding::Expired);
        assert_eq!(journey.answered_at, None);
    }

    #[test]
    fn only_an_accepted_request_changes_the_plan() {
        let mut journey = Journey::not_started("991825827".parse().unwrap());
        journey.observe(&update(request(RequestStatus::New)), NOON);
        assert_eq!(journey.plan, None);
        journey.observe(&update(request(RequestStatus::Rejected)), NOON);
        assert_eq!(journey.plan, None);
        journey.observe(&update(request(RequestStatus::Accepted)), NOON);
        assert_eq!(journey.plan, Some(PlanId::Basis));

        // If another request is accepted later, the plan of the existing system user must not change.
        let mut other = request(RequestStatus::Accepted);
        other.id = RequestId(Uuid::from_u128(2));
        let other = AltinnUpdate::Request {
            request: other,
            plan: Some(PlanId::Drift),
        };
        journey.observe(&other, NOON);
        assert_eq!(journey.plan, Some(PlanId::Basis));
    }

    #[test]
    fn an_accepted_request_that_smartcloud_does_not_know_gives_a_found_system_user() {
        let unknown = AltinnUpdate::Request {
            request: request(RequestStatus::Accepted),
            plan: None,
        };
        assert_eq!(Onboarding::NotStarted.observe(&unknown), connected(true));
        let ours = Onboarding::AwaitingApproval {
            request: RequestId(Uuid::from_u128(1)),
        };
        assert_eq!(ours.observe(&unknown), connected(false));
    }

    #[test]
    fn a_missing_replacement_waits_for_the_new_request() {
        let waiting = Onboarding::AwaitingApproval {
            request: RequestId(Uuid::from_u128(2)),
        };
        let missing = waiting.observe(&AltinnUpdate::ReplacementMissing);
        assert_eq!(missing, Onboarding::ReplacementMissing);
        let still = missing.observe(&AltinnUpdate::SystemUserGone);
        assert_eq!(still, Onboarding::ReplacementMissing);
        let made = still.observe(&update(request(RequestStatus::New)));
        assert!(matches!(made, Onboarding::AwaitingApproval { .. }));
    }
}
