//! This crate simulates Altinn, Maskinporten and ID-porten. The simulator runs on the vendor's own machine and answers
//! the same HTTP calls as the real services.
//!
//! A vendor can let its system call the simulator instead of Altinn's test environment. The paths, the JSON, the
//! statuses, the error codes and the token claims are the same, and only the base URLs differ. The simulator has five
//! origins, on consecutive ports:
//!
//! | port | service | stands in for |
//! |---|---|---|
//! | first, 3100 by default | Altinn's pages, and the control API | `am.ui.tt02.altinn.no` |
//! | + 1 | Altinn's platform | `platform.tt02.altinn.no` |
//! | + 2 | ID-porten | `test.idporten.no`, `login.test.idporten.no` |
//! | + 3 | Maskinporten | `test.maskinporten.no` |
//! | + 4 | a resource owner's API | such as Skatteetaten's |
//!
//! No vendor is built into the simulator. A vendor registers its system through the system register, and its OAuth
//! clients through the control API. The module [`rules`] contains Altinn's rules as plain data and functions without
//! HTTP. The other modules translate between the rules and HTTP. A middleware around all routes saves the changes of
//! each call before the simulator sends the response, so the state survives `kill -9`.
//!
//! `FIDELITY.md` lists what is the same in the simulator and in the real services, and what is different on purpose. It
//! also lists the questions that the contract does not answer. `README.md` describes the layers of this crate.

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
    num::NonZeroU32,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use ::http::HeaderName;
use http_server::{HostName, HostNames};
use jiff::Timestamp;
use secrecy::SecretString;

use self::{
    control::key::KeyCheck,
    html::Site,
    http::{new_sandboxes::NewSandboxes, request_log::RequestLog, talks::Talks},
    oidc::signing_keys::Keys,
    storage::sqlite::Store,
};
pub use self::{
    control::seed::{Seed, SeedError},
    http::origins::{NamedOrigins, OriginMismatch, Origins},
    rules::sandboxes::SandboxLimits,
    server::{Running, StartError},
    storage::sqlite::StoreError,
    world::{SandboxError, World},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sandboxes {
    /// All browsers get the same persons and organisations. Only a link can lead a browser into another sandbox.
    #[default]
    Shared,
    /// When ID-porten first shows the person chooser to a browser, the browser gets a new sandbox.
    PerVisitor,
}

#[derive(Clone, Debug)]
pub struct Settings {
    /// The socket address of Altinn's pages. The other four services listen on the next four ports. With port 0, the
    /// simulator takes five free ports.
    pub address: SocketAddr,
    /// The simulator saves its state in this file. With `None`, as in tests, the simulator saves nothing.
    pub state_file: Option<PathBuf>,
    /// The seed of a new world. The simulator adds the seed again after each reset.
    pub seed: Option<Seed>,
    /// The public URLs of the services, for example behind a proxy. A service without a URL here gets a URL with its
    /// own port.
    pub origins: NamedOrigins,
    /// Additional allowed host names, such as the name in a container network. The host names of the origins and of
    /// this machine, such as `localhost`, are always allowed.
    pub host_names: Vec<HostName>,
    pub sandboxes: Sandboxes,
    /// How many sandboxes can exist, and how long the simulator keeps an idle sandbox.
    pub sandbox_limits: SandboxLimits,
    /// How many new sandboxes one client address can get at once. Within two minutes, the address gets its full limit
    /// back.
    pub sandboxes_per_address: NonZeroU32,
    /// A proxy sends the client's address in this header. If this setting is `None`, the simulator uses the address of
    /// the connection. The simulator does the same if a request has no valid address in this header.
    pub client_address_header: Option<HeaderName>,
    /// Callers of the control API must send this key. With `None`, everybody can use the control API. If each visitor
    /// has a sandbox, the program `smartcloud` starts only with a key.
    pub presenter_key: Option<SecretString>,
    /// The folder of the built site, with the style sheet. If the folder is missing, the pages have no style sheet.
    pub site: PathBuf,
}

impl Settings {
    /// Returns settings for tests. The simulator takes five free ports and saves nothing.
    #[must_use]
    pub fn for_tests() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            state_file: None,
            seed: None,
            origins: NamedOrigins::default(),
            host_names: Vec::new(),
            sandboxes: Sandboxes::default(),
            sandbox_limits: SandboxLimits::default(),
            sandboxes_per_address: NonZeroU32::MAX,
            client_address_header: None,
            presenter_key: None,
            site: PathBuf::from("target/site"),
        }
    }
}

