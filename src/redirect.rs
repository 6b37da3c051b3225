//! **The redirect pattern**: how a vendor sends a customer to Altinn to approve a system user, and what the
//! vendor does when a browser comes back. The whole pattern is in this file: every call, and every decision
//! about an answer. `altinn/` only sends the calls, `onboarding.rs` only records what an answer means, and
//! `store/` only saves.
//!
//! ```text
//!  browser             SmartCloud                          Altinn
//!     │ POST start ───────▶ │                                 │
//!     │              1. lock, and save the intent             │
//!     │              2. POST systemuser/request/vendor ─────▶ │
//!     │                     │ ◀─── 201 new, or 200 an old one │
//!     │              3. classify the response                 │
//!     │              4. save the redirect attempt             │
//!     │ ◀── 303 confirmUrl  │                                 │
//!     │ ───────────────────────────────────── GET confirmUrl ▶│
//!     │                     │        the customer logs in, and approves,
//!     │                     │        rejects, forwards or closes the page.
//!     │                     │        Altinn logs the customer out.
//!     │ ◀───────────────────────────── 302 redirectUrl ────── │
//!     │ GET return?state= ▶ │                                 │
//!     │              5. match the return with an attempt      │
//!     │              6. GET systemuser/request/vendor/{id} ─▶ │
//!     │ ◀── 303 status page │                                 │
//! ```
//!
//! # Copy checklist
//!
//! 1. **Ask Altinn; the return says nothing.** Approve, reject, forward and close all end in the same redirect
//!    to the `redirectUrl` of the request, unchanged: no id, no status. The browser may also never return.
//!    Call Altinn at the first return, and whenever a page shows the status. A forged return then decides nothing.
//! 2. **Put a `state` of your own in the query of `redirectUrl`.** Altinn compares scheme, host, port and path
//!    with the registered URLs. The query is free, and comes back unchanged.
//! 3. **Save the wanted plan and its `state` before the call**, as an intent. Get or create: the same customer
//!    and plan give the same intent until Altinn has decided. After a crash or a lost answer, the same call with
//!    the same `state` gives the same request.
//! 4. **Creating is idempotent and keeps what came first.** Altinn has one request for each system, customer and
//!    `externalRef`. A second POST answers 200 with the first request: with its status, its rights and its
//!    `redirectUrl`. Look at the answer before you send the browser anywhere; see the table below.
//! 5. **Handle one call at a time for each customer**, with a lock. A double click then sends the second POST
//!    after the first is answered. The lock is not re-entrant: no code that holds it may call [`check_status`],
//!    which takes it. Several processes need a lock in the database, such as an advisory lock.
//! 6. **Never delete a waiting request without telling the customer first.** A colleague may be about to approve
//!    it. Only [`start`] deletes: a waiting request if the page before leaving named it, and a request that is
//!    finished or has expired. [`resume`] never deletes. Save which call comes next before the DELETE and before
//!    the POST that follows.
//! 7. **Change the customer's plan when Altinn says that the request is approved, never before.** What the
//!    customer wants and what the customer approved are two fields.
//! 8. **Save one redirect attempt for each redirect, tied to the browser by a cookie.** One request has one
//!    `state`, which comes back after a forward and again after the approval, perhaps in a colleague's browser.
//!    The attempt can be used once. There are four kinds of return; see [`returned`].
//! 9. **Expect a signed-out customer at the return.** Altinn logs the customer out of ID-porten, and ID-porten's
//!    front-channel logout ends the sign-in here. A vendor with a log-in of its own keeps the customer signed
//!    in. Either way, the return shows nothing about a customer before the session is checked.
//! 10. **Let the browser through.** All cookies are `SameSite=Lax`, since with `Strict` the browser withholds
//!     them when it arrives from Altinn. `form-action` in the Content-Security-Policy lists every origin between
//!     the form and Altinn's page. Check that the origin of `confirmUrl` is one of them.
//! 11. **Protect `start` and `resume` against CSRF.** They are POST, because they change something. Refuse a POST
//!     whose `Sec-Fetch-Site` or `Origin` header names another site, or use an anti-forgery token. The return
//!     is a GET from Altinn's site and cannot be protected like that; so it must decide nothing (point 1).
//! 12. **Check who may act for the customer before each call.** Altinn decides who may *approve*. Which of your
//!     users may start, and see the status, is your decision. Altinn does not check it for you.
//! 13. **Get both scopes, and use one reference throughout.** *Write* does not include *read*; see the table of
//!     calls. If you send no `externalRef`, the customer's organisation number stands in for it: in
//!     `byexternalref`, in `byquery`, and in the grant to Maskinporten.
//!
//! # Altinn's answer to the POST, and what to do
//!
//! | Altinn's answer | status in it | what to do |
//! |---|---|---|
//! | 201, or 200 | `New`, asks for the plan, its `state` is known | Save the attempt, redirect to `confirmUrl`. |
//! | 200 | `New`, asks for something else or has an unknown `state` | Told: DELETE, POST. Not told: show the page before leaving, which tells. |
//! | 200 | `New` with `timedOut: true`, `Timedout`, `Rejected`, `Denied` | DELETE, POST. The status page has told the customer that this request is over. |
//! | 200 | `Accepted` | Look the system user up. Show the status page. |
//! | 400 AUTH-00004, AUTH-00006 | | As for `Accepted`. Never delete. No system user found: stop with an error. |
//! | 400 AUTH-00007, -00008, -00009 | | Find the request (these answers name no id), then as for 200. None found: stop with an error. |
//! | 400 AUTH-00001, -00063, -00064 | | The plan and the system register disagree. Show the error. Try again later. |
//! | 400 AUTH-00021, -00026 | | The return URL is not registered. Show the error. |
//! | any other refusal | | Show the error, and log Altinn's code. |
//! | 5xx, no answer | | The call may have had its effect. Show the error. The status page asks Altinn for the request. |
//! | after DELETE and POST: again a request to replace | | Stop with an error. Never delete twice. |
//!
//! # The calls
//!
//! | call | when | scope `altinn:authentication/…` |
//! |---|---|---|
//! | `POST systemuser/request/vendor` | start | `systemuser.request.write` |
//! | `DELETE systemuser/request/vendor/{id}` | start, to replace | `systemuser.request.write` |
//! | `GET systemuser/request/vendor/{id}` | return, status, resume | `systemuser.request.read` |
//! | `GET systemuser/request/vendor/byexternalref/{system}/{orgno}/{orgno}` | the id is not known | `systemuser.request.read` |
//! | `GET systemuser/vendor/byquery?system-id=&orgno=` | is there a system user? | **`systemuser.request.write`**, though it reads |
//!
//! Each call carries a token from Maskinporten with that scope, as it is. No exchange at Altinn is needed.
//!
//! # What SmartCloud saves
//!
//! | table | holds | written |
//! |---|---|---|
//! | `request_intent` | the customer, the wanted plan, the `state`, the last call | before each POST and DELETE; opened or closed after an answer of Altinn |
//! | `redirect_attempt` | the browser's id, the `state`, the customer, the times | before the redirect, and at the return |
//! | `journey` | the onboarding, the approved plan, the times | after each answer of Altinn |
//!
//! # When something fails
//!
//! A crash of SmartCloud between two steps counts as a lost answer.
//!
//! | what failed | what Altinn has | the status page says | how the customer continues |
//! |---|---|---|---|
//! | POST, without effect | nothing | not connected | the button leads to the wanted plan's page |
//! | POST, answer lost | the new request | waiting | resume |
//! | POST for another plan, while a request waits | the first request | waiting | resume leads to the first request |
//! | DELETE, without effect | the old request | waiting | resume, or start again |
//! | DELETE, answer lost | nothing | the old request is gone, the new one not sent | try again |
//! | POST after DELETE, without effect | nothing | the same | try again |
//! | POST after DELETE, answer lost | the new request | waiting | resume |
//! | the customer closes the tab | any status | that status | when the customer comes by |
//! | GET of the status | unknown | the last known status, as such | try again |
//!
//! # Rust for readers of C# and Java
//!
//! | in this file | means |
//! |---|---|
//! | `Option<T>` | a value or `None`. There is no null. |
//! | `Result<T, E>`, and `?` after a call | a value or an error. `?` returns the error to the caller at once, as an exception would. |
//! | `match` | a switch, where the compiler reports a missing case |
//! | `let _lock = …` | held until the function ends, like `using` or try-with-resources |
//! | the parameters of a handler | filled from the HTTP request before the handler runs, like model binding |

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::Url;

