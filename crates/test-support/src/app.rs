use std::{
    io::ErrorKind,
    net::SocketAddr,
    path::PathBuf,
    sync::{Mutex, OnceLock},
    time::Duration,
};

use http_server::{HostName, HostNames};
use jiff::SignedDuration;
use serde_json::json;
use smartcloud::{
    config::Config,
    server,
    state::AppState,
    vendor_setup::{keys_and_clients, system_register},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use url::Url;

use crate::{Browser, ControlApi, Customer, SimulatorTestBed};

/// A running SmartCloud and a running simulator, both in the process of the test. Each test bed uses free ports, so
/// several tests can run at the same time.
#[derive(Debug)]
pub struct AppTestBed {
    pub simulator: SimulatorTestBed,
    pub config: Config,
    pub app: AppState,
    /// SmartCloud's public URL.
    pub smartcloud: Url,
    /// SmartCloud listens on this socket address. The public URL can have another host and port.
    pub address: SocketAddr,
    server: JoinHandle<()>,
    stop: Option<oneshot::Sender<()>>,
}

/// Returns the folder with SmartCloud's keys. All tests in a process share these keys, because generating a key is
/// slow.
fn keys() -> &'static PathBuf {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    // Several test programs can run at the same time, so each process has its own folder.
    KEYS.get_or_init(|| scratch_folder().join(format!("smartcloud-tests-{}", std::process::id())))
}

/// Returns the folder `target/tmp` for the files of integration tests. Cargo sets `CARGO_TARGET_TMPDIR` only for
/// integration tests, and not for this crate. So this function uses the path of the test program, such as
/// `target/debug/deps/redirect-…`.
fn scratch_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().nth(3).unwrap();
    target.join("tmp")
}

impl AppTestBed {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a simulator and SmartCloud. The settings in `vars` replace the default settings of the tests.
    pub async fn start_with(vars: &[(&str, &str)]) -> Self {
        Self::start_on(SimulatorTestBed::start().await, vars).await
    }

    /// Starts SmartCloud with a running simulator. So the caller can use URLs of the simulator in the settings `vars`.
    pub async fn start_on(simulator: SimulatorTestBed, vars: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::beside(simulator, listener, vars).await
    }

    async fn beside(
        simulator: SimulatorTestBed,
        listener: TcpListener,
        vars: &[(&str, &str)],
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let config = app_config(&simulator, address.port(), vars);
        {
            static MAKING: Mutex<()> = Mutex::new(());
            let _one_at_a_time = MAKING.lock().unwrap();
            keys_and_clients::make_keys(&config).unwrap();
        }
        keys_and_clients::register_clients(&config, &simulator.ui("control/"))
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
        let server = tokio::spawn({
            let app = app.clone();
            async move {
                let stopped = async {
                    let _ = stopped.await;
                };
                server::serve(listener, app, stopped).await;
            }
        });
        Self {
            smartcloud: config.public_url.clone(),
            address,
            simulator,
            config,
            app,
            server,
            stop: Some(stop),
        }
    }

    /// Stops SmartCloud and starts it again with the same database. The simulator keeps running.
    #[must_use]
    pub async fn restart(mut self) -> Self {
        let vars = self.config.database_url.clone();
        let port = self.smartcloud.port().unwrap();
        drop(self.stop.take());
        self.server.abort();
        let _ = self.server.await;

        let listener = bind_again(port).await;
        Self::beside(self.simulator, listener, &[("DATABASE_URL", &vars)]).await
    }

    /// Moves the clocks of SmartCloud and of the simulator forward by whole seconds.
    pub async fn advance(&self, by: SignedDuration) {
        self.app.clock.advance(by);
        self.control_api()
            .post("clock", json!({ "advanceSeconds": by.as_secs() }))
            .await;
    }

    pub fn browser(&self) -> Browser {
        Browser::with_client(&self.simulator.http, &self.smartcloud)
    }

    /// Starts a second SmartCloud that uses the same simulated services. The second SmartCloud has the settings of a
    /// real environment, so it does not know that the services are simulated. Returns a browser that opens the second
    /// SmartCloud.
    pub async fn in_real_environment(&self) -> Browser {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut config = self.config.clone();
        config.stage = None;
        config.public_url = format!("http://localhost:{port}").parse().unwrap();
        config.host_names = HostNames::new(HostName::of(&config.public_url));
        let address = config.public_url.to_string();
        let app = AppState::new(config, self.app.leptos.clone())
            .await
            .unwrap();
        tokio::spawn(server::serve(listener, app, std::future::pending()));
        Browser::new(&address)
    }

    pub fn control_api(&self) -> &ControlApi {
        self.simulator.control_api()
    }

    /// Creates an organisation and a person who may approve requests for the organisation. No other test uses this
    /// organisation or this person.
    pub async fn new_customer(&self) -> Customer {
        self.control_api().new_customer("approver").await
    }
}

/// Listens on the port of a server that has just stopped. The operating system may meanwhile have given this port to an
/// outgoing connection, so this function tries again until the port is free.
async fn bind_again(port: u16) -> TcpListener {
    const ATTEMPTS: u32 = 600;
    for _ in 0..ATTEMPTS {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => return listener,
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => panic!("port {port}: {error}"),
        }
    }
    panic!("port {port} is still in use")
}

/// Returns SmartCloud's settings. The settings in `vars` replace the default settings of the tests.
pub fn app_config(simulator: &SimulatorTestBed, port: u16, vars: &[(&str, &str)]) -> Config {
    let origins = simulator.origins();
    let hops = format!(
        "{} {} {}",
        origins.altinn_ui, origins.altinn_platform, origins.idporten
    );
    let defaults = [
        ("SMARTCLOUD_PUBLIC_URL", format!("http://localhost:{port}")),
        ("SMARTCLOUD_DATA", keys().display().to_string()),
        ("DATABASE_URL", "sqlite::memory:".to_owned()),
        ("ALTINN_PLATFORM_URL", origins.altinn_platform.to_string()),
        ("ALTINN_UI_URL", origins.altinn_ui.to_string()),
        ("ALTINN_REDIRECT_ORIGINS", hops),
        (
            "SIMULATOR_CONTROL_URL",
            simulator.ui("control/").to_string(),
        ),
        ("MASKINPORTEN_URL", origins.maskinporten.to_string()),
        ("IDPORTEN_URL", origins.idporten_issuer()),
        ("IDPORTEN_LOGIN_ORIGINS", origins.idporten.to_string()),
        ("CLAIMS_API_URL", origins.resource_owner.to_string()),
        ("DEMO_API_URL", origins.resource_owner.to_string()),
        ("SMARTCLOUD_TIMEOUT_SECONDS", "30".to_owned()),
    ];
    let value = |name: &str| {
        let given = vars.iter().find(|(key, _)| *key == name);
        let given = given.map(|(_, value)| (*value).to_owned());
        given.or_else(|| {
            let default = defaults.iter().find(|(key, _)| *key == name);
            default.map(|(_, value)| value.clone())
        })
    };
    Config::from_vars(value).unwrap()
}
