//! A client of the simulator's control API. For talks, SmartCloud uses this client to create sandboxes and to inject
//! faults. SmartCloud also reads the log of the calls that only the simulator has seen. In a real environment,
//! SmartCloud does not have this client. A vendor's product does not need such a client.

use std::fmt;

use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use url::Url;

use crate::{config::StageConfig, outbound};
use altinn_types::{OrgNumber, RequestId};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The simulator sent no complete response in time, or the connection broke.
    #[error("the simulator did not answer")]
    Silent(#[from] outbound::Error),
    /// The simulator refused the call. 503 means that the simulator has reached its limit of sandboxes. 401 means that
    /// the simulator does not accept the presenter's key.
    #[error("the simulator refused the call with HTTP status {status}: {reason}")]
    Refused { status: StatusCode, reason: String },
    #[error("the simulator's response is not the expected JSON")]
    Unreadable(#[from] outbound::JsonError),
    #[error("the address of a control API call cannot be made")]
    Address(#[from] url::ParseError),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SandboxState {
    #[default]
    Fresh,
    /// The vendor has sent a system user request, and the customer has not answered it.
    Open,
    /// The customer has approved the request.
    Connected,
    Refused,
    /// The system user request has expired, because it is older than 180 days.
    Expired,
    /// The customer approved the request, and later deleted the system user.
    Withdrawn,
    /// An employee of the customer has forwarded the request to the access manager, who has not answered it.
    Forwarded,
    /// The customer has a system user, and has not answered a change request for it.
    ChangeWaits,
    /// The customer is an accountant with an agent system user. Clients of the accountant are connected to the system
    /// user.
    AgentConnected,
    /// The customer created the system user in Altinn, without a request.
    MadeByCustomer,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSandbox<'a> {
    pub state: SandboxState,
    /// The key of a built-in person, such as `kari`. The simulator prepares `state` for an organisation of this person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_seconds: Option<i64>,
    /// The body of `POST systemuser/request/vendor` without `partyOrgNo`, because the simulator chooses the customer.
    /// Only a `state` with a request needs this body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk: Option<&'a str>,
}

/// A sandbox is a copy of the built-in persons and organisations, with other personal numbers and organisation numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sandbox {
    pub id: String,
    #[serde(default)]
    pub persons: Vec<SandboxPerson>,
    #[serde(default)]
    pub organisations: Vec<SandboxOrganisation>,
    #[serde(default)]
    pub requests: Vec<SandboxRequest>,
    #[serde(default)]
    pub system_users: Vec<SandboxSystemUser>,
    /// The system user that the customer has deleted. Altinn no longer has this system user, but the vendor's database
    /// still contains the system user's id.
    pub withdrawn: Option<WithdrawnSystemUser>,
}

/// A sandbox in the state `withdrawn` begins after a customer has deleted a system user. This struct describes the
/// deleted system user.
#[derive(Clone, Debug, Deserialize)]
pub struct WithdrawnSystemUser {
    /// The approved request that created the system user.
    pub request: RequestId,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SandboxPerson {
    /// The key of this person's copy in the sandbox, such as `kari-k3v9q2`.
    pub key: String,
    /// This person is a copy of a built-in person. `template` is the key of the built-in person, such as `kari`.
    pub template: String,
    pub name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SandboxOrganisation {
    pub number: OrgNumber,
    /// This organisation is a copy of a built-in organisation. `template` is the number of the built-in organisation.
    pub template: String,
    pub name: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SandboxRequest {
    pub id: RequestId,
    /// `standard`, `agent` or `change`.
    pub kind: String,
    pub organisation: OrgNumber,
    pub confirm_url: Url,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SandboxSystemUser {
    pub id: String,
    pub organisation: OrgNumber,
}

impl Sandbox {
    /// Returns the sandbox's copy of a built-in person. `template` is the key of the built-in person, such as `kari`.
    #[must_use]
    pub fn person(&self, template: &str) -> Option<&SandboxPerson> {
        self.persons
            .iter()
            .find(|person| person.template == template)
    }

    /// Returns the sandbox's copy of a built-in organisation. `template` is the number of the built-in organisation.
    #[must_use]
    pub fn organisation(&self, template: &str) -> Option<&SandboxOrganisation> {
        self.organisations
            .iter()
            .find(|organisation| organisation.template == template)
    }

    #[must_use]
    pub fn request(&self, kind: &str) -> Option<&SandboxRequest> {
        self.requests.iter().find(|request| request.kind == kind)
    }
}

/// A one-time link. A browser that opens the link enters a sandbox.
#[derive(Clone, Debug, Deserialize)]
pub struct Ticket {
    pub url: Url,
}

/// The state of a switch of the control panel. Such a switch turns a fault on or off for all sandboxes.
#[derive(Clone, Debug, Deserialize)]
struct Switch {
    name: String,
    on: bool,
}

#[derive(Clone)]
pub struct ControlApi {
    http: reqwest::Client,
    url: Url,
    key: Option<SecretString>,
}

impl fmt::Debug for ControlApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControlApi")
            .field("url", &self.url.as_str())
            .finish_non_exhaustive()
    }
}

impl ControlApi {
    #[must_use]
    pub fn new(config: &StageConfig, http: reqwest::Client) -> Self {
        Self {
            http,
            url: config.control_url.clone(),
            key: config.presenter_key.clone(),
        }
    }

    /// Creates a sandbox with its own copies of the built-in persons and organisations.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with status 503 if the simulator has reached its limit of sandboxes. Any other [`Error`] is
    /// also possible.
    pub async fn create_sandbox(&self, sandbox: &NewSandbox<'_>) -> Result<Sandbox, Error> {
        self.call(self.request(Method::POST, "sandboxes")?.json(sandbox))
            .await
    }

    /// Makes a one-time link to the sandbox. The link ends the browser's old session at ID-porten. If `person` is not
    /// `None`, the link then logs this person in. After that, the link redirects the browser to `return_to`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if `return_to` is neither one of the simulator's addresses nor a redirect URI of a registered
    /// client. Any other [`Error`] is also possible.
    pub async fn ticket(
        &self,
        sandbox: &str,
        person: Option<&str>,
        return_to: &Url,
    ) -> Result<Ticket, Error> {
        let body = serde_json::json!({ "person": person, "returnTo": return_to });
        let path = format!("sandboxes/{sandbox}/tickets");
        self.call(self.request(Method::POST, &path)?.json(&body))
            .await
    }

    /// Deletes a sandbox and everything in it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with status 404 if the sandbox does not exist. [`Error::Silent`] if the simulator does not
    /// answer.
    pub async fn delete_sandbox(&self, id: &str) -> Result<(), Error> {
        let call = self.request(Method::DELETE, &format!("sandboxes/{id}"))?;
        self.send(call).await.map(|_| ())
    }

    /// Approves, rejects or escalates a system user request in the customer's place. `answer` is `approve`, `reject` or
    /// `escalate`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the simulator does not accept the answer. [`Error::Silent`] if the simulator does not
    /// answer.
    pub async fn answer_request(&self, id: &str, answer: &str) -> Result<(), Error> {
        let call = self.request(Method::POST, &format!("requests/{id}/answer"))?;
        let body = serde_json::json!({ "answer": answer });
        self.send(call.json(&body)).await.map(|_| ())
    }

    /// Registers an OAuth client at the simulated Maskinporten. The documentation of the control API lists the members
    /// of `client`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the simulator does not accept the client. [`Error::Silent`] if the simulator does not
    /// answer.
    pub async fn put_maskinporten_client(&self, id: &str, client: &Value) -> Result<(), Error> {
        let call = self.request(Method::PUT, &format!("maskinporten-clients/{id}"))?;
        self.send(call.json(client)).await.map(|_| ())
    }

    /// Removes an OAuth client, so that the simulated Maskinporten refuses its grants.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with status 404 if the client does not exist. [`Error::Silent`] if the simulator does not
    /// answer.
    pub async fn delete_maskinporten_client(&self, id: &str) -> Result<(), Error> {
        let call = self.request(Method::DELETE, &format!("maskinporten-clients/{id}"))?;
        self.send(call).await.map(|_| ())
    }

    /// Removes a system and its changelog from the simulated system register.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with status 404 if the system does not exist. [`Error::Silent`] if the simulator does not
    /// answer.
    pub async fn delete_system(&self, id: &str) -> Result<(), Error> {
        let call = self.request(Method::DELETE, &format!("systems/{id}"))?;
        self.send(call).await.map(|_| ())
    }

    /// Adds a fault to the simulator. The documentation of the control API lists the members of `fault`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the simulator does not accept the fault. [`Error::Silent`] if the simulator does not
    /// answer.
    pub async fn add_fault(&self, fault: &Value) -> Result<(), Error> {
        let call = self.request(Method::POST, "faults")?.json(fault);
        self.send(call).await.map(|_| ())
    }

    /// Turns a switch of the control panel on or off for all sandboxes. `switch` is the name of the switch, such as
    /// `maskinporten-down`.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if no switch has this name. [`Error::Silent`] if the simulator does not answer.
    pub async fn turn(&self, switch: &str, is_on: bool) -> Result<(), Error> {
        let call = self.request(Method::PUT, &format!("switches/{switch}"))?;
        let body = serde_json::json!({ "on": is_on });
        self.send(call.json(&body)).await.map(|_| ())
    }

    /// Whether a switch of the control panel is on. The result is `false` if the simulator does not know the switch.
    ///
    /// # Errors
    ///
    /// [`Error::Silent`] if the simulator does not answer. Any other [`Error`] is also possible.
    pub async fn is_on(&self, switch: &str) -> Result<bool, Error> {
        let all: Vec<Switch> = self.get("switches", &[]).await?;
        Ok(all.iter().any(|found| found.name == switch && found.on))
    }

    /// Sends the talk's position to the simulator. A browser window that follows the talk can show a page of the
    /// simulated Altinn or ID-porten. After this call, such a window opens the page of the new position.
    ///
    /// # Errors
    ///
    /// [`Error::Silent`] if the simulator does not answer. In that case, a window that shows a page of the simulator
    /// stays on this page.
    pub async fn put_talk(&self, code: &str, position: u64, url: &Url) -> Result<(), Error> {
        let body = serde_json::json!({ "position": position, "url": url });
        let call = self.request(Method::PUT, &format!("talks/{code}"))?;
        self.send(call.json(&body)).await.map(|_| ())
    }

    /// Ends the talk in the simulator. After this call, browser windows on the simulator's pages do not follow the talk
    /// any more.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with status 404 if the simulator does not know the talk. [`Error::Silent`] if the simulator
    /// does not answer.
    pub async fn end_talk(&self, code: &str) -> Result<(), Error> {
        let call = self.request(Method::DELETE, &format!("talks/{code}"))?;
        self.send(call).await.map(|_| ())
    }

    /// Sends a GET to the control API and returns the JSON of the response. `path` is relative to the base URL of the
    /// control API, for example `log`.
    ///
    /// # Errors
    ///
    /// [`Error::Unreadable`] if the response is not the expected JSON. Any other [`Error`] is also possible.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, Error> {
        self.call(self.request(Method::GET, path)?.query(query))
            .await
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Error> {
        let request = self.http.request(method, self.url.join(path)?);
        Ok(match &self.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        })
    }

    async fn call<T: DeserializeOwned>(&self, call: RequestBuilder) -> Result<T, Error> {
        let response = self.send(call).await?;
        Ok(outbound::parse_json(response.body())?)
    }

    async fn send(&self, call: RequestBuilder) -> Result<outbound::Response, Error> {
        let response = outbound::send(call).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let reason = outbound::excerpt(&String::from_utf8_lossy(response.body()));
        Err(Error::Refused { status, reason })
    }
}