use crate::{
    altinn::Error as AltinnError,
    error::AppError,
    onboarding::{AltinnUpdate, Journey, Onboarding},
    plan::PlanId,
    reply::{self, FormData, QueryData},
    session::{BrowserId, SignedIn},
    state::AppState,
    store::{self, LastCall, RedirectAttempt, RequestIntent, ReturnMatch},
};
use altinn_types::{
    NewSystemUserRequest, OrgNumber, RequestId, RequestStatus, SystemUserRequest, code,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/connect/start", post(start))
        .route("/connect/resume", post(resume))
        .route("/connect/return", get(returned))
}

// ───────────────────────────────── start: the customer wants a plan ─────────────────────────────────

/// The form on the page before leaving. That page lists what Altinn will ask the customer to approve.
#[derive(Deserialize)]
struct StartForm {
    organisation: OrgNumber,
    plan: PlanId,
    /// The waiting request that the page told the customer SmartCloud will replace. A hidden field, absent if
    /// the page told of none.
    replaces: Option<RequestId>,
}

/// `POST /connect/start`. Requests a system user and redirects the browser to Altinn.
///
/// What Rust's types say here, in words:
/// - `signed_in` is read from the session cookie. It is `None` if nobody is signed in, which is common: the session
///   ends after half an hour. A vendor with its own log-in takes the user from its own session instead.
/// - `browser` is a random id from a cookie that is separate from the session. It survives the log-out at Altinn.
///   A browser without the cookie gets a new id; the redirect below sets it.
/// - `FormData` parses the form. A form that lacks a field or has an invalid organisation number never gets here:
///   the browser is redirected to the home page with an error.
/// - The CSRF middleware in `server.rs` has already refused forms from other sites.
async fn start(
    State(app): State<AppState>,
    signed_in: Option<SignedIn>,
    browser: BrowserId,
    FormData(form): FormData<StartForm>,
) -> Response {
    let result = match check_access(signed_in, &form.organisation) {
        Ok(()) => request_access(&app, &browser, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(address) => redirect(&app, &browser, &address),
        // The old request may be gone, so the page before leaving would show too little. The status page asks
        // Altinn what is left, and offers to try again.
        Err(error @ RedirectError::Replacing(_)) => {
            reply::back_to(&status_page(&form.organisation), reply::failure(error))
        }
        // The customer returns to the page with the button, which shows the error. The saved intent stays.
        Err(error) => {
            let page = page_before_leaving(&form.organisation, form.plan);
            reply::back_to(&page, reply::failure(error))
        }
    }
}

/// Steps 1 to 4. Returns the address that the browser is redirected to.
///
/// The address is one of three: Altinn's page for the request, the status page if the customer is connected, or the
/// page before leaving if the customer must first learn that a request will be replaced.
async fn request_access(
    app: &AppState,
    browser: &BrowserId,
    form: &StartForm,
) -> Result<String, RedirectError> {
    let StartForm {
        organisation,
        plan,
        replaces,
    } = form;
    // 1. From here on, no other code changes anything about this customer until `_lock` goes out of scope. Everything below
    // must therefore use `check_status_locked`. `check_status` would wait for this function to end.
    let _lock = app.turn(organisation).await;
    let now = Timestamp::now();
    // Get or create. If the customer pressed the button before, and Altinn has not decided, this is the same intent
    // with the same `state`. So the POST below asks for the same request, and not for a second one. The wanted plan
    // is saved before the POST. If Altinn then shows that it holds another open request, the intent of that request
    // becomes the open one again: see `record`.
    let intent = app
        .store
        .get_or_create_intent(organisation, *plan, now)
        .await?;

    // 2. Save that the POST comes next, send the POST, and 3. classify the response.
    let call = if intent.last_call.is_replacing() {
        LastCall::PostAfterDelete // An earlier attempt to replace failed. This is the second try.
    } else {
        LastCall::Post
    };
    app.store.save_last_call(&intent.state, call).await?;
    let body = request_body(app, organisation, *plan, &intent.state);
    // This is the POST to Altinn: `POST {platform}/authentication/api/v1/systemuser/request/vendor`.
    let response = app.altinn.create_request(&body).await;
    let mut next = match classify_response(app, response, &body).await {
        // The old request is gone already, so the status page must say what is left.
        Err(cause) if call == LastCall::PostAfterDelete => {
            return Err(RedirectError::Replacing(Box::new(cause)));
        }
        result => result?,
    };

    if let NextStep::Replace(old) = next {
        // Somebody may be about to approve an open request, so the customer must know that it will go. The form
        // names the request that the page told of. Another request can be open by now: a colleague started from
        // another tab, or the tab is old. SmartCloud then saves what Altinn has, and shows the page again, which
        // now tells of that request.
        if is_open(&old) && *replaces != Some(old.id) {
            let journey = app.store.journey(organisation).await?;
            let update = update_from(app, old).await?;
            record(app, journey, &[update], now).await?;
            return Ok(page_before_leaving(organisation, *plan));
        }
        next = replace(app, &intent, old.id, &body)
            .await
            .map_err(|cause| RedirectError::Replacing(Box::new(cause)))?;
    }
    match next {
        // 4. The intent is the one in the request's `redirectUrl`. It can be older than the intent of step 1.
        NextStep::SendBrowser(request, intent) => {
            send_browser(app, browser, request, &intent, now).await
        }
        // The status check reads the request and the system user from Altinn, and saves both. Which plan the system
        // user is for follows from its request, and not from the plan in this form.
        NextStep::LookUpSystemUser => {
            match check_status_locked(app, organisation).await?.0.onboarding {
                Onboarding::Connected { .. } => Ok(status_page(organisation)),
                _ => Err(RedirectError::Mismatch(
                    "Altinn says that a system user exists, but does not find it",
                )),
            }
        }
        NextStep::Replace(_) => {
            let cause = RedirectError::Mismatch("after DELETE, Altinn still has an old request");
            Err(RedirectError::Replacing(Box::new(cause)))
        }
    }
}

/// The JSON body of `POST systemuser/request/vendor`:
///
/// ```json
/// {
///   "systemId": "991825827_smartcloud",
///   "partyOrgNo": "310702641",
///   "rights": [{"resource": [{"id": "urn:altinn:resource", "value": "ske-krav-og-betalinger"}]}],
///   "accessPackages": [{"urn": "urn:altinn:accesspackage:krav-og-utlegg"}],
///   "redirectUrl": "https://smartcloud.example/connect/return?state=9f…"
/// }
/// ```
fn request_body(
    app: &AppState,
    organisation: &OrgNumber,
    plan: PlanId,
    state: &str,
) -> NewSystemUserRequest {
    let mut redirect_url = app.config.return_url();
    redirect_url.query_pairs_mut().append_pair("state", state);
    NewSystemUserRequest {
        // The system in Altinn's register. It must belong to the organisation in the vendor's token.
        system_id: app.config.system.id.clone(),
        // The customer. Altinn looks the number up in the entity register.
        party_org_no: organisation.clone(),
        // Left out, so Altinn stores the customer's organisation number instead. SmartCloud needs one system
        // user for each customer. A vendor that needs several sends a name of its own here, and must then send
        // the same name in every look-up and to Maskinporten. Never send an empty text.
        external_ref: None,
        // Left out, so Altinn shows the system's name from the register.
        integration_title: None,
        // Each right names one service, each package a bundle of services. Both lists must be a subset of what
        // the system is registered with, and one of them must not be empty. Request what the plan uses and no
        // more: one service that the approver does not hold makes the whole approval fail.
        rights: plan.plan().rights(),
        access_packages: plan.plan().access_packages(),
        // Where Altinn sends the browser afterwards. Up to the query it must equal a registered URL, with the
        // same upper and lower case and the same final slash. Percent-encode the query.
        redirect_url: Some(redirect_url.into()),
    }
}

/// What SmartCloud does next, after Altinn's response to the POST. An error of [`classify_response`] is the fourth
/// possibility: SmartCloud stops, and shows the error.
enum NextStep {
    /// Redirect the browser to the `confirmUrl` of the request, under the intent that the request belongs to.
    SendBrowser(SystemUserRequest, RequestIntent),
    /// This request is in the way: send DELETE, then POST again.
    Replace(SystemUserRequest),
    /// A system user exists. Nothing may be deleted.
    LookUpSystemUser,
}

/// Decides what Altinn's response to the POST means. The table at the top of this file has every case.
///
/// Do not stop at the HTTP status. 200 can carry a request that was rejected months ago, or one that asks for
/// another plan. Key on `status` and on `code`, and never on the text of an error: Altinn changes the texts.
async fn classify_response(
    app: &AppState,
    response: Result<SystemUserRequest, AltinnError>,
    body: &NewSystemUserRequest,
) -> Result<NextStep, RedirectError> {
    let request = match response {
        Ok(request) => request,
        Err(error) => match error.code() {
            Some(code::SYSTEM_USER_EXISTS | code::REQUEST_ACCEPTED) => {
                return Ok(NextStep::LookUpSystemUser);
            }
            // Altinn's documentation has these codes for a request that exists already. Altinn's service answers 200
            // with that request instead, if the vendor owns the system. SmartCloud handles both. The codes come
            // without an id, so SmartCloud must find the request.
            Some(code::REQUEST_PENDING | code::REQUEST_DENIED | code::REQUEST_REJECTED) => {
                let found = app
                    .altinn
                    .find_request(&body.system_id, &body.party_org_no)
                    .await?;
                found.ok_or(error)?
            }
            // Any other refusal, an unreadable answer, or none (5xx, a timeout, a cut connection). Without an answer,
            // the POST may have had its effect. Do not send it again here: the customer can press the button again,
            // and the status page asks Altinn.
            _ => return Err(error.into()),
        },
    };
    Ok(match request.status {
        // An approved request. Its system user exists, or the customer has deleted it in this moment.
        RequestStatus::Accepted => NextStep::LookUpSystemUser,
        // A request that nobody has decided. It can be the one that this POST created (201), the same from an
        // earlier POST, one for another plan, or one that has expired.
        RequestStatus::New => match usable_intent(app, &request, body).await? {
            Some(intent) => NextStep::SendBrowser(request, intent),
            None => NextStep::Replace(request),
        },
        // A finished request blocks a new one until it is deleted. Nobody waits for it, and the customer pressed
        // the button again, so the customer wants to try again.
        RequestStatus::Rejected | RequestStatus::Denied | RequestStatus::Timedout => {
            NextStep::Replace(request)
        }
    })
}

/// The intent that an open request belongs to, if the customer can answer this request for `body`'s plan.
///
/// A request keeps the rights and the `redirectUrl` of its first POST. So the rights must be those of the plan,
/// and the browser must return to SmartCloud with a `state` that SmartCloud knows. The `state` can be older than the
/// one that SmartCloud just sent: the customer chose another plan in between, and came back to this one.
async fn usable_intent(
    app: &AppState,
    request: &SystemUserRequest,
    body: &NewSystemUserRequest,
) -> Result<Option<RequestIntent>, store::Error> {
    if !is_open(request) || !request.asks_for_the_same_as(body) {
        return Ok(None);
    }
    intent_of(app, request).await
}

/// Replaces an old request: DELETE, then POST. Before each call, SmartCloud saves which call it sends, so that
/// after a failure the status page can say what is left.
///
/// A DELETE of a request that is already gone (404 AUTH-00010) counts as done. Deleting a request does not delete a
/// system user. Between the two calls the customer has no request at Altinn at all, so nothing slow may stand there.
async fn replace(
    app: &AppState,
    intent: &RequestIntent,
    old: RequestId,
    body: &NewSystemUserRequest,
) -> Result<NextStep, RedirectError> {
    app.store
        .save_last_call(&intent.state, LastCall::Delete)
        .await?;
    app.altinn.delete_request(old).await?;
    app.store
        .save_last_call(&intent.state, LastCall::PostAfterDelete)
        .await?;
    let response = app.altinn.create_request(body).await;
    classify_response(app, response, body).await
}

/// Step 4. Saves the redirect attempt and the request, and returns Altinn's address for the browser.
///
/// No page shows `confirmUrl` as a link. Each redirect starts with a form, so that SmartCloud knows the browser
/// before it leaves. That includes a colleague's browser: a colleague who got a link to SmartCloud's status page goes
/// on from there, and returns to a page that knows the colleague.
///
/// The order matters. If the attempt cannot be saved, the browser stays here, since SmartCloud would not recognise
/// its return.
async fn send_browser(
    app: &AppState,
    browser: &BrowserId,
    request: SystemUserRequest,
    intent: &RequestIntent,
    now: Timestamp,
) -> Result<String, RedirectError> {
    let address = confirm_url(app, &request)?;
    let attempt = RedirectAttempt::new(browser, intent, now);
    app.store.save_attempt(&attempt).await?;
    let mut journey = app.store.journey(&intent.organisation).await?;
    journey.opened_at = Some(now);
    let update = update_from(app, request).await?;
    record(app, journey, &[update], now).await?;
    Ok(address)
}

/// Altinn's page for the request. SmartCloud treats the address as opaque and checks only its origin: the browser
/// stops without a message at an origin that `form-action` does not list, and no answer may send a customer to
/// an unknown site.
fn confirm_url(app: &AppState, request: &SystemUserRequest) -> Result<String, RedirectError> {
    let address = request
        .confirm_url
        .as_deref()
        .and_then(|text| text.parse::<Url>().ok());
    address
        .filter(|url| {
            let origin = url.origin().ascii_serialization();
            app.config.altinn.hops.contains(&origin)
        })
        .map(String::from)
        .ok_or(RedirectError::Mismatch(
            "the origin of confirmUrl is not in ALTINN_REDIRECT_ORIGINS",
        ))
}

// ──────────────────────── resume: a request waits, and the customer goes on ────────────────────────

/// The form on the status page, while a request waits for an answer.
#[derive(Deserialize)]
struct ResumeForm {
    organisation: OrgNumber,
}

/// `POST /connect/resume`. Redirects the browser to the request that waits, with a new redirect attempt.
///
/// Resuming reads from Altinn. It never creates and never deletes, so a colleague can still answer the waiting
/// request. The plan is the one that the waiting request was sent for, even if the customer has looked at
/// another plan since. The parameters mean the same as in [`start`].
///
/// It is a POST with a form and not a link, because it saves a redirect attempt and sends the browser to another
/// site: another website must not be able to start that.
async fn resume(
    State(app): State<AppState>,
    signed_in: Option<SignedIn>,
    browser: BrowserId,
    FormData(ResumeForm { organisation }): FormData<ResumeForm>,
) -> Response {
    let result = match check_access(signed_in, &organisation) {
        Ok(()) => redirect_to_waiting_request(&app, &browser, &organisation).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(address) => redirect(&app, &browser, &address),
        Err(error) => reply::back_to(&status_page(&organisation), reply::failure(error)),
    }
}

/// Returns the address that the browser is redirected to.
async fn redirect_to_waiting_request(
    app: &AppState,
    browser: &BrowserId,
    organisation: &OrgNumber,
) -> Result<String, RedirectError> {
    let _lock = app.turn(organisation).await;
    let (journey, request) = check_status_locked(app, organisation).await?;
    // Somebody has answered in the meantime. The status page shows what follows.
    let Some(request) = request.filter(is_open) else {
        return Ok(status_page(organisation));
    };
    match intent_of(app, &request).await? {
        Some(intent) => send_browser(app, browser, request, &intent, Timestamp::now()).await,
        // The browser would return with a `state` that SmartCloud does not know, for example because the database
        // was lost. Only `start` may replace the request, and the page before leaving says so first.
        None => Ok(journey.wanted_plan.map_or_else(
            || "/#plans".to_owned(),
            |plan| page_before_leaving(organisation, plan),
        )),
    }
}

// ─────────────────────────────── returned: a browser comes from Altinn ───────────────────────────────

#[derive(Deserialize)]
struct ReturnQuery {
    /// Empty if the address has no `state`. An empty state matches no intent.
    #[serde(default)]
    state: String,
}

/// `GET /connect/return?state=…`. Steps 5 and 6.
///
/// The address is public and anybody can call it. It shows nothing about a customer and changes nothing that
/// Altinn did not say. Usually nobody is signed in, so the status page asks for log-in.
///
/// `browser` is `None` if the browser has no cookie with a browser id. It then counts as another browser.
///
/// The four kinds of return:
///
/// | kind | who | what SmartCloud does |
/// |---|---|---|
/// | first | the browser that SmartCloud redirected | uses the attempt up, asks Altinn, shows the status page |
/// | repeated | the same browser: a reload, the back button, a second tab | shows the status page, asks nothing |
/// | other browser | the approver, a colleague, a forwarded link; or cookies were deleted | shows a page for everybody, without a name |
/// | unknown | a mistyped, cut, forged or very old address | the same page, with another text |
async fn returned(
    State(app): State<AppState>,
    browser: Option<BrowserId>,
    QueryData(ReturnQuery { state }): QueryData<ReturnQuery>,
) -> Response {
    // 5.
    let now = Timestamp::now();
    let found = app.store.match_return(browser.as_ref(), &state, now).await;
    let problem = match found {
        Ok(ReturnMatch::First(organisation)) => {
            // 6. SmartCloud asks Altinn with the vendor's own token, so no customer has to be signed in. If
            // Altinn does not answer now, the status page asks again.
            if let Err(cause) = check_status(&app, &organisation).await {
                reply::failure(cause);
            }
            return Redirect::to(&status_page(&organisation)).into_response();
        }
        Ok(ReturnMatch::Repeated(organisation)) => {
            return Redirect::to(&status_page(&organisation)).into_response();
        }
        // Nothing is wrong here: the approval counts, and SmartCloud learns of it when a page asks Altinn. But the
        // person at this browser may have no part in the customer, so the page names nobody.
        Ok(ReturnMatch::OtherBrowser) => reply::failure(AppError::ReturnedElsewhere),
        Ok(ReturnMatch::Unknown) => reply::failure(AppError::UnknownReturn),
        Err(cause) => reply::failure(cause),
    };
    // This page is open to all, and does not name the customer.
    reply::back_to("/returned", problem)
}

// ───────────────────────────── the status: what Altinn says about a customer ─────────────────────────────

/// Asks Altinn for the customer's status, and saves the answer. The return, the status page and the dashboard
/// call this function.
///
/// Altinn sends no event when a customer decides, so asking is the only way. The answer does not
/// say who decided, or whether the request was forwarded: `escalated` is always false for vendors.
///
/// This function waits for the customer's lock. Code that holds the lock must call [`check_status_locked`] instead, or it
/// waits for itself for ever.
///
/// # Errors
///
/// [`StatusError`] if Altinn does not answer or the store fails. Then the saved status is unchanged.
pub async fn check_status(
    app: &AppState,
    organisation: &OrgNumber,
) -> Result<Journey, StatusError> {
    let _lock = app.turn(organisation).await;
    let (journey, _) = check_status_locked(app, organisation).await?;
    Ok(journey)
}

/// The status, and the request that Altinn has for the customer. The caller holds the customer's lock.
async fn check_status_locked(
    app: &AppState,
    organisation: &OrgNumber,
) -> Result<(Journey, Option<SystemUserRequest>), StatusError> {
    let journey = app.store.journey(organisation).await?;
    let intent = if journey.has_open_intent {
        app.store.open_intent(organisation).await?
    } else {
        None
    };
    let system = &app.config.system.id;

    // Altinn's page still lets an approver approve an expired request, so SmartCloud keeps asking for it, until the
    // customer starts again.
    let waiting = match journey.onboarding {
        Onboarding::AwaitingApproval { request } => Some(request),
        Onboarding::Expired => journey.request,
        _ => None,
    };
    // By its id, SmartCloud gets this request and no other. 404 AUTH-00010 means that it is gone: SmartCloud or the
    // customer has deleted it.
    let mut request = match waiting {
        Some(id) => app.altinn.get_request(id).await?,
        None => None,
    };
    // SmartCloud has saved an intent, and does not know the id of its request: it was stopped, or the answer to
    // the POST was lost. Altinn knows whether the call had its effect.
    if request.is_none() && intent.is_some() {
        request = app.altinn.find_request(system, organisation).await?;
    }

    // What the answer means. If there is no request, the saved last call says why: after a DELETE, SmartCloud itself
    // has removed it, and owes the customer a new one.
    let mut updates = Vec::new();
    match (&request, &intent) {
        (Some(request), _) => updates.push(update_from(app, request.clone()).await?),
        (None, Some(intent)) if intent.last_call.is_replacing() => {
            updates.push(AltinnUpdate::ReplacementMissing);
        }
        (None, Some(_)) => updates.push(AltinnUpdate::RequestGone),
        (None, None) if waiting.is_some() => updates.push(AltinnUpdate::RequestGone),
        (None, None) => {}
    }
    // A customer can create a system user in Altinn without a request, and delete it there. So unless a request
    // is open, SmartCloud looks for the system user itself.
    if !request.as_ref().is_some_and(is_open) {
        let user = app
            .altinn
            .find_system_user(system, organisation, None)
            .await?;
        updates.push(match user {
            Some(user) => AltinnUpdate::SystemUser(user.id),
            None => AltinnUpdate::SystemUserGone,
        });
    }
    let journey = record(app, journey, &updates, Timestamp::now()).await?;
    Ok((journey, request))
}

/// Saves what Altinn said. The caller holds the customer's lock.
///
/// `Journey::observe` in `onboarding.rs` turns each answer into the customer's next state. An accepted request also
/// sets the customer's plan there: the plan of the intent that the request was sent for.
async fn record(
    app: &AppState,
    mut journey: Journey,
    updates: &[AltinnUpdate],
    now: Timestamp,
) -> Result<Journey, StatusError> {
    let organisation = journey.organisation.clone();
    for update in updates {
        journey.observe(update, now);
        // The request that Altinn holds decides which intent is the customer's open one. An intent for another
        // plan, whose POST was refused or lost, had no effect.
        if let AltinnUpdate::Request { request, .. } = update
            && is_open(request)
            && let Some(state) = state_of(app, request)
        {
            app.store
                .open_answered_intent(&organisation, &state, now)
                .await?;
            journey.has_open_intent = true;
        }
    }
    app.store.save_journey(&journey).await?;
    if journey.has_open_intent {
        match journey.onboarding {
            // The intent stays open: its request waits, or is still to be made.
            Onboarding::AwaitingApproval { .. } | Onboarding::ReplacementMissing => {}
            _ => app.store.close_intent(&organisation, now).await?,
        }
        journey.wanted_plan = app.store.wanted_plan(&organisation).await?;
    }
    if !matches!(journey.onboarding, Onboarding::Connected { .. }) {
        // The cached token belongs to a system user that no longer exists.
        app.maskinporten.forget(&organisation);
    }
    Ok(journey)
}

/// The customer's open request at Altinn, compared with a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenRequest {
    None,
    /// `start` will go on with this request.
    Usable,
    /// `start` will replace this request. The page before leaving must say so, and send the id along.
    MustBeReplaced(RequestId),
}

