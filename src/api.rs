//! The server functions. SmartCloud's code in the browser calls only these endpoints.

use leptos::prelude::*;

use crate::{error::AppError, progress::Progress};

/// Asks Altinn for the status of `organisation`, and returns the organisation's progress.
///
/// # Errors
///
/// - [`AppError::BadInput`] if `organisation` is not an organisation number.
/// - [`AppError::SignedOut`] if nobody is signed in.
/// - [`AppError::NotYourOrganisation`] if the signed-in user is not allowed to act for the organisation.
/// - Another [`AppError`] if Altinn refuses the call or does not answer.
#[server(endpoint = "progress")]
pub async fn get_progress(organisation: String) -> Result<Progress, AppError> {
    use crate::{
        i18n::Locale,
        redirect, reply,
        session::{Sender, SignedIn},
        state::AppState,
    };
    use altinn_types::OrgNumber;

    let app = expect_context::<AppState>();
    let parts = expect_context::<http::request::Parts>();
    let number: OrgNumber = organisation
        .parse()
        .map_err(|_| reply::failure(AppError::BadInput))?;
    let signed_in = SignedIn::of(&parts, &app, Sender::Script)
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
