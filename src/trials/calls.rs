//! The calls that several trials send.

use http::Method;
use oauth2::AccessToken;
use serde_json::json;

use super::{Trial, Trouble, in_authentication as api};
use crate::{
    control_api::{Sandbox, SandboxState},
    maskinporten::SystemUserOf,
    outbound,
    plan::PlanId,
};
use altinn_types::{ExternalRef, OrgNumber, SystemUserRequest};

/// The scope with which a vendor reads and writes the system register.
pub const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";
/// The scope with which a vendor sends requests and reads system users.
pub const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";
/// The scope with which a vendor reads requests.
pub const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";
/// The scope of a service owner.
pub const SERVICE: &str = "skatteetaten:kravogbetalinger";

/// The number of an agency that exists, but not among the made-up organisations of a test environment.
pub const REAL_ORGANISATION: &str = "974761076";

/// Makes a sandbox, and returns it with the organisation that its state is about.
///
/// # Errors
///
/// Those of [`Trial::sandbox`].
pub async fn sandbox(
    trial: &mut Trial,
    state: SandboxState,
    external_ref: Option<&str>,
) -> Result<(Sandbox, OrgNumber), Trouble> {
    let body = trial.request_body(PlanId::Basis, external_ref);
    let sandbox = trial.sandbox(state, Some(body)).await?;
    let of_request = sandbox
        .requests
        .first()
        .map(|request| &request.organisation);
    let of_user = sandbox.system_users.first().map(|user| &user.organisation);
    let customer = of_user.or(of_request).cloned().ok_or(Trouble::Failed)?;
    Ok((sandbox, customer))
}

/// Tries to register a system for another vendor.
///
/// # Errors
///
/// [`Trouble::Refused`] if there is no token.
pub async fn others_system(trial: &mut Trial) -> Result<(), Trouble> {
    let token = trial.vendor_token(REGISTER_WRITE).await?;
    let name = json!({ "nb": "Smart", "nn": "Smart", "en": "Smart" });
    let body = json!({
        "id": format!("{REAL_ORGANISATION}_smart"),
        "vendor": { "ID": format!("0192:{REAL_ORGANISATION}") },
        "name": name,
        "description": name,
        "rights": [],
        "accessPackages": [],
        "clientId": [trial.config().system.client_id],
        "isVisible": false,
        "allowedRedirectUrls": [],
    });
    let call = trial
        .call(Method::POST, &api(&["systemregister", "vendor"]))
        .bearer_auth(token.secret())
        .json(&body);
    trial.altinn(call).await;
    Ok(())
}

/// Asks Maskinporten for a token for a system user. The refusal of a wrong grant is what the visitor shall see.
///
/// # Errors
///
/// [`Trouble::Failed`] if the grant cannot be signed.
pub async fn system_user_token(
    trial: &mut Trial,
    organisation: &OrgNumber,
    external_ref: Option<&str>,
) -> Result<(), Trouble> {
    let grant = trial.grant(SERVICE).for_system_user(SystemUserOf {
        organisation: organisation.clone(),
        external_ref: external_ref.map(|text| ExternalRef(text.to_owned())),
    });
    trial.token(&grant).await?;
    Ok(())
}

/// Reads the system user of a customer.
pub async fn by_query(
    trial: &mut Trial,
    token: &AccessToken,
    customer: &OrgNumber,
    external_ref: Option<&str>,
) {
    let system = trial.config().system.id.to_string();
    let mut query = vec![("system-id", system.as_str()), ("orgno", customer.as_str())];
    query.extend(external_ref.map(|external_ref| ("external-ref", external_ref)));
    let call = trial
        .call(Method::GET, &api(&["systemuser", "vendor", "byquery"]))
        .query(&query)
        .bearer_auth(token.secret());
    trial.altinn(call).await;
}

/// Reads SmartCloud's entry in the system register. Returns the body of the answer.
pub async fn read_system(trial: &mut Trial, token: &AccessToken) -> Option<outbound::Response> {
    let system = trial.config().system.id.to_string();
    let path = api(&["systemregister", "vendor", &system]);
    let call = trial.call(Method::GET, &path).bearer_auth(token.secret());
    trial.altinn(call).await
}

/// Reads a request.
///
/// # Errors
///
/// [`Trouble::Refused`] if Altinn refuses the call.
pub async fn read_request(
    trial: &mut Trial,
    token: &AccessToken,
    id: &str,
) -> Result<SystemUserRequest, Trouble> {
    let path = api(&["systemuser", "request", "vendor", id]);
    let call = trial.call(Method::GET, &path).bearer_auth(token.secret());
    let response = trial.altinn(call).await.ok_or(Trouble::Refused)?;
    serde_json::from_slice(response.body()).map_err(|_| Trouble::Refused)
}
