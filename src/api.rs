//! The server functions: every endpoint that SmartCloud's code in the browser can call.

use leptos::prelude::*;

use crate::{error::AppError, progress::Progress};

/// How far `organisation` has come. Asks Altinn.
///
/// # Errors
///
/// [`AppError::BadInput`] if `organisation` is not an organisation number, [`AppError::SignedOut`] if nobody is
/// signed in, [`AppError::NotYourOrganisation`] if the signed-in user may not act for the organisation, and
/// another [`AppError`] if Altinn refuses or does not answer.
#[server(endpoint = "progress")]
pub async fn get_progress(organisation: String) -> Result<Progress, AppError> {
    use crate::{i18n::Locale, redirect, reply, session::SignedIn, state::AppState};
    use altinn_types::OrgNumber;

    let app = expect_context::<AppState>();
    let parts = expect_context::<http::request::Parts>();
    let number: OrgNumber = organisation
        .parse()
        .map_err(|_| reply::failure(AppError::BadInput))?;
    let signed_in = SignedIn::of(&parts, &app.store)
        .await
        .map_err(reply::failure)?
        .ok_or_else(|| reply::failure(AppError::SignedOut))?;
    let organisation = signed_in
        .organisation(&number)
        .ok_or_else(|| reply::failure(AppError::NotYourOrganisation))?;

    let journey = redirect::check_status(&app, &number)
        .await
        .map_err(reply::failure)?;
    let locale = Locale::of(&parts.headers);
    let step = journey.onboarding.step();
    let text = locale.texts().status.of(step);
    Ok(Progress {
        step,
        headline: (text.headline)(&organisation.name),
        sentence: text.sentence.to_owned(),
        checked: journey
            .checked_at
            .map(|moment| locale.date_and_time(moment))
            .unwrap_or_default(),
    })
}
