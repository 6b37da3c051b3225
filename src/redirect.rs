//! **The redirect pattern**: how a vendor sends a customer to Altinn to approve a system user, and what
//! it does when a browser comes back. It is all in this file, in the order in which things happen.
//!
//! ```text
//!  browser             SmartCloud                         Altinn
//!     │ POST start ───────▶ │                                │
//!     │              1. save the intent and its `state`      │
//!     │              2. POST systemuser/request/vendor ────▶ │
//!     │                     │ ◀──── 201 new, or 200 earlier  │
//!     │              3. look at what came back               │
//!     │              4. save the departure                   │
//!     │ ◀── 303 confirmUrl  │                                │
//!     │ ───────────────────────────────────── GET confirmUrl ▶│
//!     │                     │       the customer logs in, and approves,
//!     │                     │       refuses, forwards or leaves.
//!     │                     │       Altinn logs the customer out.
//!     │ ◀──────────────────────────── 302 redirectUrl ────── │
//!     │ GET return?state= ▶ │                                │
//!     │              5. match it with a departure            │
//!     │              6. GET systemuser/request/vendor/{id} ▶ │
//!     │ ◀── 303 status page │                                │
//! ```
//!
//! # What to know before you copy it
//!
//! 1. **The return says nothing.** Approve, refuse, forward and close all end in the same redirect to the
//!    `redirectUrl` of the request, unchanged: no id, no status. It may also never come, since people close
//!    tabs. So the vendor asks, at the return and whenever else it wants to know. A return that is forged
//!    or repeated changes nothing here, since it decides nothing.
//! 2. **`state` is the vendor's own, in the query of `redirectUrl`.** Altinn compares that address with the
//!    registered ones by scheme, host with port, and path; the query is free.
//! 3. **Creating is idempotent, and keeps what was first.** For one system, customer and `externalRef` there
//!    is one request. A repeated POST answers 200 with it, whatever became of it (it may be rejected), with
//!    its first `redirectUrl` and its first rights. [`what_now`] has what to do about each answer.
//! 4. **One request has one `state`; each trip is one departure.** The state names the request and proves
//!    nothing: it comes back after a forward, and again after the approval, and the approver may be a
//!    colleague in another browser. What can be used once is the departure, which is tied to a cookie.
//! 5. **Altinn logs the customer out** of ID-porten, and ID-porten's front-channel logout ends the sign-in
//!    here. Whoever comes back is signed out, and that is no error. Hence a cookie of its own for the browser.
//! 6. **The cookies are `SameSite=Lax`.** The way back begins on Altinn's site: with `Strict`, the browser
//!    would keep them to itself just then.
//! 7. **`form-action` lists every hop.** Browsers check each redirect that follows a form post against the
//!    page's Content-Security-Policy: Altinn's UI and platform, and ID-porten's two hosts.
//! 8. **Save first, then call.** After a crash between the two, the same call is made again, with the same
//!    state, and gives the same request. The other way round, a request stands in Altinn that nobody knows.
//!
//! The approval itself is in the hands of whoever may answer for the organisation in Altinn. The vendor
//! decides just one thing: which of *its* users may use the system user. Here that is whoever Altinn says
//! may act for the organisation.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    altinn::Error as AltinnError,
    error::AppError,
    onboarding::Answer,
    plan::PlanId,
    reply::{self, FormData, QueryData},
    session::{BrowserId, SignedIn},
    state::{AppState, AskError},
    store::{self, Arrival, Departure},
};
use altinn_types::{
    NewSystemUserRequest, OrgNumber, RequestId, RequestStatus, SystemUserRequest, code,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/connect/start", post(set_out))
        .route("/connect/resume", post(set_out))
        .route("/connect/return", get(returned))
}

#[derive(Deserialize)]
struct Trip {
    organisation: OrgNumber,
    /// Left out to resume: the plan is the one that was asked for.
    plan: Option<PlanId>,
}

