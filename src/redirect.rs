//! **The redirect pattern** has three parts. A vendor redirects a customer's browser to Altinn. The customer approves a
//! system user on Altinn's page. The browser returns, and the vendor asks Altinn for the decision. This file decides
//! which calls SmartCloud sends to Altinn, in which order, and to which page the browser goes. `altinn/` sends the HTTP
//! calls, `onboarding.rs` says how a response changes the customer's status, and `store/` saves the data.
//!
//! ```text
//!  browser             SmartCloud                          Altinn
//!     │ POST start ───────▶ │                                 │
//!     │              1. lock, and save the intent             │
//!     │              2. POST systemuser/request/vendor ─────▶ │
//!     │                     │ ◀── 201 new, or 200 existing ── │
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
//! The *`before` page* is the page of SmartCloud with the form for [`start`]. It tells the customer what
//! SmartCloud will request, before SmartCloud redirects the browser to Altinn.
//!
//! 1. **Ask Altinn for the decision, because the return does not contain the decision.** Altinn redirects the browser
//!    to the request's `redirectUrl` after the customer approves, rejects, forwards or presses *close*. The URL is the
//!    same each time: Altinn adds no id and no status. The browser can also never return. Call Altinn at the first
//!    return, and each time a page shows the status. A forged return then has no effect on the customer's status.
//! 2. **Put your own `state` in the query of `redirectUrl`.** Altinn compares scheme, host, port and path with the
//!    registered URLs. Altinn does not check the query, and returns the query unchanged. A `state` has at least 128
//!    random bits.
//! 3. **Save the wanted plan and a `state` before the POST.** The saved row is the *intent*. Keep an intent until the
//!    request is decided, or until the customer chooses another plan. After a lost response, do not repeat the POST by
//!    yourself: show the error. When the customer presses the button again, send the same POST with the same `state`.
//!    Altinn then returns the same request, so you need not ask Altinn before that POST.
//! 4. **The POST is idempotent, and Altinn keeps the first request.** Altinn has one request for each combination of
//!    system, customer and `externalRef`. A second POST answers 200 with the first request, which has the first
//!    status, the first rights and the first `redirectUrl`. Check the response before you redirect the browser. The
//!    table "Altinn's response to the POST", at step 3, has all responses.
//! 5. **Use a lock, so that you handle one call at a time for each customer.** After a double click, the second POST
//!    then waits for the response to the first POST. The lock is not re-entrant, and [`check_status`] takes it, so code
//!    that holds the lock must not call [`check_status`]. If you run several processes, use a lock in the database,
//!    such as an advisory lock.
//! 6. **Never delete a waiting request without telling the customer first.** A colleague may be about to approve the
//!    request. Only [`start`] deletes requests, and [`resume`] never does. [`start`] deletes a waiting request only if
//!    the `before` page named the request. [`start`] also deletes a request that is finished or has expired. Send
//!    DELETE and POST in a task that continues if the browser closes its connection. Save which call comes next before
//!    you send the DELETE, and again before you send the POST that follows. The customer may approve the old request
//!    while the DELETE is on its way, so also save the id of the old request with its plan.
//! 7. **Change the customer's plan when Altinn says that the request is approved, never before.** Save the plan that
//!    the customer wants and the plan that the customer approved in two fields. If a connected customer wants more
//!    access, say what is missing: see "When a connected customer wants more access", at step 6.
//! 8. **Save one redirect attempt for each redirect, and tie the attempt to the browser with a cookie.** A request has
//!    one `state`, but browsers can return with this `state` several times. One returns after a forward, and one after
//!    the approval. The second browser can be a colleague's. Each attempt can be used once. A return uses all attempts
//!    of this browser with this `state`. There are four kinds of return: the first, a repeated one, another browser,
//!    and an unknown `state`. The table "The four kinds of return", at step 5, says what to do.
//! 9. **Expect that the customer is signed out at the return.** Altinn logs the customer out of ID-porten, and
//!    ID-porten's front-channel logout then ends the customer's sign-in at SmartCloud. If your product has its own
//!    log-in, the customer stays signed in. In both cases, check the session before you show anything about a customer.
//! 10. **Configure cookies and CSP so that the browser can leave and return.** Set `SameSite=Lax` on all cookies. With
//!     `Strict`, the browser does not send the cookies when it arrives from Altinn. List every origin between the form
//!     and Altinn's page in `form-action` of the Content-Security-Policy. Check that the list contains the origin of
//!     `confirmUrl`.
//! 11. **Protect `start` and `resume` against CSRF.** Both are POST, because both change data. Refuse a POST whose
//!     `Sec-Fetch-Site` or `Origin` header names another site, or use an anti-forgery token. The return is a GET from
//!     Altinn's site, so these checks cannot protect the return. The return must therefore decide nothing (point 1).
//! 12. **Check before each call that the user may act for the customer.** Altinn decides who may *approve*. You decide
//!     which of your users may start, and which may see the status. Altinn does not check your users. A user can lose a
//!     role while signed in, so do not trust an old list. SmartCloud reads the list again when it is ten minutes old,
//!     with a refresh token of ID-porten. The page about the log-in has these calls.
//! 13. **Get both scopes for requests, and use the same `externalRef` in every call.** The scope *write* does not
//!     include *read*. The table of calls says which call needs which scope. If you send no `externalRef`, Altinn
//!     stores the customer's organisation number as `externalRef`. Use that number in `byexternalref`. In `byquery` and
//!     in the grant to Maskinporten, leave `externalRef` out.
//!
//! # Altinn's response to the POST, and what to do
//!
//! "Tell the customer" means that the `before` page named the request that SmartCloud will replace.
//!
//! | response | status in the response | what to do |
//! |---|---|---|
//! | 201, or 200 | `New`. The request asks for the plan, and you know its `state`. | Save the attempt. Redirect the browser to `confirmUrl`. |
//! | 200 | `New`. The request asks for other access, or you do not know its `state`. | If you told the customer, send DELETE and then POST. If you did not, show the `before` page, which tells the customer. |
//! | 200 | `New` with `timedOut: true`, `Timedout`, `Rejected` or `Denied` | Send DELETE and then POST. The status page has told the customer that this request is over. |
//! | 200 | `Accepted` | Never delete. Look the system user up, and show the status page. If Altinn finds no system user, stop with an error. |
//! | 200 | a status that SmartCloud does not know | Never delete. If you know the request's `state`, save the attempt and redirect the browser to `confirmUrl`. If you do not, stop with an error. |
//! | 400 AUTH-00004, AUTH-00006 | | Do the same as for `Accepted`. If the customer wanted more access, the status page says so. |
//! | 400 AUTH-00007, -00008, -00009 | | Find the request, because these responses contain no id. Then do the same as for 200. If Altinn finds no request, stop with an error. |
//! | 400 AUTH-00001, -00063, -00064 | | The plan and the system register disagree. Show the error. The customer can try again later. |
//! | 400 AUTH-00021, -00026 | | The return URL is not registered. Show the error. |
//! | any other refusal | | Show the error, and log Altinn's error code. |
//! | 5xx, 429, or no response | | Altinn may have created the request. Show the error, and do not repeat the POST by yourself. The status page asks Altinn for the request. The customer's next click sends the same POST. |
//! | the POST after a DELETE again returns a request to replace | | Stop with an error. Never delete twice for one click. |
//!
//! # The calls
//!
//! | call | SmartCloud sends the call | scope `altinn:authentication/…` |
//! |---|---|---|
//! | `POST systemuser/request/vendor` | in `start` | `systemuser.request.write` |
//! | `DELETE systemuser/request/vendor/{id}` | in `start`, to replace a request | `systemuser.request.write` |
//! | `GET systemuser/request/vendor/{id}` | each time SmartCloud needs the status: at the return, on the status page, on the `before` page, on the dashboard, in `start` and in `resume` | `systemuser.request.read` |
//! | `GET systemuser/request/vendor/byexternalref/{system}/{orgno}/{orgno}` | for the `before` page, after AUTH-00007, -00008 and -00009, and for each status check in which an intent is open and SmartCloud has not found a request by its id | `systemuser.request.read` |
//! | `GET systemuser/vendor/byquery?system-id=&orgno=` | to find the customer's system user | **`systemuser.request.write`**, although the call only reads |
//! | `POST systemuser/changerequest/vendor?correlation-id=&system-user-id=` | never. A product sends it if a connected customer wants more access: see step 6. | `systemuser.request.write` |
//! | `GET systemuser/changerequest/vendor/{id}` | never. A product sends it to read the status of a change request. | `systemuser.request.read` |
//! | `DELETE systemuser/changerequest/vendor/{id}` | never. A product sends it to withdraw a change request. | `systemuser.request.write` |
//!
//! Each call carries an access token from Maskinporten with that scope. Do not exchange the token at Altinn.
//!
//! Some errors mean that Altinn has nothing. All other errors leave the customer's saved status unchanged.
//!
//! | call | error | what the error means |
//! |---|---|---|
//! | both GETs of a request, and DELETE; the same calls for a change request | 404 AUTH-00010 | Altinn has no such request. |
//! | GET `byquery` | 404 without an error code | The customer has no system user for this system. |
//!
//! # What SmartCloud saves
//!
//! | table | contains | SmartCloud writes the row |
//! |---|---|---|
//! | `request_intent` | the customer, the wanted plan, the `state`, the last call, the request's id | before each POST and DELETE. A response of Altinn saves the id, and opens or closes the intent. Another plan also closes the intent. |
//! | `redirect_attempt` | the browser's id, the `state`, the customer, the times | before the redirect, and at the return |
//! | `journey` | the onboarding, the approved plan, the newest request's id, the times | after each response of Altinn |
//!
//! # When a connected customer wants more access
//!
//! A customer has one system user, so Altinn answers the POST for another plan with AUTH-00004. SmartCloud redirects the
//! browser to the status page. This page names the access that is missing, and says how the customer gets it: delete the
//! system access in Altinn, and choose the plan again. The wanted plan stays saved until the customer chooses another
//! plan. It gives no access.
//!
//! A product sends a *change request* instead: `POST systemuser/changerequest/vendor`. SmartCloud sends none. Make a
//! UUID, which becomes the id of the change request (`correlation-id`). Save the UUID, the wanted plan and a `state`
//! before this POST. A click for the same plan uses the same UUID until the change request is decided. Altinn accepts
//! several change requests for one system user, so a new UUID for each click would make several.
//!
//! | response to the POST of a change request | what it means | what to do |
//! |---|---|---|
//! | 201 with `New` | Altinn has saved the change request. | Save the attempt. Redirect the browser to `confirmUrl`. |
//! | 200 | Altinn has a change request with this UUID, and returns it with its present status. The body that you sent now has no effect. | If it is `New` and has not timed out, do the same as for 201. If not, do what the status check does. |
//! | 200 with `NoChangeNeeded` and an empty `confirmUrl` | All four lists in the body are empty. Altinn has saved nothing. | Redirect nobody. The wanted plan needs nothing more. |
//! | 404 AUTH-00015 | Altinn has no such system user, or it is an agent system user, which a change request cannot change. | Look the system user up. If the customer has deleted it, request a new one. |
//! | 400 AUTH-00007, 409 AUTH-00061 | The UUID belongs to a change request that is not yours. | Show the error. The next click uses a new UUID. |
//! | 400 AUTH-00001, -00063, -00064, -00021, -00026 | the same as for the POST of a request | Show the error. |
//! | 5xx, 429, or no response | Altinn may have saved the change request. | Show the error, and read the change request by its UUID. 404 AUTH-00010 means that the POST has had no effect until now. The customer's next click sends the same POST with the same UUID. |
//!
//! The return and the status check are those of steps 5 and 6, with the GET of the change request. When the change
//! request is `Accepted`, the wanted plan becomes the customer's plan. If it is `Rejected` or has timed out, clear the
//! wanted plan. The old access stays in both cases. If the customer chooses another plan while a change request waits,
//! tell the customer first, then withdraw it with DELETE, and send a POST with a new UUID.
//!
//! # When something fails
//!
//! If SmartCloud crashes between two steps, the effect is the same as that of a lost response. If the browser closes
//! its connection, nothing fails, because [`start`] makes its calls to Altinn in its own task.
//!
//! | what failed | what Altinn has | what the status page says | how the customer continues |
//! |---|---|---|---|
//! | Maskinporten gave no token (no response, 429 or 5xx), so SmartCloud did not send the call | the same as before | the last known status, and that it may be old | with the button, or by loading the page again |
//! | the POST had no effect | no request | not connected | with the button, which leads to the page of the wanted plan |
//! | the response to the POST was lost | the new request | waiting | with `resume` |
//! | the response to the POST was lost, and Altinn creates the request later | no request, then the new request | not connected, then waiting | with the button, or with `resume` |
//! | the POST for another plan failed while a request waits | the first request | waiting | with `resume`, which leads to the first request |
//! | the DELETE had no effect | the old request | waiting | with `resume` or `start` |
//! | the response to the DELETE was lost | no request | the old request is gone, and the new request was not sent | with `start` |
//! | the POST after the DELETE had no effect | no request | the old request is gone, and the new request was not sent | with `start` |
//! | the response to the POST after the DELETE was lost | the new request | waiting | with `resume` |
//! | a colleague approved the old request just before the DELETE | no request, but the system user of the old request | connected, with the plan of the old request | with the dashboard |
//! | the customer closed the tab | any status | that status | by opening SmartCloud again |
//! | the GET of the status failed | unknown | the last known status, and that it may be old | by loading the page again |
//!
//! # Rust for readers of C# and Java
//!
//! | in this file | meaning |
//! |---|---|
//! | `Option<T>` | The value is a `T` or `None`. Rust has no null. |
//! | `Result<T, E>`, and `?` after a call | The result is a value or an error. `?` returns the error to the caller at once, as an exception would. |
//! | `match` | A switch. The compiler reports a missing case. |
//! | `let _lock = …` | The function holds the lock until it ends, as with `using` in C# or try-with-resources in Java. |
//! | the parameters of a handler | axum fills them from the HTTP request before the handler runs, as model binding does. |
//! | `outbound::run_to_end(…)` | If the browser closes its connection, axum stops the handler at its next `await`. This function continues in a task of its own. In ASP.NET Core, do not pass `HttpContext.RequestAborted` to these calls. |

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::task::JoinError;
use url::Url;