/// What `start` will find for this plan. The page before leaving promises what `start` does, so both use the same
/// rule: [`usable_intent`].
///
/// # Errors
///
/// [`StatusError`] if Altinn does not answer or the store fails.
pub async fn open_request(
    app: &AppState,
    organisation: &OrgNumber,
    plan: PlanId,
) -> Result<OpenRequest, StatusError> {
    let found = app
        .altinn
        .find_request(&app.config.system.id, organisation)
        .await?;
    let Some(request) = found.filter(is_open) else {
        return Ok(OpenRequest::None);
    };
    let body = request_body(app, organisation, plan, "");
    Ok(match usable_intent(app, &request, &body).await? {
        Some(_) => OpenRequest::Usable,
        None => OpenRequest::MustBeReplaced(request.id),
    })
}

/// A signed-out customer who returned from Altinn within this time reads why nobody is signed in.
const RECENTLY: SignedDuration = SignedDuration::from_mins(30);

/// Whether this browser returned from Altinn for the customer a short time ago.
///
/// # Errors
///
/// [`StatusError::Store`] if the store fails.
pub async fn returned_recently(
    app: &AppState,
    browser: &BrowserId,
    organisation: &OrgNumber,
) -> Result<bool, StatusError> {
    let since = Timestamp::now()
        .checked_sub(RECENTLY)
        .unwrap_or(Timestamp::MIN);
    Ok(app
        .store
        .returned_since(browser, organisation, since)
        .await?)
}

