//! What every handler can reach.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, PoisonError},
};

use axum::extract::FromRef;
use jiff::{SignedDuration, Timestamp};
use leptos::config::LeptosOptions;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{
    altinn,
    assets::Assets,
    config::Config,
    error::AppError,
    idporten, maskinporten,
    onboarding::{Answer, Journey, Onboarding},
    outbound,
    plan::PlanId,
    signing::{KeyError, SigningKey},
    store::{self, BrowserId, Intent, Store},
};
use altinn_types::{NewSystemUserRequest, OrgNumber, RequestStatus};

/// A customer who came back within this time is told why they are signed out.
const LATELY: SignedDuration = SignedDuration::from_mins(30);

/// Why SmartCloud could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    #[error("a key cannot be used")]
    Key(#[from] KeyError),
    #[error("the store cannot be opened")]
    Store(#[from] store::Error),
    #[error("the HTTP client cannot be made")]
    Http(#[from] reqwest::Error),
}

/// Why the state of a journey could not be told.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("altinn could not be asked")]
    Altinn(#[from] altinn::Error),
    #[error("the store failed")]
    Store(#[from] store::Error),
}

impl From<AskError> for AppError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Altinn(cause) => cause.into(),
            AskError::Store(cause) => cause.into(),
        }
    }
}

impl From<store::Error> for AppError {
    fn from(_: store::Error) -> Self {
        Self::Internal
    }
}

/// An open request of the customer's, seen from the plan they look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Nothing,
    /// It asks for what the plan asks for: the customer goes on with it.
    Same,
    /// It asks for something else, and will be replaced.
    Other,
}

/// The state that all handlers share. A clone copies one pointer: axum clones the state for each layer and
/// each request.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// The content of [`AppState`].
#[derive(Debug)]
pub struct Shared {
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
    /// Where the site's files are served.
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
        Ok(Self(Arc::new(Shared {
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
        })))
    }

    /// Waits until no other call about this customer is under way, so that a double click makes one
    /// request. Ends when the guard is dropped.
    ///
    /// Shortcut: this holds within one process. With several, take an advisory lock in the database.
    pub async fn turn(&self, organisation: &OrgNumber) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody waits for are dropped, so that the map does not grow.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(organisation.clone()).or_default())
        };
        turn.lock_owned().await
    }

    /// What Altinn is asked for an intent. The return URL carries the intent's state in its query,
    /// which Altinn leaves alone: it compares return URLs up to the path.
    #[must_use]
    pub fn request_for(&self, intent: &Intent) -> NewSystemUserRequest {
        let mut redirect_url = self.config.return_url();
        redirect_url
            .query_pairs_mut()
            .append_pair("state", &intent.state);
        NewSystemUserRequest {
            system_id: self.config.system.id.clone(),
            party_org_no: intent.organisation.clone(),
            // Left out: Altinn then uses the customer's number. One open request for each customer is
            // what is wanted, and a grant without a reference finds the system user.
            external_ref: None,
            // Left out: the system's name is shown.
            integration_title: None,
            rights: intent.plan.plan().rights(),
            access_packages: intent.plan.plan().access_packages(),
            redirect_url: Some(redirect_url.into()),
        }
    }

    /// Asks Altinn where the customer stands, and keeps the answer.
    ///
    /// # Errors
    ///
    /// [`AskError`] where there is no answer; then what is kept is as before.
    pub async fn ask_altinn(&self, organisation: &OrgNumber) -> Result<Journey, AskError> {
        let _turn = self.turn(organisation).await;
        let journey = self.store.journey(organisation).await?;
        let system = &self.config.system.id;
        let mut answers = Vec::new();

        // An intent without a request: SmartCloud was stopped between saving the one and hearing of
        // the other. Altinn knows whether the call got through.
        let open = match journey.onboarding {
            Onboarding::AwaitingApproval { request } => {
                Some(self.altinn.get_request(request).await?)
            }
            _ if self.store.open_intent(organisation).await?.is_some() => {
                let found = self.altinn.find_request(system, organisation).await?;
                // An old answer to an old question is not the answer to this one.
                Some(found.filter(|request| request.status == RequestStatus::New))
            }
            _ => None,
        };
        let answered = match open {
            Some(Some(request)) => {
                let answered = request.status != RequestStatus::New;
                answers.push(Answer::Request(request));
                answered
            }
            Some(None) => {
                answers.push(Answer::RequestGone);
                true
            }
            None => true,
        };
        // Whatever became of requests: the system user is what counts, and customers can make one, or
        // delete it, in Altinn without asking us.
        if answered {
            answers.push(
                match self
                    .altinn
                    .find_system_user(system, organisation, None)
                    .await?
                {
                    Some(user) => Answer::AlreadyConnected(user.id),
                    None => Answer::SystemUserGone,
                },
            );
        }
        self.record(journey, &answers, Timestamp::now()).await
    }

    /// Keeps what Altinn said about a journey. An intent that has its answer is closed.
    ///
    /// # Errors
    ///
    /// [`AskError::Store`] where it cannot be kept.
    pub async fn record(
        &self,
        mut journey: Journey,
        answers: &[Answer],
        now: Timestamp,
    ) -> Result<Journey, AskError> {
        for answer in answers {
            journey.observe(answer, now);
        }
        self.store.keep(&journey).await?;
        if !matches!(journey.onboarding, Onboarding::AwaitingApproval { .. }) {
            self.store.close_intent(&journey.organisation, now).await?;
        }
        if !matches!(journey.onboarding, Onboarding::Connected { .. }) {
            // A token of a system user that is gone opens nothing.
            self.maskinporten.forget(&journey.organisation);
        }
        Ok(journey)
    }

    /// Whether Altinn holds an open request of the customer's, and whether it asks for the same as the
    /// plan: the page before leaving must promise what Altinn will show.
    ///
    /// # Errors
    ///
    /// [`AskError`] where Altinn gives no answer.
    pub async fn open_request(
        &self,
        organisation: &OrgNumber,
        plan: PlanId,
    ) -> Result<Standing, AskError> {
        let found = self
            .altinn
            .find_request(&self.config.system.id, organisation)
            .await?;
        let wanted = Intent {
            organisation: organisation.clone(),
            plan,
            state: String::new(),
        };
        Ok(match found {
            Some(request) if request.status == RequestStatus::New && !request.timed_out => {
                if request.asks_for_the_same_as(&self.request_for(&wanted)) {
                    Standing::Same
                } else {
                    Standing::Other
                }
            }
            _ => Standing::Nothing,
        })
    }

    /// Whether this browser came back from Altinn for the customer a little while ago.
    ///
    /// # Errors
    ///
    /// [`AskError::Store`] where the store gives no answer.
    pub async fn returned_lately(
        &self,
        browser: &BrowserId,
        organisation: &OrgNumber,
    ) -> Result<bool, AskError> {
        let since = Timestamp::now()
            .checked_sub(LATELY)
            .unwrap_or(Timestamp::MIN);
        Ok(self
            .store
            .returned_since(browser, organisation, since)
            .await?)
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
