//! Altinn, Maskinporten and ID-porten on this machine, over their real HTTP APIs.
//!
//! A vendor's system that is pointed here instead of at Altinn's test environment finds the same paths, JSON,
//! statuses, error codes and token claims. Only the base URLs differ: five origins, on ports in a row.
//!
//! | port | service | stands in for |
//! |---|---|---|
//! | first, 3100 by default | Altinn's pages, and the [levers](control) | `am.ui.tt02.altinn.no` |
//! | + 1 | [Altinn's platform](altinn_api) | `platform.tt02.altinn.no` |
//! | + 2 | [ID-porten](idporten) | `test.idporten.no`, `login.test.idporten.no` |
//! | + 3 | [Maskinporten](maskinporten) | `test.maskinporten.no` |
//! | + 4 | [a resource owner's API](resource_api) | such as Skatteetaten's |
//!
//! Nothing in it knows any one vendor: a system is registered over the system register, and its clients over
//! the levers. The rules are in [`world`], as plain data without HTTP; the
//! modules named above translate. A layer around all routes writes down what a call has changed before
//! its answer leaves, so the world outlives `kill -9`.
//!
//! # True to the real thing
//!
//! - The system register for vendors, standard, agent and change requests, and system users: fields,
//!   validation codes with their paths, several together, problem codes in Altinn's order of checks, every
//!   shape of problem body.
//! - Tokens: signatures, audiences, lifetimes, `jti` replay, scopes, MP codes, the look-up of system users,
//!   API delegations (`consumer_org`), exchange at Altinn with its traps (an array becomes an object; 30 minutes).
//! - ID-porten as an OpenID provider that a certified relying party takes as it is: pushed requests, signed answers,
//!   PKCE, all four ways to authenticate, step-up, refresh, introspection, revocation, logout of all of a session's clients.
//! - Client delegation for agent system users: clients by role and by package, all packages needed.
//! - Authorised parties, policy decisions, resource registry, access packages in three languages.
//! - On Altinn's platform, paths and the names in queries in any case, and a slash at the end or none, as in ASP.NET.
//! - Approval: who may, the delegation check with its reasons, all or nothing; forwarding; deletion.
//! - What Altinn's own pages call with a person's token (scope `altinn:portal/enduser`): reading, answering and
//!   forwarding requests, what waits, the internal system user, creation, deletion, clients, one's own organisation.
//!
//! # Differences that are meant
//!
//! - Redirect URLs on loopback may be `http`. Altinn's register takes `https` only.
//! - Persons are synthetic, and one is chosen, not logged in as. See [`people`].
//! - The clock can be moved, answers can be spoiled, keys rotated, and requests answered without a page or
//!   without a person: see [`control`]. In the mode without a person, logging out loads no frames: only
//!   Altinn is told.
//! - A spoiled answer has a header that says so: `x-simulator-fault`.
//! - An unsimulated path is 404 with a body that says so. Among those is `exchange/altinnstudio`, for Altinn's own
//!   developers.
//! - What a `standalone` system user may do is delegated in Altinn's access management; here a lever does it.
//! - The pages here ask the rules behind the portal's API without HTTP. Paths under
//!   `accessmanagement/api/v1/systemuser` on the UI's origin take the pages' own forms and nothing else: whoever
//!   has a token calls the portal's API on the platform. There a token stands in the header, not in a cookie.
//! - An enterprise certificate (`x5c`) counts if it is registered with the client: no issuer is trusted by itself.
//! - Maskinporten refuses `iss_onbehalfof` and `pid`; `urn:altinn:consent` is neither simulated nor in its metadata.
//! - What ID-porten leaves out is listed in [`idporten`].
//! - Two registrations of one system at the same time: the second is `AUTH.VLD-00002`, never the 409 of a race.
//! - A request that is deleted between its answer and the return from logging out leads to the start page; in
//!   Altinn that fails.
//! - A body of more than 256 KiB is 413.
//! - Lists of requests do not lose a row at each page's end, as Altinn's do, and `links.next` has the public host.
//!   The list of change requests ends; Altinn's gives its first page again and again.
//! - What was asked to change a system user goes when its customer deletes the system user.
//! - Authorised parties leave out `personId` and `dateOfBirth`, and the filters but the `include…` ones.
//! - The policy decision knows one policy: owner or connected client, resource (or its package) and action. Any subscription key will do.
//! - `urn:altinn:org` is added to an exchanged token for owners of the resources here, and for no others.
//! - Which resources a package holds, and all texts of the catalogue, are made up where the contract is silent.
//! - A `timedOut` request's age is a setting; 180 days by default, as in Altinn.
//! - "Add all clients" adds them at once; Altinn's page adds them in batches, with a bar that shows how far it has come.
//! - Closing a forwarded agent request leads to the vendor's address; in Altinn a defect leads to the start page.
//!
//! # Uncertain in the contract
//!
//! - Whether agent requests that nobody forwarded wait in Altinn's lists (here: no, as in its API for them).
//! - The JSON of the resource owner's three APIs: a likeness, not a copy.
//! - Which MP code goes with which fault of `iat`, `exp` and `jti`; the `error` beside MP-301 and MP-302.
//! - Whether the package that some documentation spells `skattnaering` is there beside `skatt-naering` (here: no).
//! - What ID-porten's userinfo and introspection tell beside what their standards ask for; whether a code that comes
//!   twice ends what it gave (here: yes, as the standard advises).
//! - How long each scope's tokens live; 120 seconds for Altinn's were seen, 600 for others is a guess.
//! - Whether authorised parties tell of roles and packages that were not asked for (here: no).
//! - The form of `NotFoundPackages` and `NotDelegablePackages` (here: one text, with commas).
//! - Client delegation: whose "no" is an empty 403 and whose is AUTH-00044 (here: `clients/available` alone);
//!   removing a client that is not connected (404 without a code, as in Altinn's source); whether a client that
//!   takes a package back is disconnected from the agent system users that have it (here: yes).
//! - The register's public reads, for a system that nobody knows: empty lists of rights and packages.
//! - Which of several change requests is found by external ref (here: the newest).
//! - Whether "not access manager" or "wrong party" (AUTH-00041) comes first, where both hold (here, over HTTP: an
//!   empty 403 of the policy's before everything).
//! - An `externalRef` of more than 255 characters (here: AUTH-00012, since it cannot be stored).
//! - What the gateway before the policy decision says without a subscription key.
//! - `systemuser/own`: that it answers 200 with the system user as vendors see it; the system's id (here a UUID after the
//!   underscore); the body of its 409 (here without a code); and that Altinn's pages and the portal's API list and delete
//!   what it makes with the standard system users.
//! - The portal's API, where the contract gives no more than a path; names of members and queries are as in
//!   Altinn's public source:
//!   - `PUT systemuser` renames here, as the contract says; the public source answers 200 and changes nothing.
//!   - `systemUserType` of a request (`Standard`, `Agent`), which the public source leaves out of a standard one.
//!   - Forwarding what cannot be: `false`, and AUTH-00042 and AUTH-00030 of agent requests alone. In the public
//!     source even another party's request is forwarded, and an answered one.
//!   - A change request is read by access managers alone (AUTH-00066 for others).
//!   - System users of type agent are listed, and any one is read, by client administrators too; `…/self/` is for
//!     access managers.
//!   - `…/self/` by another party's `partyUuid`: AUTH-00051 and AUTH-00057. A `provider` or `facilitator` that is
//!     not the party: AUTH-00044 for connecting, AUTH-00031 for the list of clients and for taking one away,
//!     AUTH-00033 for deleting an agent, and an empty list of delegations. No `client`: AUTH-00028.
//!   - `clients?packages=` lists those that have given all of the packages; a comment in the public source says
//!     "at least one of".
//!   - Which of two codes comes first, where several hold.
//! - A right with an empty list of resources: it is taken, approved, and gives nothing. One with several gives each,
//!   and takes an approver who can give each.
//! - Deleting an agent system user to which its own organisation alone is connected (here: it is deleted; the
//!   "delegations from customer" of AUTH-00035 are those of clients).
//! - What Maskinporten says of `consumer_org` beside `authorization_details` (here: MP-100, as of any claim that
//!   is not expected).

