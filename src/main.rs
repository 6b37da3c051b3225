//! The command line program. By default, it runs SmartCloud with the simulator in the same process. It can also run the
//! simulator alone.

#[cfg(feature = "ssr")]
mod program {
    use std::{
        io::{self, IsTerminal},
        net::{IpAddr, Ipv4Addr, SocketAddr},
        num::NonZeroU32,
        path::{Path, PathBuf},
        process::ExitCode,
        time::Duration,
    };

    use altinn_simulator::{
        NamedOrigins, Running, SandboxLimits, Sandboxes, Seed, Settings, Simulator, StartError,
    };
    use anyhow::Context;
    use clap::{Args, Parser, Subcommand};
    use http::HeaderName;
    use http_server::HostName;
    use jiff::SignedDuration;
    use leptos::config::LeptosOptions;
    use secrecy::SecretString;
    use smartcloud::{
        config::{self, Config, SimulatorConfig, site_folder},
        health, outbound, server,
        state::AppState,
        vendor_setup::{keys_and_clients, system_register},
    };
    use tokio::{net::TcpListener, time::Instant};
    use tracing_subscriber::EnvFilter;
    use url::Url;

    /// With the allocator of the C library, a status page takes 15 % more processor time, and the process keeps much of
    /// the memory that it has freed (`docs/performance.md`).
    #[cfg(feature = "jemalloc")]
    #[global_allocator]
    static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

    /// SmartCloud: a make-believe vendor product that shows how a vendor gets system users in Altinn.
    #[derive(Parser)]
    #[command(version, about)]
    struct Arguments {
        #[command(subcommand)]
        command: Option<Command>,
    }

    #[derive(Subcommand)]
    enum Command {
        /// Runs SmartCloud (the default). Also runs the simulator, unless the settings name a real environment.
        Serve,
        /// Checks whether a running SmartCloud is healthy. This command needs the settings of that SmartCloud. The exit
        /// status is 0 if SmartCloud is healthy.
        Healthcheck,
        /// Runs only the simulator of Altinn, Maskinporten and ID-porten, without SmartCloud. Every vendor can use it.
        Simulator {
            /// The first of five consecutive ports.
            #[arg(long, default_value_t = 3100)]
            port: u16,
            /// The address to listen on.
            #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
            host: IpAddr,
            /// The SQLite file for the simulator's state. Without this file, the simulator loses its state at a
            /// restart.
            #[arg(long)]
            state: Option<PathBuf>,
            /// The JSON file with the initial data, which control-api.md describes. The simulator loads the data into a
            /// new state and after each reset, but not after a restart.
            #[arg(long)]
            seed: Option<PathBuf>,
            /// Another host name by which callers reach the services, such as the name in a container network. Repeat
            /// this option for several names.
            #[arg(long)]
            host_name: Vec<HostName>,
            #[command(flatten)]
            audience: Audience,
            #[command(flatten)]
            urls: Box<Urls>,
        },
    }

    /// The options for an audience.
    #[derive(Args)]
    struct Audience {
        /// Whether all browsers meet the same persons (shared), or each browser gets a sandbox (per-visitor).
        #[arg(long, default_value = "shared")]
        sandboxes: config::Sandboxes,
        /// The file with the presenter's key. With this option, only callers that know the key can use the control API.
        #[arg(long)]
        presenter_key_file: Option<PathBuf>,
        /// How many sandboxes can exist.
        #[arg(long, default_value_t = count(config::SANDBOX_LIMIT))]
        sandbox_limit: NonZeroU32,
        /// How many minutes the simulator keeps a sandbox after its last use.
        #[arg(long, default_value_t = count(config::SANDBOX_IDLE_MINUTES))]
        sandbox_idle_minutes: NonZeroU32,
        /// How many new sandboxes one client address can get at once. Within two minutes, the address gets its full
        /// limit back.
        #[arg(long, default_value_t = count(config::LOGIN_LIMIT))]
        sandboxes_per_address: NonZeroU32,
        /// The header in which a proxy sends the client's address, such as X-Forwarded-For.
        #[arg(long)]
        client_address_header: Option<HeaderName>,
    }

