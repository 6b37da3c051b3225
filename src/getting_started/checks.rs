use http::Method;
use serde_json::{Value, json};

use super::stations::{Action, Mistake};
use crate::{
    control_api::SandboxState,
    maskinporten::SystemUserOf,
    plan::PlanId,
    trials::{
        Grant, REAL_ORGANISATION, REGISTER_WRITE, REQUEST_READ, REQUEST_WRITE, SERVICE, Trial,
        Trouble, by_query, in_authentication as api, others_system, read_request, read_system,
        sandbox, system_user_token,
    },
};
use altinn_types::{OrgNumber, RegisteredSystem};

/// The scope with which a resource owner asks Altinn for decisions.
const AUTHORIZE: &str = "altinn:authorization/authorize";

/// The resource that a plan asks for, and one that it does not ask for.
const ASKED_FOR: &str = "ske-krav-og-betalinger";
const NOT_ASKED_FOR: &str = "ttd_systembruker-salary";

type Done = Result<(), Trouble>;

/// Sends the calls of a button.
pub async fn play(station: usize, action: Action, trial: &mut Trial) -> Done {
    match (station, action) {
        (_, Action::Mistake(mistake)) => make(mistake, trial).await,
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

async fn read_resource(trial: &mut Trial, id: &str) {
    let path = ["resourceregistry", "api", "v1", "resource", id];
    let call = trial.call(Method::GET, &path);
    trial.altinn(call).await;
}

/// Reads the resource. In front of the simulator, also asks for one decision that permits and one that does not.
async fn check_resource(trial: &mut Trial) -> Done {
    read_resource(trial, ASKED_FOR).await;
    if !has_stage(trial) {
        return Ok(());
    }
    let (sandbox, customer) = sandbox(trial, SandboxState::Connected, None).await?;
    let user = sandbox.system_users.first().ok_or(Trouble::Failed)?;
    let vendor = trial.config().vendor();
    let mut grant = trial.grant(AUTHORIZE);
    grant.client_id = trial.client(&vendor, &[AUTHORIZE], None).await?;
    let token = trial.token(&grant).await?.ok_or(Trouble::Refused)?;
    let call = trial
        .call(Method::GET, &api(&["exchange", "maskinporten"]))
        .bearer_auth(token.secret());
    let exchanged = trial.altinn(call).await.ok_or(Trouble::Refused)?;
    let exchanged = String::from_utf8_lossy(exchanged.body()).into_owned();
    for (resource, expected) in [(ASKED_FOR, true), (NOT_ASKED_FOR, false)] {
        let call = trial
            .call(Method::POST, &["authorization", "api", "v1", "authorize"])
            .header("Ocp-Apim-Subscription-Key", "simulator")
            .bearer_auth(exchanged.trim().trim_matches('"'))
            .json(&decision_question(&user.id, resource, &customer));
        let answer = trial.altinn(call).await.ok_or(Trouble::Refused)?;
        let answer: Value = serde_json::from_slice(answer.body()).map_err(|_| Trouble::Refused)?;
        // Only an explicit Permit counts. Altinn answers NotApplicable or Deny for all else.
        if (answer["response"][0]["decision"] == "Permit") != expected {
            return Err(Trouble::Refused);
        }
    }
    Ok(())
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
        let vendor = trial.config().vendor();
        let mut grant = trial.grant(REQUEST_WRITE);
        grant.client_id = trial.client(&vendor, &[REQUEST_WRITE], None).await?;
        trial.token(&grant).await?.ok_or(Trouble::Refused)?;
    }
    Ok(())
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

/// Reads the entry back, and compares its owner, client id and return URL.
async fn check_system(trial: &mut Trial) -> Done {
    let token = trial.vendor_token(REGISTER_WRITE).await?;
    let answer = read_system(trial, &token).await.ok_or(Trouble::Refused)?;
    let entry: RegisteredSystem =
        serde_json::from_slice(answer.body()).map_err(|_| Trouble::Refused)?;
    let config = trial.config();
    let is_right = entry.client_id.contains(&config.system.client_id)
        && entry.vendor.id == config.vendor().iso6523()
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
async fn new_customer(trial: &mut Trial) -> Result<OrgNumber, Trouble> {
    let sandbox = trial.sandbox(SandboxState::Fresh, None).await?;
    let organisation = sandbox.organisation("312450186");
    Ok(organisation.ok_or(Trouble::Failed)?.number.clone())
}

/// Makes a mistake. The refusal is what the visitor shall see.
async fn make(mistake: Mistake, trial: &mut Trial) -> Done {
    let vendor = trial.config().vendor();
    let mut grant = trial.grant(REQUEST_WRITE);
    match mistake {
        Mistake::NoSuchResource => {
            read_resource(trial, "no-such-resource").await;
            return Ok(());
        }
        Mistake::UnknownClient => grant.client_id = uuid::Uuid::new_v4().to_string(),
        Mistake::ExpiredKey => {
            grant.client_id = trial.client(&vendor, &[REQUEST_WRITE], Some(1)).await?;
        }
        Mistake::WrongAudience => grant.audience.push_str("token"),
        Mistake::ScopeNotOnClient => {
            grant.client_id = trial.client(&vendor, &[REQUEST_READ], None).await?;
        }
        Mistake::ScopeNotGranted => {
            let owner: OrgNumber = REAL_ORGANISATION.parse().map_err(|_| Trouble::Failed)?;
            "smartcloud:not-granted".clone_into(&mut grant.scope);
            trial.client(&owner, &[grant.scope.as_str()], None).await?;
        }
        Mistake::CallWithoutScope => {
            let token = trial.vendor_token(REQUEST_READ).await?;
            read_system(trial, &token).await;
            return Ok(());
        }
        Mistake::OthersSystem => return others_system(trial).await,
        Mistake::ClientNotOnSystem => {
            let (_, customer) = sandbox(trial, SandboxState::Connected, None).await?;
            // The right client gets a token for the same customer, so only the client differs.
            system_user_token(trial, &customer, None).await?;
            grant = grant_for(trial, customer);
            grant.client_id = trial.client(&vendor, &[SERVICE], None).await?;
        }
        Mistake::BeforeApproval => {
            let (_, customer) = sandbox(trial, SandboxState::Open, None).await?;
            grant = grant_for(trial, customer);
        }
        Mistake::UnknownReturnUrl => {
            let change = json!({ "redirectUrl": "https://example.com/back" });
            return request_with(trial, change).await;
        }
        Mistake::RightNotInSystem => {
            let resource = json!({ "id": "urn:altinn:resource", "value": "ske-a-melding" });
            return request_with(trial, json!({ "rights": [{ "resource": [resource] }] })).await;
        }
    }
    trial.token(&grant).await?;
    Ok(())
}

/// Makes a grant for the system user of a customer.
fn grant_for(trial: &Trial, customer: OrgNumber) -> Grant {
    trial.grant(SERVICE).for_system_user(SystemUserOf {
        organisation: customer,
        external_ref: None,
    })
}

/// Sends a request in which some members are wrong.
async fn request_with(trial: &mut Trial, change: Value) -> Done {
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    let customer = new_customer(trial).await?;
    let mut body = trial.request_body(PlanId::Basis, None);
    body["partyOrgNo"] = json!(customer);
    if let (Value::Object(body), Value::Object(change)) = (&mut body, change) {
        body.extend(change);
    }
    let call = trial
        .call(Method::POST, &api(&["systemuser", "request", "vendor"]))
        .bearer_auth(token.secret())
        .json(&body);
    trial.altinn(call).await;
    Ok(())
}
