//! HTTP calls that contain one mistake on purpose. The page `/kom-i-gang` has a button for each mistake, and SmartCloud
//! sends the call when a visitor presses the button.

use http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    checks::{Done, decision, new_client, new_customer, read_resource, resource_owners_token},
    stations::Mistake,
};
use crate::{
    control_api::SandboxState,
    maskinporten::SystemUserOf,
    plan::PlanId,
    trials::{
        Grant, REGISTER_WRITE, REQUEST_READ, REQUEST_WRITE, RESOURCE, SERVICE, Trial, Trouble,
        in_authentication as api, others_system, read_own_system, register_system, sandbox,
        system_body, system_user_token,
    },
};
use altinn_types::OrgNumber;

/// The id of an expired OAuth client in the test environment TT02. The simulator does not know this client.
const CLIENT_IN_TT02: &str = "a2ed712d-4144-4471-839f-80ae4a68146b";
/// Maskinporten's issuer in TT02. The simulated Maskinporten has another issuer.
const MASKINPORTEN_IN_TT02: &str = "https://test.maskinporten.no/";

/// For the mistake [`Mistake::WrongClock`], the program that signs the grant has a slow clock. The clock is behind by
/// this time. A grant is valid for 120 seconds, so this grant expires before Maskinporten receives the grant.
const BEHIND: SignedDuration = SignedDuration::from_mins(10);

/// Sends the calls that contain the mistake. The visitor wants to see the error response, so this function does not
/// return it as a [`Trouble`].
pub async fn make(mistake: Mistake, trial: &mut Trial) -> Done {
    match mistake {
        Mistake::NoSuchResource => read_resource(trial, "no-such-resource").await,
        Mistake::DecisionWithoutScope => return decision_without_scope(trial).await,
        Mistake::CallWithoutScope => {
            let token = trial.vendor_token(REQUEST_READ).await?;
            read_own_system(trial, &token).await;
        }
        Mistake::OthersSystem => return others_system(trial).await,
        Mistake::IdTaken => return id_taken(trial).await,
        Mistake::ResourceUnknown => {
            let right = json!({ "resource": [{ "id": "urn:altinn:resource", "value": "no-such-resource" }] });
            return system_with(trial, json!({ "rights": [right] })).await;
        }
        Mistake::ReturnUrlWithoutHttps => {
            let change = json!({ "allowedRedirectUrls": ["http://example.com/back"] });
            return system_with(trial, change).await;
        }
        Mistake::UnknownReturnUrl => {
            let change = json!({ "redirectUrl": "https://example.com/back" });
            return request_with(trial, change).await;
        }
        Mistake::RightNotInSystem => {
            let resource = json!({ "id": "urn:altinn:resource", "value": "ske-a-melding" });
            return request_with(trial, json!({ "rights": [{ "resource": [resource] }] })).await;
        }
        Mistake::UnknownClient
        | Mistake::UnknownKey
        | Mistake::ExpiredKey
        | Mistake::WrongAudience
        | Mistake::WrongClock
        | Mistake::ScopeNotOnClient
        | Mistake::ScopeNotGranted
        | Mistake::ClientNotOnSystem
        | Mistake::BeforeApproval
        | Mistake::OtherEnvironmentsClient
        | Mistake::OtherEnvironmentsAudience => return wrong_grant(mistake, trial).await,
    }
    Ok(())
}

