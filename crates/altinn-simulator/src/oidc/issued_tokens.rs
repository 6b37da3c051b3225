//! The tokens that a login gave a client: what can be asked about them, refreshed and revoked.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Code, Login, Open, Table, forget_ended, key, later, put, secret};
use crate::rules::Saved;

/// What came of one code, by a name that is told to nobody. Without its row, its tokens are dead.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    grants: Table<String, Open<Code>>,
    /// From an access token's `jti` to its grant.
    access: Table<String, Open<String>>,
    refresh: Table<String, Open<Refresh>>,
    /// Codes that have been exchanged, for as long as what they gave lives.
    spent: Table<String, Open<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Refresh {
    grant: String,
    used: bool,
}

/// How long a client's tokens live.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    pub access: SignedDuration,
    /// `None` for a client that is not registered for refresh tokens.
    pub refresh: Option<SignedDuration>,
}

/// What goes into the answer to a client.
#[derive(Clone, Debug)]
pub struct NewTokens {
    /// `jti` of the access token.
    pub jti: String,
    pub refresh_token: Option<String>,
}

/// Why a refresh token gives nothing. To the client it is `invalid_grant`, but for the scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshRefused {
    #[error("the refresh token is unknown, revoked or too old")]
    Unknown,
    #[error("the refresh token was given to another client")]
    OtherClient,
    #[error("the refresh token was used before: all that came of the login is revoked")]
    Used,
    #[error("scope asks for what the login did not give: {0}")]
    Scope(String),
}

impl Default for Issued {
    fn default() -> Self {
        Self {
            grants: Table::new("token-grant"),
            access: Table::new("access-token"),
            refresh: Table::new("refresh-token"),
            spent: Table::new("spent-code"),
        }
    }
}

impl Issued {
    pub(crate) fn tables(&mut self) -> [&mut dyn Saved; 4] {
        [
            &mut self.grants,
            &mut self.access,
            &mut self.refresh,
            &mut self.spent,
        ]
    }

    fn live(&self, grant: &str, now: Timestamp) -> Option<&Code> {
        let open = self.grants.get(&grant.to_owned())?;
        (now < open.until).then_some(&open.thing)
    }

    /// One more access token of a grant, and a refresh token where the client is to have them.
    fn add(&mut self, grant: &str, lifetimes: Lifetimes, now: Timestamp) -> NewTokens {
        let refresh_token = lifetimes.refresh.map(|lifetime| {
            let refresh = Refresh {
                grant: grant.to_owned(),
                used: false,
            };
            put(&mut self.refresh, refresh, now, lifetime)
        });
        NewTokens {
            jti: put(&mut self.access, grant.to_owned(), now, lifetimes.access),
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
    /// Tokens for a code that has just been redeemed.
    pub fn issue_tokens(
        &mut self,
        code: &str,
        thing: Code,
        lifetimes: Lifetimes,
        now: Timestamp,
    ) -> NewTokens {
        let issued = &mut self.issued;
        forget_ended(&mut issued.grants, |open| open.until <= now);
        forget_ended(&mut issued.spent, |open| open.until <= now);
        let grant = secret();
        let until = later(now, lifetimes.longest());
        issued.grants.insert(grant.clone(), Open { until, thing });
        let thing = grant.clone();
        issued.spent.insert(key(code), Open { until, thing });
        issued.add(&grant, lifetimes, now)
    }

    /// A code comes a second time, so somebody else may have it too: what it gave its client is revoked
    /// ([RFC 6749, section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    pub fn revoke_what_came_of(&mut self, code: &str, client_id: &str) {
        let Some(spent) = self.issued.spent.get(&key(code)) else {
            return;
        };
        let grant = spent.thing.clone();
        let given_to = self.issued.grants.get(&grant);
        if given_to.is_some_and(|open| open.thing.request.client_id == client_id) {
            self.issued.grants.remove(&grant);
        }
    }

    /// New tokens for a refresh token, which is used up by it; for fewer scopes if fewer are asked for
    /// ([RFC 6749, section 6](https://www.rfc-editor.org/rfc/rfc6749#section-6)). The next refresh token is
    /// good for all of them again.
    ///
    /// # Errors
    ///
    /// [`RefreshRefused`]. A token that is used twice may be stolen, so it ends all that came of the login.
    pub fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        scope: Option<&str>,
        lifetimes: Lifetimes,
        now: Timestamp,
    ) -> Result<(Code, NewTokens), RefreshRefused> {
        let code = self.of_refresh_token(token, now).cloned();
        let mut code = code.ok_or(RefreshRefused::Unknown)?;
        if code.request.client_id != client_id {
            return Err(RefreshRefused::OtherClient);
        }
        let refresh = self.issued.refresh.get_mut(&key(token));
        let refresh = &mut refresh.ok_or(RefreshRefused::Unknown)?.thing;
        let grant = refresh.grant.clone();
        if refresh.used {
            self.issued.grants.remove(&grant);
            return Err(RefreshRefused::Used);
        }
        if let Some(scope) = scope {
            code.request.scope = narrowed(&code.request.scope, scope)?;
        }
        refresh.used = true;
        if let Some(open) = self.issued.grants.get_mut(&grant) {
            open.until = open.until.max(later(now, lifetimes.longest()));
        }
        Ok((code, self.issued.add(&grant, lifetimes, now)))
    }

    /// The login that a live access token came of.
    #[must_use]
    pub fn of_access_token(&self, jti: &str, now: Timestamp) -> Option<&Code> {
        let open = self.issued.access.get(&key(jti))?;
        self.issued
            .live(&open.thing, now)
            .filter(|_| now < open.until)
    }

    /// The login that a refresh token came of, whether it has been used or not.
    #[must_use]
    pub fn of_refresh_token(&self, token: &str, now: Timestamp) -> Option<&Code> {
        let open = self.issued.refresh.get(&key(token))?;
        self.issued
            .live(&open.thing.grant, now)
            .filter(|_| now < open.until)
    }

    /// As [`of_refresh_token`](Self::of_refresh_token), if the token can still be used.
    #[must_use]
    pub fn of_unused_refresh_token(&self, token: &str, now: Timestamp) -> Option<&Code> {
        let used = self.issued.refresh.get(&key(token))?.thing.used;
        self.of_refresh_token(token, now).filter(|_| !used)
    }

    /// Ends one access token.
    pub fn revoke_access_token(&mut self, jti: &str) {
        self.issued.access.remove(&key(jti));
    }

    /// Ends a refresh token, and with it every token of the same login.
    pub fn revoke_refresh_token(&mut self, token: &str) {
        if let Some(refresh) = self.issued.refresh.remove(&key(token)) {
            self.issued.grants.remove(&refresh.thing.grant);
        }
    }
}

/// What is asked for, if all of it was given.
fn narrowed(given: &str, asked: &str) -> Result<String, RefreshRefused> {
    let asked: Vec<&str> = asked.split_ascii_whitespace().collect();
    let was_given = |scope: &&str| given.split(' ').any(|own| own == *scope);
    match asked.iter().find(|scope| !was_given(scope)) {
        Some(foreign) => Err(RefreshRefused::Scope((*foreign).to_owned())),
        None if asked.is_empty() => Err(RefreshRefused::Scope("nothing".to_owned())),
        None => Ok(asked.join(" ")),
    }
}
