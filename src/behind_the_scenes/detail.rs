//! Shows one recorded call: its purpose, its result, the request, the response, and the tokens in both.

use leptos::prelude::*;
use masking::{Message, Value};

use super::{
    PATH,
    chapters::{clock_time, is_error, part_of, party_name, sentence, spoken_duration, text_of},
    codes,
    diagram::{Links, class_of},
    exchange::{Exchange, Kind, Party},
    tokens::token,
    values, words,
};
use crate::{
    error::AppError,
    i18n::{Locale, ProblemText},
};

/// The page of a recorded call always shows these headers, and folds all other headers.
const HEADERS_THAT_MATTER: [&str; 10] = [
    "authorization",
    "content-type",
    "location",
    "set-cookie",
    "origin",
    "sec-fetch-site",
    "retry-after",
    "www-authenticate",
    "x-request-id",
    "content-security-policy",
];

#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub locale: Locale,
    /// The row number of the call in the journey. The first row number is 1.
    pub place: usize,
    pub links: Links<'a>,
    /// The number of the call before this call in the journey. The page links to that call.
    pub previous: Option<u64>,
    /// The number of the call after this call in the journey. The page links to that call.
    pub next: Option<u64>,
    /// Whether SmartCloud has scenes. SmartCloud has scenes only with the simulator. If there are scenes, the page of a
    /// call with an error links to the scene that reproduces the error.
    pub has_scenes: bool,
}

pub fn detail(exchange: &Exchange, around: Surroundings<'_>) -> AnyView {
    let Surroundings { locale, place, .. } = around;
    let t = locale.behind_the_scenes();
    let text = text_of(exchange);
    let is_other_side = exchange.kind == Kind::OtherSide;
    let url = values::pieces(&values::url_pieces(&exchange.url), locale);
    let response = exchange.response.as_ref().map(|message| {
        view! {
            <h3 class="ds-heading" data-size="xs">{t.response}</h3>
            {message_view(message, t.response, locale)}
        }
    });
    view! {
        <article class="call-detail" id=format!("call-{}", exchange.number)>
            <h2 class="ds-heading" data-size="sm">
                {place}". "{text.arrow.in_locale(locale)}
            </h2>
            <p class=format!("between {}", class_of(exchange.to))>
                {party_name(exchange.from, locale)}" → "{party_name(exchange.to, locale)}
            </p>
            <p class="ds-paragraph">{text.purpose.in_locale(locale)}</p>
            <p class="visually-hidden">{sentence(place, exchange, locale)}</p>
            {is_other_side.then(|| view! { <p class="ds-paragraph quiet">{t.not_visible_why}</p> })}
            {facts(exchange, locale)}
            {problem(exchange, around)}
            <h3 class="ds-heading" data-size="xs">{t.request}</h3>
            <p class="address">
                <code><strong>{exchange.method.clone()}</strong>" "{url}</code>
            </p>
            {message_view(&exchange.request, t.request, locale)}
            {response}
            {token_views(exchange, locale)}
            {links(exchange, around)}
        </article>
    }
    .into_any()
}

fn facts(exchange: &Exchange, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let status = exchange
        .status
        .map_or_else(|| t.no_answer.to_owned(), |status| status.to_string());
    let took = exchange.duration.map(|duration| {
        view! { <div><dt>{t.took}</dt><dd>{spoken_duration(duration, locale)}</dd></div> }
    });
    let attempt = (exchange.attempt > 1)
        .then(|| view! { <p class="attempt">{(t.attempt)(exchange.attempt)}</p> });
    let request_id = (!exchange.request_id.is_empty()).then(|| {
        let id = exchange.request_id.clone();
        view! { <div><dt>"X-Request-Id"</dt><dd><code>{id}</code></dd></div> }
    });
    view! {
        <dl class="facts-of-call">
            <div><dt>{t.status}</dt><dd>{status}</dd></div>
            {took}
            <div><dt>{t.when}</dt><dd>{clock_time(exchange.at)}</dd></div>
            {request_id}
        </dl>
        {attempt}
    }
    .into_any()
}

