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
    http::call_contents::CallContents,
    oidc::signing_keys::{BadToken, Claims, check_lifetime},
};
use altinn_types::{OrgNumber, SystemUserId};

/// The largest accepted difference between Altinn's clock and the clock of the token's issuer.
const SKEW: SignedDuration = SignedDuration::from_secs(10);

/// The OAuth scopes that Altinn's endpoints require (contract/systemuser-api.md §1.1).
pub mod scope {
    pub const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";
    /// Only Altinn's own staff have this scope.
    pub const REGISTER_ADMIN: &str = "altinn:authentication/systemregister.admin";
    pub const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";
    pub const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";
    /// Maskinporten has this scope, and uses it to look up system users.
    pub const SYSTEM_USER_READ: &str = "altinn:maskinporten/systemuser.read";
    pub const AUTHORIZED_PARTIES: &str = "altinn:accessmanagement/authorizedparties";
    pub const PORTAL: &str = "altinn:portal/enduser";
    pub const CLIENTS_READ: &str = "altinn:clientdelegations.read";
    pub const CLIENTS_WRITE: &str = "altinn:clientdelegations.write";
    pub const AUTHORIZE: &str = "altinn:authorization/authorize";
}

/// An access token from Maskinporten or Altinn, with a valid signature and a valid expiry time. The simulator ignores
/// the issuer and the audience, as the real Altinn does.
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
            Err(ApiError::LacksScope {
                any_of: any_of.to_vec(),
                sent: self.text("scope").unwrap_or_default().to_owned(),
                client_id: self.client_id().to_owned(),
            })
        }
    }

    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        // A token that Altinn issued can have both claims. In that case, Altinn reads `urn:altinn:scope`.
        let claim = self.text("urn:altinn:scope").or_else(|| self.text("scope"));
        claim.is_some_and(|scopes| scopes.split_whitespace().any(|known| known == scope))
    }

    /// Returns the calling organisation's number. Altinn reads this number from the claim `consumer` of the token, and
    /// never from the request body.
    #[must_use]
    pub fn consumer(&self) -> Option<OrgNumber> {
        let id = self.claims.get("consumer")?.get("ID")?.as_str()?;
        id.strip_prefix("0192:")?.parse().ok()
    }

    #[must_use]
    pub fn client_id(&self) -> &str {
        self.text("client_id").unwrap_or_default()
    }

    /// The national identity number of the logged-in person. A token from Maskinporten has none.
    #[must_use]
    pub fn pid(&self) -> Option<&str> {
        self.text("pid")
    }

    /// Returns the simulator's key of the token's person, such as `kari`.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Unauthorized`] if the person is missing in the token, or unknown to the simulator. A token
    /// from Maskinporten never has a person.
    pub fn person(&self, world: &World) -> Result<String, ApiError> {
        let person = self
            .pid()
            .and_then(|pid| world.parties.person_by_number(pid));
        Ok(person.ok_or(ApiError::Unauthorized)?.key.clone())
    }

    /// Returns the id of the token's system user. The claim `authorization_details` is a list in Maskinporten's token,
    /// but an object in Altinn's token.
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

/// A token that Altinn issued in exchange for another token. Access management and the policy decision point accept
/// only such tokens.
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
        .map_err(|error| simulator.keys().explain(error, token, "Altinn"))
        .and_then(|claims| {
            check_lifetime(&claims, simulator.now(), SKEW)?;
            check_not_withdrawn(simulator, &claims)?;
            Ok(Token { claims })
        })
        .map_err(ApiError::BadToken)
}

/// Checks that no fault has withdrawn the token. A fault can withdraw only tokens that Maskinporten issued, not those
/// that Altinn issued.
///
/// # Errors
///
/// [`BadToken::Withdrawn`] if a fault with `withdrawTokens` is newer than the token.
pub fn check_not_withdrawn(simulator: &Simulator, claims: &Claims) -> Result<(), BadToken> {
    let text = |name| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(&simulator.origins().maskinporten_issuer()) {
        return Ok(());
    }
    let issued_at = claims.get("iat").and_then(Value::as_i64);
    let contents = CallContents::of_token(claims);
    let world = simulator.world();
    let sandbox = contents.sandbox(&world);
    let is_withdrawn = world.faults.withdraw(
        issued_at.unwrap_or_default(),
        sandbox.as_deref(),
        contents.is_for_customer,
    );
    if is_withdrawn {
        return Err(BadToken::Withdrawn);
    }
    Ok(())
}

#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
