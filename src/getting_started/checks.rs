//! The calls that measure a station.

use http::Method;
use oauth2::AccessToken;
use serde_json::{Value, json};

use super::{mistakes, stations::Action};
use crate::{
    control_api::SandboxState,
    plan,
    trials::{
        REGISTER_WRITE, REQUEST_READ, REQUEST_WRITE, RESOURCE, Trial, Trouble, by_query,
        in_authentication as api, package_with_services, read_own_system, read_request,
        read_system, register_system, sandbox, system_body, system_user_token,
    },
};
use altinn_types::{OrgNumber, RegisteredSystem};

/// The scope with which a resource owner asks Altinn for decisions.
const AUTHORIZE: &str = "altinn:authorization/authorize";

/// A resource that the smallest plan does not ask for.
const NOT_ASKED_FOR: &str = "ttd_systembruker-salary";

pub(super) type Done = Result<(), Trouble>;

/// Sends the calls of a button.
pub async fn play(station: usize, action: Action, trial: &mut Trial) -> Done {
    match (station, action) {
        (_, Action::Mistake(mistake)) => mistakes::make(mistake, trial).await,
        (1, Action::Check) => check_resource(trial).await,
        (2, Action::Check) => check_client(trial).await,
        (3, Action::Check) => check_scopes(trial).await,
        (4, Action::Check) => check_system(trial).await,
        (_, Action::Check) => check_system_user(trial).await,
    }
}

fn has_stage(trial: &Trial) -> bool {
    trial.config().stage.is_some()
}

pub(super) async fn read_resource(trial: &mut Trial, id: &str) {
    let path = ["resourceregistry", "api", "v1", "resource", id];
    let call = trial.call(Method::GET, &path);
    trial.altinn(call).await;
}

/// Reads the resource and its package, which must be delegable. In front of the simulator, also asks for one decision
/// that permits and one that does not.
async fn check_resource(trial: &mut Trial) -> Done {
    read_resource(trial, RESOURCE).await;
    let package = package_with_services(trial).await?;
    if package["isDelegable"] != true {
        return Err(Trouble::Refused);
    }
    if !has_stage(trial) {
        return Ok(());
    }
    let (sandbox, customer) = sandbox(trial, SandboxState::Connected, None).await?;
    let user = sandbox.system_users.first().ok_or(Trouble::Failed)?;
    let token = resource_owners_token(trial, AUTHORIZE).await?;
    for (resource, expected) in [(RESOURCE, true), (NOT_ASKED_FOR, false)] {
        let decision = decision(trial, &token, &user.id, resource, &customer).await?;
        // Only an explicit Permit counts. Altinn answers NotApplicable if no policy gives the access.
        if (decision == "Permit") != expected {
            return Err(Trouble::Refused);
        }
    }
    Ok(())
}

/// Gets the token with which a resource owner calls Altinn: a token of Maskinporten, exchanged.
pub(super) async fn resource_owners_token(
    trial: &mut Trial,
    scope: &str,
) -> Result<String, Trouble> {
    let vendor = trial.config().vendor();
    let mut grant = trial.grant(scope);
    grant.client_id = trial.client(&vendor, &[scope], None).await?;
    let token = trial.token(&grant).await?.ok_or(Trouble::Refused)?;
    let call = trial
        .call(Method::GET, &api(&["exchange", "maskinporten"]))
        .bearer_auth(token.secret());
    let exchanged = trial.altinn(call).await.ok_or(Trouble::Refused)?;
    let exchanged = String::from_utf8_lossy(exchanged.body()).into_owned();
    Ok(exchanged.trim().trim_matches('"').to_owned())
}

/// Asks Altinn whether a system user may read a resource on behalf of a customer. Returns the decision.
pub(super) async fn decision(
    trial: &mut Trial,
    token: &str,
    user: &str,
    resource: &str,
    customer: &OrgNumber,
) -> Result<String, Trouble> {
    let call = trial
        .call(Method::POST, &["authorization", "api", "v1", "authorize"])
        .header("Ocp-Apim-Subscription-Key", "simulator")
        .bearer_auth(token)
        .json(&decision_question(user, resource, customer));
    let answer = trial.altinn(call).await.ok_or(Trouble::Refused)?;
    let answer: Value = serde_json::from_slice(answer.body()).map_err(|_| Trouble::Refused)?;
    let decision = answer["response"][0]["decision"].as_str();
    Ok(decision.ok_or(Trouble::Refused)?.to_owned())
}

fn decision_question(user: &str, resource: &str, customer: &OrgNumber) -> Value {
    let attribute = |id: &str, value: &str| json!({ "AttributeId": id, "Value": value });
    json!({ "Request": {
        "ReturnPolicyIdList": true,
        "AccessSubject": [{ "Attribute": [attribute("urn:altinn:systemuser:uuid", user)] }],
        "Action": [{ "Attribute": [attribute("urn:oasis:names:tc:xacml:1.0:action:action-id", "read")] }],
        "Resource": [{ "Attribute": [
            attribute("urn:altinn:resource", resource),
            attribute("urn:altinn:organization:identifier-no", customer.as_str()),
        ] }],
    } })
}