/// The way out: `POST /connect/start`, and once more while nobody has answered: `POST /connect/resume`.
///
/// A form and not a link, since it changes something. No page shows a bare `confirmUrl`: to resume is a new
/// trip too, perhaps of a colleague in another browser, and SmartCloud has to know of each.
async fn set_out(
    State(app): State<AppState>,
    customer: Option<SignedIn>,
    browser: BrowserId,
    FormData(Trip { organisation, plan }): FormData<Trip>,
) -> Response {
    let came_from = match plan {
        Some(plan) => format!("/connect/{organisation}/before?plan={plan}"),
        None => status_page(&organisation),
    };
    match ask_and_leave(&app, customer, &browser, &organisation, plan).await {
        // 303: the browser goes on with GET. Its cookie is set on the way out, anew on each trip.
        Ok(to) => (browser.cookie(&app.config), Redirect::to(&to)).into_response(),
        // Back to the page that the customer came from. It says what went wrong; nothing is lost.
        Err(error) => reply::back_to(&came_from, reply::failure(error)),
    }
}

/// Steps 1 to 4. Gives the address that the browser is sent to.
async fn ask_and_leave(
    app: &AppState,
    customer: Option<SignedIn>,
    browser: &BrowserId,
    organisation: &OrgNumber,
    plan: Option<PlanId>,
) -> Result<String, RedirectError> {
    // Which of its users may act for the customer is the vendor's own question: Altinn does not answer
    // it. Nobody signed in is the commonest case, after half an hour.
    let customer = customer.ok_or(AppError::SignedOut)?;
    if customer.organisation(organisation).is_none() {
        return Err(AppError::NotYourOrganisation.into());
    }
    let plan = match plan {
        Some(plan) => plan,
        // To resume: not what was answered meanwhile. The status page tells how, and what can be done.
        None => match app.ask_altinn(organisation).await?.waits_with() {
            Some(plan) => plan,
            None => return Ok(status_page(organisation)),
        },
    };

    // One at a time for each customer, so that a double click makes one request.
    let _turn = app.turn(organisation).await;
    let now = Timestamp::now();

    // 1. Save the intent before the call, with the state that names it from now on.
    let intent = app.store.intent(organisation, plan, now).await?;
    let wanted = app.request_for(&intent);

    // 2. Ask, and 3. look at what came back. A request that stands in the way is removed, once.
    let mut next = what_now(app, app.altinn.create_request(&wanted).await, &wanted).await?;
    if let Next::Replace(id) = next {
        app.altinn.delete_request(id).await?;
        next = what_now(app, app.altinn.create_request(&wanted).await, &wanted).await?;
    }

    let mut journey = app.store.journey(organisation).await?;
    journey.plan = Some(plan);
    let (answer, destination) = match next {
        Next::Go(request) => {
            let destination = confirm_url(app, &request)?;
            // 4. Each trip is saved before it begins: what comes back is matched with this.
            let departure = Departure::new(browser, &intent, now);
            app.store.depart(&departure).await?;
            journey.opened_at = Some(now);
            (Answer::Request(request), destination)
        }
        Next::Connected => {
            let user = app
                .altinn
                .find_system_user(&wanted.system_id, organisation, None);
            let user = user
                .await?
                .ok_or(RedirectError::Unfit("it has a system user, and shows none"))?;
            (Answer::AlreadyConnected(user.id), status_page(organisation))
        }
        Next::Replace(_) => return Err(RedirectError::Unfit("not what was asked for, twice")),
    };
    app.record(journey, &[answer], now).await?;
    Ok(destination)
}

/// What to do about Altinn's answer to the POST.
#[expect(clippy::large_enum_variant, reason = "one at a time")]
enum Next {
    Go(SystemUserRequest),
    /// Stands in the way: `DELETE`, then POST once more.
    Replace(RequestId),
    /// Never deleted: look the system user up.
    Connected,
}

