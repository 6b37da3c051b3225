//! Prepares a scene: a fresh sandbox in the scene's state, and in SmartCloud's own store what SmartCloud would know if it
//! had sent the sandbox's request itself.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::scenes::Scene;
use crate::{
    control_api::{self, ControlApi, NewSandbox, Sandbox, SandboxState},
    error::AppError,
    onboarding::{AltinnUpdate, Journey},
    redirect,
    session::BrowserId,
    state::AppState,
    store::{self, LastCall, RedirectAttempt, RequestIntent, random_id},
};
use altinn_types::OrgNumber;

/// Why a scene cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the simulator's control API failed")]
    Control(#[from] control_api::Error),
    #[error("the sandbox lacks {0}")]
    Incomplete(&'static str),
    #[error("the scene's address is invalid")]
    Address(#[from] url::ParseError),
    #[error("the request of the scene cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("the store failed")]
    Store(#[from] store::Error),
    /// ID-porten did not accept the log-in. The log contains the cause already.
    #[error("the log-in of the scene cannot be started: {0}")]
    LogIn(AppError),
    #[error("the old sign-in cannot be ended")]
    Session(#[from] crate::session::Error),
}

/// A sandbox in the state of a scene.
pub struct Prepared {
    pub sandbox: Sandbox,
    /// The organisation that the scene is about.
    pub organisation: OrgNumber,
}

/// Makes the sandbox of a scene, and saves what SmartCloud must know. `talk` is the code of the talk that the browser
/// follows.
///
/// SmartCloud's status page is true afterwards: it asks Altinn, finds the request by its `state`, and knows its plan.
pub async fn prepare(
    app: &AppState,
    control: &ControlApi,
    scene: &Scene,
    browser: &BrowserId,
    talk: Option<&str>,
) -> Result<Prepared, Error> {
    let subject = scene.subject();
    let template: OrgNumber = subject
        .organisation
        .parse()
        .map_err(|_| Error::Incomplete("an organisation number"))?;
    // The customer's organisation gets its number only when the sandbox is made. So the sandbox gets the body without
    // the number. SmartCloud puts the `state` into the return URL first, and saves its intent afterwards.
    let state = random_id();
    let mut request = None;
    if scene.is_about_smartcloud() {
        let body = redirect::request_body(app, &template, scene.plan, &state);
        let mut body = serde_json::to_value(body)?;
        if let Some(members) = body.as_object_mut() {
            members.remove("partyOrgNo");
        }
        request = Some(body);
    } else if scene.state == SandboxState::AgentConnected {
        // SmartCloud has no agent system users. So the accountant uses the simulator's example system.
        request = Some(json!({
            "systemId": "314802519_nordlys-regnskap",
            "accessPackages": [{ "urn": "urn:altinn:accesspackage:skattegrunnlag" }],
        }));
    }
    let sandbox = control
        .create_sandbox(&NewSandbox {
            state: scene.state,
            person: (scene.state != SandboxState::Fresh).then_some(subject.key),
            age_seconds: (scene.age_seconds > 0).then_some(scene.age_seconds),
            request,
            talk,
        })
        .await?;
    let organisation = sandbox
        .organisation(subject.organisation)
        .map(|organisation| organisation.number.clone())
        .ok_or(Error::Incomplete("the organisation of the scene"))?;
    if scene.has_request() {
        remember(app, scene, &sandbox, &organisation, state, browser).await?;
    }
    if let Some(fault) = scene.fault {
        control.add_fault(&fault.body(&sandbox.id)).await?;
    }
    Ok(Prepared {
        sandbox,
        organisation,
    })
}

/// Saves the intent of the sandbox's request, and the time at which SmartCloud redirected the browser to Altinn.
async fn remember(
    app: &AppState,
    scene: &Scene,
    sandbox: &Sandbox,
    organisation: &OrgNumber,
    state: String,
    browser: &BrowserId,
) -> Result<(), Error> {
    let now = app.now();
    let made_at = now
        .checked_sub(SignedDuration::from_secs(scene.age_seconds))
        .unwrap_or(Timestamp::MIN);
    // When a customer deletes a system user, Altinn also deletes its request. The sandbox then names the old request.
    let request = sandbox.request("standard").map(|request| request.id);
    let withdrawn = sandbox.withdrawn.as_ref().map(|user| user.request);
    let request = request
        .or(withdrawn)
        .ok_or(Error::Incomplete("the request of the scene"))?;
    let intent = RequestIntent {
        organisation: organisation.clone(),
        plan: scene.plan,
        state,
        last_call: LastCall::Answered,
    };
    let _lock = app.turn(organisation).await;
    app.store
        .save_staged_intent(&intent, request, made_at)
        .await?;

    let mut journey = Journey::not_started(organisation.clone());
    if scene.state == SandboxState::Withdrawn {
        // SmartCloud has seen the system user before. So SmartCloud sees that the customer has deleted it.
        journey.request = Some(request);
        journey.asked_at = Some(made_at);
        let update = AltinnUpdate::SystemUser {
            id: request.into(),
            plan: Some(scene.plan),
        };
        journey.observe(&update, made_at);
    }
    journey.opened_at = Some(made_at);
    app.store.save_journey(&journey).await?;

    // If the approver is somebody else, SmartCloud has not redirected this browser.
    if scene.about.is_none() {
        let attempt = RedirectAttempt::new(browser, &intent, now);
        app.store.save_attempt(&attempt).await?;
    }
    Ok(())
}
