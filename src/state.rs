//! The state that every handler shares.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, PoisonError},
    time::Duration,
};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

use crate::{
    altinn,
    assets::Assets,
    clock::Clock,
    config::Config,
    control_api::ControlApi,
    idporten, maskinporten, outbound,
    rate_limit::LoginLimit,
    recorder::Recorder,
    signing::{KeyError, SigningKey},
    source_code::ColouredCode,
    store::{self, Store},
    talks::Talks,
};
use altinn_types::OrgNumber;
use jiff::Timestamp;

/// Why [`AppState::new`] failed. After this error, SmartCloud cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The text of the [`KeyError`] already names the setting, so this error adds no text.
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("DATABASE_URL: the database cannot be opened")]
    Store(#[from] store::Error),
    /// If a setting is the cause, the inner error already names the setting, so this error adds no text.
    #[error(transparent)]
    Http(#[from] outbound::ClientError),
}

/// All handlers share this state. axum clones it for each layer and each HTTP request, which is cheap, because a clone
/// copies only one pointer.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

#[derive(Debug)]
pub struct Shared {
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
    pub assets: Assets,
    /// The excerpts of the source code that the pages show. The site builder has coloured these excerpts.
    pub code: ColouredCode,
    pub http: reqwest::Client,
    pub store: Store,
    pub altinn: altinn::Client,
    pub parties: altinn::PartiesClient,
    pub catalogue: altinn::CatalogueClient,
    pub maskinporten: maskinporten::Client,
    pub idporten: idporten::Client,
    pub login_limit: LoginLimit,
    pub refresh_tokens: idporten::RefreshTokens,
    pub clock: Clock,
    /// The recorded calls of the last hour, which the pages `/bak-kulissene` show.
    pub recorder: Recorder,
    /// `None` in a real environment, which has no control API.
    pub control: Option<ControlApi>,
    pub talks: Talks,
    turns: Turns,
}

/// The longest time that an HTTP request waits for the lock of a customer. If Altinn is slow and many people look at the
/// same customer, the last ones would otherwise wait until the server ends their HTTP requests.
const LOCK_PATIENCE: Duration = Duration::from_secs(20);

/// Other HTTP requests for the same customer wait for a slow Altinn.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("other HTTP requests for this customer hold its lock")]
pub struct CustomerBusy;

type Turns = Arc<std::sync::Mutex<HashMap<OrgNumber, Arc<Mutex<()>>>>>;

impl AppState {
    /// Reads the keys and opens the database.
    ///
    /// # Errors
    ///
    /// [`SetUpError`] if a key cannot be used, the database cannot be opened, or the HTTP client cannot be made.
    pub async fn new(config: Config, leptos: LeptosOptions) -> Result<Self, SetUpError> {
        let clock = Clock::default();
        let http = outbound::client(&config.outbound)?;
        let maskinporten =
            maskinporten::Client::new(&config, http.clone(), SigningKey::read(&config.system.key)?);
        Ok(Self(Arc::new(Shared {
            store: Store::open(&config.database_url).await?,
            altinn: altinn::Client::new(&config, http.clone(), maskinporten.clone(), clock.clone()),
            parties: altinn::PartiesClient::new(&config, http.clone()),
            catalogue: altinn::CatalogueClient::new(&config, http.clone()),
            idporten: idporten::Client::new(
                &config,
                http.clone(),
                SigningKey::read(&config.idporten.key)?,
            ),
            refresh_tokens: idporten::RefreshTokens::default(),
            recorder: Recorder::new(&config, clock.clone()),
            clock,
            maskinporten,
            login_limit: LoginLimit::new(&config),
            control: config
                .stage
                .as_ref()
                .map(|stage| ControlApi::new(stage, http.clone())),
            talks: Talks::default(),
            assets: Assets::read(&config.site),
            code: ColouredCode::read(&config.site),
            config: Arc::new(config),
            leptos,
            http,
            turns: Turns::default(),
        })))
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Takes the lock of one customer, and returns a guard. Drop the guard before a second call for this customer, or
    /// that call fails.
    ///
    /// The lock works within one process. If you run several processes, use an advisory lock in the database.
    ///
    /// # Errors
    ///
    /// [`CustomerBusy`] if other HTTP requests for this customer hold the lock for the time [`LOCK_PATIENCE`].
    pub async fn turn(
        &self,
        organisation: &OrgNumber,
    ) -> Result<OwnedMutexGuard<()>, CustomerBusy> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            // Remove the locks that are not in use. Otherwise the map would grow with each customer.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(organisation.clone()).or_default())
        };
        timeout(LOCK_PATIENCE, turn.lock_owned())
            .await
            .map_err(|_| CustomerBusy)
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(app: &AppState) -> Self {
        app.leptos.clone()
    }
}

impl FromRef<AppState> for Store {
    fn from_ref(app: &AppState) -> Self {
        app.store.clone()
    }
}
