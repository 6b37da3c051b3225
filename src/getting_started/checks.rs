//! The calls that check the steps of the page `/kom-i-gang`. The page shows what a vendor must do before production.

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

/// A resource owner's token needs this scope to ask Altinn for policy decisions.
const AUTHORIZE: &str = "altinn:authorization/authorize";

/// The smallest plan does not request this resource. So Altinn must refuse access to the resource.
const NOT_ASKED_FOR: &str = "ttd_systembruker-salary";

pub(super) type Done = Result<(), Trouble>;

/// Makes the calls for one button of the page `/kom-i-gang`. `station` is the number of the step, beginning with 1.
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

/// Step 1: reads the resource and its access package, and checks that the package is delegable. With the simulator,
/// also asks for policy decisions about two resources. Altinn must permit access only to the first resource.
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
        // Only `Permit` gives access. If no policy gives access, Altinn answers `NotApplicable` instead of `Deny`.
        if (decision == "Permit") != expected {
            return Err(Trouble::Refused);
        }
    }
    Ok(())
}

/// Gets a token for a resource owner's calls to Altinn. Maskinporten issues a token first. Altinn exchanges this token
/// for a token of Altinn.
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

/// Asks Altinn for a policy decision: may this system user read this resource on behalf of this customer? The result is
/// a word such as `Permit`.
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

/// Step 2: gets a token with SmartCloud's OAuth client. With the simulator, also registers a new OAuth client and gets
/// a token with it.
async fn check_client(trial: &mut Trial) -> Done {
    trial.vendor_token(REQUEST_WRITE).await?;
    if has_stage(trial) {
        new_client(trial, REQUEST_WRITE).await?;
    }
    Ok(())
}

/// Registers a new OAuth client of the vendor. Returns the id of the client and a token for it.
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

/// Step 3: gets one token for each of the vendor's own scopes. With the simulator, also gets a token for a customer's
/// system user. This token has the scope of a service owner. Maskinporten issues this token only if the vendor's OAuth
/// client has the scope and the customer has a system user.
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

/// Step 4: reads SmartCloud's entry in the system register. With the simulator, also registers a new system, reads the
/// entry of the new system, and deletes it.
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
    // An OAuth client belongs to only one system, so the new system needs a new client.
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

/// Step 5: in a real environment, asks Altinn for the vendor's own system user and does nothing more. With the
/// simulator, gets a system user in both possible ways: the vendor sends a request, or a customer creates the system
/// user without a request.
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
    system_user_token(trial, &customer, None).await?;
    Ok(())
}

/// Creates a sandbox without requests from the vendor. Returns the number of an organisation in the sandbox.
pub(super) async fn new_customer(trial: &mut Trial) -> Result<OrgNumber, Trouble> {
    let sandbox = trial.sandbox(SandboxState::Fresh, None).await?;
    let organisation = sandbox.organisation("312450186");
    Ok(organisation.ok_or(Trouble::Failed)?.number.clone())
}