// ─────────────────────────────────────────── small parts ───────────────────────────────────────────

/// Whether the signed-in user may act for the organisation. SmartCloud asked Altinn at log-in for the
/// organisations of the user, and keeps the list in the session. A vendor with its own users checks its own records.
///
/// The organisation number comes from a form, so anybody can send any number. Without this check, anybody could send
/// requests in the name of any company.
fn check_access(
    signed_in: Option<SignedIn>,
    organisation: &OrgNumber,
) -> Result<(), RedirectError> {
    let signed_in = signed_in.ok_or(AppError::SignedOut)?;
    match signed_in.organisation(organisation) {
        Some(_) => Ok(()),
        None => Err(AppError::NotYourOrganisation.into()),
    }
}

/// 303, so that the browser continues with GET. Sets the cookie with the browser's id, for the return.
fn redirect(app: &AppState, browser: &BrowserId, address: &str) -> Response {
    (browser.cookie(&app.config), Redirect::to(address)).into_response()
}

fn status_page(organisation: &OrgNumber) -> String {
    format!("/connect/{organisation}")
}

fn page_before_leaving(organisation: &OrgNumber, plan: PlanId) -> String {
    format!("/connect/{organisation}/before?plan={plan}")
}

/// Whether the request waits for an answer. Altinn leaves the status of a request older than 180 days at `New` and
/// sets `timedOut`: SmartCloud treats such a request as over.
fn is_open(request: &SystemUserRequest) -> bool {
    request.status == RequestStatus::New && !request.timed_out
}

