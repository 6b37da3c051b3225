//! A client for the simulator's control API. Tests use it to set up the simulator and to read its state.

use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::{HttpClient, Response};

#[derive(Clone, Debug)]
pub struct ControlApi {
    url: Url,
    client: HttpClient,
}

impl ControlApi {
    /// Creates a client for the control API. `altinn_ui` is the origin of Altinn's pages in the simulator.
    pub fn new(altinn_ui: &Url) -> Self {
        Self::with_client(&HttpClient::new(), altinn_ui)
    }

    pub fn with_client(client: &HttpClient, altinn_ui: &Url) -> Self {
        Self {
            url: altinn_ui.join("control/").unwrap(),
            client: client.clone(),
        }
    }

    /// Sends a call and returns the response. An error status is also a response.
    pub async fn send(&self, method: Method, path: &str, body: impl Serialize) -> Response {
        let request = self.request(method, path).json(&body);
        self.client.send(request).await
    }

    pub async fn get(&self, path: &str) -> Value {
        self.succeed(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Value {
        let request = self.request(Method::POST, path);
        self.succeed(request.json(&body)).await
    }

    pub async fn delete(&self, path: &str) {
        self.succeed(self.request(Method::DELETE, path)).await;
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url.join(path).unwrap())
    }

    /// Sends a call to the control API, and asserts that the response has a status of success. Returns the JSON of the
    /// response, or null if the response has no JSON.
    async fn succeed(&self, request: RequestBuilder) -> Value {
        let response = self.client.send(request).await;
        assert!(
            response.status.is_success(),
            "{}: {} {}",
            response.url,
            response.status,
            response.body
        );
        serde_json::from_slice(&response.bytes).unwrap_or_default()
    }

    /// Creates a person and an organisation that no other test uses. `kind` says which access the person has in the
    /// organisation.
    pub async fn new_customer(&self, kind: &str) -> Customer {
        let customer = self.post("customers", json!({ "kind": kind })).await;
        serde_json::from_value(customer).unwrap()
    }

    pub async fn state(&self) -> Value {
        self.get("state").await
    }

    /// Returns everything that a visitor could leave behind in the simulator: sandboxes, clients, systems and their
    /// changelog. The result also says how many persons, organisations, requests and system users exist.
    pub async fn contents(&self) -> Value {
        // The simulator registers its example system when it creates the first sandbox. So first create and delete a
        // sandbox. Then every result of this function contains the example system.
        let sandbox = self.post("sandboxes", json!({})).await;
        let id = sandbox["id"].as_str().unwrap();
        self.delete(&format!("sandboxes/{id}")).await;
        let mut state = self.state().await;
        state["now"] = Value::Null;
        let world = self.get("world").await;
        json!({
            "state": state,
            "sandboxes": self.get("sandboxes").await,
            "changelog": world["tables"]["changelog"],
        })
    }

    pub async fn clear_faults(&self) {
        self.delete("faults").await;
    }

    /// Deletes the system user with this id, as the customer can do in Altinn.
    pub async fn delete_system_user(&self, id: &str) {
        self.delete(&format!("system-users/{id}")).await;
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    pub person: Person,
    pub organisation: Organisation,
    pub access_manager: Option<Person>,
    pub organisations: Vec<Organisation>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub key: String,
    pub name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Organisation {
    pub number: String,
    pub name: String,
}
