use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Code, Expiring, Login, Table, hash, insert_expiring, later, remove_where, secret};
use crate::rules::Saved;

/// The tokens that clients have got in exchange for authorization codes.
///
/// All tokens for the same code belong to one grant. They become invalid when the simulator removes the grant.
#[derive(Clone, Debug)]
pub(crate) struct IssuedTokens {
    /// The log-in of each grant. The key is the id of the grant, which the simulator never sends to anybody.
    pub(super) grants: Table<String, Expiring<Code>>,
    /// The grant id of each access token. The key is the hash of the token's `jti`.
    access: Table<String, Expiring<String>>,
    /// The refresh tokens that ID-porten has issued. The key is the hash of the token.
    refresh: Table<String, Expiring<RefreshToken>>,
    /// The grant id of each redeemed code. The key is the hash of the code. A row expires together with the tokens that
    /// the client got for the code.
    redeemed: Table<String, Expiring<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RefreshToken {
    grant: String,
    used: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    pub access: SignedDuration,
    /// The lifetime of a refresh token, or `None` if the client is not registered for refresh tokens.
    pub refresh: Option<SignedDuration>,
}

#[derive(Clone, Debug)]
pub struct NewTokens {
    /// The `jti` of the new access token. The token endpoint itself builds and signs the access token.
    pub jti: String,
    pub refresh_token: Option<String>,
}

/// Why ID-porten refuses a refresh token. The client gets the error `invalid_scope` for [`Scope`](Self::Scope), and
/// `invalid_grant` for all other variants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    #[error("the refresh token is unknown, revoked or expired")]
    Unknown,
    #[error("the refresh token was issued to another client")]
    OtherClient,
    #[error("the refresh token has been used before, so all tokens of the log-in are revoked")]
    Used,
    #[error("the log-in did not grant the scope: {0}")]
    Scope(String),
}

impl Default for IssuedTokens {
    fn default() -> Self {
        Self {
            grants: Table::new("token-grant"),
            access: Table::new("access-token"),
            refresh: Table::new("refresh-token"),
            redeemed: Table::new("spent-code"),
        }
    }
}

impl IssuedTokens {
    pub(crate) fn tables(&mut self) -> [&mut dyn Saved; 4] {
        [
            &mut self.grants,
            &mut self.access,
            &mut self.refresh,
            &mut self.redeemed,
        ]
    }

    pub(super) fn remove_ended(&mut self, now: Timestamp) {
        remove_where(&mut self.grants, |row| row.until <= now);
        remove_where(&mut self.access, |row| row.until <= now);
        remove_where(&mut self.refresh, |row| row.until <= now);
        remove_where(&mut self.redeemed, |row| row.until <= now);
    }

    /// Returns the log-in of a grant, or `None` if the grant has expired or been revoked.
    fn active_grant(&self, grant: &str, now: Timestamp) -> Option<&Code> {
        let row = self.grants.get(&grant.to_owned())?;
        (now < row.until).then_some(&row.value)
    }

    /// Creates a new access token for a grant, and also a refresh token if the client is registered for refresh tokens.
    fn add(&mut self, grant: &str, lifetimes: Lifetimes, now: Timestamp) -> NewTokens {
        let refresh_token = lifetimes.refresh.map(|lifetime| {
            let token = RefreshToken {
                grant: grant.to_owned(),
                used: false,
            };
            insert_expiring(&mut self.refresh, token, now, lifetime)
        });
        NewTokens {
            jti: insert_expiring(&mut self.access, grant.to_owned(), now, lifetimes.access),
            refresh_token,
        }
    }
}

impl Lifetimes {
    fn longest(self) -> SignedDuration {
        self.refresh.unwrap_or_default().max(self.access)
    }
}

impl Login {
    /// Issues tokens for a code that the client has just redeemed. `login` is the log-in that the code belongs to.
    pub fn issue_tokens(
        &mut self,
        code: &str,
        login: Code,
        lifetimes: Lifetimes,
        now: Timestamp,
    ) -> NewTokens {
        self.remove_ended(now);
        let issued = &mut self.issued;
        let grant = secret();
        let until = later(now, lifetimes.longest());
        let value = login;
        issued
            .grants
            .insert(grant.clone(), Expiring { until, value });
        let value = grant.clone();
        issued
            .redeemed
            .insert(hash(code), Expiring { until, value });
        issued.add(&grant, lifetimes, now)
    }