pub mod altinn_api;
pub mod altinn_ui;
mod answered;
mod answering;
mod any_case;
pub mod control;
pub mod idporten;
pub mod keys;
pub mod maskinporten;
pub mod page;
mod params;
pub mod people;
pub mod resource_api;
mod serving;
mod spoiled;
mod store;
pub mod texts;
pub mod world;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use jiff::Timestamp;
use url::Url;

use self::{answered::Answers, keys::Keys, page::Site, store::Store};
pub use self::{
    control::seed::{NotSown, Seed},
    serving::{Running, StartError},
    store::StoreError,
    world::World,
};
use crate::domain::RequestId;
use world::{RequestKind, faults::Service};

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

/// The origins that are given by name; the others are where the service listens.
#[derive(Clone, Debug, Default)]
pub struct NamedOrigins {
    pub altinn_ui: Option<Url>,
    pub altinn_platform: Option<Url>,
    pub idporten: Option<Url>,
    pub maskinporten: Option<Url>,
    pub resource_owner: Option<Url>,
}

/// The base URL of each service. All end in a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    pub altinn_ui: Url,
    pub altinn_platform: Url,
    pub idporten: Url,
    pub maskinporten: Url,
    pub resource_owner: Url,
}

impl Origins {
    /// Five origins on one host.
    pub(self) fn of_ports(address: SocketAddr, ports: [u16; 5]) -> Self {
        let url = |port| {
            format!("http://{}/", SocketAddr::new(address.ip(), port))
                .parse()
                .expect("an address and a port make a URL")
        };
        let [ui, platform, idporten, maskinporten, resource_owner] = ports;
        Self {
            altinn_ui: url(ui),
            altinn_platform: url(platform),
            idporten: url(idporten),
            maskinporten: url(maskinporten),
            resource_owner: url(resource_owner),
        }
    }

