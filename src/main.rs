//! The commands: SmartCloud with the simulator beside it (the default), or the simulator alone.

#[cfg(feature = "ssr")]
mod program {
    use std::{
        io::{self, IsTerminal},
        net::{IpAddr, Ipv4Addr, SocketAddr},
        path::PathBuf,
        process::ExitCode,
    };

    use anyhow::Context;
    use clap::{Parser, Subcommand};
    use leptos::config::LeptosOptions;
    use smartcloud::{
        cli::{register, simulator_setup},
        config::{Config, site_folder},
        server,
        simulator::{Running, Settings, Simulator},
        state::AppState,
    };
    use tokio::net::TcpListener;
    use tracing_subscriber::EnvFilter;

    /// SmartCloud: a make-believe vendor product that shows how a vendor gets system users in Altinn.
    #[derive(Parser)]
    #[command(version, about)]
    struct Arguments {
        #[command(subcommand)]
        command: Option<Command>,
    }

    #[derive(Subcommand)]
    enum Command {
        /// Runs SmartCloud, and the simulator beside it unless a real environment is set (the default).
        Serve,
        /// Runs the simulator of Altinn, Maskinporten and ID-porten alone, for any vendor's system.
        Simulator {
            /// The first of five consecutive ports.
            #[arg(long, default_value_t = 3100)]
            port: u16,
            /// The address to listen on.
            #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
            host: IpAddr,
            /// Where its world is kept; nothing is kept without it.
            #[arg(long)]
            state: Option<PathBuf>,
        },
    }

    #[tokio::main]
    pub async fn main() -> ExitCode {
        log();
        let done = match Arguments::parse().command.unwrap_or(Command::Serve) {
            Command::Serve => serve().await,
            Command::Simulator { port, host, state } => simulate(port, host, state).await,
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // One line, with its causes: what to do about it is in there.
                eprintln!("smartcloud: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    /// Lines for people in a terminal, JSON elsewhere. `RUST_LOG` chooses what is logged.
    fn log() {
        let to_people = io::stderr().is_terminal();
        let filter = EnvFilter::try_from_default_env()
            .unwrap_or_else(|_| EnvFilter::new(if to_people { "warn" } else { "info" }));
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(io::stderr);
        if to_people {
            log.init();
        } else {
            log.json().flatten_event(true).init();
        }
    }

    async fn serve() -> anyhow::Result<()> {
        let config = Config::from_vars(|name| std::env::var(name).ok())?;
        config.make_data_folder()?;

        let simulator = match &config.simulator {
            None => None,
            Some(settings) => {
                simulator_setup::make_keys(&config)?;
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
                let running = start_simulator(
                    address,
                    Some(settings.state_file.clone()),
                    config.site.clone(),
                )
                .await
                .context("SIMULATOR_PORT moves the simulator to other ports")?;
                let control = running.origins().altinn_ui.join("control/")?;
                simulator_setup::register_clients(&config, &control).await?;
                Some(running)
            }
        };

        let listener = TcpListener::bind(&config.listen).await.with_context(|| {
            format!(
                "SmartCloud cannot listen on {}: if another program has the port, stop it, or set \
                 SMARTCLOUD_PUBLIC_URL to http://localhost with another port",
                config.listen
            )
        })?;
        let leptos = LeptosOptions::builder().output_name("smartcloud").build();
        let app = AppState::new(config, leptos).await?;
        if simulator.is_some() {
            register::register(&app.config, &app.altinn).await?;
        }

        println!("SmartCloud   {}", app.config.public_url);
        if let Some(running) = &simulator {
            print_origins(running);
        }
        println!("Stop with Ctrl+C.");
        server::serve(listener, app, stopped()).await?;
        if let Some(running) = simulator {
            running.stop().await;
        }
        Ok(())
    }

    async fn simulate(port: u16, host: IpAddr, state: Option<PathBuf>) -> anyhow::Result<()> {
        let running = start_simulator(
            SocketAddr::from((host, port)),
            state,
            site_folder(std::env::var("SMARTCLOUD_SITE").ok()),
        )
        .await?;
        print_origins(&running);
        println!("Stop with Ctrl+C.");
        stopped().await;
        running.stop().await;
        Ok(())
    }

    async fn start_simulator(
        address: SocketAddr,
        state_file: Option<PathBuf>,
        site: PathBuf,
    ) -> anyhow::Result<Running> {
        let settings = Settings {
            address,
            state_file,
            origins: None,
            site,
        };
        Ok(Simulator::start(settings).await?)
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

    /// Ends when the program is told to stop.
    async fn stopped() {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut terminated) => {
                    tokio::select! {
                        _ = interrupted => {}
                        _ = terminated.recv() => {}
                    }
                    return;
                }
                Err(error) => tracing::warn!(%error, "SIGTERM is not heard"),
            }
        }
        if let Err(error) = interrupted.await {
            tracing::warn!(%error, "Ctrl+C is not heard");
        }
    }
}

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    program::main()
}

/// The browser's half is the library: there is no program in it.
#[cfg(not(feature = "ssr"))]
fn main() {}
