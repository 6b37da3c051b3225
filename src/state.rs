//! The state that every handler shares.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{
    altinn,
    assets::Assets,
    config::Config,
    idporten, maskinporten, outbound,
    signing::{KeyError, SigningKey},
    store::{self, Store},
};
use altinn_types::OrgNumber;

/// Why SmartCloud could not start.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    #[error("a key cannot be used")]
    Key(#[from] KeyError),
    #[error("the store cannot be opened")]
    Store(#[from] store::Error),
    #[error("the HTTP client cannot be made")]
    Http(#[from] reqwest::Error),
}

#[derive(Clone, Debug)]
pub struct AppState {
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
    /// The addresses of the site's files.
    pub assets: Assets,
    pub http: reqwest::Client,
    pub store: Store,
    pub altinn: altinn::Client,
    pub parties: altinn::PartiesClient,
    pub maskinporten: maskinporten::Client,
    pub idporten: idporten::Client,
    turns: Turns,
}

type Turns = Arc<std::sync::Mutex<HashMap<OrgNumber, Arc<Mutex<()>>>>>;

impl AppState {
    /// Reads the keys and opens the store.
    ///
    /// # Errors
    ///
    /// [`SetUpError`], which names the file that cannot be used.
    pub async fn new(config: Config, leptos: LeptosOptions) -> Result<Self, SetUpError> {
        let http = outbound::client(config.timeout)?;
        let maskinporten =
            maskinporten::Client::new(&config, http.clone(), SigningKey::read(&config.system.key)?);
        Ok(Self {
            store: Store::open(&config.database_url).await?,
            altinn: altinn::Client::new(&config, http.clone(), maskinporten.clone()),
            parties: altinn::PartiesClient::new(&config, http.clone()),
            idporten: idporten::Client::new(
                &config,
                http.clone(),
                SigningKey::read(&config.idporten.key)?,
            ),
            maskinporten,
            assets: Assets::read(&config.site),
            config: Arc::new(config),
            leptos,
            http,
            turns: Turns::default(),
        })
    }

    /// Takes the customer's lock. Waits while another request about the same customer holds it. The lock ends
    /// when the guard is dropped. It is not re-entrant: whoever holds it must not call this function again for
    /// the same customer.
    ///
    /// The lock works within one process. Several processes need an advisory lock in the database.
    pub async fn turn(&self, organisation: &OrgNumber) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            // Remove locks that nobody holds or waits for, so that the map does not grow.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(organisation.clone()).or_default())
        };
        turn.lock_owned().await
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