/// Altinn answers with an earlier request where it has one, so look at what came back.
async fn what_now(
    app: &AppState,
    answer: Result<SystemUserRequest, AltinnError>,
    wanted: &NewSystemUserRequest,
) -> Result<Next, RedirectError> {
    let request = match answer {
        Ok(request) => request,
        Err(error) => match error.code() {
            Some(code::SYSTEM_USER_EXISTS | code::REQUEST_ACCEPTED) => return Ok(Next::Connected),
            // Altinn's documentation has these where its service answers 200. They name no id.
            Some(code::REQUEST_PENDING | code::REQUEST_DENIED | code::REQUEST_REJECTED) => {
                let standing = app
                    .altinn
                    .find_request(&wanted.system_id, &wanted.party_org_no);
                standing.await?.ok_or(error)?
            }
            _ => return Err(error.into()),
        },
    };
    let as_asked = request.asks_for_the_same_as(wanted)
        && request.redirect_url == wanted.redirect_url
        && !request.timed_out;
    Ok(match request.status {
        RequestStatus::Accepted => Next::Connected,
        RequestStatus::New if as_asked => Next::Go(request),
        // Other rights (the customer has changed plan), too old, or a return URL that is not this
        // intent's, so that the customer would come back with a state of another story.
        RequestStatus::New => Next::Replace(request.id),
        // A customer who is back here wants to try again.
        RequestStatus::Rejected | RequestStatus::Denied | RequestStatus::Timedout => {
            Next::Replace(request.id)
        }
    })
}

#[derive(Deserialize)]
struct ReturnQuery {
    #[serde(default)]
    state: String,
}

/// The way back: `GET /connect/return?state=…`, steps 5 and 6.
///
/// Most likely nobody is signed in, so nothing is shown here: the status page asks for log-in.
async fn returned(
    State(app): State<AppState>,
    browser: Option<BrowserId>,
    QueryData(ReturnQuery { state }): QueryData<ReturnQuery>,
) -> Response {
    // 5. Which departure is this the end of? Each is used once.
    let arrival = app
        .store
        .arrive(browser.as_ref(), &state, Timestamp::now())
        .await;
    let problem = match arrival {
        Ok(Arrival::Back(organisation)) => {
            // 6. Altinn has ended the customer's session, not the journey: SmartCloud asks on its own
            // behalf. If Altinn is silent, the status page asks again and says so.
            if let Err(cause) = app.ask_altinn(&organisation).await {
                reply::failure(cause);
            }
            return Redirect::to(&status_page(&organisation)).into_response();
        }
        // A reload, the back button, a second tab: the same page, and nothing happens.
        Ok(Arrival::Again(organisation)) => {
            return Redirect::to(&status_page(&organisation)).into_response();
        }
        // The approver's browser, or a forwarded link.
        Ok(Arrival::Elsewhere) => reply::failure(AppError::ReturnedElsewhere),
        Ok(Arrival::Unknown) => reply::failure(AppError::UnknownReturn),
        Err(cause) => reply::failure(cause),
    };
    // Open to all, and silent about the customer.
    reply::back_to("/returned", problem)
}

/// Where a customer sees how it stands. It names the organisation, and shows it to its own people only.
fn status_page(organisation: &OrgNumber) -> String {
    format!("/connect/{organisation}")
}

/// Altinn's page for this request. Taken as it is, but for its origin: the browser would stop at any that
/// `form-action` does not list, and a customer is not sent just anywhere.
fn confirm_url(app: &AppState, request: &SystemUserRequest) -> Result<String, RedirectError> {
    let address = request
        .confirm_url
        .as_deref()
        .and_then(|text| text.parse::<url::Url>().ok());
    address
        .filter(|url| {
            app.config
                .altinn
                .hops
                .contains(&url.origin().ascii_serialization())
        })
        .map(String::from)
        .ok_or(RedirectError::Unfit(
            "no address to approve at that SmartCloud knows",
        ))
}

/// Every way in which the way out breaks.
#[derive(Debug, thiserror::Error)]
enum RedirectError {
    #[error("the one who asks may not")]
    NotAllowed(#[from] AppError),
    #[error("altinn's answer does not fit: {0}")]
    Unfit(&'static str),
    #[error("the call to altinn failed")]
    Altinn(#[from] AltinnError),
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error("how it stands could not be told")]
    Ask(#[from] AskError),
}

impl From<RedirectError> for AppError {
    fn from(error: RedirectError) -> Self {
        use RedirectError as E;
        match error {
            E::NotAllowed(kind) => kind,
            E::Unfit(_) => Self::NotAsAsked,
            E::Altinn(cause) => cause.into(),
            E::Store(cause) => cause.into(),
            E::Ask(cause) => cause.into(),
        }
    }
}
