//! The middleware stores parts of each call until the response. Fault injection and the request log need these parts.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::Response,
};
use http_server::{BodyState, EdgeError, excerpt, within};
use jiff::Timestamp;
use masking::{Exchange, Part};
use uuid::Uuid;

use crate::{
    Simulator,
    altinn::{
        fault_injection::SandboxOfCall,
        pages::{authentication::request_of_logout, person_of},
        vendor_api::token::bearer,
    },
    faults::Service,
    http::{
        body_copy,
        call_contents::{CallContents, is_from_browser},
        forms::Params,
        request_log::{
            Caller, LogEntry, MaskedText, SessionHash, is_logged, logged_path, masked_service,
            session_hash,
        },
    },
    idporten::{sandbox_cookie::sandbox_of_browser, session_cookie::session_key},
    maskinporten::grant,
    world::World,
};
use altinn_types::RequestId;

/// Longer values of the header `X-Request-Id` are not stored. The limit is in bytes.
const MAX_REQUEST_ID: usize = 64;

/// The parts of a call that the middleware reads before the handler runs.
pub(super) struct SeenCall {
    pub method: Method,
    /// The path without the query, because the query can contain an authorization code or a login hint.
    pub path: String,
    pub contents: CallContents,
    /// The sandbox whose faults apply to the call.
    pub sandbox_of_faults: Option<String>,
    /// The sandbox whose request log shows the call.
    sandbox: Option<String>,
    pub request_id: Option<MaskedText>,
    session: Option<SessionHash>,
    at: Timestamp,
    caller: Caller,
    /// The path and the query, with all secrets. [`SeenCall::log`] masks the secrets.
    uri: Uri,
    /// The headers, with all secrets. [`SeenCall::log`] masks the secrets.
    headers: HeaderMap,
    /// The body, with all secrets. [`SeenCall::log`] masks the secrets.
    body: Bytes,
}

/// The facts about a call that the middleware knows only after the handler has returned.
pub(super) struct End {
    pub service: Service,
    pub duration: Duration,
    pub code: Option<MaskedText>,
    pub why: Option<MaskedText>,
    pub hint: Option<MaskedText>,
    pub fault: Option<&'static str>,
    /// Whether the simulator closes the connection and sends no response.
    pub is_cut: bool,
}

impl SeenCall {
    /// Copies the parts of a call that the middleware needs later, and returns the unchanged call for the handler. Does
    /// not read the body of a call to the control API, because an imported world can be very large.
    ///
    /// # Errors
    ///
    /// Returns an error if the client has not sent its body within `limit`.
    pub(super) async fn look_at(
        simulator: &Simulator,
        request: Request,
        limit: Duration,
    ) -> Result<(Request, Self), EdgeError> {
        let (mut parts, body) = request.into_parts();
        let (copy, body) = if is_logged(parts.uri.path()) {
            let state = parts.extensions.get::<BodyState>().cloned();
            within(limit, state.as_ref(), body_copy::copy(body)).await?
        } else {
            (None, body)
        };
        let mut contents = CallContents::read(&parts.uri, &parts.headers, copy.as_deref());
        if contents.ids.is_empty() {
            contents.ids.extend(request_of_logout(&parts.headers));
        }
        let is_from_browser = is_from_browser(&parts.method, &parts.headers);
        let has_valid_token = has_valid_token(simulator, &parts.headers);
        let (at, sandbox, sandbox_of_faults, session) = {
            let world = simulator.world();
            contents.add_log_in(&parts.uri, &world);
            let of_page = sandbox_of_page(&world, &contents, &parts.headers);
            let sandbox = if is_from_browser {
                of_page.clone()
            } else {
                sandbox_of_client(&world, &contents, &parts.headers)
            };
            // Anybody can send the number of another visitor's organisation in a call without a valid token. Such a
            // call must not use up the faults of the other visitor.
            let is_proven = sandbox == of_page
                || has_valid_token
                || has_valid_grant(&world, copy.as_deref().unwrap_or_default());
            let sandbox_of_faults = if is_proven { sandbox.clone() } else { of_page };
            let session = idporten_session(&world, &parts.uri, &parts.headers);
            (world.now(), sandbox, sandbox_of_faults, session)
        };
        let request_id = parts
            .headers
            .get("x-request-id")
            .and_then(|id| id.to_str().ok())
            .filter(|id| !id.is_empty() && id.len() <= MAX_REQUEST_ID)
            .map(MaskedText::new);
        let seen = Self {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            contents,
            sandbox,
            sandbox_of_faults: sandbox_of_faults.clone(),
            request_id,
            session,
            at,
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: copy.unwrap_or_default(),
            caller: if is_from_browser {
                Caller::Browser
            } else {
                Caller::Client
            },
        };
        parts.extensions.insert(SandboxOfCall(sandbox_of_faults));
        Ok((Request::from_parts(parts, body), seen))
    }

