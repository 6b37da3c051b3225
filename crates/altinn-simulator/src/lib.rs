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
//! - The same on the UI's origin, as the pages' scripts get it from their backend (BFF): its paths, JSON and AMUI
//!   codes, with such a token, or in a session of the browser with its token against forgery.
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
//! - The pages here are forms, which are sent to the paths of the BFF and answered with pages. Whatever is no form,
//!   or has a token in its header, gets there what the real pages' scripts get. A token stands in the header, never
//!   in a cookie.
//! - Of the BFF there is what contract/approval.md names, with system users, their clients and the systems to choose from.
//!   Renaming, the older request by party, the persons and parties to choose from (`user`, `reportee`), a client's
//!   own pages and every other part are not simulated. It asks the platform without HTTP, but meets the faults that
//!   were ordered there, if the path has the same end; a cut connection is AMUI-00100.
//! - `resourceOwnerLogoUrl` is empty: the logos are on another site. Where no language was chosen, the BFF's texts
//!   follow `Accept-Language`, as the pages do; Altinn's BFF reads the cookie alone.
//! - An enterprise certificate (`x5c`) counts if it is registered with the client: no issuer is trusted by itself.
//! - Maskinporten refuses `iss_onbehalfof` and `pid`; `urn:altinn:consent` is neither simulated nor in its metadata.
//! - What ID-porten leaves out is listed in [`idporten`].
//! - Access packages have the paths of Altinn's source alone (`…/package/urn/{urn}`), not the older ones.
//! - Two registrations of one system at the same time: the second is `AUTH.VLD-00002`, never the 409 of a race.
//! - A request that is deleted between its answer and the return from logging out leads to the start page; in
//!   Altinn that fails.
//! - A body of more than 256 KiB is 413.
//! - Lists of requests do not lose a row at each page's end, as Altinn's do, and `links.next` has the public host.
//!   The list of change requests ends; Altinn's gives its first page again and again.
//! - What was asked to change a system user goes when its customer deletes the system user.
//! - Authorised parties leave out `personId` and `dateOfBirth`. Nobody has instances, or parties by key roles alone, to
//!   leave out.
//! - The policy decision knows one policy: owner or connected client, resource (or its package) and action. Any subscription key will do.
//! - `urn:altinn:org` is added to an exchanged token for owners of the resources here, and for no others.
//! - Which resources a package holds, and all texts of the catalogue, are made up where the contract is silent.
//! - A `timedOut` request's age is a setting; 180 days by default, as in Altinn.
//! - "Add all clients" is one call for each batch of five, under a path of its own; Altinn's page makes five calls to
//!   the path for one client. Here one can stop between two batches, and what could not be added says why.
//! - Closing a forwarded agent request leads to the vendor's address; in Altinn a defect leads to the start page.
//!
//! # Uncertain in the contract
//!
//! - Whether agent requests that nobody forwarded wait in Altinn's lists (here: no, as in its API for them).
//! - The JSON of the resource owner's three APIs: a likeness, not a copy.
//! - Which MP code goes with which fault of `iat`, `exp` and `jti`; the `error` beside MP-301 and MP-302; `resource` as
//!   one text (here: refused, as the documentation has an array).
//! - Whether the package that some documentation spells `skattnaering` is there beside `skatt-naering` (here: no).
//! - What ID-porten's userinfo and introspection tell beside what their standards ask for; whether a code that comes
//!   twice ends what it gave (here: yes, as the standard advises).
//! - How long each scope's tokens live; 120 seconds for Altinn's were seen, 600 for others is a guess.
//! - Whether authorised parties tell of roles and packages that were not asked for (here: no); how `partyFilter` names a
//!   party (here: by UUID, or by organisation number, also at the end of a URN).
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
//! - The BFF, where the contract is silent; names are as in Altinn's public source:
//!   - Codes of the platform's that it does not know, among them AUTH-00010: AMUI-00999 with the platform's status, as
//!     the contract says. The public source has AMUI-00005 and 400 for those, and AMUI-00999 where there is no code.
//!   - The status of its codes: the platform's, but 500 for AMUI-00014, as in the public source. The title of
//!     AMUI-00100.
//!   - Without a login AMUI-00999 and 401. Without the token against forgery ASP.NET's 400.
//!   - A request whose system is gone has no `system`. A change request has neither `escalated` nor
//!     `userMayEscalateButNotApprove`.
//!   - The members of what waits, and that the newest comes first, as it does among system users.
//!   - What is told of deletion: 202 for a standard system user, 200 for an agent, and `true` for a client; no
//!     `partyUuid` is another party's.
//! - A right with an empty list of resources: it is taken, approved, and gives nothing. One with several gives each,
//!   and takes an approver who can give each.
//! - Deleting an agent system user with clients on its page, whose words are that they go too (here: they do, if the
//!   person administers them; if not, the page says first that they have to go). The portal's API refuses: AUTH-00035.
//! - Deleting an agent system user to which its own organisation alone is connected (here: it is deleted; the
//!   "delegations from customer" of AUTH-00035 are those of clients).
//! - What Maskinporten says of `consumer_org` beside `authorization_details` (here: MP-100, as of any claim that
//!   is not expected).

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
