mod middleware;
mod seen_call;

use std::{io, net::SocketAddr, time::Duration};

use axum::{Router, http::StatusCode, middleware::from_fn_with_state, routing::get};
use http_server::{HostName, HostNames, Limits};
use secrecy::{ExposeSecret, SecretString};
use strum::VariantArray;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    OriginMismatch, Origins, SeedError, Settings, Simulator,
    altinn::{self, pages, vendor_api},
    control,
    faults::Service,
    html::compressed,
    idporten, maskinporten, resource_api,
    storage::sqlite::{Loaded, Store, StoreError},
};

/// The longest time that the simulator waits for open HTTP requests when it stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// The lowest number of characters in the presenter's key. A shorter key could be guessed.
const SHORTEST_KEY: usize = 16;

/// A simulator that is running. Dropping this value stops the simulator at once, without waiting for open HTTP
/// requests.
#[derive(Debug)]
pub struct Running {
    simulator: Simulator,
    stop: watch::Sender<bool>,
    services: JoinSet<()>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "port {port} is taken, but {service:?} needs it: stop the program that uses it, or start the simulator on other ports (it needs five in a row)"
    )]
    PortTaken { port: u16, service: Service },
    #[error("the simulator cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
    #[error("{0}")]
    Origins(#[from] OriginMismatch),
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("the seed cannot be used: {0}")]
    Seed(SeedError),
    #[error(
        "the presenter's key has fewer than {SHORTEST_KEY} characters, so somebody could guess it: use a longer key"
    )]
    PresenterKey,
}

impl Simulator {
    /// Starts all five services.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if a port is in use, or the state file or the seed cannot be read. Also returns
    /// [`StartError`] if the origins do not fit together ([`OriginMismatch`]).
    pub async fn start(settings: Settings) -> Result<Running, StartError> {
        check_key(&settings)?;
        let mut listeners = Vec::new();
        for (place, &service) in (0..).zip(Service::VARIANTS) {
            listeners.push((service, listen(settings.address, place, service).await?));
        }
        let mut ports = [0; 5];
        for (port, (_, listener)) in ports.iter_mut().zip(&listeners) {
            let address = listener.local_addr().map_err(|source| StartError::Listen {
                address: settings.address,
                source,
            })?;
            *port = address.port();
        }
        let origins =
            Origins::of_ports(settings.address, ports).or_named(settings.origins.clone())?;

        let mut store = match &settings.state_file {
            Some(path) => Store::open(path).await?,
            None => Store::in_memory(),
        };
        let keys = store.keys().await?;
        let Loaded { mut world, is_new } = store.load().await?;
        if let Some(seed) = &settings.seed {
            if is_new {
                seed.apply(&mut world).map_err(StartError::Seed)?;
            } else {
                tracing::info!(
                    "the state file already has a world, so the seed is not applied until the next reset"
                );
            }
        }
        let host_names = host_names(&origins, settings.host_names.clone());
        let simulator = Self::new((world, store, keys), origins, host_names, settings);
        simulator.save().await?;

        let (stop, stopped) = watch::channel(false);
        let mut services = JoinSet::new();
        for (service, listener) in listeners {
            let app = router(&simulator, service);
            let mut stopped = stopped.clone();
            services.spawn(async move {
                let stopped = async move {
                    // The service must also stop if `Running` was dropped. In that case, `wait_for` returns an error.
                    let _ = stopped.wait_for(|stop| *stop).await;
                };
                http_server::serve(listener, app, Limits::default(), stopped).await;
            });
        }
        Ok(Running {
            simulator,
            stop,
            services,
        })
    }
}

impl Running {
    #[must_use]
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    #[must_use]
    pub fn origins(&self) -> &Origins {
        self.simulator.origins()
    }

    /// Waits for open HTTP requests, saves the state, and stops the simulator.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let ended = async { while self.services.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_TIMEOUT, ended).await.is_err() {
            self.services.abort_all();
        }
        if let Err(error) = self.simulator.save().await {
            tracing::error!(%error, "the simulator's state was not written");
        }
        self.simulator.inner.store.lock().await.close().await;
    }
}

fn check_key(settings: &Settings) -> Result<(), StartError> {
    let key = settings.presenter_key.as_ref();
    let is_long = |key: &SecretString| key.expose_secret().chars().count() >= SHORTEST_KEY;
    if !key.is_none_or(is_long) {
        return Err(StartError::PresenterKey);
    }
    Ok(())
}

fn router(simulator: &Simulator, service: Service) -> Router {
    let around = |routes| middleware::layered(routes, simulator, service);
    let routes = match service {
        Service::AltinnUi => around(compressed(
            altinn::ui_router(simulator).merge(control::router(simulator)),
        )),
        Service::AltinnPlatform => vendor_api::router()
            .merge(pages::platform_router())
            .into_service(around),
        Service::IdPorten => around(compressed(idporten::router())).layer(idporten::cross_origin()),
        Service::Maskinporten => around(maskinporten::router()),
        Service::ResourceOwner => around(resource_api::router()),
    };
    let routes = match service {
        // This route is outside the middleware that writes the request log, because health checks would fill the log.
        Service::AltinnUi => routes.route("/control/health", get(async || StatusCode::NO_CONTENT)),
        _ => routes,
    };
    routes.layer(from_fn_with_state(
        simulator.clone(),
        middleware::own_requests_only,
    ))
}

/// Returns the host names that callers can use for each service. A public host name is valid with any port, because a
/// proxy or container can change the port.
fn host_names(origins: &Origins, more: Vec<HostName>) -> HostNames {
    let public = Service::VARIANTS
        .iter()
        .filter_map(|&service| HostName::of(origins.of(service)));
    HostNames::new(public.map(HostName::on_any_port).chain(more))
}

async fn listen(base: SocketAddr, place: u16, service: Service) -> Result<TcpListener, StartError> {
    let port = match base.port() {
        0 => 0,
        base => base.saturating_add(place),
    };
    let address = SocketAddr::new(base.ip(), port);
    TcpListener::bind(address).await.map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            StartError::PortTaken { port, service }
        } else {
            StartError::Listen { address, source }
        }
    })
}
