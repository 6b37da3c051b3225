use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use oauth2::{AccessToken, RefreshToken, TokenResponse as _};

use super::{Client, Error, http_client::HttpClient, tokens::error_from_token_request};

pub struct RefreshedTokens {
    pub access_token: AccessToken,
    /// The refresh token for the next refresh, if ID-porten sent a new one. In that case, the old refresh token is
    /// possibly invalid.
    pub refresh_token: Option<RefreshToken>,
}

impl Client {
    /// Exchanges a refresh token for a new access token of the same person, without any action of the person.
    ///
    /// ID-porten issues refresh tokens only if the OAuth client is registered for them.
    ///
    /// # Errors
    ///
    /// - [`Error::Refused`] with `invalid_grant` if the refresh token is too old, was used before or was revoked. In
    ///   that case, the person must log in again. Any other OAuth error is also [`Error::Refused`], such as
    ///   `invalid_client`.
    /// - [`Error::Http`], [`Error::Status`] or [`Error::Unreadable`] if ID-porten does not answer as expected.
    /// - [`Error::InvalidUrl`] or [`Error::Signature`] if a setting or the key is wrong.
    #[tracing::instrument(skip_all)]
    pub async fn refresh(
        &self,
        refresh_token: &RefreshToken,
        now: Timestamp,
    ) -> Result<RefreshedTokens, Error> {
        let metadata = self.metadata(now).await?;
        let client = self.oidc_client(&metadata)?;
        let mut exchange = client
            .exchange_refresh_token(refresh_token)
            .map_err(|cause| Error::Unreadable(cause.to_string()))?;
        for (name, value) in self.client_authentication(now)? {
            exchange = exchange.add_extra_param(name, value);
        }
        let tokens = exchange
            .request_async(&HttpClient(&self.http))
            .await
            .map_err(error_from_token_request)?;
        Ok(RefreshedTokens {
            access_token: tokens.access_token().clone(),
            refresh_token: tokens.refresh_token().cloned(),
        })
    }
}

/// The refresh tokens of the people who are signed in. The key is the id of the sign-in.
///
/// The tokens are only in memory, because whoever has a person's refresh token can read everything that this person can
/// read. After a restart, SmartCloud has no tokens, so each signed-in person must log in again within ten minutes. If
/// the person still has a session at ID-porten, this log-in needs no input from the person (single sign-on). If you run
/// several processes, encrypt the refresh tokens and save them in the database.
#[derive(Debug, Default)]
pub struct RefreshTokens(Mutex<HashMap<String, Entry>>);

#[derive(Debug)]
struct Entry {
    token: Arc<tokio::sync::Mutex<RefreshToken>>,
    ends_at: Timestamp,
}

impl RefreshTokens {
    /// Keeps the refresh token of a sign-in. The sign-in ends at `ends_at` at the latest. After this time, the token is
    /// useless.
    pub fn keep(&self, sign_in: &str, token: RefreshToken, ends_at: Timestamp, now: Timestamp) {
        let entry = Entry {
            token: Arc::new(tokio::sync::Mutex::new(token)),
            ends_at,
        };
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|_, entry| entry.ends_at > now);
        entries.insert(sign_in.to_owned(), entry);
    }

    /// Returns the refresh token of a sign-in, behind a lock. Hold the lock while you use the token, and replace the
    /// token before you release the lock. If a client sends the same refresh token twice, ID-porten can revoke all
    /// tokens of the person.
    #[must_use]
    pub fn of(&self, sign_in: &str) -> Option<Arc<tokio::sync::Mutex<RefreshToken>>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(sign_in).map(|entry| Arc::clone(&entry.token))
    }

    /// Returns the ids of all sign-ins that have a refresh token here.
    #[must_use]
    pub fn sign_ins(&self) -> Vec<String> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.keys().cloned().collect()
    }

    /// Deletes the refresh token of a sign-in that has ended.
    pub fn forget(&self, sign_in: &str) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.remove(sign_in);
    }
}