    /// These, but where others are named.
    pub(self) fn or_named(self, named: NamedOrigins) -> Self {
        Self {
            altinn_ui: named.altinn_ui.unwrap_or(self.altinn_ui),
            altinn_platform: named.altinn_platform.unwrap_or(self.altinn_platform),
            idporten: named.idporten.unwrap_or(self.idporten),
            maskinporten: named.maskinporten.unwrap_or(self.maskinporten),
            resource_owner: named.resource_owner.unwrap_or(self.resource_owner),
        }
    }

    #[must_use]
    pub fn of(&self, service: Service) -> &Url {
        match service {
            Service::AltinnUi => &self.altinn_ui,
            Service::AltinnPlatform => &self.altinn_platform,
            Service::IdPorten => &self.idporten,
            Service::Maskinporten => &self.maskinporten,
            Service::ResourceOwner => &self.resource_owner,
        }
    }

    /// `iss` of ID-porten's tokens: **without** a slash at its end.
    #[must_use]
    pub fn idporten_issuer(&self) -> String {
        self.idporten.as_str().trim_end_matches('/').to_owned()
    }

    /// `iss` of Maskinporten's tokens and `aud` of grants: **with** a slash at its end.
    #[must_use]
    pub fn maskinporten_issuer(&self) -> String {
        self.maskinporten.as_str().to_owned()
    }

    /// Where a customer answers a request.
    #[must_use]
    pub fn confirm_url(&self, kind: RequestKind, id: RequestId) -> String {
        match kind {
            RequestKind::Standard => self.confirm_page("request", id),
            RequestKind::Agent => self.confirm_page("agentrequest", id),
        }
    }

    /// Where a customer answers a change request.
    #[must_use]
    pub fn confirm_change_url(&self, id: RequestId) -> String {
        self.confirm_page("changerequest", id)
    }

    fn confirm_page(&self, page: &str, id: RequestId) -> String {
        let ui = &self.altinn_ui;
        format!("{ui}accessmanagement/ui/systemuser/{page}?id={id}&DONTCHOOSEREPORTEE=true")
    }

    /// `iss` of Altinn's tokens.
    #[must_use]
    pub fn altinn_issuer(&self) -> String {
        format!("{}authentication/api/v1/openid/", self.altinn_platform)
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
    pub(self) async fn change_keys<E>(
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
    pub(self) fn seed(&self) -> Option<&Seed> {
        self.inner.seed.as_ref()
    }

    /// The last answers.
    pub(self) fn answers(&self) -> &Answers {
        &self.inner.answers
    }

    /// Where the pages' style sheet is.
    #[must_use]
    pub(self) fn site(&self) -> &Site {
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
