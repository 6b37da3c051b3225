//! The calls to Altinn and Maskinporten that several kinds of trials need. A trial is what SmartCloud does when a
//! visitor presses a button to try real calls.

use http::Method;
use oauth2::AccessToken;
use serde_json::{Value, json};

use super::{Trial, Trouble, in_authentication as api};
use crate::{
    config::Config,
    control_api::{Sandbox, SandboxState},
    maskinporten::SystemUserOf,
    outbound,
    plan::{self, PlanId},
};
use altinn_types::{ExternalRef, OrgNumber, SystemUserRequest};

pub const REGISTER_WRITE: &str = "altinn:authentication/systemregister.write";
/// With this scope, a vendor sends requests and reads system users.
pub const REQUEST_WRITE: &str = "altinn:authentication/systemuser.request.write";
pub const REQUEST_READ: &str = "altinn:authentication/systemuser.request.read";
/// The scope of an API of Skatteetaten. A vendor gets tokens with this scope only if Skatteetaten has given the scope
/// to the vendor.
pub const SERVICE: &str = "skatteetaten:kravogbetalinger";

/// The organisation number of a real public agency. It is unknown in a test environment, because all organisations
/// there are made up.
pub const REAL_ORGANISATION: &str = "974761076";

pub const RESOURCE: &str = "ske-krav-og-betalinger";
pub const PACKAGE: &str = "urn:altinn:accesspackage:krav-og-utlegg";

impl Trial {
    /// Sends a request for a system user of this customer, with the access of the smallest plan.
    ///
    /// # Errors
    ///
    /// [`Trouble::Refused`] if Altinn refuses the request or does not answer.
    pub async fn create_request(
        &mut self,
        token: &AccessToken,
        customer: &OrgNumber,
        external_ref: Option<&str>,
    ) -> Result<SystemUserRequest, Trouble> {
        let mut body = self.request_body(PlanId::Basis, external_ref);
        body["partyOrgNo"] = json!(customer);
        let call = self
            .call(Method::POST, &api(&["systemuser", "request", "vendor"]))
            .bearer_auth(token.secret())
            .json(&body);
        let response = self.altinn(call).await.ok_or(Trouble::Refused)?;
        serde_json::from_slice(response.body()).map_err(|_| Trouble::Refused)
    }

    /// Returns the body of a call that creates a system user request. The body has no `partyOrgNo`, because the caller
    /// or the simulator adds the customer.
    #[must_use]
    pub fn request_body(&self, plan: PlanId, external_ref: Option<&str>) -> Value {
        let plan = plan.plan();
        let mut body = json!({
            "systemId": self.config().system.id,
            "rights": plan.rights(),
            "accessPackages": plan.access_packages(),
            "redirectUrl": self.config().return_url().to_string(),
        });
        if let Some(external_ref) = external_ref {
            body["externalRef"] = json!(external_ref);
        }
        body
    }
}

/// Creates a sandbox, and also returns the sandbox's customer. The customer is the organisation with the system user or
/// the request.
///
/// # Errors
///
/// [`Trouble::Failed`] if the sandbox has no customer. Also the errors of [`Trial::sandbox`].
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

/// Returns the body of a call that registers a system. The system can request the access of all plans.
#[must_use]
pub fn system_body(config: &Config, vendor: &OrgNumber, id: &str, client: &str) -> Value {
    let (rights, access_packages) = plan::all_access();
    let name = json!({ "nb": "SmartCloud", "nn": "SmartCloud", "en": "SmartCloud" });
    json!({
        "id": id,
        "vendor": { "ID": vendor.iso6523() },
        "name": name,
        "description": name,
        "rights": rights,
        "accessPackages": access_packages,
        "clientId": [client],
        "isVisible": false,
        "allowedRedirectUrls": [config.return_url().to_string()],
    })
}

/// Sends a call to Altinn that registers a system. The trial's page shows the response, so this function returns
/// nothing.
pub async fn register_system(trial: &mut Trial, token: &AccessToken, body: &Value) {
    let call = trial
        .call(Method::POST, &api(&["systemregister", "vendor"]))
        .bearer_auth(token.secret())
        .json(body);
    trial.altinn(call).await;
}

/// Tries to register a system for another vendor. Altinn refuses this. The refusal is not an error, because the trial's
/// page shows it to the visitor.
///
/// # Errors
///
/// [`Trouble::Refused`] if Maskinporten issues no token for the vendor.
pub async fn others_system(trial: &mut Trial) -> Result<(), Trouble> {
    let token = trial.vendor_token(REGISTER_WRITE).await?;
    let other: OrgNumber = REAL_ORGANISATION.parse().map_err(|_| Trouble::Failed)?;
    let config = trial.config();
    let id = format!("{other}_smart");
    let body = system_body(config, &other, &id, &config.system.client_id);
    register_system(trial, &token, &body).await;
    Ok(())
}

/// Asks Maskinporten for a token for the customer's system user. A refusal is not an error, because the trial's page
/// shows it to the visitor.
///
/// # Errors
///
/// [`Trouble::Failed`] if the grant cannot be signed.
pub async fn system_user_token(
    trial: &mut Trial,
    organisation: &OrgNumber,
    external_ref: Option<&str>,
) -> Result<Option<AccessToken>, Trouble> {
    let grant = trial.grant(SERVICE).for_system_user(SystemUserOf {
        organisation: organisation.clone(),
        external_ref: external_ref.map(|text| ExternalRef(text.to_owned())),
    });
    trial.token(&grant).await
}

/// Reads the system user of a customer from Altinn. The trial's page shows the response, so this function returns
/// nothing.
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

pub async fn read_own_system(trial: &mut Trial, token: &AccessToken) -> Option<outbound::Response> {
    let system = trial.config().system.id.to_string();
    read_system(trial, token, &system).await
}

/// Reads a system from Altinn's system register. Returns `None` if Altinn sends no complete response.
pub async fn read_system(
    trial: &mut Trial,
    token: &AccessToken,
    system: &str,
) -> Option<outbound::Response> {
    let path = api(&["systemregister", "vendor", system]);
    let call = trial.call(Method::GET, &path).bearer_auth(token.secret());
    trial.altinn(call).await
}

/// Reads the access package [`PACKAGE`] from Altinn and returns the package. A second call reads the package's
/// resources, because the trial's page shows both calls. Altinn requires no token for these calls.
///
/// # Errors
///
/// [`Trouble::Refused`] if Altinn does not know the package or does not answer.
pub async fn package_with_services(trial: &mut Trial) -> Result<Value, Trouble> {
    const PACKAGES: [&str; 6] = [
        "accessmanagement",
        "api",
        "v1",
        "meta",
        "info",
        "accesspackages",
    ];
    let path = [&PACKAGES[..], &["package", "urn", PACKAGE]].concat();
    let call = trial.call(Method::GET, &path);
    let response = trial.altinn(call).await.ok_or(Trouble::Refused)?;
    let package: Value = serde_json::from_slice(response.body()).map_err(|_| Trouble::Refused)?;
    let id = package["id"].as_str().ok_or(Trouble::Refused)?;
    let path = [&PACKAGES[..], &["package", id, "resources"]].concat();
    let call = trial.call(Method::GET, &path);
    trial.altinn(call).await;
    Ok(package)
}

/// Reads a system user request from Altinn by its id.
///
/// # Errors
///
/// [`Trouble::Refused`] if Altinn refuses the call or does not answer.
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
