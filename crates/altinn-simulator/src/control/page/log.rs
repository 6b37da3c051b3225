use jiff::{Timestamp, tz::TimeZone};
use leptos::prelude::*;
use masking::{Body, Message};
use strum::VariantArray;

use super::Panel;
use crate::{
    faults::Service,
    http::request_log::{Caller, Filter, LogEntry},
    texts::RequestLogTexts,
};

/// The control panel shows only this many entries of the request log. The control API returns all entries.
const SHOWN: usize = 60;

/// The control panel shows only this many characters of each body in the request log.
const BODY_SHOWN: usize = 4000;

impl Panel<'_> {
    /// Renders the newest entries of the request log, newest first. A click on an entry shows its details.
    pub fn log(&self) -> AnyView {
        let texts = &self.all_texts.request_log;
        let newest = Filter {
            limit: Some(SHOWN),
            ..Filter::default()
        };
        let entries = self.simulator.request_log().find(&newest);
        let rows = entries.into_iter().rev().map(|entry| row(texts, entry));
        let rows: Vec<_> = rows.collect();
        let rows = if rows.is_empty() {
            view! { <p class="ds-paragraph">{texts.none}</p> }.into_any()
        } else {
            view! { <ol class="sim-log">{rows}</ol> }.into_any()
        };
        view! {
            <p class="ds-paragraph sim-prose">{texts.note}</p>
            <p class="ds-paragraph">
                <a class="ds-link" href="/control?open=log#log">
                    {texts.refresh}
                </a>
            </p>
            {rows}
        }
        .into_any()
    }
}

fn row(texts: &'static RequestLogTexts, entry: LogEntry) -> impl IntoView {
    let status = match &entry.code {
        Some(code) => format!("{} {code}", entry.status),
        None => entry.status.to_string(),
    };
    let is_error = (entry.status >= 400 || entry.fault.is_some()).then_some("");
    let call = format!("{} {}", entry.method, entry.path);
    let [why, hint] = [entry.why.clone(), entry.hint.clone()].map(|text| {
        text.map(|text| view! { <span class="sim-log__why" lang="en">{String::from(text)}</span> })
    });
    view! {
        <li>
            <details class="sim-log__row">
                <summary data-error=is_error>
                    <span class="sim-log__time">{oslo_time(entry.time)}</span>
                    <span class="sim-log__service">{service_name(texts, entry.service)}</span>
                    <code class="sim-log__call">{call}</code>
                    <span class="sim-log__status">{status}</span>
                    {why}
                    {hint}
                </summary>
                {details(texts, entry)}
            </details>
        </li>
    }
}

fn details(texts: &'static RequestLogTexts, entry: LogEntry) -> impl IntoView {
    let caller = match entry.caller {
        Caller::Browser => texts.browser,
        Caller::Client => texts.client,
    };
    let request = message(texts, texts.request, Some(&entry.request));
    let response = message(texts, texts.response, entry.response.as_ref());
    let query: Vec<_> = entry
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let query = (!query.is_empty()).then(|| query.join("&"));
    let rows = [
        (texts.duration, Some(format!("{} ms", entry.duration_ms))),
        (texts.caller, Some(caller.to_owned())),
        (texts.fault, entry.fault.map(str::to_owned)),
        (texts.sandbox, entry.sandbox),
        ("x-request-id", entry.x_request_id.map(String::from)),
        ("?", query),
        ("state", entry.oidc_state.map(String::from)),
        (
            "systemUserRequest",
            entry.system_user_request.map(|id| id.to_string()),
        ),
    ];
    let rows = rows.into_iter().filter_map(|(name, value)| {
        let value = value?;
        Some(view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        })
    });
    view! { <dl class="sim-log__details">{rows.collect::<Vec<_>>()} {request} {response}</dl> }
}

/// Renders the masked headers and the masked body of a request or a response.
fn message(
    texts: &'static RequestLogTexts,
    name: &'static str,
    message: Option<&Message>,
) -> Option<impl IntoView + use<>> {
    let message = message?;
    let headers = message.headers.iter();
    let mut lines: Vec<_> = headers
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    match &message.body {
        Body::Empty => {}
        body => {
            lines.push(String::new());
            lines.push(
                body.to_text()
                    .map_or(texts.no_body.to_owned(), |text| excerpt(&text)),
            );
        }
    }
    Some(view! {
        <div>
            <dt>{name}</dt>
            <dd>
                <pre>
                    <code>{lines.join("\n")}</code>
                </pre>
            </dd>
        </div>
    })
}

/// Shortens a body for the control panel. The control API returns the whole body.
fn excerpt(text: &str) -> String {
    let mut signs = text.chars();
    let mut excerpt: String = signs.by_ref().take(BODY_SHOWN).collect();
    if signs.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

fn service_name(texts: &'static RequestLogTexts, service: Service) -> &'static str {
    let names = Service::VARIANTS.iter().zip(texts.services);
    let mut own = names.filter(|(other, _)| **other == service);
    own.next().map_or(service.as_str(), |(_, name)| name)
}

/// The time of day in Norway, to the second.
fn oslo_time(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone)
        .datetime()
        .strftime("%H:%M:%S")
        .to_string()
}
