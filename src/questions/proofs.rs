use http::Method;
use serde_json::json;

use super::table::Proof;
use crate::{
    control_api::{Sandbox, SandboxState},
    maskinporten::SystemUserOf,
    plan::PlanId,
    trials::{
        PACKAGE, REAL_ORGANISATION, REGISTER_WRITE, REQUEST_READ, REQUEST_WRITE, SERVICE, Trial,
        Trouble, by_query, in_authentication as api, others_system, package_with_services,
        read_own_system, read_request, sandbox, system_user_token,
    },
};
use altinn_types::{ExternalRef, OrgNumber};

type Done = Result<(), Trouble>;

pub async fn play(proof: Proof, trial: &mut Trial) -> Done {
    match proof {
        Proof::Scopes => scopes(trial).await,
        Proof::ReadingWithWriteScopes => reading_with_write_scopes(trial).await,
        Proof::CausesOfMp303 => causes_of_mp_303(trial).await,
        Proof::TwoSystemUsers => two_system_users(trial).await,
        Proof::OwnAndClients => own_and_clients(trial).await,
        Proof::AllOrNothing => answered(trial, PlanId::Drift, "approve").await,
        Proof::PackageOfServices => package_of_services(trial).await,
        Proof::Outcome => answered(trial, PlanId::Basis, "reject").await,
        Proof::LifeOfALink => life_of_a_link(trial).await,
        Proof::ChangeRequest => change_request(trial).await,
        Proof::Withdrawal => withdrawal(trial).await,
        Proof::MadeInAltinn => made_in_altinn(trial).await,
        Proof::OwnersNumber => owners_number(trial).await,
        Proof::ServiceForPersons => service_for_persons(trial).await,
        Proof::UnknownOrganisation => unknown_organisation(trial).await,
        Proof::OthersSystem => others_system(trial).await,
        Proof::VendorIsNoClientAdministrator => no_client_administrator(trial).await,
    }
}

async fn scopes(trial: &mut Trial) -> Done {
    for scope in [REQUEST_READ, REGISTER_WRITE] {
        let token = trial.vendor_token(scope).await?;
        read_own_system(trial, &token).await;
    }
    Ok(())
}

async fn reading_with_write_scopes(trial: &mut Trial) -> Done {
    let (_, customer) = sandbox(trial, SandboxState::Connected, None).await?;
    for scope in [REQUEST_READ, REQUEST_WRITE] {
        let token = trial.vendor_token(scope).await?;
        by_query(trial, &token, &customer, None).await;
    }
    let system = trial.config().system.id.to_string();
    let path = api(&["systemuser", "vendor", "bysystem", &system]);
    for scope in [REQUEST_READ, REGISTER_WRITE] {
        let token = trial.vendor_token(scope).await?;
        let call = trial.call(Method::GET, &path).bearer_auth(token.secret());
        trial.altinn(call).await;
    }
    Ok(())
}

async fn causes_of_mp_303(trial: &mut Trial) -> Done {
    let (sandbox, customer) = sandbox(trial, SandboxState::Connected, Some("lonn")).await?;
    let other = other_organisation(&sandbox, &customer)?;
    system_user_token(trial, &customer, Some("lonn")).await?;
    system_user_token(trial, &customer, Some("regnskap")).await?;
    system_user_token(trial, &customer, None).await?;
    system_user_token(trial, &other, Some("lonn")).await?;
    // The vendor has not registered this new OAuth client in its system, so Maskinporten refuses the grant.
    let vendor = trial.config().vendor();
    let client_id = trial.client(&vendor, &[SERVICE], None).await?;
    let mut grant = trial.grant(SERVICE).for_system_user(SystemUserOf {
        organisation: customer,
        external_ref: Some(ExternalRef("lonn".to_owned())),
    });
    grant.client_id = client_id;
    trial.token(&grant).await?;
    Ok(())
}

async fn two_system_users(trial: &mut Trial) -> Done {
    let (_, customer) = sandbox(trial, SandboxState::Connected, Some("lonn")).await?;
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    let request = trial
        .create_request(&token, &customer, Some("regnskap"))
        .await?;
    trial.answer(&request, "approve").await?;
    for external_ref in ["lonn", "regnskap"] {
        by_query(trial, &token, &customer, Some(external_ref)).await;
        system_user_token(trial, &customer, Some(external_ref)).await?;
    }
    Ok(())
}

/// Shows that an accountant can have two system users: an agent system user for its clients, and a standard system user
/// for its own data. Creates the standard system user, and then reads both.
async fn own_and_clients(trial: &mut Trial) -> Done {
    let body = json!({
        "systemId": trial.config().system.id,
        "accessPackages": [{ "urn": PACKAGE }],
    });
    let sandbox = trial
        .sandbox(SandboxState::AgentConnected, Some(body))
        .await?;
    let user = sandbox.system_users.first().ok_or(Trouble::Failed)?;
    let accountant = user.organisation.clone();
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    let request = trial
        .create_request(&token, &accountant, Some("egne-data"))
        .await?;
    trial.answer(&request, "approve").await?;
    for external_ref in [None, Some("egne-data")] {
        by_query(trial, &token, &accountant, external_ref).await;
    }
    Ok(())
}