use crate::{
    altinn::Error as AltinnError,
    error::AppError,
    onboarding::{AltinnUpdate, Journey, Onboarding},
    outbound,
    plan::PlanId,
    reply::{self, FormData, QueryData},
    session::{BrowserId, NotSignedIn, SignedIn},
    state::{AppState, CustomerBusy},
    store::{self, LastCall, RedirectAttempt, RequestIntent, ReturnMatch},
};
use altinn_types::{
    NewSystemUserRequest, OrgNumber, RequestId, RequestStatus, SystemUserId, SystemUserRequest,
    code,
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/connect/start", post(start))
        .route("/connect/resume", post(resume))
        .route("/connect/return", get(returned))
}

// ───────────────────────────────── start: the customer wants a plan ─────────────────────────────────

/// The form on the `before` page, which the customer sees before SmartCloud redirects the browser to Altinn. The
/// page lists the access that SmartCloud will request.
#[derive(Clone, Deserialize)]
struct StartForm {
    organisation: OrgNumber,
    plan: PlanId,
    /// The id of the open request that SmartCloud will replace. The `before` page sends this id in a hidden field. The
    /// page sends the id only if it has told the customer about the replacement.
    replaces: Option<RequestId>,
}

/// Handles `POST /connect/start`: requests a system user from Altinn, and redirects the browser to Altinn.
///
/// The parameters have these meanings:
/// - `signed_in` is the user from the session cookie. It is often `Err`, because a sign-in ends half an hour after the
///   customer's last page or form. A vendor with its own log-in takes the user from its own session instead.
/// - `browser` is a random id from a cookie that is separate from the session. The log-out at Altinn keeps this
///   cookie. If the browser has no such cookie, SmartCloud makes a new id, and [`redirect`] sets the cookie.
/// - `FormData` parses the form. If a field is missing or the organisation number is invalid, this handler does not
///   run. Instead, SmartCloud redirects the browser to the home page with an error.
/// - The CSRF middleware in `server.rs` has already refused forms from other sites.
async fn start(
    State(app): State<AppState>,
    signed_in: Result<SignedIn, NotSignedIn>,
    browser: BrowserId,
    FormData(form): FormData<StartForm>,
) -> Response {
    let result = match check_access(signed_in, &form.organisation) {
        // If the browser closes its connection, the server stops this handler, perhaps between the DELETE and the POST.
        // So `request_access` runs in its own task, which the server does not stop.
        Ok(()) => {
            let (app, browser, form) = (app.clone(), browser.clone(), form.clone());
            let work = async move { request_access(&app, &browser, &form).await };
            let stopped = |cause| Err(RedirectError::Stopped(cause));
            outbound::run_to_end(work).await.unwrap_or_else(stopped)
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(address) => redirect(&app, &browser, &address),
        // SmartCloud may have deleted the old request already. So show the status page. The status page asks Altinn
        // whether a request is left, tells the customer, and offers to try again.
        Err(error @ (RedirectError::Replacing(_) | RedirectError::Stopped(_))) => {
            reply::back_to(&status_page(&form.organisation), reply::failure(error))
        }
        // SmartCloud redirects the browser to the `before` page, which shows the error. The saved intent stays.
        Err(error) => {
            let page = page_before_leaving(&form.organisation, form.plan);
            reply::back_to(&page, reply::failure(error))
        }
    }
}

/// Does steps 1 to 4 of the diagram at the top of this file. Returns the URL to redirect the browser to.
///
/// The URL leads to one of three pages:
/// - Altinn's page for the request.
/// - The status page, if the customer is already connected.
/// - The `before` page, if this page must first tell the customer that SmartCloud will replace a request.
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
    // Step 1. While `_lock` exists, no other code changes the data of this customer. This function must call
    // `check_status_locked` and never `check_status`, which would wait for this lock.
    let _lock = app.turn(organisation).await?;
    let now = app.now();
    // Get or create the intent, which saves the wanted plan before the POST. If an intent for this plan is already
    // open, the store returns that intent with its `state`. So the POST returns the earlier request, and creates no
    // second request. The POST can also return the open request of another intent. In that case, `record` makes that
    // other intent the open intent again.
    let intent = app
        .store
        .get_or_create_intent(organisation, *plan, now)
        .await?;

    // Step 2: save that SmartCloud will send the POST next, and send it. Step 3: classify the response.
    let call = if intent.last_call.is_replacing() {
        LastCall::PostAfterDelete // An earlier call to replace the request failed. This POST tries again.
    } else {
        LastCall::Post
    };
    app.store.save_last_call(&intent.state, call).await?;
    let body = request_body(app, organisation, *plan, &intent.state);
    // The POST to Altinn: `POST {platform}/authentication/api/v1/systemuser/request/vendor`.
    let response = app.altinn.create_request(&body).await;
    let mut next = match classify_response(app, response, &body).await {
        // SmartCloud may already have deleted the old request. So `start` shows the status page after this error.
        Err(cause) if call == LastCall::PostAfterDelete => {
            return Err(RedirectError::Replacing(Box::new(cause)));
        }
        result => result?,
    };

    if let NextStep::Replace(old) = next {
        // SmartCloud is about to delete the request `old`, which somebody may be about to approve. So the `before` page
        // must have told the customer. `replaces` is the request that the `before` page named. `replaces` differs from
        // `old` if the tab is old or a colleague has started a request. If so, SmartCloud saves Altinn's response and
        // shows the `before` page again, which now names `old`.
        if is_open(&old) && *replaces != Some(old.id) {
            let journey = app.store.journey(organisation).await?;
            let update = update_from(app, old).await?;
            record(app, journey, Some(&intent), &[update], now).await?;
            return Ok(page_before_leaving(organisation, *plan));
        }
        next = replace(app, &intent, &old, &body)
            .await
            .map_err(|cause| RedirectError::Replacing(Box::new(cause)))?;
    }
    match next {
        // Step 4. The request belongs to `intent`, which can be older than the intent of step 1.
        NextStep::SendBrowser(request, intent) => {
            send_browser(app, browser, request, &intent, now).await
        }
        // The status check reads the request and the system user from Altinn, and saves the customer's new status. The
        // customer's plan is the plan of the accepted request, and not the plan in this form.
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

/// Returns the JSON body of `POST systemuser/request/vendor`:
///
/// ```json
/// {
///   "systemId": "991825827_smartcloud",
///   "partyOrgNo": "312450186",
///   "rights": [{"resource": [{"id": "urn:altinn:resource", "value": "ske-krav-og-betalinger"}]}],
///   "accessPackages": [{"urn": "urn:altinn:accesspackage:krav-og-utlegg"}],
///   "redirectUrl": "https://smartcloud.example/connect/return?state=9f…"
/// }
/// ```
pub fn request_body(
    app: &AppState,
    organisation: &OrgNumber,
    plan: PlanId,
    state: &str,
) -> NewSystemUserRequest {
    let mut redirect_url = app.config.return_url();
    redirect_url.query_pairs_mut().append_pair("state", state);
    NewSystemUserRequest {
        // The system's id in the system register. The organisation in the vendor's token must own the system.
        system_id: app.config.system.id.clone(),
        // The customer's organisation number. Altinn looks the number up in the entity register.
        party_org_no: organisation.clone(),
        // SmartCloud leaves `externalRef` out, so Altinn stores the customer's organisation number instead. SmartCloud
        // needs only one system user for each customer. A vendor that needs several system users sends its own
        // `externalRef`, and sends the same value in every look-up and to Maskinporten. Never send an empty text.
        external_ref: None,
        // SmartCloud leaves the title out, so Altinn shows the system's name from the system register.
        integration_title: None,
        // Each right names one service. Each access package names a group of services. The system's registration must
        // contain all these rights and packages. At least one of the two lists must have an entry. Request only what
        // the plan uses. If the approver lacks a single one of these services, the whole approval fails.
        rights: plan.plan().rights(),
        access_packages: plan.plan().access_packages(),
        // The URL that Altinn redirects the browser to after the customer's decision. The part before the query must
        // equal a registered URL, including upper and lower case and the final slash. Percent-encode the query.
        redirect_url: Some(redirect_url.into()),
    }
}

/// The next step after Altinn's response to the POST. If [`classify_response`] returns an error instead, SmartCloud
/// stops and shows the error.
enum NextStep {
    /// Redirect the browser to the `confirmUrl` of this request. The request's `redirectUrl` contains the `state` of
    /// this intent.
    SendBrowser(SystemUserRequest, RequestIntent),
    /// Delete this request at Altinn. Then repeat the POST that creates a request for the customer's wanted plan.
    Replace(SystemUserRequest),
    /// A system user exists, so read it from Altinn and delete nothing.
    LookUpSystemUser,
}

/// Decides what Altinn's response to the POST means. The table at the top of this file lists every response.
///
/// The HTTP status is not enough. A 200 response can contain an old rejected request, or a request for another plan.
/// Decide by `status` and the error `code`. Never decide by an error's text, because Altinn changes the texts.
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
            // Altinn's documentation says that Altinn returns these codes if a request exists already. If the vendor
            // owns the system, Altinn in fact answers 200 with that request. SmartCloud handles both responses. A
            // response with one of these codes has no request id, so SmartCloud must find the request.
            Some(code::REQUEST_PENDING | code::REQUEST_DENIED | code::REQUEST_REJECTED) => {
                let found = app
                    .altinn
                    .find_request(&body.system_id, &body.party_org_no)
                    .await?;
                found.ok_or(error)?
            }
            // Altinn refuses the POST for another reason, or sends no usable response. After a 5xx response, a timeout
            // or a broken connection, Altinn may have created the request. So do not send the POST again at once. The
            // customer can press the button again, and the status page asks Altinn for the request.
            _ => return Err(error.into()),
        },
    };
    Ok(match request.status {
        // The customer has approved the request. The customer may have deleted the system user since then.
        Some(RequestStatus::Accepted) => NextStep::LookUpSystemUser,
        // Nobody has decided the request. Either this POST created it (201), or an earlier POST did. The request can be
        // for another plan, and can be expired.
        Some(RequestStatus::New) => match usable_intent(app, &request, body).await? {
            Some(intent) => NextStep::SendBrowser(request, intent),
            None => NextStep::Replace(request),
        },
        // A finished request blocks a new request, so SmartCloud must delete the finished request. The customer has
        // pressed the button again, so nobody waits for the finished request.
        Some(RequestStatus::Rejected | RequestStatus::Denied | RequestStatus::Timedout) => {
            NextStep::Replace(request)
        }
        // Altinn sent a status that SmartCloud does not know. The request may still be open, so SmartCloud must not
        // delete it. SmartCloud shows Altinn's page for the request, and does not compare the access.
        None => match intent_of(app, &request).await? {
            Some(intent) => NextStep::SendBrowser(request, intent),
            None => return Err(RedirectError::Mismatch("the request has an unknown status")),
        },
    })
}

