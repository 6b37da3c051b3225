//! The handlers of the presenter's desk (`/presenter`) and of the buttons on the desk. A presenter moves a talk with
//! the desk.
//!
//! Each button is a form, so the desk works without scripts. With the desk's small script, the keys of a clicker press
//! the buttons, and the desk updates the elapsed time.

use std::time::Duration;

use axum::{
    extract::{Query, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{
    desk::{self, DeskPage},
    follow::local_address,
    scenes::{self, SCENES},
};
use crate::{
    app,
    behind_the_scenes::VISITORS,
    control_api,
    i18n::Locale,
    outbound,
    reply::FormData,
    state::AppState,
    talks::{DeskId, Position, Talk},
};

/// The desk waits at most this long for the simulator. If the simulator does not answer, only windows on SmartCloud's
/// own pages follow the talk.
const PATIENCE: Duration = Duration::from_secs(2);

/// The path of the form that locks the desk.
pub const LOCK: &str = "/presenter/lock";

/// The simulator's name for the switch **Maskinporten nede**. Both the control panel and the desk show this switch.
const MASKINPORTEN_DOWN: &str = "maskinporten-down";

/// The desk loads scripts only from files of SmartCloud, and its forms post only to SmartCloud.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

#[derive(Deserialize)]
pub struct DeskQuery {
    /// `beginning` if the desk must ask for a confirmation before it moves the talk to the beginning. Otherwise empty.
    #[serde(default)]
    ask: String,
    /// `silent` if the simulator did not answer the desk, `wrong-key` if the presenter's key is wrong, `new-talk` if the
    /// browser had no desk, and otherwise empty.
    #[serde(default)]
    problem: String,
}

pub async fn show(
    State(app): State<AppState>,
    locale: Locale,
    Query(query): Query<DeskQuery>,
    request: Request,
) -> Response {
    let Some(desk) = desk_of(&app, request.headers()) else {
        let is_wrong = query.problem == "wrong-key";
        let content = move || desk::key_form(is_wrong);
        let page = app::render_content(app, request, content).await;
        return (StatusCode::FORBIDDEN, page).into_response();
    };
    let now = app.now();
    let talk = app.talks.of_desk(&desk, locale, now);
    let (is_maskinporten_down, is_clock_moved) =
        tokio::join!(is_maskinporten_down(&app), is_clock_moved(&app));
    let t = &locale.stage_texts().desk;
    let warnings = [
        (query.problem == "new-talk", t.new_talk),
        (query.problem == "silent", t.silent),
        (is_maskinporten_down, t.maskinporten_is_down),
        (is_clock_moved, t.clock_is_moved),
    ];
    let warnings = warnings.into_iter().filter(|(applies, _)| *applies);
    let warnings = warnings.map(|(_, text)| text).collect();
    let page = DeskPage {
        locale,
        elapsed: talk
            .started_at
            .map(|started| now.duration_since(started).as_secs().max(0)),
        asks: query.ask == "beginning",
        is_maskinporten_down,
        warnings,
        join_address: join_address(&app, &talk),
        panel_address: format!("{}control", app.config.altinn.ui_url),
        lock_path: needs_key(&app).then_some(LOCK),
        visitors_path: app.recorder.is_on().then_some(VISITORS),
        talk,
    };
    respond(&app, &desk, page.render(&app.assets))
}

/// Shows the code of the talk to the audience, in large letters and as a QR code.
pub async fn show_code(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
) -> Response {
    let Some(desk) = desk_of(&app, &headers) else {
        return to_desk("");
    };
    let talk = app.talks.of_desk(&desk, locale, app.now());
    let page = desk::code_page(locale, &app.assets, &talk.code, &join_address(&app, &talk));
    respond(&app, &desk, page)
}

/// Handles `GET /presenter/notes`: the notes of all scenes, for printing.
pub async fn show_notes(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
) -> Response {
    let Some(desk) = desk_of(&app, &headers) else {
        return to_desk("");
    };
    let talk = app.talks.of_desk(&desk, locale, app.now());
    let page = desk::notes_page(locale, talk.notes, &app.assets);
    respond(&app, &desk, page)
}

fn respond(app: &AppState, desk: &DeskId, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    let cookies = CookieJar::new().add(desk.cookie(&app.config));
    (cookies, headers, html).into_response()
}

fn join_address(app: &AppState, talk: &Talk) -> String {
    format!("{}/bli-med/{}", app.config.origin(), talk.code)
}

/// Returns the desk of this browser, or a new desk if the browser has none. Returns `None` if the browser must give the
/// presenter's key first.
fn desk_of(app: &AppState, headers: &HeaderMap) -> Option<DeskId> {
    let is_presenter = app.talks.is_presenter(headers, &app.config, app.now());
    is_presenter.then(|| DeskId::of(headers, &app.config).unwrap_or_else(DeskId::random))
}

fn needs_key(app: &AppState) -> bool {
    let stage = app.config.stage.as_ref();
    stage.is_some_and(|stage| stage.presenter_key.is_some())
}

fn to_desk(query: &str) -> Response {
    Redirect::to(&format!("/presenter{query}")).into_response()
}

#[derive(Deserialize)]
pub struct KeyForm {
    key: String,
}

/// Checks the presenter's key that somebody has typed. The CSRF middleware in `server.rs` refuses forms of other sites,
/// and the log-in limit stops a client that tries many keys.
pub async fn give_key(
    State(app): State<AppState>,
    headers: HeaderMap,
    FormData(KeyForm { key }): FormData<KeyForm>,
) -> Response {
    let key = SecretString::from(key);
    let stage = app.config.stage.as_ref();
    let wanted = stage.and_then(|stage| stage.presenter_key.as_ref());
    if !wanted.is_some_and(|wanted| is_same(wanted, &key)) {
        tracing::warn!("a wrong presenter's key was given");
        return to_desk("?problem=wrong-key");
    }
    let earlier = DeskId::of(&headers, &app.config);
    let desk = app.talks.let_in(earlier.as_ref(), app.now());
    let cookies = CookieJar::new().add(desk.cookie(&app.config));
    tracing::info!("a presenter has given the key");
    (cookies, to_desk("")).into_response()
}

/// Handles `POST /presenter/lock`. After that, the presenter's page in this browser requires the presenter's key again.
/// So the presenter can leave a shared machine.
///
/// The browser keeps its cookie, which no longer opens the desk. With the cookie and the key, [`give_key`] finds the talk
/// that the presenter was holding.
pub async fn lock(State(app): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(desk) = DeskId::of(&headers, &app.config) {
        app.talks.lock_out(&desk);
    }
    to_desk("")
}

/// Compares two secrets in constant time. The function compares digests, which all have the same length, so the time
/// does not reveal the length of a secret.
fn is_same(wanted: &SecretString, given: &SecretString) -> bool {
    let digest = |secret: &SecretString| Sha256::digest(secret.expose_secret().trim().as_bytes());
    digest(wanted)
        .as_slice()
        .ct_eq(digest(given).as_slice())
        .into()
}

#[derive(Deserialize)]
pub struct GoForm {
    to: String,
    /// The scene that the desk showed, or the scene to jump to. Empty before the start of the talk.
    #[serde(default)]
    scene: String,
}

pub async fn go(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
    FormData(form): FormData<GoForm>,
) -> Response {
    let Some(desk) = desk_of(&app, &headers) else {
        return to_desk("");
    };
    // Without this check, a browser that has lost its cookie would silently start another talk, which nobody follows.
    if DeskId::of(&headers, &app.config).is_none() {
        let cookies = CookieJar::new().add(desk.cookie(&app.config));
        return (cookies, to_desk("?problem=new-talk")).into_response();
    }
    let talk = app.talks.of_desk(&desk, locale, app.now());
    // The desk can be open in two tabs. So the buttons count from the scene that the tab shows, as their labels say.
    let shown = scenes::place_of(&form.scene).or(talk.scene);
    let place = match (form.to.as_str(), shown) {
        ("beginning", _) => None,
        ("next", None) => Some(0),
        ("next", Some(place)) => Some((place + 1).min(SCENES.len() - 1)),
        ("previous", Some(place)) => Some(place.saturating_sub(1)),
        // With the button "Start scenen på nytt" ("Start the scene again"), the scene stays the same.
        (_, place) => place,
    };
    let told = move_talk(&app, talk, place).await;
    let cookies = CookieJar::new().add(desk.cookie(&app.config));
    let query = if told { "" } else { "?problem=silent" };
    (cookies, to_desk(query)).into_response()
}

/// Moves the talk to the scene `place` in [`SCENES`], or to the time before its start (`None`). Returns whether the
/// simulator has received the new position.
///
/// The simulator gets the position before the windows do, to avoid redirects to the old page. If the browser closes its
/// connection, the move still continues, because the simulator and the windows must get the same position.
async fn move_talk(app: &AppState, talk: Talk, place: Option<usize>) -> bool {
    // The presenter can press a button twice before the simulator has answered, so reserve the number first.
    let Some(number) = app.talks.reserve_number(&talk.code) else {
        return false;
    };
    let position = Position {
        number,
        path: match place {
            Some(place) => format!("/scene/{}", SCENES[place].id),
            None => "/".to_owned(),
        },
    };
    let app = app.clone();
    let work = async move {
        let told = tell_simulator(&app, &talk.code, &position).await;
        let now = app.now();
        app.talks.change(&talk.code, now, |talk| {
            // A later press is possibly finished already. Then ignore this one.
            if position.number > talk.position.number {
                talk.position = position;
                talk.scene = place;
                talk.started_at = place.and(talk.started_at.or(Some(now)));
            }
        });
        told
    };
    outbound::run_to_end(work).await.unwrap_or(false)
}

async fn tell_simulator(app: &AppState, code: &str, position: &Position) -> bool {
    let Some(control) = &app.control else {
        return false;
    };
    let Ok(url) = app.config.public_url.join(&local_address(code, position)) else {
        return false;
    };
    soon(control.put_talk(code, position.number, &url))
        .await
        .is_some()
}

/// Waits for a call of the control API, but at most for [`PATIENCE`]. If the call fails, logs the cause and returns
/// `None`.
async fn soon<T>(call: impl Future<Output = Result<T, control_api::Error>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(Ok(value)) => Some(value),
        Ok(Err(error)) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(%error, cause, "the simulator refused a call of the presenter's desk");
            None
        }
        Err(_) => {
            tracing::warn!("the simulator does not answer the presenter's desk in time");
            None
        }
    }
}

