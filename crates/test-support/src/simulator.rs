use std::{collections::HashMap, net::SocketAddr};

use altinn_simulator::{
    NamedOrigins, Origins, Running, Seed, Settings, Simulator, StartError, World,
};
use jiff::SignedDuration;
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::{Browser, ControlApi, HttpClient, Observer, Response, ports::five_free_ports};

/// Returns the same settings with a seed. `document` is the JSON of a seed file.
#[must_use]
pub fn with_seed(settings: Settings, document: &Value) -> Settings {
    Settings {
        seed: Some(Seed::of(document.to_string().as_bytes()).unwrap()),
        ..settings
    }
}

/// A running simulator on free ports, with an HTTP client and a client for the control API. The simulator stops when
/// this value is dropped.
#[derive(Debug)]
pub struct SimulatorTestBed {
    running: Running,
    pub http: HttpClient,
    control_api: ControlApi,
}

impl SimulatorTestBed {
    /// Starts a simulator that saves its state nowhere.
    pub async fn start() -> Self {
        Self::start_with(Settings::for_tests()).await
    }

    /// Starts a simulator with these settings. [`StateFile::settings`](crate::StateFile::settings) and [`with_seed`]
    /// make such settings.
    pub async fn start_with(settings: Settings) -> Self {
        let running = Simulator::start(settings).await.unwrap();
        Self::of(running, HttpClient::new())
    }

    /// Starts a simulator, and calls `observer` with the simulator's origins. The returned observer sees each response
    /// that the client or a browser of this test bed gets.
    pub async fn start_observed(
        settings: Settings,
        observer: impl FnOnce(&Origins) -> Observer,
    ) -> Self {
        let running = Simulator::start(settings).await.unwrap();
        let observer = observer(running.origins());
        Self::of(running, HttpClient::new().with_observer(Some(observer)))
    }

    /// Starts a simulator with the host names in `origins`, as if a proxy stood in front of the simulator. If a URL has
    /// one of these host names, the clients of this test bed connect directly to the simulator.
    pub async fn start_with_names(origins: NamedOrigins) -> Self {
        // Another program can take one of the ports before the simulator starts, so the loop sometimes has to try other
        // ports.
        for _ in 0..20 {
            let first_port = five_free_ports();
            let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
            let settings = Settings {
                address: address(first_port),
                origins: origins.clone(),
                ..Settings::for_tests()
            };
            let running = match Simulator::start(settings).await {
                Ok(running) => running,
                Err(StartError::PortTaken { .. }) => continue,
                Err(error) => panic!("{error}"),
            };
            let named = [
                &origins.altinn_ui,
                &origins.altinn_platform,
                &origins.idporten,
            ];
            let addresses: HashMap<_, _> = (first_port..)
                .zip(named)
                .filter_map(|(port, origin)| {
                    let host = origin.as_ref()?.host_str()?;
                    Some((host.to_owned(), address(port)))
                })
                .collect();
            return Self::of(running, HttpClient::new().with_addresses(addresses));
        }
        panic!("no five free ports in a row")
    }

    fn of(running: Running, http: HttpClient) -> Self {
        let control_api = ControlApi::with_client(&http, &running.origins().altinn_ui);
        Self {
            running,
            http,
            control_api,
        }
    }

    /// Saves the simulator's state and stops the simulator.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    pub fn simulator(&self) -> &Simulator {
        self.running.simulator()
    }

    pub fn origins(&self) -> &Origins {
        self.running.origins()
    }

    /// Runs `look` on the simulator's state, without HTTP. `look` can read and change the state.
    pub fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.simulator().world())
    }

    /// Makes every sandbox look as if nobody had used it for this additional time. Sandboxes age by the machine's clock,
    /// which a test cannot move.
    pub fn let_sandboxes_idle(&self, time: SignedDuration) {
        self.world(|world| {
            let ids: Vec<String> = world.sandboxes.iter().map(|row| row.id.clone()).collect();
            for id in ids {
                let sandbox = world.sandboxes.get_mut(&id).unwrap();
                sandbox.last_used -= time;
            }
        });
    }

    /// Returns the URL of one of Altinn's pages in the simulator.
    pub fn ui(&self, path: &str) -> Url {
        self.origins().altinn_ui.join(path).unwrap()
    }

    pub fn platform(&self, path: &str) -> Url {
        self.origins().altinn_platform.join(path).unwrap()
    }

    pub fn authentication(&self, path: &str) -> Url {
        self.platform(&format!("authentication/api/v1/{path}"))
    }

    pub fn idporten(&self, path: &str) -> Url {
        self.origins().idporten.join(path).unwrap()
    }

    pub fn maskinporten(&self, path: &str) -> Url {
        self.origins().maskinporten.join(path).unwrap()
    }

    /// Returns a URL of the API of a resource owner, such as Skatteetaten.
    pub fn resource_owner(&self, path: &str) -> Url {
        self.origins().resource_owner.join(path).unwrap()
    }

    pub async fn send(&self, request: RequestBuilder) -> Response {
        self.http.send(request).await
    }

    /// Calls an API with a bearer token. Sends `body` as JSON.
    pub async fn call(
        &self,
        method: Method,
        url: impl AsRef<str>,
        token: &str,
        body: Option<&Value>,
    ) -> Response {
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.send(request).await
    }

    pub async fn get(&self, url: impl AsRef<str>, token: &str) -> Response {
        self.call(Method::GET, url, token, None).await
    }

    pub async fn post(&self, url: impl AsRef<str>, token: &str, body: &Value) -> Response {
        self.call(Method::POST, url, token, Some(body)).await
    }

    pub fn control_api(&self) -> &ControlApi {
        &self.control_api
    }

    /// Calls the control API and returns the response, also a response with an error status.
    pub async fn control(&self, method: Method, path: &str, body: impl Serialize) -> Response {
        self.control_api.send(method, path, body).await
    }

    /// Sends a POST to the control API and asserts that the call succeeds. Returns the JSON of the response.
    pub async fn post_control(&self, path: &str, body: impl Serialize) -> Value {
        self.control_api.post(path, body).await
    }

    /// Creates a browser with its own cookies. The browser follows redirects only within the simulator.
    pub fn browser(&self) -> Browser {
        let origins = self.origins();
        let pages = [
            &origins.altinn_ui,
            &origins.altinn_platform,
            &origins.idporten,
        ];
        Browser::with_client(&self.http, &origins.altinn_ui).within(&pages)
    }
}