    /// Converts a default value to `NonZeroU32`. No default value is zero.
    fn count(preset: u32) -> NonZeroU32 {
        NonZeroU32::new(preset).unwrap_or(NonZeroU32::MIN)
    }

    fn limits(count: NonZeroU32, idle_minutes: NonZeroU32) -> SandboxLimits {
        SandboxLimits {
            count: usize::try_from(count.get()).unwrap_or(usize::MAX),
            idle: SignedDuration::from_mins(idle_minutes.get().into()),
        }
    }

    impl Audience {
        fn key(&self) -> anyhow::Result<Option<SecretString>> {
            let Some(file) = &self.presenter_key_file else {
                anyhow::ensure!(
                    self.sandboxes == config::Sandboxes::Shared,
                    "--presenter-key-file is missing: with --sandboxes per-visitor, the simulator needs a key to tell \
                     the presenter from the visitors"
                );
                return Ok(None);
            };
            let key = std::fs::read_to_string(file).with_context(|| {
                format!("the presenter's key {} cannot be read", file.display())
            })?;
            Ok(Some(SecretString::from(key.trim())))
        }
    }

    fn sandboxes(config: config::Sandboxes) -> Sandboxes {
        match config {
            config::Sandboxes::Shared => Sandboxes::Shared,
            config::Sandboxes::PerVisitor => Sandboxes::PerVisitor,
        }
    }

    /// The public URLs of the simulator's services, for example behind a proxy. The default of each
    /// URL is the address that the service listens on.
    #[derive(Args)]
    struct Urls {
        /// The base URL of Altinn's pages.
        #[arg(long, value_parser = base_url)]
        altinn_ui_url: Option<Url>,
        /// The base URL of Altinn's platform.
        #[arg(long, value_parser = base_url)]
        platform_url: Option<Url>,
        /// The base URL of ID-porten. It is ID-porten's issuer, without a slash at its end.
        #[arg(long, value_parser = base_url)]
        idporten_url: Option<Url>,
        /// The base URL of Maskinporten. It is Maskinporten's issuer, with a slash at its end.
        #[arg(long, value_parser = base_url)]
        maskinporten_url: Option<Url>,
        /// The base URL of the resource owner's API.
        #[arg(long, value_parser = base_url)]
        resource_owner_url: Option<Url>,
    }

    /// Returns an error for a URL with a path, a query or a fragment, because the simulator appends its own paths.
    fn base_url(text: &str) -> Result<Url, String> {
        let url: Url = text.parse().map_err(|_| "this is not a URL".to_owned())?;
        let is_origin = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if ["http", "https"].contains(&url.scheme()) && is_origin {
            Ok(url)
        } else {
            Err("give only scheme, host and port, such as https://altinn.example:8443".to_owned())
        }
    }

    /// At its start, SmartCloud waits at most this long for the proxy in front of the simulator.
    const TIME_FOR_PROXY: Duration = Duration::from_mins(2);

    const PROXY_PAUSE: Duration = Duration::from_secs(1);

    const HEALTH_TIME_LIMIT: Duration = Duration::from_secs(5);

