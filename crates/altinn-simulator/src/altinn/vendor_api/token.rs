use std::str::FromStr;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
};
use jiff::SignedDuration;
use serde_json::Value;

use crate::altinn::errors::ApiError;
use crate::world::World;
use crate::{
    Simulator,
    oidc::signing_keys::{BadToken, Claims, check_lifetime},
};
use altinn_types::{OrgNumber, SystemUserId};

/// The largest accepted difference between Altinn's clock and the clock of the token's issuer.
const SKEW: SignedDuration = SignedDuration::from_secs(10);

/// The names of the OAuth scopes (contract/systemuser-api.md §1.1).
pub mod scope {
    pub const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";
    /// Only Altinn's own staff have this scope.
    pub const REGISTER_ADMIN: &str = "altinn:authentication/systemregister.admin";
    pub const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";
    pub const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";
    /// Maskinporten uses this scope to look up system users.
    pub const SYSTEM_USER_READ: &str = "altinn:maskinporten/systemuser.read";
    pub const AUTHORIZED_PARTIES: &str = "altinn:accessmanagement/authorizedparties";
    pub const PORTAL: &str = "altinn:portal/enduser";
    pub const CLIENTS_READ: &str = "altinn:clientdelegations.read";
    pub const CLIENTS_WRITE: &str = "altinn:clientdelegations.write";
    pub const AUTHORIZE: &str = "altinn:authorization/authorize";
}

/// A valid access token: Maskinporten or Altinn signed it, and it has not expired. Like the real
/// Altinn, the simulator checks neither issuer nor audience.
#[derive(Clone, Debug)]
pub struct Token {
    claims: Claims,
}

impl Token {
    /// Checks that the token has at least one of these scopes.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::LacksScope`] if the token has none of the scopes.
    pub fn require(&self, any_of: &[&'static str]) -> Result<(), ApiError> {
        if any_of.iter().any(|scope| self.has_scope(scope)) {
            Ok(())
        } else {
            Err(ApiError::LacksScope(any_of.to_vec()))
        }
    }

    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        // An exchanged token may have both claims. In that case Altinn reads `urn:altinn:scope`.
        let claim = self.text("urn:altinn:scope").or_else(|| self.text("scope"));
        claim.is_some_and(|scopes| scopes.split_whitespace().any(|known| known == scope))
    }

    /// The organisation that makes the call. Altinn takes it from the claim `consumer`, never from
    /// the body.
    #[must_use]
    pub fn consumer(&self) -> Option<OrgNumber> {
        let id = self.claims.get("consumer")?.get("ID")?.as_str()?;
        id.strip_prefix("0192:")?.parse().ok()
    }

    #[must_use]
    pub fn client_id(&self) -> &str {
        self.text("client_id").unwrap_or_default()
    }

    /// The national identity number of the logged-in person.
    #[must_use]
    pub fn pid(&self) -> Option<&str> {
        self.text("pid")
    }

    /// The person that the token is for. A token from Maskinporten has no person.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Unauthorized`] if the token has no person, or a person that the
    /// simulator does not know.
    pub fn person(&self, world: &World) -> Result<String, ApiError> {
        let person = self
            .pid()
            .and_then(|pid| world.parties.person_by_number(pid));
        Ok(person.ok_or(ApiError::Unauthorized)?.key.clone())
    }

    /// The system user that the token is for. In Maskinporten's token the claim is a list; in an
    /// exchanged token it is an object.
    #[must_use]
    pub fn system_user(&self) -> Option<SystemUserId> {
        let details = self.claims.get("authorization_details")?;
        let detail = details.get(0).unwrap_or(details);
        let id = detail.get("systemuser_id")?.get(0)?.as_str()?;
        SystemUserId::from_str(id).ok()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name).and_then(Value::as_str)
    }
}

impl FromRequestParts<Simulator> for Token {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        let keys = simulator.keys();
        read(parts, simulator, |token| {
            let by_maskinporten = keys.maskinporten.check_signature(token);
            by_maskinporten.or_else(|_| keys.altinn.check_signature(token))
        })
    }
}

/// A token that Altinn issued in an exchange. Access management and the policy decision point
/// accept no other token.
#[derive(Clone, Debug)]
pub struct ExchangedToken(pub Token);

impl FromRequestParts<Simulator> for ExchangedToken {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        let keys = simulator.keys();
        read(parts, simulator, |token| keys.altinn.check_signature(token)).map(Self)
    }
}

fn read(
    parts: &Parts,
    simulator: &Simulator,
    check_signature: impl Fn(&str) -> Result<Claims, BadToken>,
) -> Result<Token, ApiError> {
    let token = bearer(&parts.headers).ok_or(ApiError::Unauthorized)?;
    check_signature(token)
        .and_then(|claims| {
            check_lifetime(&claims, simulator.now(), SKEW)?;
            Ok(Token { claims })
        })
        .map_err(ApiError::BadToken)
}

/// Returns the text after `Bearer` in the header `Authorization`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