async fn wrong_grant(mistake: Mistake, trial: &mut Trial) -> Done {
    let vendor = trial.config().vendor();
    let mut grant = trial.grant(REQUEST_WRITE);
    match mistake {
        Mistake::UnknownClient => grant.client_id = uuid::Uuid::new_v4().to_string(),
        Mistake::OtherEnvironmentsClient => CLIENT_IN_TT02.clone_into(&mut grant.client_id),
        Mistake::UnknownKey => grant.kid.push_str("-old"),
        Mistake::ExpiredKey => {
            grant.client_id = trial.client(&vendor, &[REQUEST_WRITE], Some(1)).await?;
        }
        Mistake::WrongAudience => grant.audience.push_str("token"),
        Mistake::OtherEnvironmentsAudience => MASKINPORTEN_IN_TT02.clone_into(&mut grant.audience),
        Mistake::WrongClock => grant.behind = BEHIND,
        Mistake::ScopeNotOnClient => {
            grant.client_id = trial.client(&vendor, &[REQUEST_READ], None).await?;
        }
        Mistake::ScopeNotGranted => {
            // The scope must exist, but the vendor must not have it. So the trial gives the scope to another
            // organisation. That organisation is in a sandbox, which the trial removes at its end.
            let owner = new_customer(trial).await?;
            "smartcloud:not-granted".clone_into(&mut grant.scope);
            trial.client(&owner, &[grant.scope.as_str()], None).await?;
        }
        Mistake::ClientNotOnSystem => {
            let (_, customer) = sandbox(trial, SandboxState::Connected, None).await?;
            // First get a token with the right client. The next grant differs only in its client, so the client is the
            // cause of the error.
            system_user_token(trial, &customer, None).await?;
            grant = grant_for(trial, customer);
            grant.client_id = trial.client(&vendor, &[SERVICE], None).await?;
        }
        _ => {
            let (_, customer) = sandbox(trial, SandboxState::Open, None).await?;
            grant = grant_for(trial, customer);
        }
    }
    trial.token(&grant).await?;
    Ok(())
}

fn grant_for(trial: &Trial, customer: OrgNumber) -> Grant {
    trial.grant(SERVICE).for_system_user(SystemUserOf {
        organisation: customer,
        external_ref: None,
    })
}

/// Asks for a policy decision with a token that lacks the scope `altinn:authorization/authorize`.
async fn decision_without_scope(trial: &mut Trial) -> Done {
    let customer = new_customer(trial).await?;
    let token = resource_owners_token(trial, REQUEST_READ).await?;
    let user = uuid::Uuid::new_v4().to_string();
    match decision(trial, &token, &user, RESOURCE, &customer).await {
        Ok(_) | Err(Trouble::Refused) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

async fn id_taken(trial: &mut Trial) -> Done {
    let (client, token) = new_client(trial, REGISTER_WRITE).await?;
    let id = trial.new_system_id();
    let mut body = system_body(trial.config(), &trial.config().vendor(), &id, &client);
    register_system(trial, &token, &body).await;
    // Leave the client out of the second system. A client can belong to only one system, so the call would otherwise
    // contain a second mistake.
    body["clientId"] = json!([]);
    register_system(trial, &token, &body).await;
    Ok(())
}

/// Sends a system to the system register, with a mistake. In the HTTP body, only the members from `change` are wrong.
async fn system_with(trial: &mut Trial, change: Value) -> Done {
    let (client, token) = new_client(trial, REGISTER_WRITE).await?;
    let id = trial.new_system_id();
    let mut body = system_body(trial.config(), &trial.config().vendor(), &id, &client);
    put_all(&mut body, change);
    register_system(trial, &token, &body).await;
    Ok(())
}

/// Sends a system user request with a mistake. In the HTTP body, only the members from `change` are wrong.
async fn request_with(trial: &mut Trial, change: Value) -> Done {
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    let customer = new_customer(trial).await?;
    let mut body = trial.request_body(PlanId::Basis, None);
    body["partyOrgNo"] = json!(customer);
    put_all(&mut body, change);
    let call = trial
        .call(Method::POST, &api(&["systemuser", "request", "vendor"]))
        .bearer_auth(token.secret())
        .json(&body);
    trial.altinn(call).await;
    Ok(())
}

fn put_all(body: &mut Value, change: Value) {
    if let (Value::Object(body), Value::Object(change)) = (body, change) {
        body.extend(change);
    }
}
