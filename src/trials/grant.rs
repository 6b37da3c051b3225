use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Trouble;
use crate::{
    config::{Config, KeySource},
    maskinporten::SystemUserOf,
    signing::SigningKey,
};

/// The lifetime of a grant, from `iat` to `exp`.
const LIFETIME: SignedDuration = SignedDuration::from_secs(120);

/// A grant for Maskinporten. A trial can change each part of it, to make the mistakes that vendors make.
///
/// A product uses [`crate::maskinporten`] instead, which makes only correct grants.
#[derive(Clone, Debug)]
pub struct Grant {
    pub client_id: String,
    pub audience: String,
    pub scope: String,
    /// The system user that the token acts for. `None` means that the vendor acts for itself.
    pub system_user: Option<SystemUserOf>,
    /// The id of the signing key. It becomes `kid` in the header of the JWT.
    pub kid: String,
    /// How far the vendor's clock is behind the real time when the vendor signs the grant. It is zero in a correct
    /// grant.
    pub behind: SignedDuration,
}

impl Grant {
    /// Returns a correct grant for SmartCloud's own OAuth client. A trial can change parts of the grant afterwards, to
    /// make a mistake on purpose.
    #[must_use]
    pub fn new(config: &Config, scope: &str) -> Self {
        Self {
            client_id: config.system.client_id.clone(),
            audience: config.maskinporten_url.to_string(),
            scope: scope.to_owned(),
            system_user: None,
            kid: config.system.key.kid.clone(),
            behind: SignedDuration::ZERO,
        }
    }

    #[must_use]
    pub fn for_system_user(mut self, system_user: SystemUserOf) -> Self {
        self.system_user = Some(system_user);
        self
    }

    pub(super) fn sign(&self, config: &Config, now: Timestamp) -> Result<String, Trouble> {
        let source = KeySource {
            kid: self.kid.clone(),
            ..config.system.key.clone()
        };
        let key = SigningKey::read(&source).map_err(Trouble::failed)?;
        key.sign(&self.claims(now)).map_err(Trouble::failed)
    }

    fn claims(&self, now: Timestamp) -> Value {
        let iat = now.as_second() - self.behind.as_secs();
        let mut claims = json!({
            "aud": self.audience,
            "iss": self.client_id,
            "scope": self.scope,
            "iat": iat,
            "exp": iat + LIFETIME.as_secs(),
            "jti": Uuid::new_v4(),
        });
        if let Some(user) = &self.system_user {
            let mut detail = json!({
                "type": "urn:altinn:systemuser",
                "systemuser_org": {
                    "authority": "iso6523-actorid-upis",
                    "ID": user.organisation.iso6523(),
                },
            });
            if let Some(external_ref) = &user.external_ref {
                detail["externalRef"] = json!(external_ref);
            }
            claims["authorization_details"] = json!([detail]);
        }
        claims
    }
}
