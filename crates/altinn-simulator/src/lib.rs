//! A simulator of Altinn, Maskinporten and ID-porten, which run on this machine over their real HTTP APIs.
//!
//! A vendor's system that uses the simulator instead of Altinn's test environment finds the same paths, JSON,
//! statuses, error codes and token claims. Only the base URLs differ. The simulator has five origins, on
//! consecutive ports:
//!
//! | port | service | stands in for |
//! |---|---|---|
//! | first, 3100 by default | Altinn's pages, and the control API | `am.ui.tt02.altinn.no` |
//! | + 1 | Altinn's platform | `platform.tt02.altinn.no` |
//! | + 2 | ID-porten | `test.idporten.no`, `login.test.idporten.no` |
//! | + 3 | Maskinporten | `test.maskinporten.no` |
//! | + 4 | a resource owner's API | such as Skatteetaten's |
//!
//! The simulator knows no vendor by name. A vendor registers its system over the system register, and its clients
//! over the control API. [`rules`] holds Altinn's rules as plain data and functions without HTTP. The other modules
//! translate between the rules and HTTP. A middleware around all routes saves the changes of each call before the
//! response leaves, so the simulator's state survives `kill -9`.
//!
//! `FIDELITY.md` lists what is true to the real services, what differs on purpose, and what the contract leaves
//! uncertain. `README.md` describes the layers of this crate.

mod altinn;
mod control;
mod faults;
mod html;
mod http;
mod idporten;
mod maskinporten;
pub mod oidc;
mod resource_api;
pub mod rules;
mod server;
mod storage;
pub mod table;
mod texts;
mod world;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use jiff::Timestamp;

pub use self::{
    control::seed::{Seed, SeedError},
    http::origins::{NamedOrigins, OriginMismatch, Origins},
    server::{Running, StartError},
    storage::sqlite::StoreError,
    world::World,
};
use self::{
    html::Site, http::request_log::RequestLog, oidc::signing_keys::Keys, storage::sqlite::Store,
};

/// How to start the simulator.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address of Altinn's pages. The other four services listen on the next four ports. Port 0 stands for five free
    /// ports.
    pub address: SocketAddr,
    /// The file in which the simulator saves its state. `None` saves nothing, for tests.
    pub state_file: Option<PathBuf>,
    /// The seed of a new world. The simulator adds the seed again after each reset.
    pub seed: Option<Seed>,
    /// The URLs at which browsers and clients reach the services, for example through a proxy. A service without a URL here
    /// is reached at its own address.
    pub origins: NamedOrigins,
    /// The folder with the built site, which contains the style sheet. Without the folder, the pages work without styles.
    pub site: PathBuf,
}

impl Settings {
    /// Settings for tests: five free ports, and no state file.
    #[must_use]
    pub fn for_tests() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            state_file: None,
            seed: None,
            origins: NamedOrigins::default(),
            site: PathBuf::from("target/site"),
        }
    }
}

/// Access to the state of a running simulator. Clones share one world.
#[derive(Clone, Debug)]
pub struct Simulator {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    world: Mutex<World>,
    store: tokio::sync::Mutex<Store>,
    keys: RwLock<Arc<Keys>>,
    origins: Origins,
    site: Site,
    request_log: RequestLog,
    seed: Option<Seed>,
}

impl Simulator {
    fn new(
        world: World,
        store: Store,
        keys: Keys,
        origins: Origins,
        site: Site,
        seed: Option<Seed>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                world: Mutex::new(world),
                store: tokio::sync::Mutex::new(store),
                keys: RwLock::new(Arc::new(keys)),
                origins,
                site,
                request_log: RequestLog::default(),
                seed,
            }),
        }
    }

    /// Locks the world. Never hold the guard across an `await`, because all other calls wait for the lock.
    ///
    /// A middleware around all routes saves the changes before the response leaves, so a handler does not save anything.
    pub fn world(&self) -> MutexGuard<'_, World> {
        // If a test panics while it holds the lock, the world is still intact.
        self.inner
            .world
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of the simulator's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.world().now()
    }

    /// The signing keys of the services. The control API can rotate and remove keys, so do not keep the result.
    #[must_use]
    pub fn keys(&self) -> Arc<Keys> {
        let keys = self.inner.keys.read();
        Arc::clone(&keys.unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the signing keys. The simulator uses the new keys only after it has saved them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the simulator cannot save the keys. The inner error comes from `change`. After any error, the keys
    /// are unchanged.
    pub(crate) async fn change_keys<E>(
        &self,
        change: impl FnOnce(&mut Keys) -> Result<(), E>,
    ) -> Result<Result<(), E>, StoreError> {
        let mut store = self.inner.store.lock().await;
        let mut keys = Keys::clone(&self.keys());
        if let Err(error) = change(&mut keys) {
            return Ok(Err(error));
        }
        store.write_keys(&keys).await?;
        let mut current = self
            .inner
            .keys
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(keys);
        Ok(Ok(()))
    }

    /// The URLs of the five services.
    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.inner.origins
    }

    /// The seed that the simulator adds after each reset.
    pub(crate) fn seed(&self) -> Option<&Seed> {
        self.inner.seed.as_ref()
    }

    /// The last responses, for the request log of the control API.
    pub(crate) fn request_log(&self) -> &RequestLog {
        &self.inner.request_log
    }

    /// The files of the pages, such as the style sheet.
    #[must_use]
    pub(crate) fn site(&self) -> &Site {
        &self.inner.site
    }

    /// Saves all changes of the world, and waits until earlier calls have saved theirs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot write the changes. The next call of this function writes them again.
    pub async fn save(&self) -> Result<(), StoreError> {
        // Lock the store before the world, so that the store gets the changes in the order in which they happened.
        let mut store = self.inner.store.lock().await;
        let changes = self.world().take_changes();
        store.write(changes).await
    }
}
