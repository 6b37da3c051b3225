//! Prepares a scene, which is a part of a talk. The simulator creates a sandbox in the scene's state. If the sandbox
//! contains a request, SmartCloud saves this request in its database, as if SmartCloud had sent the request itself.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::scenes::Scene;
use crate::{
    control_api::{self, ControlApi, NewSandbox, Sandbox, SandboxState},
    error::AppError,
    onboarding::{AltinnUpdate, Journey},
    redirect,
    session::BrowserId,
    state::{AppState, CustomerBusy},
    store::{self, LastCall, RedirectAttempt, RequestIntent, random_id},
};
use altinn_types::OrgNumber;

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
    /// SmartCloud could not start the log-in at ID-porten. The log already contains the cause.
    #[error("the log-in of the scene cannot be started: {0}")]
    LogIn(AppError),
    #[error(transparent)]
    Busy(#[from] CustomerBusy),
    #[error("the old sign-in cannot be ended")]
    Session(#[from] crate::session::Error),
}

pub struct Prepared {
    pub sandbox: Sandbox,
    pub organisation: OrgNumber,
}

/// Creates the sandbox of a scene, and saves the intent, the journey and the redirect attempt in SmartCloud's database.
/// `talk` is the code of the talk that the browser follows.
///
/// Afterwards, the status page works as after a real redirect, because SmartCloud finds the request by its `state` and
/// knows its plan.
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
    // The simulator chooses the customer's organisation number when it creates the sandbox, so the request's body must
    // not contain an organisation number. The return URL in the body already contains the `state`. SmartCloud saves the
    // intent after the simulator's response, which contains the organisation number.
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
        // SmartCloud's own system uses no agent system users, so the accountant's request is for the simulator's
        // example system.
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
    // When a customer deletes a system user, Altinn also deletes its request. So the old request is not in the
    // sandbox's list, but in `withdrawn`.
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
    let _lock = app.turn(organisation).await?;
    app.store
        .save_staged_intent(&intent, request, made_at)
        .await?;

    let mut journey = Journey::not_started(organisation.clone());
    if scene.state == SandboxState::Withdrawn {
        // The journey says that SmartCloud has seen the system user. Altinn no longer has the system user, so the
        // status page says that the customer has deleted the system user.
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

    // `about` names the person who started the request in another browser. If `about` is missing, this browser started
    // the request, so save a redirect attempt.
    if scene.about.is_none() {
        let attempt = RedirectAttempt::new(browser, &intent, now);
        app.store.save_attempt(&attempt).await?;
    }
    Ok(())
}
