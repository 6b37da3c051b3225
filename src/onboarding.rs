//! How far a customer has come, and what Altinn's answers do to it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{plan::PlanId, progress::Step};
use altinn_types::{OrgNumber, RequestId, RequestStatus, SystemUserId, SystemUserRequest};

/// A customer's way to a working system user, as SmartCloud last saw it.
///
/// SmartCloud never decides a step itself: [`Onboarding::observe`] takes what Altinn answered and
/// gives the state that follows, so a forged or repeated return from Altinn can change nothing.
///
/// ```text
/// NotStarted ──▶ AwaitingApproval ──▶ Connected ──▶ Withdrawn
///                  │         │
///                  ▼         ▼
///               Refused   Expired      (from these three the customer may start again)
/// ```
///
/// "Forwarded to the access manager" is no state: to a vendor, Altinn answers `escalated: false`
/// always.
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
        /// It was there when SmartCloud came to ask (AUTH-00004): made by an earlier request, or by
        /// the customer in Altinn.
        found: bool,
    },
    /// Rejected by the customer, or denied.
    Refused {
        status: RequestStatus,
    },
    /// Nobody answered in time.
    Expired,
    /// The customer deleted the system user in Altinn.
    Withdrawn,
}

/// What Altinn said when it was asked. No answer at all is an error, and changes nothing.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one or two at a time, and read at once"
)]
pub enum Answer {
    Request(SystemUserRequest),
    RequestGone,
    SystemUserGone,
    /// Found by query, without a request of ours that says so.
    AlreadyConnected(SystemUserId),
}

impl Onboarding {
    /// As much of it as a browser is told.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::NotStarted => Step::NotStarted,
            Self::AwaitingApproval { .. } => Step::AwaitingApproval,
            Self::Connected { found: false, .. } => Step::Connected,
            Self::Connected { found: true, .. } => Step::Found,
            Self::Refused { .. } => Step::Refused,
            Self::Expired => Step::Expired,
            Self::Withdrawn => Step::Withdrawn,
        }
    }

    /// The state that follows from what Altinn said.
    #[must_use]
    pub fn observe(self, answer: &Answer) -> Self {
        match (self, answer) {
            // Known already: asking again does not make it a find.
            (Self::Connected { system_user, found }, Answer::AlreadyConnected(id))
                if system_user == *id =>
            {
                Self::Connected { system_user, found }
            }
            // The system user has the id of the request that it came of: this one was approved.
            (Self::AwaitingApproval { request }, Answer::AlreadyConnected(id))
                if SystemUserId::from(request) == *id =>
            {
                Self::Connected {
                    system_user: *id,
                    found: false,
                }
            }
            (_, Answer::AlreadyConnected(id)) => Self::Connected {
                system_user: *id,
                found: true,
            },
            // Once withdrawn, what becomes of the old request is no news.
            (Self::Connected { .. }, Answer::SystemUserGone)
            | (Self::Withdrawn, Answer::RequestGone) => Self::Withdrawn,
            // A system user outlives the request that made it: old news does not undo it …
            (known @ Self::Connected { .. }, Answer::Request(_) | Answer::RequestGone)
            | (known, Answer::SystemUserGone) => known,
            // … nor bring it back. Only a new request leads on from here.
            (Self::Withdrawn, Answer::Request(old)) if old.status != RequestStatus::New => {
                Self::Withdrawn
            }
            (_, Answer::RequestGone) => Self::NotStarted,
            (_, Answer::Request(request)) => match request.status {
                // Altinn leaves the status as it was and sets the flag.
                RequestStatus::New if request.timed_out => Self::Expired,
                RequestStatus::New => Self::AwaitingApproval {
                    request: request.id,
                },
                // The system user gets the id of its request.
                RequestStatus::Accepted => Self::Connected {
                    system_user: request.id.into(),
                    found: false,
                },
                status @ (RequestStatus::Rejected | RequestStatus::Denied) => {
                    Self::Refused { status }
                }
                RequestStatus::Timedout => Self::Expired,
            },
        }
    }
}

/// An onboarding with what the customer is told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    pub organisation: OrgNumber,
    pub onboarding: Onboarding,
    /// The plan last asked for.
    pub plan: Option<PlanId>,
    /// The request last made; its last characters are the customer's reference for support.
    pub request: Option<RequestId>,
    /// When Altinn took the request.
    pub asked_at: Option<Timestamp>,
    /// When a browser last set out for Altinn.
    pub opened_at: Option<Timestamp>,
    /// When Altinn was first heard to have an answer.
    pub answered_at: Option<Timestamp>,
    /// When Altinn was last asked.
    pub checked_at: Option<Timestamp>,
}