/// Returns the intent of an open request, if the request asks for the access in `body`. Returns `None` if SmartCloud
/// must replace the request.
///
/// A request keeps the rights and the `redirectUrl` of its first POST. So SmartCloud compares the rights with the
/// rights of the plan. SmartCloud also checks that it knows the `state` in the `redirectUrl`. This `state` can be older
/// than the last POST's `state`, for example after two changes of the plan.
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

/// Replaces an old request: sends DELETE, and then POST. Before each call, SmartCloud saves which call comes next.
/// After a failure, the status page can then say which request is left.
///
/// If the old request is already gone (404 AUTH-00010), the DELETE counts as successful. The DELETE does not delete a
/// system user. Between the two calls, the customer has no request at Altinn. So add no slow code there.
///
/// A colleague can approve the old request shortly before the DELETE. Altinn then has a system user, but the request
/// with the approved access is gone. A system user has the same id as its request. So before the DELETE, SmartCloud
/// saves this id with the plan of the old request. [`system_user_update`] finds the plan by this id.
async fn replace(
    app: &AppState,
    intent: &RequestIntent,
    old: &SystemUserRequest,
    body: &NewSystemUserRequest,
) -> Result<NextStep, RedirectError> {
    if let Some(state) = state_of(app, old) {
        app.store.save_request_id(&state, old.id).await?;
    }
    app.store
        .save_last_call(&intent.state, LastCall::Delete)
        .await?;
    app.altinn.delete_request(old.id).await?;
    app.store
        .save_last_call(&intent.state, LastCall::PostAfterDelete)
        .await?;
    let response = app.altinn.create_request(body).await;
    classify_response(app, response, body).await
}

