//! The names of the fields in the APIs and pages of Altinn and of the resource owners. Each constant is a group of
//! names with their masking rules.

use super::{
    Group,
    Rule::{Jwt, Mask, Show, ShowUnlessPerson, Url},
};
use crate::Kind;

/// Altinn's error JSON (RFC 9457), and the error JSON of ASP.NET.
pub(super) const PROBLEM: Group = &[
    ("type", Show),
    ("title", Show),
    ("status", Show),
    ("detail", Show),
    ("code", Show),
    ("instance", Show),
    ("traceId", Show),
    ("statusDescription", Show),
    ("errors", Show),
    ("validationErrors", Show),
    ("problems", Show),
    ("paths", Show),
    ("message", Show),
    ("description", Show),
];

/// The fields that describe access, in a request and in a system.
pub(super) const ACCESS: Group = &[
    ("rights", Show),
    ("accessPackages", Show),
    ("requiredRights", Show),
    ("unwantedRights", Show),
    ("requiredAccessPackages", Show),
    ("unwantedAccessPackages", Show),
    ("resource", Show),
    ("id", Show),
    ("value", Show),
    ("urn", Show),
    ("action", Show),
];

/// The fields of a request for a system user, and of a system user.
pub(super) const SYSTEM_USER: Group = &[
    ("id", Show),
    ("integrationTitle", Show),
    ("externalRef", Show),
    ("systemId", Show),
    ("systemUserId", Show),
    ("partyOrgNo", Show),
    ("status", Show),
    ("redirectUrl", Url),
    ("confirmUrl", Url),
    ("escalated", Show),
    ("created", Show),
    ("timedOut", Show),
    ("productName", Show),
    ("reporteeOrgNo", Show),
    ("partyId", Show),
    ("isDeleted", Show),
    ("supplierName", Show),
    ("supplierOrgno", Show),
    ("supplierOrgNo", Show),
    ("userType", Show),
    ("systemUserType", Show),
    ("systemName", Show),
    ("vendorOrgNo", Show),
    ("data", Show),
    ("links", Show),
    ("next", Show),
];

/// The query parameters of the calls about requests and system users.
pub(super) const SYSTEM_USER_QUERY: Group = &[
    ("system-id", Show),
    ("systemId", Show),
    ("orgno", Show),
    ("orgNo", Show),
    ("external-ref", Show),
    ("externalRef", Show),
    ("correlation-id", Show),
    ("party", Show),
    ("systemuser", Show),
    ("client", Show),
    ("systemProviderOrgNo", Show),
    ("systemUserOwnerOrgNo", Show),
    ("clientId", Show),
];

pub(super) const SYSTEM_REGISTER: Group = &[
    ("id", Show),
    ("vendor", Show),
    ("authority", Show),
    ("ID", Show),
    ("name", Show),
    ("description", Show),
    ("nb", Show),
    ("nn", Show),
    ("en", Show),
    ("clientId", Show),
    ("allowedRedirectUrls", Url),
    ("isVisible", Show),
    ("isDeleted", Show),
    ("systemId", Show),
    ("systemVendorOrgNumber", Show),
    ("systemVendorOrgName", Show),
];

/// The query parameters of the list of the organisations and persons that a person may act for. `partyFilter` is left
/// out, because it can name a person.
pub(super) const PARTIES_QUERY: Group = &[
    ("includeRoles", Show),
    ("includeAccessPackages", Show),
    ("includeResources", Show),
    ("includeInstances", Show),
    ("includePartiesViaKeyRoles", Show),
    ("includeSubParties", Show),
    ("includeInactiveParties", Show),
];

/// The fields of Altinn's list of the organisations and persons that a person may act for.
pub(super) const PARTIES: Group = &[
    ("links", Show),
    ("next", Show),
    ("data", Show),
    ("partyUuid", Show),
    ("name", ShowUnlessPerson),
    ("organizationNumber", Show),
    ("parentId", Show),
    ("personId", Mask(Kind::PersonalNumber)),
    ("dateOfBirth", Mask(Kind::DateOfBirth)),
    ("partyId", Show),
    ("emailId", Mask(Kind::ContactDetails)),
    ("type", Show),
    ("unitType", Show),
    ("isDeleted", Show),
    ("onlyHierarchyElementWithNoAccess", Show),
    ("authorizedAccessPackages", Show),
    ("authorizedResources", Show),
    ("authorizedRoles", Show),
    ("authorizedInstances", Show),
    ("subunits", Show),
];

