//! Fixture of SmartCloud's tests: SmartCloud and a simulator on their own ports, and a client that acts as a
//! browser.
//!
//! Each test starts its own pair and creates a customer that no other test uses.

#![allow(dead_code, unused_imports, reason = "each test file uses its own part")]

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};

use altinn_simulator::{Running, Settings, Simulator};
use serde_json::Value;
use smartcloud::{
    config::Config,
    server,
    state::AppState,
    vendor_setup::{keys_and_clients, system_register},
};
use test_support::ControlApi;
pub use test_support::{Browser, Customer, Page, location, problem};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use url::Url;

/// A running SmartCloud with its simulator.
pub struct TestBed {
    pub simulator: Running,
    pub config: Config,
    pub app: AppState,
    pub smartcloud: Url,
    /// The address that SmartCloud listens on, whatever its public URL is.
    pub address: SocketAddr,
    serving: JoinHandle<()>,
    stop: Option<oneshot::Sender<()>>,
}

/// The folder with the keys. Generating keys takes long, so all tests of a process share them.
fn keys() -> &'static PathBuf {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        // Each process has its own folder, because a developer may run several test programs at the same time.
        Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("smartcloud-tests-{}", std::process::id()))
    })
}

impl TestBed {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts SmartCloud with settings that replace the defaults of the tests.
    pub async fn start_with(vars: &[(&str, &str)]) -> Self {
        let simulator = Simulator::start(Settings::for_tests()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::beside(simulator, listener, vars).await
    }

    async fn beside(simulator: Running, listener: TcpListener, vars: &[(&str, &str)]) -> Self {
        let address = listener.local_addr().unwrap();
        let port = address.port();
        let origins = simulator.origins().clone();
        let hops = format!(
            "{} {} {}",
            origins.altinn_ui, origins.altinn_platform, origins.idporten
        );
        let preset = [
            ("SMARTCLOUD_PUBLIC_URL", format!("http://localhost:{port}")),
            ("SMARTCLOUD_DATA", keys().display().to_string()),
            ("DATABASE_URL", "sqlite::memory:".to_owned()),
            ("ALTINN_PLATFORM_URL", origins.altinn_platform.to_string()),
            ("ALTINN_UI_URL", origins.altinn_ui.to_string()),
            ("ALTINN_REDIRECT_ORIGINS", hops),
            ("MASKINPORTEN_URL", origins.maskinporten.to_string()),
            ("IDPORTEN_URL", origins.idporten_issuer()),
            ("IDPORTEN_LOGIN_ORIGINS", origins.idporten.to_string()),
            ("CLAIMS_API_URL", origins.resource_owner.to_string()),
            ("DEMO_API_URL", origins.resource_owner.to_string()),
            ("SMARTCLOUD_TIMEOUT_SECONDS", "5".to_owned()),
        ];
        let config = Config::from_vars(|name| {
            let own = vars.iter().find(|(key, _)| *key == name);
            let value = own.map(|(_, value)| (*value).to_owned());
            value.or_else(|| {
                let set = preset.iter().find(|(key, _)| *key == name);
                set.map(|(_, value)| value.clone())
            })
        })
        .unwrap();

        {
            static MAKING: Mutex<()> = Mutex::new(());
            let _one_at_a_time = MAKING.lock().unwrap();
            keys_and_clients::make_keys(&config).unwrap();
        }
        let control = origins.altinn_ui.join("control/").unwrap();
        keys_and_clients::register_clients(&config, &control)
            .await
            .unwrap();
        let leptos = leptos::config::LeptosOptions::builder()
            .output_name("smartcloud")
            .build();
        let app = AppState::new(config.clone(), leptos).await.unwrap();
        system_register::register(&config, &app.altinn)
            .await
            .unwrap();

        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn({
            let app = app.clone();
            async move {
                let stopped = async {
                    let _ = stopped.await;
                };
                server::serve(listener, app, stopped).await.unwrap();
            }
        });
        Self {
            smartcloud: config.public_url.clone(),
            address,
            simulator,
            config,
            app,
            serving,
            stop: Some(stop),
        }
    }

    /// Stops SmartCloud and starts it again with the same database. The simulator keeps running.
    pub async fn restart(mut self) -> Self {
        let vars = self.config.database_url.clone();
        let port = self.smartcloud.port().unwrap();
        drop(self.stop.take());
        self.serving.abort();
        let _ = self.serving.await;
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        Self::beside(self.simulator, listener, &[("DATABASE_URL", &vars)]).await
    }

    pub fn browser(&self) -> Browser {
        Browser::of(self.smartcloud.as_str())
    }

    /// A new access manager of a new organisation. No other test uses them.
    pub async fn new_customer(&self) -> Customer {
        self.new_customer_of_kind("approver").await
    }

    pub async fn new_customer_of_kind(&self, kind: &str) -> Customer {
        self.control_api().new_customer(kind).await
    }

    pub fn control_api(&self) -> ControlApi {
        ControlApi::new(&self.simulator.origins().altinn_ui)
    }

    /// Posts to the simulator's control API.
    pub async fn control(&self, path: &str, body: &Value) -> Value {
        self.control_api().post(path, body).await
    }

    /// A summary of the simulator's state.
    pub async fn state(&self) -> Value {
        self.control_api().state().await
    }

    pub async fn clear_faults(&self) {
        self.control_api().clear_faults().await;
    }

    /// Deletes the system user, as its customer can do in Altinn.
    pub async fn delete_system_user(&self, id: &str) {
        self.control_api().delete_system_user(id).await;
    }
}