    /// Revokes the tokens that a client got for a code. Call this method when a client sends a code twice, because
    /// somebody may have stolen the code ([RFC 6749, section
    /// 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    ///
    /// If the code is unredeemed or belongs to another client, this method does nothing.
    pub fn revoke_tokens_of_code(&mut self, code: &str, client_id: &str) {
        let Some(redeemed) = self.issued.redeemed.get(&hash(code)) else {
            return;
        };
        let grant = redeemed.value.clone();
        let login = self.issued.grants.get(&grant);
        if login.is_some_and(|login| login.value.request.client_id == client_id) {
            self.issued.grants.remove(&grant);
        }
    }

    /// Exchanges a refresh token for new tokens ([RFC 6749, section
    /// 6](https://www.rfc-editor.org/rfc/rfc6749#section-6)). The old refresh token becomes invalid.
    ///
    /// The client can request fewer scopes than the log-in granted. Then only the new access token has fewer scopes:
    /// the new refresh token keeps all scopes.
    ///
    /// # Errors
    ///
    /// [`RefreshError`] if the client cannot use the refresh token. If the refresh token was used before, somebody may
    /// have stolen the token. In that case, this method also revokes all tokens of the log-in.
    pub fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        scope: Option<&str>,
        lifetimes: Lifetimes,
        now: Timestamp,
    ) -> Result<(Code, NewTokens), RefreshError> {
        self.remove_ended(now);
        let login = self.login_of_refresh_token(token, now).cloned();
        let mut login = login.ok_or(RefreshError::Unknown)?;
        if login.request.client_id != client_id {
            return Err(RefreshError::OtherClient);
        }
        let refresh_token = self.issued.refresh.get_mut(&hash(token));
        let refresh_token = &mut refresh_token.ok_or(RefreshError::Unknown)?.value;
        let grant = refresh_token.grant.clone();
        if refresh_token.used {
            self.issued.grants.remove(&grant);
            return Err(RefreshError::Used);
        }
        if let Some(scope) = scope {
            login.request.scope = narrow_scope(&login.request.scope, scope)?;
        }
        refresh_token.used = true;
        if let Some(row) = self.issued.grants.get_mut(&grant) {
            row.until = row.until.max(later(now, lifetimes.longest()));
        }
        Ok((login, self.issued.add(&grant, lifetimes, now)))
    }

    /// Returns the log-in of an access token. Returns `None` if the access token is unknown, expired or revoked.
    #[must_use]
    pub fn login_of_access_token(&self, jti: &str, now: Timestamp) -> Option<&Code> {
        let row = self.issued.access.get(&hash(jti))?;
        self.issued
            .active_grant(&row.value, now)
            .filter(|_| now < row.until)
    }

    /// Returns the log-in of a refresh token. The refresh token can be used or unused. Returns `None` if the refresh
    /// token is unknown, expired or revoked.
    #[must_use]
    pub fn login_of_refresh_token(&self, token: &str, now: Timestamp) -> Option<&Code> {
        let row = self.issued.refresh.get(&hash(token))?;
        self.issued
            .active_grant(&row.value.grant, now)
            .filter(|_| now < row.until)
    }

    /// Returns the log-in of a refresh token. Returns `None` if the refresh token is unknown, used, expired or revoked.
    #[must_use]
    pub fn login_of_unused_refresh_token(&self, token: &str, now: Timestamp) -> Option<&Code> {
        let used = self.issued.refresh.get(&hash(token))?.value.used;
        self.login_of_refresh_token(token, now).filter(|_| !used)
    }

    /// Revokes one access token. The other tokens of the same log-in stay valid.
    pub fn revoke_access_token(&mut self, jti: &str) {
        self.issued.access.remove(&hash(jti));
    }

    /// Revokes a refresh token, and also all other tokens of the same log-in.
    pub fn revoke_refresh_token(&mut self, token: &str) {
        if let Some(row) = self.issued.refresh.remove(&hash(token)) {
            self.issued.grants.remove(&row.value.grant);
        }
    }
}

/// Returns the requested scopes if the log-in granted all of them, and otherwise an error.
fn narrow_scope(granted: &str, requested: &str) -> Result<String, RefreshError> {
    let requested: Vec<&str> = requested.split_ascii_whitespace().collect();
    let is_granted = |scope: &&str| granted.split(' ').any(|other| other == *scope);
    match requested.iter().find(|scope| !is_granted(scope)) {
        Some(scope) => Err(RefreshError::Scope((*scope).to_owned())),
        None if requested.is_empty() => Err(RefreshError::Scope("(empty)".to_owned())),
        None => Ok(requested.join(" ")),
    }
}