/// The fields of a call to the policy decision point. In this call, a resource owner asks whether a system user can use
/// a resource. The call can contain the personal number of a person, but the rule [`Show`] masks personal numbers.
pub(super) const DECISION_REQUEST: Group = &[
    ("Request", Show),
    ("ReturnPolicyIdList", Show),
    ("AccessSubject", Show),
    ("Action", Show),
    ("Resource", Show),
    ("Attribute", Show),
    ("AttributeId", Show),
    ("Value", Show),
];

/// The answer to a [`DECISION_REQUEST`].
pub(super) const DECISION: Group = &[
    ("response", Show),
    ("decision", Show),
    ("status", Show),
    ("statusCode", Show),
    ("value", Show),
];

/// The fields of Altinn's public catalogue of services and access packages.
pub(super) const CATALOGUE: Group = &[
    ("id", Show),
    ("identifier", Show),
    ("refId", Show),
    ("urn", Show),
    ("name", Show),
    ("title", Show),
    ("description", Show),
    ("rightDescription", Show),
    ("hasCompetentAuthority", Show),
    ("orgcode", Show),
    ("organization", Show),
    ("provider", Show),
    ("code", Show),
    ("resources", Show),
    ("area", Show),
    ("delegable", Show),
    ("isDelegable", Show),
    ("isAssignable", Show),
    ("isResourcePolicyAvailable", Show),
    ("resourceType", Show),
    ("status", Show),
    ("homepage", Show),
    ("nb", Show),
    ("nn", Show),
    ("en", Show),
    ("nb-no", Show),
    ("nn-no", Show),
    ("action", Show),
    ("type", Show),
    ("value", Show),
    ("resource", Show),
    ("subjects", Show),
    ("subject", Show),
    ("right", Show),
    ("rightKey", Show),
    ("subjectTypes", Show),
    ("object", Show),
];

/// The fields in the data of the resource owners. The rules mask the pay of an employee.
pub(super) const FIGURES: Group = &[
    ("krav", Show),
    ("betalinger", Show),
    ("kravid", Show),
    ("betalingsid", Show),
    ("beskrivelse", Show),
    ("forfall", Show),
    ("dato", Show),
    ("belop", Show),
    ("rest", Show),
    ("month", Show),
    ("employees", Show),
    ("name", Mask(Kind::PersonName)),
    ("gross", Mask(Kind::Pay)),
    ("tax", Mask(Kind::Pay)),
    ("net", Mask(Kind::Pay)),
    ("status", Show),
    ("shipments", Show),
    ("id", Show),
    ("contents", Show),
    ("origin", Show),
    ("expected", Show),
    ("state", Show),
    ("error", Show),
    ("message", Show),
];

pub(super) const FIGURES_QUERY: Group = &[
    ("fraOgMed", Show),
    ("tilOgMed", Show),
    ("korrelasjonsid", Show),
];

/// The names in the queries and forms of Altinn's pages.
pub(super) const ALTINN_PAGES: Group = &[
    ("id", Show),
    ("DONTCHOOSEREPORTEE", Show),
    ("skiplogout", Show),
    ("forwarded", Show),
    ("loggedout", Show),
    ("new", Show),
    ("choose", Show),
    ("page", Show),
    ("hide", Show),
    ("done", Show),
    ("client", Show),
    ("what", Show),
    ("system", Show),
    ("next", Url),
    ("goto", Url),
    ("goTo", Url),
    ("R", Show),
    ("P", Show),
    ("__RequestVerificationToken", Mask(Kind::FormToken)),
];

/// A body that consists of a token only. The rule for the empty name applies to the whole body.
pub(super) const EXCHANGED_TOKEN: Group = &[("", Jwt(Kind::AltinnToken))];

/// A short plain text, such as the reason of a refusal.
pub(super) const PLAIN_TEXT: Group = &[("", Show)];