    /// Adds the call and its response to the request log, and returns the same response.
    pub(super) async fn log(self, simulator: &Simulator, end: End, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let (copy, body) = body_copy::copy_complete(body).await;
        let copy = copy.unwrap_or_default();
        let log = simulator.request_log();
        let masked = log.masker().exchange(&Exchange {
            service: masked_service(end.service),
            method: self.method.as_str(),
            url: &self.uri.to_string(),
            request: Part {
                headers: &self.headers,
                body: &self.body,
            },
            response: (!end.is_cut).then_some(Part {
                headers: &parts.headers,
                body: &copy,
            }),
        });
        let mut contents = self.contents;
        let named_before = contents.ids.len();
        contents.add_body(&parts.headers, &copy);
        // The id of a new request is only in the response. If the response lists several requests, the log entry
        // belongs to none of them.
        let (before, after) = contents.ids.split_at(named_before);
        let (request, sandbox) = {
            let world = simulator.world();
            let request = request_among(&world, before).or_else(|| request_among(&world, after));
            // Anybody can send another visitor's organisation number in a call without a valid token. So a call with
            // status 401 belongs to no sandbox.
            let is_unknown = parts.status == StatusCode::UNAUTHORIZED;
            (request, self.sandbox.filter(|_| !is_unknown))
        };
        // The path can contain a secret, so the log stores the masked path.
        let path: String = masked.url.path.iter().map(ToString::to_string).collect();
        log.add(LogEntry {
            seq: 0,
            time: self.at,
            duration_ms: u64::try_from(end.duration.as_millis()).unwrap_or(u64::MAX),
            service: end.service,
            method: MaskedText::new(self.method.as_str()),
            path: logged_path(&excerpt(&path)),
            query: masked.url.query,
            status: parts.status.as_u16(),
            request: masked.request,
            response: masked.response,
            caller: self.caller,
            code: end.code,
            why: end.why,
            hint: end.hint,
            fault: end.fault,
            x_request_id: self.request_id,
            oidc_state: contents.oidc_state.as_deref().map(MaskedText::new),
            session: self.session,
            system_user_request: request,
            sandbox,
        });
        Response::from_parts(parts, body)
    }
}

/// Whether one of the services has signed the bearer token of the call. The token can have expired.
fn has_valid_token(simulator: &Simulator, headers: &HeaderMap) -> bool {
    bearer(headers).is_some_and(|token| simulator.keys().signer(token).is_some())
}

/// Whether the call is a token request to Maskinporten with the signature of a registered client.
fn has_valid_grant(world: &World, form: &[u8]) -> bool {
    let form = Params::read(&String::from_utf8_lossy(form));
    let assertion = form.get("assertion");
    assertion.is_some_and(|assertion| grant::is_signed(world, assertion, world.now()))
}

/// Returns the id in `ids` that belongs to a system user request. Returns `None` if the ids belong to no request, or to
/// several requests.
fn request_among(world: &World, ids: &[Uuid]) -> Option<Uuid> {
    let mut requests = ids.iter().filter(|id| {
        let request = world.requests.find(RequestId(**id));
        request.is_some()
    });
    let first = requests.next()?;
    requests.all(|id| id == first).then_some(*first)
}

/// Returns the hash of the `sid` of the call's session at ID-porten. In a call to ID-porten, the browser's cookie
/// identifies the session. In a call to Altinn's front-channel logout, the URL contains the `sid`.
fn idporten_session(world: &World, uri: &Uri, headers: &HeaderMap) -> Option<SessionHash> {
    let of_cookie = session_key(headers)
        .and_then(|key| Some(world.login.session(&key, world.now())?.sid.clone()));
    let of_url = || {
        let query = Params::read(uri.query().unwrap_or_default());
        query.get("sid").map(str::to_owned)
    };
    of_cookie.or_else(of_url).as_deref().map(session_hash)
}

/// Returns the sandbox for a call of a program that is not a browser. The organisation, the request or the person in
/// the call identifies the sandbox.
fn sandbox_of_client(
    world: &World,
    contents: &CallContents,
    headers: &HeaderMap,
) -> Option<String> {
    let of_contents = contents.sandbox(world);
    of_contents.or_else(|| sandbox_of_cookies(world, headers))
}

/// Returns the sandbox for a call of a browser. The first choice is the sandbox of the system user request that the
/// page shows. The next choices are the sandbox of the logged-in person, and the sandbox in ID-porten's cookie. The
/// function ignores organisation numbers, because anybody can put the number of another visitor's organisation into a
/// URL. Nobody can guess the random id of a system user request.
fn sandbox_of_page(world: &World, contents: &CallContents, headers: &HeaderMap) -> Option<String> {
    let of_ids = contents.sandbox_of_ids(world);
    of_ids.or_else(|| sandbox_of_cookies(world, headers))
}

fn sandbox_of_cookies(world: &World, headers: &HeaderMap) -> Option<String> {
    let now = world.now();
    let at_altinn = person_of(world, headers, now).map(|person| person.key.as_str());
    let at_idporten = || {
        let session = world.login.session(&session_key(headers)?, now)?;
        Some(session.person.as_str())
    };
    let of_person = at_altinn
        .or_else(at_idporten)
        .and_then(|person| world.sandbox_of_person(person));
    of_person
        .map(str::to_owned)
        .or_else(|| sandbox_of_browser(world, headers))
}
