//! The masking rules for the members of a JWT's header and for the claims of a JWT.

use super::{
    Group, Names,
    Rule::{Mask, Show},
    names::AUTHORIZATION_RESPONSE,
};
use crate::Kind;

pub(crate) const JWT_HEADER: Names = &[&[
    ("alg", Show),
    ("typ", Show),
    ("kid", Show),
    ("x5t", Show),
    ("x5t#S256", Show),
    ("cty", Show),
    ("crit", Show),
]];

const CLAIMS: Group = &[
    ("iss", Show),
    ("aud", Show),
    ("iat", Show),
    ("exp", Show),
    ("nbf", Show),
    ("jti", Show),
    ("scope", Show),
    ("client_id", Show),
    ("client_amr", Show),
    ("token_type", Show),
    ("consumer", Show),
    ("supplier", Show),
    ("consumer_org", Show),
    ("delegation_source", Show),
    ("resource", Show),
    ("authority", Show),
    ("ID", Show),
    ("authorization_details", Show),
    ("type", Show),
    ("systemuser_org", Show),
    ("systemuser_id", Show),
    ("system_id", Show),
    ("externalRef", Show),
    ("acr", Show),
    ("amr", Show),
    ("auth_time", Show),
    ("azp", Show),
    ("locale", Show),
    ("at_hash", Show),
    ("pid", Mask(Kind::PersonalNumber)),
    ("sid", Mask(Kind::SessionId)),
    ("nonce", Mask(Kind::Nonce)),
    ("name", Mask(Kind::PersonName)),
    ("given_name", Mask(Kind::PersonName)),
    ("family_name", Mask(Kind::PersonName)),
    ("birthdate", Mask(Kind::DateOfBirth)),
    ("email", Mask(Kind::ContactDetails)),
    ("phone_number", Mask(Kind::ContactDetails)),
    ("nameid", Mask(Kind::PersonId)),
    ("urn:altinn:userid", Mask(Kind::PersonId)),
    ("urn:altinn:username", Mask(Kind::PersonId)),
    ("urn:altinn:partyid", Mask(Kind::PersonId)),
    ("urn:altinn:party:uuid", Mask(Kind::PersonId)),
    ("urn:altinn:authenticatemethod", Show),
    ("urn:altinn:authlevel", Show),
    ("urn:altinn:org", Show),
    ("urn:altinn:orgNumber", Show),
];

/// In a token that a client signs, `sub` is the client's id. In a token that a service issues, `sub` is the id of the
/// person.
const CLIENT_SUBJECT: Group = &[("sub", Show)];
const PERSON_SUBJECT: Group = &[("sub", Mask(Kind::PersonId))];

/// Returns the masking rules for the claims of a token of this kind.
pub(crate) fn claims(kind: Kind) -> Names {
    match kind {
        Kind::Grant | Kind::ClientAssertion => &[CLIENT_SUBJECT, CLAIMS],
        Kind::Token => &[AUTHORIZATION_RESPONSE, PERSON_SUBJECT, CLAIMS],
        _ => &[PERSON_SUBJECT, CLAIMS],
    }
}