/// Creates an open request, reads it, lets the customer answer it, and reads it again. `answer` is the customer's
/// answer, as a word of the control API such as `approve`.
async fn answered(trial: &mut Trial, plan: PlanId, answer: &str) -> Done {
    let body = trial.request_body(plan, None);
    let sandbox = trial.sandbox(SandboxState::Open, Some(body)).await?;
    let id = sandbox.request("standard").ok_or(Trouble::Failed)?.id;
    let token = trial.vendor_token(REQUEST_READ).await?;
    let request = read_request(trial, &token, &id.to_string()).await?;
    trial.answer(&request, answer).await?;
    read_request(trial, &token, &id.to_string()).await?;
    Ok(())
}

async fn package_of_services(trial: &mut Trial) -> Done {
    package_with_services(trial).await.map(|_| ())
}

async fn life_of_a_link(trial: &mut Trial) -> Done {
    let (sandbox, customer) = sandbox(trial, SandboxState::Expired, None).await?;
    let id = sandbox.request("standard").ok_or(Trouble::Failed)?.id;
    let token = trial.vendor_token(REQUEST_READ).await?;
    read_request(trial, &token, &id.to_string()).await?;
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    // The second call has the same `externalRef`, so Altinn answers with the request that the first call created.
    for _ in 0..2 {
        trial
            .create_request(&token, &customer, Some("paa-nytt"))
            .await?;
    }
    Ok(())
}

async fn change_request(trial: &mut Trial) -> Done {
    let (sandbox, _) = sandbox(trial, SandboxState::ChangeWaits, None).await?;
    let id = sandbox
        .request("change")
        .ok_or(Trouble::Failed)?
        .id
        .to_string();
    let token = trial.vendor_token(REQUEST_READ).await?;
    let path = api(&["systemuser", "changerequest", "vendor", &id]);
    let call = trial.call(Method::GET, &path).bearer_auth(token.secret());
    trial.altinn(call).await;
    Ok(())
}

async fn withdrawal(trial: &mut Trial) -> Done {
    let body = trial.request_body(PlanId::Basis, None);
    let sandbox = trial.sandbox(SandboxState::Withdrawn, Some(body)).await?;
    let customer = organisation_of(&sandbox, KARIS)?;
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    by_query(trial, &token, &customer, None).await;
    system_user_token(trial, &customer, None).await?;
    Ok(())
}

async fn made_in_altinn(trial: &mut Trial) -> Done {
    let (_, customer) = sandbox(trial, SandboxState::MadeByCustomer, None).await?;
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    by_query(trial, &token, &customer, None).await;
    system_user_token(trial, &customer, None).await?;
    Ok(())
}

async fn owners_number(trial: &mut Trial) -> Done {
    let (sandbox, owner) = sandbox(trial, SandboxState::Connected, None).await?;
    let client = other_organisation(&sandbox, &owner)?;
    system_user_token(trial, &owner, None).await?;
    system_user_token(trial, &client, None).await?;
    Ok(())
}

/// Lets the visitor see the claims of a token of a system user. Then sends this token to a service that accepts only
/// tokens of persons.
async fn service_for_persons(trial: &mut Trial) -> Done {
    let (_, customer) = sandbox(trial, SandboxState::Connected, None).await?;
    let token = system_user_token(trial, &customer, None).await?;
    let token = token.ok_or(Trouble::Refused)?;
    let path = ["api", "Signature", customer.as_str()];
    trial.resource_owner(&path, &token).await;
    Ok(())
}

async fn unknown_organisation(trial: &mut Trial) -> Done {
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    let number: OrgNumber = REAL_ORGANISATION.parse().map_err(|_| Trouble::Failed)?;
    match trial.create_request(&token, &number, None).await {
        // The visitor pressed the button to see this error response, so an error response counts as success.
        Ok(_) | Err(Trouble::Refused) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

async fn no_client_administrator(trial: &mut Trial) -> Done {
    let (sandbox, customer) = sandbox(trial, SandboxState::Connected, None).await?;
    let id = sandbox
        .system_users
        .first()
        .ok_or(Trouble::Failed)?
        .id
        .clone();
    let token = trial.vendor_token(REQUEST_WRITE).await?;
    let path = api(&["enduser", "systemuser", "clients"]);
    let call = trial
        .call(Method::GET, &path)
        .query(&[("party", customer.as_str()), ("agent", &id)])
        .bearer_auth(token.secret());
    trial.altinn(call).await;
    Ok(())
}

/// The built-in person `kari` has an organisation, and this is its organisation number. In a sandbox, the copy of this
/// organisation has another number.
const KARIS: &str = "312450186";

fn organisation_of(sandbox: &Sandbox, template: &str) -> Result<OrgNumber, Trouble> {
    let organisation = sandbox.organisation(template).ok_or(Trouble::Failed)?;
    Ok(organisation.number.clone())
}

fn other_organisation(sandbox: &Sandbox, customer: &OrgNumber) -> Result<OrgNumber, Trouble> {
    let mut all = sandbox.organisations.iter();
    let other = all.find(|organisation| organisation.number != *customer);
    Ok(other.ok_or(Trouble::Failed)?.number.clone())
}