/// Does step 4: saves the redirect attempt and the request. Returns the `confirmUrl` for the redirect.
///
/// No page shows `confirmUrl` as a link. Each redirect to Altinn starts with a form, so SmartCloud knows every browser
/// that it redirects. A colleague can also use the form on the status page. SmartCloud then saves the colleague's
/// browser, and recognises this browser at its return.
///
/// SmartCloud recognises a returning browser by the saved attempt. So save the attempt before the redirect. If the save
/// fails, SmartCloud does not redirect the browser.
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
    record(app, journey, Some(intent), &[update], now).await?;
    Ok(address)
}

/// Returns the `confirmUrl`, which is Altinn's page for the request. SmartCloud uses the URL unchanged, but checks its
/// origin for two reasons. First, a browser silently blocks a redirect to an origin that `form-action` does not list.
/// Second, a response must never send a customer to an unknown site.
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

/// The form of the button on the status page. The page shows the button while a request waits for the customer's
/// decision.
#[derive(Deserialize)]
struct ResumeForm {
    organisation: OrgNumber,
}

/// Handles `POST /connect/resume`: redirects the browser to the waiting request, with a new redirect attempt.
///
/// `resume` reads the request from Altinn, and never creates or deletes a request. So a colleague can still answer the
/// waiting request. The customer may have looked at another plan since. But `resume` uses the plan of the waiting
/// request. The parameters have the same meanings as in [`start`].
///
/// `resume` saves a redirect attempt and sends the browser to another site. So `resume` is a POST with a form. If
/// `resume` were a link, another website could make a browser open the link.
async fn resume(
    State(app): State<AppState>,
    signed_in: Result<SignedIn, NotSignedIn>,
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

/// Returns the URL to redirect the browser to. If a request waits and SmartCloud knows its intent, the URL is Altinn's
/// page for the request. Otherwise the URL is a page of SmartCloud. As in [`start`], a request with an unknown status
/// also counts as waiting.
async fn redirect_to_waiting_request(
    app: &AppState,
    browser: &BrowserId,
    organisation: &OrgNumber,
) -> Result<String, RedirectError> {
    let _lock = app.turn(organisation).await?;
    let (journey, request) = check_status_locked(app, organisation).await?;
    // The status page shows the button only while the customer waits for an approval. If the customer no longer waits,
    // for example because a colleague has answered the request, the status page shows the new status.
    let waits = |found: &SystemUserRequest| {
        journey.onboarding == Onboarding::AwaitingApproval { request: found.id }
    };
    let Some(request) = request.filter(waits) else {
        return Ok(status_page(organisation));
    };
    match intent_of(app, &request).await? {
        Some(intent) => send_browser(app, browser, request, &intent, app.now()).await,
        // SmartCloud does not know the `state` of this request, for example after SmartCloud lost its database. So do
        // not redirect the browser to the request. Only `start` can replace the request, after the `before` page has
        // told the customer.
        None => Ok(journey.wanted_plan.map_or_else(
            || "/#plans".to_owned(),
            |plan| page_before_leaving(organisation, plan),
        )),
    }
}

// ─────────────────────────────── returned: a browser comes from Altinn ───────────────────────────────

#[derive(Deserialize)]
struct ReturnQuery {
    /// The `state` in the URL, or an empty text if the URL has none. An empty text matches no intent.
    #[serde(default)]
    state: String,
}

/// Handles `GET /connect/return?state=…`, which is steps 5 and 6 of the diagram at the top of this file.
///
/// Anybody can call this URL, so the handler shows nothing about a customer. The customer's status comes only from
/// Altinn. Usually nobody is signed in at the return. In that case, the status page asks the customer to log in.
///
/// `browser` is `None` if the browser has no cookie with a browser id. Such a browser counts as another browser.
///
/// There are four kinds of return:
///
/// | kind | which browser | what SmartCloud does |
/// |---|---|---|
/// | first | the browser that SmartCloud redirected | marks the attempt as used, asks Altinn, shows the status page |
/// | repeated | the same browser again: a reload, the back button, a second tab | shows the status page, which asks Altinn |
/// | other browser | the browser of an approver or a colleague, a forwarded link, a browser without its cookies, or a return after the attempt was deleted: after 30 days, after 200 further redirects of the same customer, or after 20 further redirects of this browser without a return | shows a page that names no customer |
/// | unknown | a browser with a mistyped, cut or forged URL, or with a `state` that SmartCloud has deleted or lost | shows the same page with another text |
async fn returned(
    State(app): State<AppState>,
    browser: Option<BrowserId>,
    QueryData(ReturnQuery { state }): QueryData<ReturnQuery>,
) -> Response {
    // Step 5: find the redirect attempt that matches this return.
    let now = app.now();
    let found = app.store.match_return(browser.as_ref(), &state, now).await;
    let problem = match found {
        Ok(ReturnMatch::First(organisation)) => {
            // Step 6. SmartCloud asks Altinn with the vendor's own token, so no customer needs to be signed in. If
            // Altinn does not answer now, `failure` only logs the error, and the status page asks Altinn again.
            if let Err(cause) = check_status(&app, &organisation).await {
                reply::failure(cause);
            }
            return Redirect::to(&status_page(&organisation)).into_response();
        }
        Ok(ReturnMatch::Repeated(organisation)) => {
            return Redirect::to(&status_page(&organisation)).into_response();
        }
        // It is normal that another browser returns. The approval still counts: SmartCloud reads the approval when a
        // page next asks Altinn for the status. But the person at this browser may have no connection to the customer.
        // So the page does not name the customer.
        Ok(ReturnMatch::OtherBrowser) => reply::failure(AppError::ReturnedElsewhere),
        Ok(ReturnMatch::Unknown) => reply::failure(AppError::UnknownReturn),
        Err(cause) => reply::failure(cause),
    };
    // Anybody can open the page `/returned`, so it does not name the customer.
    reply::back_to("/returned", problem)
}

// ───────────────────────────── the status: what Altinn says about a customer ─────────────────────────────

/// Asks Altinn for the customer's status, and saves Altinn's response. SmartCloud calls this function when the customer
/// returns from Altinn, or opens the status page or the dashboard.
///
/// Altinn does not notify the vendor when a customer decides, so the vendor must ask. The response does not say who
/// decided. For vendors, the field `escalated` is always `false`, even if a user has forwarded the request.
///
/// This function waits for the customer's lock, for at most 20 seconds. Code that already holds the lock must call
/// [`check_status_locked`]. Otherwise, this code would wait for its own lock.
///
/// # Errors
///
/// [`StatusError`] if Altinn does not answer, the store fails, or the lock stays taken. In that case, the saved status is unchanged.
pub async fn check_status(
    app: &AppState,
    organisation: &OrgNumber,
) -> Result<Journey, StatusError> {
    let _lock = app.turn(organisation).await?;
    let (journey, _) = check_status_locked(app, organisation).await?;
    Ok(journey)
}

/// Does the same as [`check_status`], and also returns the request that Altinn has for the customer. The caller must
/// hold the customer's lock.
async fn check_status_locked(
    app: &AppState,
    organisation: &OrgNumber,
) -> Result<(Journey, Option<SystemUserRequest>), StatusError> {
    // `journey` is what SmartCloud saved after Altinn's last response. `intent` is the open intent, or `None`.
    let (journey, intent) = app.store.journey_and_intent(organisation).await?;
    let system = &app.config.system.id;

    // An approver can approve an expired request on Altinn's page. So SmartCloud also reads an expired request, until
    // the customer starts again.
    let waiting = match journey.onboarding {
        Onboarding::AwaitingApproval { request } => Some(request),
        Onboarding::Expired => journey.request,
        _ => None,
    };
    // SmartCloud looks the request up by its id, so Altinn cannot return another request. If SmartCloud or the customer
    // has deleted the request, Altinn answers 404 AUTH-00010.
    let mut request = match waiting {
        Some(id) => app.altinn.get_request(id).await?,
        None => None,
    };
    // An intent is open, but SmartCloud has found no request. Perhaps Altinn created the request, but SmartCloud could
    // not save the request's id. So search for the customer's request without the id.
    if request.is_none() && intent.is_some() {
        request = app.altinn.find_request(system, organisation).await?;
    }

    // Translate Altinn's response into updates. If Altinn has no request because SmartCloud has deleted the old
    // request, SmartCloud must still send the new request.
    let mut updates = Vec::new();
    match (&request, &intent) {
        (Some(request), _) => updates.push(update_from(app, request.clone()).await?),
        (None, Some(intent)) if intent.last_call.is_replacing() => {
            updates.push(AltinnUpdate::ReplacementMissing);
        }
        // If the intent's last call is a POST, Altinn may still create the request. `record` then keeps the intent
        // open.
        (None, Some(_)) => updates.push(AltinnUpdate::RequestGone),
        (None, None) if waiting.is_some() => updates.push(AltinnUpdate::RequestGone),
        (None, None) => {}
    }
    // The response to the POST may have been lost, so the intent may not have the request's id yet. `record` saves the
    // id of an open request. Save the id of a decided request here, because `system_user_update` finds the plan by it.
    if let Some(request) = request.as_ref().filter(|request| !is_open(request))
        && let Some(state) = state_of(app, request)
    {
        app.store.save_request_id(&state, request.id).await?;
    }
    // A customer can create and delete a system user in Altinn without a request, even while a request is open. So
    // SmartCloud always asks Altinn for the system user too. During an approval, Altinn creates the system user before
    // it changes the status of the request.
    let user = app
        .altinn
        .find_system_user(system, organisation, None)
        .await?;
    updates.push(match user {
        Some(user) => system_user_update(app, &journey, user.id).await?,
        None => AltinnUpdate::SystemUserGone,
    });
    let journey = record(app, journey, intent.as_ref(), &updates, app.now()).await?;
    Ok((journey, request))
}

/// Saves what Altinn said about the customer. The caller must hold the customer's lock.
///
/// `Journey::observe` in `onboarding.rs` turns each update into the customer's next state. If SmartCloud knows the
/// approved plan, `observe` also sets the customer's plan. `open_intent` is the open intent before Altinn's response,
/// or the intent that SmartCloud redirects the browser for.
async fn record(
    app: &AppState,
    mut journey: Journey,
    open_intent: Option<&RequestIntent>,
    updates: &[AltinnUpdate],
    now: Timestamp,
) -> Result<Journey, StatusError> {
    let organisation = journey.organisation.clone();
    let earlier_user = journey.onboarding.system_user();
    let mut may_have_open_intent = open_intent.is_some();
    for update in updates {
        journey.observe(update, now);
        // Make the intent of Altinn's open request the customer's open intent. SmartCloud may have saved a newer intent
        // for another plan. If Altinn refused the POST of the newer intent, Altinn has no request for that intent.
        if let AltinnUpdate::Request { request, .. } = update
            && is_open(request)
            && let Some(state) = state_of(app, request)
        {
            app.store
                .open_answered_intent(&organisation, &state, request.id, now)
                .await?;
            may_have_open_intent = true;
        }
    }
    app.store.save_journey(&journey).await?;
    let is_unanswered = open_intent.is_some_and(|intent| intent.last_call == LastCall::Post);
    match journey.onboarding {
        _ if !may_have_open_intent => {}
        // The intent stays open, because its request is still waiting, or because SmartCloud must still send the
        // request.
        Onboarding::AwaitingApproval { .. } | Onboarding::ReplacementMissing => {}
        // SmartCloud has sent the POST, but Altinn's response has not arrived. Altinn can create the request later, so
        // the intent stays open, and SmartCloud looks for the request at the next check.
        Onboarding::NotStarted | Onboarding::Withdrawn if is_unanswered => {}
        _ => app.store.close_intent(&organisation, now).await?,
    }
    let user = journey.onboarding.system_user();
    if user.is_none() || user != earlier_user {
        // SmartCloud may have cached a token for a system user that no longer exists.
        app.maskinporten.forget(&organisation);
    }
    if may_have_open_intent {
        journey.wanted_plan = app.store.journey(&organisation).await?.wanted_plan;
    }
    Ok(journey)
}

/// Whether the customer has an open request at Altinn, and whether `start` would use or replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenRequest {
    None,
    /// The customer has an open request, and `start` will redirect the browser to it.
    Usable,
    /// `start` will replace this request. The `before` page must say so, and its form must send the id.
    MustBeReplaced(RequestId),
}