fn problem(exchange: &Exchange, around: Surroundings<'_>) -> Option<AnyView> {
    if !exchange.is_failure() && exchange.code.is_none() {
        return None;
    }
    let locale = around.locale;
    let t = locale.behind_the_scenes();
    let failure = exchange.failure.as_deref();
    // If a browser got an error page from SmartCloud, that page already explained the error. So explain only the errors
    // of API calls here.
    let is_page = exchange.to == Party::SmartCloud && exchange.status.is_some();
    let text =
        codes::text_of(exchange.code.as_deref(), exchange.status, failure).filter(|_| !is_page);
    let failure = failure.map(|failure| words::failure(failure, locale));
    // After a redirect to a page with an error, `code` is the error code in that page's URL.
    let shown_error = exchange.code.as_deref().and_then(|code| code.parse().ok());
    let shown_error = shown_error.map(|error: AppError| {
        let text = ProblemText::of(error, locale);
        view! { <p>{text.title}": "{text.text}</p> }
    });
    let code = exchange
        .code
        .clone()
        .map(|code| view! { ": "<code>{code}</code> });
    let explanation = text.map(|text| {
        let scene = text.scene.filter(|_| around.has_scenes).map(|scene| {
            view! { " "<a class="ds-link" href=format!("/scene/{scene}")>{t.show_again}</a> }
        });
        view! {
            <p>{text.cause.in_locale(locale)}</p>
            <p>
                {text.mender.text().in_locale(locale)}" "
                <a class="ds-link" href=text.source>{t.source}</a>
                {scene}
            </p>
        }
    });
    let (colour, title) = if is_error(exchange) {
        ("danger", t.what_went_wrong)
    } else {
        ("info", t.what_it_means)
    };
    Some(
        view! {
            <div class="ds-alert" data-color=colour>
                <h3 class="ds-heading" data-size="2xs">{title}{code}</h3>
                {failure.map(|text| view! { <p>{text}</p> })}
                {shown_error}
                {explanation}
            </div>
        }
        .into_any(),
    )
}

fn message_view(message: &Message, label: &'static str, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let matters = |name: &str| HEADERS_THAT_MATTER.contains(&name);
    let (top, more): (Vec<_>, Vec<_>) = message.headers.iter().partition(|(name, _)| matters(name));
    let more = (!more.is_empty()).then(|| {
        view! {
            <details class="ds-details">
                <summary>{t.more_headers}</summary>
                {header_list(&more, locale)}
            </details>
        }
    });
    let top = (!top.is_empty()).then(|| header_list(&top, locale));
    view! {
        {top}
        {more}
        {values::body(&message.body, label, locale)}
    }
    .into_any()
}

fn header_list(headers: &[&(masking::Name, Value)], locale: Locale) -> AnyView {
    let rows = headers.iter().map(|(name, value)| {
        let value = values::pieces(&values::value_pieces(value), locale);
        view! { <dt><code>{name.clone()}</code></dt><dd><code>{value}</code></dd> }
    });
    view! { <dl class="fields">{rows.collect_view()}</dl> }.into_any()
}

fn token_views(exchange: &Exchange, locale: Locale) -> Option<AnyView> {
    let t = locale.behind_the_scenes();
    let in_request = values::tokens(&exchange.request)
        .into_iter()
        .map(|jwt| token(jwt, t.token_in_request, locale));
    let in_response = exchange
        .response
        .iter()
        .flat_map(values::tokens)
        .map(|jwt| token(jwt, t.token_in_response, locale));
    let all: Vec<_> = in_request.chain(in_response).collect();
    (!all.is_empty())
        .then(|| view! { <h3 class="ds-heading" data-size="xs">{t.tokens}</h3>{all} }.into_any())
}

fn links(exchange: &Exchange, around: Surroundings<'_>) -> AnyView {
    let t = around.locale.behind_the_scenes();
    let to_call = |number: Option<u64>, label: &'static str| {
        number.map(|number| {
            let address = around.links.address(number);
            view! { <a class="ds-link call-link" href=address>{label}</a>" " }
        })
    };
    let code = part_of(exchange.step).map(|part| {
        let address = format!("{PATH}/kode/{}{}", part.key(), around.links.after());
        view! { <a class="ds-link" href=address>{t.code}</a>" " }
    });
    let curl = format!("{}/kall/{}/curl", around.links.base(), exchange.number);
    let is_own_call = matches!(exchange.kind, Kind::BackChannel);
    view! {
        <p class="actions">
            {to_call(around.previous, t.previous)}
            {to_call(around.next, t.next)}
            {code}
            {is_own_call.then(|| view! { <a class="ds-link" href=curl>{t.curl}</a> })}
        </p>
    }
    .into_any()
}