/// Gets a token with SmartCloud's client. In front of the simulator, also with a new client of the visitor's own.
async fn check_client(trial: &mut Trial) -> Done {
    trial.vendor_token(REQUEST_WRITE).await?;
    if has_stage(trial) {
        new_client(trial, REQUEST_WRITE).await?;
    }
    Ok(())
}

/// Registers a new client of the vendor. Returns its id and a token that it got.
pub(super) async fn new_client(
    trial: &mut Trial,
    scope: &str,
) -> Result<(String, AccessToken), Trouble> {
    let vendor = trial.config().vendor();
    let mut grant = trial.grant(scope);
    grant.client_id = trial.client(&vendor, &[scope], None).await?;
    let token = trial.token(&grant).await?.ok_or(Trouble::Refused)?;
    Ok((grant.client_id, token))
}

/// Gets one token for each scope. A token for a service owner's scope alone shows that both halves are in place.
async fn check_scopes(trial: &mut Trial) -> Done {
    for scope in [REGISTER_WRITE, REQUEST_WRITE, REQUEST_READ] {
        trial.vendor_token(scope).await?;
    }
    if has_stage(trial) {
        let (_, customer) = sandbox(trial, SandboxState::Connected, None).await?;
        system_user_token(trial, &customer, None).await?;
    }
    Ok(())
}

/// Reads SmartCloud's entry in the system register. In front of the simulator, also registers a new system of the
/// visitor's own, reads it back and deletes it.
async fn check_system(trial: &mut Trial) -> Done {
    let token = trial.vendor_token(REGISTER_WRITE).await?;
    let entry = read_own_system(trial, &token)
        .await
        .ok_or(Trouble::Refused)?;
    let client = trial.config().system.client_id.clone();
    check_entry(trial, entry.body(), &client)?;
    if !has_stage(trial) {
        return Ok(());
    }
    // A client belongs to one system only, so the new system needs a new client.
    let (client, token) = new_client(trial, REGISTER_WRITE).await?;
    let id = trial.new_system_id();
    let body = system_body(trial.config(), &trial.config().vendor(), &id, &client);
    register_system(trial, &token, &body).await;
    let entry = read_system(trial, &token, &id)
        .await
        .ok_or(Trouble::Refused)?;
    check_entry(trial, entry.body(), &client)?;
    let call = trial
        .call(Method::DELETE, &api(&["systemregister", "vendor", &id]))
        .bearer_auth(token.secret());
    trial.altinn(call).await;
    Ok(())
}

/// Checks the owner, the client id, the access and the return URL of an entry in the system register.
fn check_entry(trial: &Trial, body: &[u8], client: &str) -> Done {
    let entry: RegisteredSystem = serde_json::from_slice(body).map_err(|_| Trouble::Refused)?;
    let config = trial.config();
    let (rights, packages) = plan::all_access();
    let has_access = rights.iter().all(|right| entry.rights.contains(right))
        && packages
            .iter()
            .all(|package| entry.access_packages.contains(package));
    let is_right = !entry.is_deleted
        && entry.client_id.iter().any(|id| id == client)
        && entry.vendor.id == config.vendor().iso6523()
        && has_access
        && entry
            .allowed_redirect_urls
            .iter()
            .any(|url| url.as_str() == config.return_url().as_str());
    is_right.then_some(()).ok_or(Trouble::Refused)
}

/// Gets a system user in both ways. In a real environment, asks for the vendor's own system user.
async fn check_system_user(trial: &mut Trial) -> Done {
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    if !has_stage(trial) {
        let vendor = trial.config().vendor();
        by_query(trial, &token, &vendor, None).await;
        return Ok(());
    }
    let customer = new_customer(trial).await?;
    let request = trial.create_request(&token, &customer, None).await?;
    trial.answer(&request, "approve").await?;
    let reading = trial.vendor_token(REQUEST_READ).await?;
    read_request(trial, &reading, &request.id.to_string()).await?;
    by_query(trial, &token, &customer, None).await;
    system_user_token(trial, &customer, None).await?;

    let (_, customer) = sandbox(trial, SandboxState::MadeByCustomer, None).await?;
    by_query(trial, &token, &customer, None).await;
    system_user_token(trial, &customer, None).await
}

/// Makes a customer who has no request.
pub(super) async fn new_customer(trial: &mut Trial) -> Result<OrgNumber, Trouble> {
    let sandbox = trial.sandbox(SandboxState::Fresh, None).await?;
    let organisation = sandbox.organisation("312450186");
    Ok(organisation.ok_or(Trouble::Failed)?.number.clone())
}
