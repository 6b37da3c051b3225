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
pub mod seed;
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

use self::{
    html::Site, http::request_log::Answers, oidc::signing_keys::Keys, storage::sqlite::Store,
};
pub use self::{
    http::{
        origins::{NamedOrigins, OriginMismatch, Origins},
        server::{Running, StartError},
    },
    seed::{NotSown, Seed},
    storage::sqlite::StoreError,
    world::World,
};

/// How to start the simulator.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where Altinn's pages are; the other four services take the ports that follow. Port 0 takes five
    /// free ports.
    pub address: SocketAddr,
    /// Where the world is kept. `None` keeps nothing, for tests.
    pub state_file: Option<PathBuf>,
    /// What is put into a new world, and again after each fresh start.
    pub seed: Option<Seed>,
    /// How browsers and clients reach the services, where that is not the address itself.
    pub origins: NamedOrigins,
    /// The built site, for the style sheet of its pages. Without it they work, unstyled.
    pub site: PathBuf,
}

impl Settings {
    /// Five free ports, and nothing kept.
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

/// A running simulator, to be looked into. Clones share one world.
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
    answers: Answers,
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
                answers: Answers::default(),
                seed,
            }),
        }
    }

    /// The world, for as long as the guard lives. Never hold it across an `await`.
    ///
    /// What is changed is written down before the answer to the call leaves, by a layer around all
    /// routes: a handler has nothing to remember.
    pub fn world(&self) -> MutexGuard<'_, World> {
        // A panic in a test that looks at the world says nothing against the world.
        self.inner
            .world
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What time it is in the world.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.world().now()
    }

    /// The keys as they are now: they can be rotated and withdrawn.
    #[must_use]
    pub fn keys(&self) -> Arc<Keys> {
        let keys = self.inner.keys.read();
        Arc::clone(&keys.unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the keys, once that is written down.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then they are as before.
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
        let mut now = self
            .inner
            .keys
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *now = Arc::new(keys);
        Ok(Ok(()))
    }

    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.inner.origins
    }

    /// What is put in after each fresh start.
    pub(crate) fn seed(&self) -> Option<&Seed> {
        self.inner.seed.as_ref()
    }

    /// The last answers.
    pub(crate) fn answers(&self) -> &Answers {
        &self.inner.answers
    }

    /// Where the pages' style sheet is.
    #[must_use]
    pub(crate) fn site(&self) -> &Site {
        &self.inner.site
    }

    /// Writes down what has changed, and waits for what others are writing.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then it is written with the next change.
    pub async fn save(&self) -> Result<(), StoreError> {
        // The order of the two locks matters: changes are written in the order in which they happened.
        let mut store = self.inner.store.lock().await;
        let changes = self.world().take_changes();
        store.write(changes).await
    }
}
