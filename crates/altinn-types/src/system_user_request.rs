use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccessPackage, OrgNumber, Right, SystemId, lenient};

/// The id of a vendor's request. The system user that Altinn creates from the request gets the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RequestId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The vendor's reference to a system user. A customer can have several system users for the same system, and each
/// system user has its own external reference.
///
/// If the vendor's request has no external reference, Altinn uses the customer's organisation number. The vendor must
/// later send the same reference to Maskinporten. Otherwise Maskinporten issues no token, and answers with the error
/// MP-303.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExternalRef(pub String);

impl ExternalRef {
    /// Returns the customer's organisation number as an external reference. Altinn uses this reference if the vendor's
    /// request has no external reference.
    #[must_use]
    pub fn default_for(party: &OrgNumber) -> Self {
        Self(party.as_str().to_owned())
    }
}

impl fmt::Display for ExternalRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RequestStatus {
    /// The customer has neither approved nor rejected the request. A request that a user forwarded still has this
    /// status. A request that is older than 180 days also has this status, and then [`SystemUserRequest::timed_out`] is
    /// `true`.
    New,
    Accepted,
    Rejected,
    /// Altinn's documentation lists this status, but Altinn has not used it since 2025.
    Denied,
    /// Only requests from before 2025-11-20 can have this status. At that time a request expired after 10 days.
    Timedout,
}

/// The body of `POST systemuser/request/vendor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSystemUserRequest {
    pub system_id: SystemId,
    /// The customer's organisation number.
    pub party_org_no: OrgNumber,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_title: Option<String>,
    pub rights: Vec<Right>,
    pub access_packages: Vec<AccessPackage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
}

/// A vendor's request for a system user, as Altinn returns it.
///
/// If SmartCloud does not use a member, an unexpected value becomes `None` and causes no error. For example, if Altinn
/// knows no date, it sends `0001-01-01T00:00:00`, without an offset from UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemUserRequest {
    pub id: RequestId,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub integration_title: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub external_ref: Option<ExternalRef>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub system_id: Option<SystemId>,
    pub party_org_no: OrgNumber,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub rights: Vec<Right>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub access_packages: Vec<AccessPackage>,
    /// The status, or `None` if Altinn sent a status that this program does not know.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<RequestStatus>,
    /// The redirect URL from the vendor's first POST. If the vendor repeats the POST with another redirect URL, Altinn
    /// keeps the first URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The customer approves the request at this URL. Altinn does not send this field in a list of requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_url: Option<String>,
    /// Whether a user forwarded the request to an access manager. Altinn always returns `false` to vendors, so a vendor
    /// never learns about the forwarding.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub escalated: bool,
    /// The time when the vendor sent the request. `None` means that Altinn's response has no valid time.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub created: Option<Timestamp>,
    /// Whether the request is older than 180 days. Such a request still has the status [`RequestStatus::New`].
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub timed_out: bool,
}

impl SystemUserRequest {
    /// Whether this request contains exactly the same rights and access packages as `wanted`, in any order.
    ///
    /// The function compares all resources of each right. It ignores `action`, because Altinn stores this value but
    /// never uses it.
    #[must_use]
    pub fn asks_for_the_same_as(&self, wanted: &NewSystemUserRequest) -> bool {
        fn resources(rights: &[Right]) -> Vec<Vec<(&str, &str)>> {
            let mut rights: Vec<Vec<_>> = rights
                .iter()
                .map(|right| {
                    let mut resources: Vec<_> = right
                        .resource
                        .iter()
                        .map(|resource| (resource.id.as_str(), resource.value.as_str()))
                        .collect();
                    resources.sort_unstable();
                    resources
                })
                .collect();
            rights.sort_unstable();
            rights
        }
        fn urns(packages: &[AccessPackage]) -> Vec<&str> {
            let mut urns: Vec<_> = packages
                .iter()
                .map(|package| package.urn.as_str())
                .collect();
            urns.sort_unstable();
            urns
        }
        resources(&self.rights) == resources(&wanted.rights)
            && urns(&self.access_packages) == urns(&wanted.access_packages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ResourceAttribute;

    fn right(resources: &[&str]) -> Right {
        Right {
            action: None,
            resource: resources
                .iter()
                .map(|&value| ResourceAttribute {
                    id: ResourceAttribute::RESOURCE.to_owned(),
                    value: value.to_owned(),
                })
                .collect(),
        }
    }

    fn asks_for_the_same(stored: Vec<Right>, wanted: Vec<Right>) -> bool {
        let wanted = NewSystemUserRequest {
            system_id: "991825827_smartcloud".parse().unwrap(),
            party_org_no: "991825827".parse().unwrap(),
            external_ref: None,
            integration_title: None,
            rights: wanted,
            access_packages: vec![],
            redirect_url: None,
        };
        let stored = SystemUserRequest {
            id: RequestId(Uuid::from_u128(1)),
            integration_title: None,
            external_ref: None,
            system_id: Some(wanted.system_id.clone()),
            party_org_no: wanted.party_org_no.clone(),
            rights: stored,
            access_packages: vec![],
            status: Some(RequestStatus::New),
            redirect_url: None,
            confirm_url: None,
            escalated: false,
            created: None,
            timed_out: false,
        };
        stored.asks_for_the_same_as(&wanted)
    }

    #[test]
    fn the_order_of_rights_and_resources_does_not_matter() {
        assert!(asks_for_the_same(
            vec![right(&["a", "b"]), right(&["c"])],
            vec![right(&["c"]), right(&["b", "a"])],
        ));
    }

    #[test]
    fn every_resource_of_a_right_is_compared() {
        assert!(!asks_for_the_same(
            vec![right(&["a", "b"])],
            vec![right(&["a"])],
        ));
        assert!(!asks_for_the_same(
            vec![right(&["a", "b"])],
            vec![right(&["a", "c"])],
        ));
        assert!(!asks_for_the_same(
            vec![right(&["a"]), right(&["b"])],
            vec![right(&["a", "b"])],
        ));
    }
}