async fn is_maskinporten_down(app: &AppState) -> bool {
    match &app.control {
        Some(control) => soon(control.is_on(MASKINPORTEN_DOWN)).await == Some(true),
        None => false,
    }
}

/// Whether the simulator's clock shows another time than the machine's clock. In that case, the log-in and the calls to
/// Maskinporten fail, because their signed messages contain the time of the machine.
async fn is_clock_moved(app: &AppState) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct State {
        clock_ahead_seconds: i64,
    }
    match &app.control {
        Some(control) => {
            let state = soon(control.get::<State>("state", &[])).await;
            state.is_some_and(|state| state.clock_ahead_seconds != 0)
        }
        None => false,
    }
}

#[derive(Deserialize)]
pub struct SwitchForm {
    switch: String,
    #[serde(default)]
    to: String,
}

/// Handles the buttons of the desk that turn a switch on or off, or choose the language of the speaker's notes.
pub async fn switch(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
    FormData(SwitchForm { switch, to }): FormData<SwitchForm>,
) -> Response {
    let Some(desk) = desk_of(&app, &headers) else {
        return to_desk("");
    };
    let talk = app.talks.of_desk(&desk, locale, app.now());
    let is_on = to == "on";
    let mut told = true;
    if switch == "maskinporten" {
        told = match &app.control {
            Some(control) => soon(control.turn(MASKINPORTEN_DOWN, is_on)).await.is_some(),
            None => false,
        };
        // With a cached token, the audience would not notice that Maskinporten is down.
        app.maskinporten.forget_all();
    }
    app.talks
        .change(&talk.code, app.now(), |talk| match switch.as_str() {
            "pause" => talk.pauses = is_on,
            "large" => talk.large_type = is_on,
            "contrast" => talk.high_contrast = is_on,
            "notes" => talk.notes = Locale::from_code(&to).unwrap_or(talk.notes),
            _ => {}
        });
    let cookies = CookieJar::new().add(desk.cookie(&app.config));
    let query = if told { "" } else { "?problem=silent" };
    (cookies, to_desk(query)).into_response()
}

#[must_use]
pub fn is_presenter(app: &AppState, headers: &HeaderMap) -> bool {
    app.talks.is_presenter(headers, &app.config, app.now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_must_be_the_same_but_for_blanks_around_it() {
        let key = SecretString::from("the-key-of-the-presenter");
        let is_key = |text: &str| is_same(&key, &SecretString::from(text));
        assert!(is_key(" the-key-of-the-presenter\n"));
        for text in ["", "the-key", "the-key-of-the-presenter!"] {
            assert!(!is_key(text), "{text}");
        }
    }
}