/// Returns what `start` will do with the customer's open request. The `before` page tells the customer about this. This
/// function and `start` use the same rule, which is [`usable_intent`].
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

/// A customer can be signed out at the return from Altinn. During this time after the return, the status page explains
/// that Altinn has signed the customer out.
const RECENTLY: SignedDuration = SignedDuration::from_mins(30);

/// Whether this browser returned from Altinn for this customer within the last 30 minutes.
///
/// # Errors
///
/// [`StatusError::Store`] if the store fails.
pub async fn returned_recently(
    app: &AppState,
    browser: &BrowserId,
    organisation: &OrgNumber,
) -> Result<bool, StatusError> {
    let since = app.now().checked_sub(RECENTLY).unwrap_or(Timestamp::MIN);
    Ok(app
        .store
        .returned_since(browser, organisation, since)
        .await?)
}

// ─────────────────────────────────────────── small parts ───────────────────────────────────────────

/// Checks that the signed-in user may act for the organisation. SmartCloud reads the list of the user's organisations
/// from Altinn at log-in. The extractor `SignedIn` reads the list again if it is ten minutes old (`organisations.rs`).
/// If this second reading fails, `signed_in` is an error, and the customer can try again. A vendor with its own users
/// checks its own records instead.
///
/// The organisation number comes from a form, and anybody can send any number. Without this check, anybody could send
/// requests in the name of any organisation.
fn check_access(
    signed_in: Result<SignedIn, NotSignedIn>,
    organisation: &OrgNumber,
) -> Result<(), RedirectError> {
    let signed_in = signed_in.map_err(|NotSignedIn(problem)| problem)?;
    match signed_in.organisation(organisation) {
        Some(_) => Ok(()),
        None => Err(AppError::NotYourOrganisation.into()),
    }
}