    #[tokio::main]
    pub async fn main() -> ExitCode {
        start_logging();
        let outcome = match Arguments::parse().command.unwrap_or(Command::Serve) {
            Command::Serve => serve().await,
            Command::Healthcheck => check_health().await,
            Command::Simulator {
                port,
                host,
                state,
                seed,
                host_name,
                audience,
                urls,
            } => {
                let address = SocketAddr::from((host, port));
                simulate(address, state, seed, host_name, audience, urls).await
            }
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // `{:#}` prints the error and its causes in one line.
                eprintln!("smartcloud: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    /// Writes readable lines to a terminal, and JSON otherwise. `RUST_LOG` sets the log level.
    fn start_logging() {
        let is_terminal = io::stderr().is_terminal();
        let filter = EnvFilter::try_from_default_env()
            .unwrap_or_else(|_| EnvFilter::new(if is_terminal { "warn" } else { "info" }));
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(io::stderr);
        if is_terminal {
            subscriber.init();
        } else {
            // A log line contains the list of all spans, which includes the current span. So `with_current_span(false)`
            // leaves out a second copy of the current span.
            let json = subscriber.json().flatten_event(true);
            json.with_current_span(false).init();
        }
    }

    async fn serve() -> anyhow::Result<()> {
        let config = Config::from_vars(|name| std::env::var(name).ok())?;
        config.make_data_folder()?;

        let simulator = match &config.simulator {
            None => None,
            Some(settings) => {
                // With a new data folder, SmartCloud and the simulator make their RSA keys in parallel, to save time.
                let keys = tokio::task::spawn_blocking({
                    let config = config.clone();
                    move || keys_and_clients::make_keys(&config)
                });
                let running = start_simulator(&config, settings).await?;
                keys.await??;
                let control = Url::parse(&format!("http://{}/control/", settings.own_address()))?;
                keys_and_clients::register_clients(&config, &control).await?;
                Some(running)
            }
        };

        let listener = TcpListener::bind(&config.listen).await.with_context(|| {
            format!(
                "SMARTCLOUD_LISTEN: SmartCloud cannot listen on {}. The value is a host and a port. If another program \
                 has the port, stop it, or set SMARTCLOUD_PUBLIC_URL to http://localhost with another port",
                config.listen
            )
        })?;
        let leptos = LeptosOptions::builder().output_name("smartcloud").build();
        let app = AppState::new(config, leptos).await?;
        if simulator.is_some() {
            register_system(&app).await?;
        }

        if app.config.lacks_client_address() {
            tracing::warn!(
                "SMARTCLOUD_PUBLIC_URL is https, so a proxy seems to stand before SmartCloud, but \
                 SMARTCLOUD_CLIENT_ADDRESS_HEADER is not set: the limit of log-ins counts all visitors together"
            );
        }
        if app.config.idporten.levels.is_empty() {
            tracing::warn!("IDPORTEN_ACR is none, so SmartCloud accepts every level of assurance");
        }
        println!("SmartCloud   {}", app.config.public_url);
        if let Some(running) = &simulator {
            print_origins(running);
        }
        println!("Stop with Ctrl+C.");
        server::serve(listener, app, shutdown_signal()).await;
        if let Some(running) = simulator {
            running.stop().await;
        }
        Ok(())
    }

    async fn simulate(
        address: SocketAddr,
        state_file: Option<PathBuf>,
        seed: Option<PathBuf>,
        host_names: Vec<HostName>,
        audience: Audience,
        urls: Box<Urls>,
    ) -> anyhow::Result<()> {
        let settings = Settings {
            address,
            state_file,
            seed: seed.as_deref().map(read_seed).transpose()?,
            origins: NamedOrigins {
                altinn_ui: urls.altinn_ui_url,
                altinn_platform: urls.platform_url,
                idporten: urls.idporten_url,
                maskinporten: urls.maskinporten_url,
                resource_owner: urls.resource_owner_url,
            },
            host_names,
            sandboxes: sandboxes(audience.sandboxes),
            sandbox_limits: limits(audience.sandbox_limit, audience.sandbox_idle_minutes),
            sandboxes_per_address: audience.sandboxes_per_address,
            presenter_key: audience.key()?,
            client_address_header: audience.client_address_header,
            site: site_folder(std::env::var("SMARTCLOUD_SITE").ok()),
        };
        let running = Simulator::start(settings).await?;
        print_origins(&running);
        println!("Stop with Ctrl+C.");
        shutdown_signal().await;
        running.stop().await;
        Ok(())
    }

    fn read_seed(path: &Path) -> anyhow::Result<Seed> {
        let text = std::fs::read(path)
            .with_context(|| format!("the seed {} cannot be read", path.display()))?;
        Seed::of(&text).with_context(|| format!("the seed {} is invalid", path.display()))
    }

    async fn start_simulator(
        config: &Config,
        simulator: &SimulatorConfig,
    ) -> anyhow::Result<Running> {
        let urls = simulator.urls.clone();
        let stage = config.stage.as_ref();
        let settings = Settings {
            address: simulator.address,
            state_file: Some(simulator.state_file.clone()),
            seed: None,
            origins: NamedOrigins {
                altinn_ui: Some(urls.altinn_ui),
                altinn_platform: Some(urls.altinn_platform),
                idporten: Some(urls.idporten),
                maskinporten: Some(urls.maskinporten),
                resource_owner: Some(urls.resource_owner),
            },
            host_names: simulator.host_names.clone(),
            sandboxes: stage.map_or(Sandboxes::Shared, |stage| sandboxes(stage.sandboxes)),
            sandbox_limits: limits(simulator.sandbox_limit, simulator.sandbox_idle_minutes),
            sandboxes_per_address: config.login_limit,
            client_address_header: config.client_address_header.clone(),
            presenter_key: stage.and_then(|stage| stage.presenter_key.clone()),
            site: config.site.clone(),
        };
        Simulator::start(settings).await.map_err(|error| {
            let advice = match &error {
                StartError::PortTaken { .. } => "SIMULATOR_PORT moves it to other ports",
                StartError::Listen { .. } => {
                    "SMARTCLOUD_ROOM and SIMULATOR_LISTEN must be an address of this machine"
                }
                StartError::PresenterKey => "SMARTCLOUD_PRESENTER_KEY is the key",
                StartError::Origins(_) => "see SIMULATOR_ALTINN_UI_URL and SIMULATOR_PLATFORM_URL",
                _ => "its data is in the folder SMARTCLOUD_DATA",
            };
            anyhow::Error::from(error).context(format!("the simulator cannot start; {advice}"))
        })
    }

    /// Registers SmartCloud's system with the simulator. SmartCloud calls the simulator by its public URL, so these
    /// calls can go through a proxy. The proxy possibly starts later than SmartCloud, so SmartCloud waits for the
    /// proxy.
    async fn register_system(app: &AppState) -> anyhow::Result<()> {
        let until = Instant::now() + TIME_FOR_PROXY;
        let mut has_warned = false;
        loop {
            match system_register::register(&app.config, &app.altinn).await {
                Err(error) if error.is_unreachable() && Instant::now() < until => {
                    if !has_warned {
                        let cause = anyhow::Error::from(error);
                        tracing::warn!(
                            cause = format!("{cause:#}"),
                            platform = %app.config.altinn.platform_url,
                            maskinporten = %app.config.maskinporten_url,
                            "the simulator cannot be reached by its public URL; SmartCloud waits for the proxy"
                        );
                        has_warned = true;
                    }
                    tokio::time::sleep(PROXY_PAUSE).await;
                }
                result => return Ok(result?),
            }
        }
    }

    /// Calls the health check of the SmartCloud process that runs with the same settings.
    async fn check_health() -> anyhow::Result<()> {
        let config = Config::from_vars(|name| std::env::var(name).ok())?;
        let url = format!("http://{}{}", config.own_address(), health::PATH);
        let call = outbound::client(&config.outbound)?.get(&url);
        let response = outbound::send(call.timeout(HEALTH_TIME_LIMIT))
            .await
            .with_context(|| format!("SmartCloud does not answer at {url}"))?;
        let report = String::from_utf8_lossy(response.body());
        let status = response.status();
        anyhow::ensure!(
            status.is_success(),
            "SmartCloud is not healthy: {status} {report}"
        );
        println!("{report}");
        Ok(())
    }

    fn print_origins(running: &Running) {
        let origins = running.origins();
        println!("Simulator    {} (Altinn; start here)", origins.altinn_ui);
        println!(
            "             {} (Altinn's platform)",
            origins.altinn_platform
        );
        println!("             {} (ID-porten)", origins.idporten);
        println!("             {} (Maskinporten)", origins.maskinporten);
        println!("             {} (resource owner)", origins.resource_owner);
    }

    /// Returns when the process gets Ctrl+C or SIGTERM.
    async fn shutdown_signal() {
        let ctrl_c = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut sigterm) => {
                    tokio::select! {
                        _ = ctrl_c => {}
                        _ = sigterm.recv() => {}
                    }
                    return;
                }
                Err(error) => tracing::warn!(%error, "the handler for SIGTERM cannot be installed"),
            }
        }
        if let Err(error) = ctrl_c.await {
            tracing::warn!(%error, "the handler for Ctrl+C cannot be installed");
        }
    }
}

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    program::main()
}

/// The browser's code is in the library, so this program does nothing in the build for the browser.
#[cfg(not(feature = "ssr"))]
fn main() {}