/// A handle to the state of a running simulator. All clones of a handle share one world.
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
    host_names: HostNames,
    site: Site,
    request_log: RequestLog,
    talks: Talks,
    key_check: KeyCheck,
    seed: Option<Seed>,
    sandboxes: Sandboxes,
    sandbox_limits: SandboxLimits,
    new_sandboxes: NewSandboxes,
    client_address_header: Option<HeaderName>,
}

impl Simulator {
    fn new(
        (world, store, keys): (World, Store, Keys),
        origins: Origins,
        host_names: HostNames,
        settings: Settings,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                request_log: RequestLog::new(&origins),
                world: Mutex::new(world),
                store: tokio::sync::Mutex::new(store),
                keys: RwLock::new(Arc::new(keys)),
                origins,
                host_names,
                site: Site::in_folder(&settings.site),
                talks: Talks::default(),
                key_check: KeyCheck::new(settings.presenter_key.as_ref()),
                seed: settings.seed,
                sandboxes: settings.sandboxes,
                sandbox_limits: settings.sandbox_limits,
                new_sandboxes: NewSandboxes::new(settings.sandboxes_per_address),
                client_address_header: settings.client_address_header,
            }),
        }
    }

    /// Locks the world. Never hold the guard across an `await`, because all other calls wait for the lock.
    ///
    /// Handlers need not save their changes, because a middleware around all routes does so before the simulator sends
    /// the response.
    pub fn world(&self) -> MutexGuard<'_, World> {
        // A test that panics while it holds the lock poisons the lock, but the world is still intact.
        self.inner
            .world
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of the simulator's clock, which can be ahead of the machine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.world().now()
    }

    /// The signing keys of the services. Do not keep the result, because the control API can rotate and remove keys.
    #[must_use]
    pub fn keys(&self) -> Arc<Keys> {
        let keys = self.inner.keys.read();
        Arc::clone(&keys.unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the signing keys. The simulator saves the new keys before it uses them.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the simulator cannot save the keys. If `change` fails, the inner `Result` contains its
    /// error. After any error the keys are unchanged.
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

    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.inner.origins
    }

    pub(crate) fn host_names(&self) -> &HostNames {
        &self.inner.host_names
    }

    /// The seed that the simulator adds after each reset.
    pub(crate) fn seed(&self) -> Option<&Seed> {
        self.inner.seed.as_ref()
    }

    pub(crate) fn sandboxes(&self) -> Sandboxes {
        self.inner.sandboxes
    }

    pub(crate) fn sandbox_limits(&self) -> SandboxLimits {
        self.inner.sandbox_limits
    }

    pub(crate) fn new_sandboxes(&self) -> &NewSandboxes {
        &self.inner.new_sandboxes
    }

    pub(crate) fn client_address_header(&self) -> Option<&HeaderName> {
        self.inner.client_address_header.as_ref()
    }

    pub(crate) fn request_log(&self) -> &RequestLog {
        &self.inner.request_log
    }

    pub(crate) fn talks(&self) -> &Talks {
        &self.inner.talks
    }

    pub(crate) fn key_check(&self) -> &KeyCheck {
        &self.inner.key_check
    }

    #[must_use]
    pub(crate) fn site(&self) -> &Site {
        &self.inner.site
    }

    /// Saves all changes of the world. If another call of this function is running, waits for the end of that call
    /// first.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the store cannot write the changes. The next call of this function writes the same
    /// changes again.
    pub async fn save(&self) -> Result<(), StoreError> {
        // Lock the store first, and then the world. Otherwise two calls of this function could write their changes in
        // the wrong order.
        let mut store = self.inner.store.lock().await;
        let changes = self.world().take_changes();
        store.write(changes).await
    }
}