/// A 303, because the browser must send a GET next. The response also sets the cookie with the browser's id.
fn redirect(app: &AppState, browser: &BrowserId, address: &str) -> Response {
    (browser.cookie(&app.config), Redirect::to(address)).into_response()
}

fn status_page(organisation: &OrgNumber) -> String {
    format!("/connect/{organisation}")
}

fn page_before_leaving(organisation: &OrgNumber, plan: PlanId) -> String {
    format!("/connect/{organisation}/before?plan={plan}")
}

/// Whether the request waits for the customer's decision. If a request is older than 180 days, Altinn keeps the status
/// `New` and sets `timedOut`. SmartCloud treats such a request as expired.
fn is_open(request: &SystemUserRequest) -> bool {
    request.status == Some(RequestStatus::New) && !request.timed_out
}

/// Returns the `state` in the request's `redirectUrl`. Altinn stores this URL unchanged. Returns `None` if the URL is
/// not SmartCloud's return URL, or has no `state`.
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

/// Returns the intent that this request belongs to. Returns `None` if SmartCloud does not know the request.
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

/// Returns the update for a request that exists at Altinn. The update also contains the plan of the request, if
/// SmartCloud knows the plan.
async fn update_from(
    app: &AppState,
    request: SystemUserRequest,
) -> Result<AltinnUpdate, store::Error> {
    let plan = intent_of(app, &request).await?.map(|intent| intent.plan);
    Ok(AltinnUpdate::Request { request, plan })
}