/// The `state` in the request's `redirectUrl`. Altinn returns the address exactly as SmartCloud sent it. `None` if the
/// address does not lead to SmartCloud's return.
fn state_of(app: &AppState, request: &SystemUserRequest) -> Option<String> {
    let address: Url = request.redirect_url.as_deref()?.parse().ok()?;
    let mut without_query = address.clone();
    without_query.set_query(None);
    if without_query != app.config.return_url() {
        return None;
    }
    let (_, state) = address.query_pairs().find(|(name, _)| name == "state")?;
    Some(state.into_owned())
}

/// The intent that SmartCloud sent the request for. `None` if SmartCloud does not know the request.
async fn intent_of(
    app: &AppState,
    request: &SystemUserRequest,
) -> Result<Option<RequestIntent>, store::Error> {
    match state_of(app, request) {
        Some(state) => {
            app.store
                .intent_with_state(&request.party_org_no, &state)
                .await
        }
        None => Ok(None),
    }
}

/// Altinn's request, with the plan that SmartCloud sent it for.
async fn update_from(
    app: &AppState,
    request: SystemUserRequest,
) -> Result<AltinnUpdate, store::Error> {
    let plan = intent_of(app, &request).await?.map(|intent| intent.plan);
    Ok(AltinnUpdate::Request { request, plan })
}