impl Journey {
    /// The way of a customer who has not begun.
    #[must_use]
    pub fn not_begun(organisation: OrgNumber) -> Self {
        Self {
            organisation,
            onboarding: Onboarding::NotStarted,
            plan: None,
            request: None,
            asked_at: None,
            opened_at: None,
            answered_at: None,
            checked_at: None,
        }
    }

    /// The plan of the request that waits for an answer, where one does.
    #[must_use]
    pub fn waits_with(&self) -> Option<PlanId> {
        match self.onboarding {
            Onboarding::AwaitingApproval { .. } => self.plan,
            _ => None,
        }
    }

    /// Takes in what Altinn said at `now`. Nothing else changes an onboarding.
    pub fn observe(&mut self, answer: &Answer, now: Timestamp) {
        let next = std::mem::take(&mut self.onboarding).observe(answer);
        if let Answer::Request(request) = answer
            && self.request != Some(request.id)
        {
            self.request = Some(request.id);
            self.asked_at = Some(request.created);
            self.answered_at = None;
        }
        self.checked_at = Some(now);
        self.answered_at = match next {
            Onboarding::NotStarted | Onboarding::AwaitingApproval { .. } => None,
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

    fn request(status: RequestStatus) -> SystemUserRequest {
        SystemUserRequest {
            id: RequestId(Uuid::from_u128(1)),
            integration_title: None,
            external_ref: None,
            system_id: "991825827_smartcloud".parse().unwrap(),
            party_org_no: "991825827".parse().unwrap(),
            rights: vec![],
            access_packages: vec![],
            status,
            redirect_url: None,
            confirm_url: None,
            escalated: false,
            created: NOON,
            timed_out: false,
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
    fn each_status_of_altinns_leads_somewhere() {
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
            let answer = Answer::Request(request(status));
            assert_eq!(waiting.clone().observe(&answer), expected, "{status:?}");
        }
    }

    #[test]
    fn a_request_of_more_than_180_days_has_run_out_though_its_status_is_new() {
        let mut old = request(RequestStatus::New);
        old.timed_out = true;
        assert_eq!(
            Onboarding::NotStarted.observe(&Answer::Request(old)),
            Onboarding::Expired
        );
    }

    #[test]
    fn what_became_of_the_request_does_not_undo_a_system_user() {
        for answer in [
            Answer::RequestGone,
            Answer::Request(request(RequestStatus::Rejected)),
            Answer::Request(request(RequestStatus::New)),
        ] {
            assert_eq!(connected(false).observe(&answer), connected(false));
        }
    }

    #[test]
    fn a_deleted_system_user_comes_back_by_a_new_request_only() {
        let gone = connected(false).observe(&Answer::SystemUserGone);
        assert_eq!(gone, Onboarding::Withdrawn);
        let old = Answer::Request(request(RequestStatus::Accepted));
        assert_eq!(gone.clone().observe(&old), Onboarding::Withdrawn);
        let new = Answer::Request(request(RequestStatus::New));
        assert!(matches!(
            gone.observe(&new),
            Onboarding::AwaitingApproval { .. }
        ));
    }

    #[test]
    fn a_system_user_is_a_find_unless_it_came_of_our_request() {
        let found = Answer::AlreadyConnected(user());
        assert_eq!(Onboarding::NotStarted.observe(&found), connected(true));
        assert_eq!(connected(false).observe(&found), connected(false));
        let ours = Onboarding::AwaitingApproval {
            request: RequestId(Uuid::from_u128(1)),
        };
        assert_eq!(ours.observe(&found), connected(false));
    }

    #[test]
    fn the_time_of_the_answer_is_when_it_was_first_heard() {
        let mut journey = Journey::not_begun("991825827".parse().unwrap());
        let later = Timestamp::constant(1_767_268_900, 0);
        journey.observe(&Answer::Request(request(RequestStatus::New)), NOON);
        assert_eq!(journey.answered_at, None);
        journey.observe(&Answer::Request(request(RequestStatus::Accepted)), NOON);
        journey.observe(&Answer::Request(request(RequestStatus::Accepted)), later);
        assert_eq!(journey.answered_at, Some(NOON));
        assert_eq!(journey.checked_at, Some(later));
    }
}