/// Finds the plan of the system user's request. A system user has the same id as its request. So SmartCloud can find
/// the plan after the request is gone from Altinn.
async fn system_user_update(
    app: &AppState,
    journey: &Journey,
    id: SystemUserId,
) -> Result<AltinnUpdate, store::Error> {
    let is_known = matches!(
        journey.onboarding,
        Onboarding::Connected { system_user, .. } if system_user == id
    );
    let plan = if is_known {
        None // SmartCloud has looked for the plan before, so another query is not needed.
    } else {
        let request = RequestId(id.0);
        app.store
            .plan_of_request(&journey.organisation, request)
            .await?
    };
    Ok(AltinnUpdate::SystemUser { id, plan })
}

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
    #[error(transparent)]
    Busy(#[from] CustomerBusy),
    #[error("the task that sends the calls to Altinn was stopped")]
    Stopped(#[source] JoinError),
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
            E::Busy(_) => Self::AltinnUnreachable,
            E::Stopped(_) => Self::Internal,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    #[error("the call to Altinn failed")]
    Altinn(#[from] AltinnError),
    #[error("the store failed")]
    Store(#[from] store::Error),
    #[error(transparent)]
    Busy(#[from] CustomerBusy),
}

impl From<StatusError> for AppError {
    fn from(error: StatusError) -> Self {
        match error {
            StatusError::Altinn(cause) => cause.into(),
            StatusError::Store(cause) => cause.into(),
            StatusError::Busy(_) => Self::AltinnUnreachable,
        }
    }
}