/// Why SmartCloud could not redirect a browser to Altinn.
#[derive(Debug, thiserror::Error)]
enum RedirectError {
    #[error("nobody is signed in, or the user may not act for the organisation")]
    NotAllowed(#[from] AppError),
    #[error("Altinn's answer contradicts what SmartCloud asked: {0}")]
    Mismatch(&'static str),
    #[error("replacing the old request failed")]
    Replacing(#[source] Box<Self>),
    #[error("the call to Altinn failed")]
    Altinn(#[from] AltinnError),
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error("the status check failed")]
    Status(#[from] StatusError),
}

impl From<RedirectError> for AppError {
    fn from(error: RedirectError) -> Self {
        use RedirectError as E;
        match error {
            E::NotAllowed(kind) => kind,
            E::Mismatch(_) => Self::RequestMismatch,
            E::Replacing(cause) => (*cause).into(),
            E::Altinn(cause) => cause.into(),
            E::Store(cause) => cause.into(),
            E::Status(cause) => cause.into(),
        }
    }
}

/// Why SmartCloud could not find out the status of a customer.
#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    #[error("the call to Altinn failed")]
    Altinn(#[from] AltinnError),
    #[error("the store failed")]
    Store(#[from] store::Error),
}

impl From<StatusError> for AppError {
    fn from(error: StatusError) -> Self {
        match error {
            StatusError::Altinn(cause) => cause.into(),
            StatusError::Store(cause) => cause.into(),
        }
    }
}
