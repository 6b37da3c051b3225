//! Reads from Altinn which organisations a person may act for: at the log-in, and again while the person is signed in.
//!
//! A person can lose a role in Altinn while signed in, for example on the last day at work. So SmartCloud uses the list
//! of organisations for only ten minutes. At the first HTTP request after these ten minutes, SmartCloud reads the list
//! again. For this call, SmartCloud needs an access token of the person. SmartCloud keeps no access token, but gets a
//! new access token from ID-porten with the refresh token. `idporten/refresh.rs` keeps the refresh token.

use jiff::{SignedDuration, Timestamp};
use oauth2::AccessToken;

use crate::{
    altinn, idporten, outbound,
    plan::Viewers,
    state::AppState,
    store::{self, ActiveSignIn, Organisation},
};

/// The roles and access packages of an access manager, with the most important first. Some roles have two codes: the
/// new code, and the code of Altinn 2.
pub const ACCESS_MANAGERS: [&str; 10] = [
    "daglig-leder",
    "dagl",
    "innehaver",
    "innh",
    "styreleder",
    "lede",
    "hovedadministrator",
    "hadm",
    "tilgangsstyrer",
    "admai",
];

const LIST_VALID: SignedDuration = SignedDuration::from_mins(10);

/// The reason why SmartCloud does not know which organisations the signed-in person may act for. SmartCloud then shows
/// nothing about any organisation. The person stays signed in and can try again. A refused refresh token gives no
/// [`Error`], because SmartCloud then ends the sign-in.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error("ID-porten gave no access token to read the person's organisations again")]
    IdPorten(#[from] idporten::Error),
    #[error("the person's organisations cannot be read again from Altinn")]
    Altinn(#[from] altinn::Error),
    #[error("the task that reads the person's organisations again was stopped")]
    Stopped(#[from] tokio::task::JoinError),
}

/// Asks Altinn which organisations a person may act for.
///
/// `token` is the person's access token from ID-porten, and this function exchanges it at Altinn. Do not save or log
/// this token or Altinn's token, because both contain the personal number.
///
/// # Errors
///
/// [`altinn::Error`] if Altinn refuses a call or does not answer.
pub async fn read(app: &AppState, token: &AccessToken) -> Result<Vec<Organisation>, altinn::Error> {
    let altinn_token = app.parties.exchange(token).await?;
    let parties = app.parties.authorized_parties(&altinn_token).await?;
    Ok(parties
        .organisations()
        .into_iter()
        .map(|(number, party)| Organisation {
            number: number.clone(),
            name: party.name.clone(),
            roles: party.authorized_roles.clone(),
            packages: used_packages(&party.authorized_access_packages),
        })
        .collect())
}

/// Returns the access packages that SmartCloud uses. A person can have several hundred packages in each organisation,
/// and SmartCloud reads the saved list for each page.
fn used_packages(packages: &[String]) -> Vec<String> {
    let is_used = |code: &str| ACCESS_MANAGERS.contains(&code) || Viewers::any_with(code);
    packages
        .iter()
        .filter(|code| is_used(code))
        .cloned()
        .collect()
}

/// If the list in `sign_in` is ten minutes old, reads the organisations again from Altinn with the refresh token. Ends
/// the sign-in if the refresh token is missing or refused. Returns `None` if the sign-in has ended.
///
/// # Errors
///
/// [`Error`] if ID-porten or Altinn does not answer, if Altinn refuses a call, or if the store fails.
pub async fn with_fresh_list(
    app: &AppState,
    id: &str,
    sign_in: ActiveSignIn,
    now: Timestamp,
) -> Result<Option<ActiveSignIn>, Error> {
    if is_fresh(&sign_in, now) {
        return Ok(Some(sign_in));
    }
    // If the browser closes its connection, the server stops this function. So `read_again` runs in its own task.
    // Otherwise SmartCloud could use up the old refresh token and lose the new one.
    outbound::run_to_end(read_again(app.clone(), id.to_owned(), now)).await?
}

async fn read_again(
    app: AppState,
    id: String,
    now: Timestamp,
) -> Result<Option<ActiveSignIn>, Error> {
    let Some(token) = app.refresh_tokens.of(&id) else {
        return end(&app, &id, "SmartCloud has no refresh token of this sign-in").await;
    };
    // The customer can open several pages at once. The first HTTP request reads the list of organisations, while the
    // others wait for the lock. When they get the lock, the list is already new, so each of them checks the list's age
    // again.
    let mut token = token.lock().await;
    match app.store.signed_in(&id, now).await? {
        Some(sign_in) if !is_fresh(&sign_in, now) => {}
        sign_in => return Ok(sign_in),
    }
    let tokens = match app.idporten.refresh(&token, now).await {
        Ok(tokens) => tokens,
        // With `invalid_grant`, the refresh token is too old, used up or revoked, so the person must log in again. Any
        // other OAuth error, such as `invalid_client`, is a mistake of SmartCloud, so the person stays signed in.
        Err(idporten::Error::Refused { error, description }) if error == "invalid_grant" => {
            return end(&app, &id, &outbound::excerpt(&description)).await;
        }
        Err(error) => return Err(error.into()),
    };
    // Save the new refresh token before the calls to Altinn, because these calls can fail.
    if let Some(next) = tokens.refresh_token {
        *token = next;
    }
    let organisations = read(&app, &tokens.access_token).await?;
    app.store
        .save_organisations(&id, &organisations, now)
        .await?;
    Ok(app.store.signed_in(&id, now).await?)
}

async fn end(app: &AppState, id: &str, reason: &str) -> Result<Option<ActiveSignIn>, Error> {
    app.refresh_tokens.forget(id);
    app.store.sign_out(id).await?;
    tracing::info!(sign_in = id, reason, "signed out");
    Ok(None)
}

fn is_fresh(sign_in: &ActiveSignIn, now: Timestamp) -> bool {
    now.duration_since(sign_in.organisations_read_at) < LIST_VALID
}
