//! Divides the recorded calls of a visitor into chapters. A chapter is a sequence of calls that belong to the same step
//! of the redirect pattern.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    calls::{self, CallText},
    exchange::{Body, Exchange, Journey, Kind, Party, Step, Value},
    words,
};
use crate::{
    i18n::{Locale, norwegian_time},
    source_code::{self, Part},
};

/// A chapter of the journey: consecutive calls of one step of the redirect pattern. A chapter also ends when SmartCloud
/// answers the browser with a page and not with a redirect.
#[derive(Debug)]
pub struct Chapter<'j> {
    pub step: Step,
    /// Each call, with its row number in the whole journey. Row numbers begin with 1.
    pub calls: Vec<(usize, &'j Exchange)>,
    /// Whether this is the last chapter, or contains a call with the same request id as the last call of the journey.
    pub is_newest: bool,
}

#[must_use]
pub fn chapters(journey: &Journey) -> Vec<Chapter<'_>> {
    let mut chapters: Vec<Chapter<'_>> = Vec::new();
    for (index, exchange) in journey.exchanges.iter().enumerate() {
        let call = (index + 1, exchange);
        let mut visits_before = journey.exchanges[..index].iter().rev();
        let begins = exchange.is_visit()
            && visits_before
                .find(|before| before.is_visit())
                .is_some_and(Exchange::ends_with_page);
        match chapters.last_mut() {
            Some(chapter) if chapter.step == exchange.step && !begins => chapter.calls.push(call),
            _ => chapters.push(Chapter {
                step: exchange.step,
                calls: vec![call],
                is_newest: false,
            }),
        }
    }
    let last = chapters
        .last()
        .and_then(|chapter| chapter.calls.last())
        .map(|(_, exchange)| exchange.request_id.as_str());
    let count = chapters.len();
    for (index, chapter) in chapters.iter_mut().enumerate() {
        let is_same_visit = |(_, exchange): &(usize, &Exchange)| {
            !exchange.request_id.is_empty() && Some(exchange.request_id.as_str()) == last
        };
        chapter.is_newest = index + 1 == count || chapter.calls.iter().any(is_same_visit);
    }
    chapters
}

#[must_use]
pub fn part_of(step: Step) -> Option<Part> {
    match step {
        Step::LogIn => Some(Part::LogIn),
        Step::Dashboard => Some(Part::UseAccess),
        step => step.number().map(Part::Step),
    }
}

/// Returns the number and the title of a step as a heading, such as `Steg 2: Be Altinn om en systembruker`.
#[must_use]
pub fn heading(step: Step, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    match (step, part_of(step)) {
        (Step::LogIn, _) => t.log_in.to_owned(),
        (Step::Dashboard, _) => t.dashboard.to_owned(),
        (Step::AtAltinn, _) => (t.step)(4, t.at_altinn),
        (_, Some(part @ Part::Step(number))) => {
            let title = source_code::text_of(part).title.in_locale(locale);
            (t.step)(number, title)
        }
        _ => t.other.to_owned(),
    }
}

#[must_use]
pub fn text_of(exchange: &Exchange) -> CallText {
    // The URL is masked, so it can contain placeholders such as `{state}`, which a URL parser would refuse or encode.
    let path = path_of(&exchange.url);
    let for_system_user = exchange.to == Party::Maskinporten && names_system_user(exchange);
    calls::text_of(exchange.to, &exchange.method, path, for_system_user)
}

/// Returns the path of a URL. The URL can contain placeholders such as `{state}`, which a URL parser would refuse.
#[must_use]
pub fn path_of(url: &str) -> &str {
    let path = match url.split_once("://") {
        // A URL that starts with `/` is only a path, but its query can contain `://`.
        Some((_, rest)) if !url.starts_with('/') => {
            rest.find('/').map_or("", |start| &rest[start..])
        }
        _ => url,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

fn names_system_user(exchange: &Exchange) -> bool {
    let Body::Form(fields) = &exchange.request.body else {
        return false;
    };
    fields.iter().any(|(_, value)| {
        matches!(value, Value::Jwt(jwt) if jwt.claims.iter().any(|(name, _)| name == "authorization_details"))
    })
}

#[must_use]
pub fn party_name(party: Party, locale: Locale) -> &'static str {
    words::party(party, locale)
}

/// Whether the diagram marks the call as an error. A GET to Altinn can return 404, because the request or the system
/// user does not exist before the approval. A browser can also close its connection before the response. The diagram
/// marks neither case as an error.
#[must_use]
pub fn is_error(exchange: &Exchange) -> bool {
    let found_nothing =
        exchange.to == Party::Altinn && exchange.method == "GET" && exchange.status == Some(404);
    let has_left = matches!(
        exchange.failure.as_deref(),
        Some("browser-left" | "given-up")
    );
    exchange.is_failure() && !found_nothing && !has_left
}

/// Returns the word that matters most in a successful response of Altinn: the status of a request, such as `Rejected`, or
/// the decision about access, such as `Permit`. The HTTP status is 200 in all these cases.
#[must_use]
pub fn outcome(exchange: &Exchange) -> Option<&str> {
    let is_success = matches!(exchange.status, Some(200..=299));
    if !is_success || exchange.to != Party::Altinn || exchange.kind != Kind::BackChannel {
        return None;
    }
    let Body::Json(json) = &exchange.response.as_ref()?.body else {
        return None;
    };
    let status = json.get("status").and_then(Value::as_shown);
    status.or_else(|| match json.get("response")? {
        Value::List(results) => results.first()?.get("decision")?.as_shown(),
        _ => None,
    })
}

/// Returns a sentence about a call: `4. SmartCloud til Altinn: Be om systembruker. Svar 201 etter 18 millisekunder.`
/// `place` is the row number of the call in the journey.
#[must_use]
pub fn sentence(place: usize, exchange: &Exchange, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    let (from, to) = (
        party_name(exchange.from, locale),
        party_name(exchange.to, locale),
    );
    let call = (t.call)(from, to, text_of(exchange).arrow.in_locale(locale));
    let mut parts = vec![format!("{place}. {call}"), answer(exchange, locale)];
    if let Some(outcome) = outcome(exchange) {
        parts.push(format!("{outcome}."));
    }
    if exchange.attempt > 1 {
        parts.push(format!("{}.", (t.attempt)(exchange.attempt)));
    }
    if is_error(exchange) {
        parts.push(format!("{}.", t.error));
    }
    if exchange.kind == Kind::OtherSide {
        parts.push(format!("{}.", t.not_visible));
    }
    parts.join(" ")
}

fn answer(exchange: &Exchange, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    match (exchange.status, exchange.duration) {
        (Some(status), Some(duration)) => {
            (t.answer_after)(status, &spoken_duration(duration, locale))
        }
        (Some(status), None) => (t.answer)(status),
        (None, _) => match &exchange.failure {
            Some(failure) => {
                let failure = words::failure(failure, locale);
                format!("{}: {failure}.", t.no_answer.trim_end_matches('.'))
            }
            None => t.no_answer.to_owned(),
        },
    }
}

#[must_use]
pub fn clock_time(at: Timestamp) -> String {
    let time = norwegian_time(at);
    format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// Returns a duration as text for screen readers, such as `18 millisekunder`.
#[must_use]
pub fn spoken_duration(duration: Duration, locale: Locale) -> String {
    let t = locale.behind_the_scenes();
    if duration < Duration::from_secs(1) {
        (t.milliseconds)(duration.as_millis())
    } else {
        (t.seconds)(&format!("{:.1}", duration.as_secs_f64()))
    }
}

#[must_use]
pub fn short_duration(duration: Duration, locale: Locale) -> String {
    if duration < Duration::from_secs(1) {
        return format!("{} ms", duration.as_millis());
    }
    let seconds = format!("{:.1} s", duration.as_secs_f64());
    if locale == Locale::En {
        seconds
    } else {
        seconds.replace('.', ",")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use masking::Message;

    use super::*;

    pub fn call(
        number: u64,
        step: Step,
        from: Party,
        to: Party,
        method: &str,
        url: &str,
    ) -> Exchange {
        Exchange {
            number,
            at: "2026-11-27T12:00:00Z".parse().unwrap(),
            duration: Some(Duration::from_millis(18)),
            from,
            to,
            kind: if from == Party::Browser {
                Kind::Form
            } else {
                Kind::BackChannel
            },
            step,
            method: method.to_owned(),
            url: url.to_owned(),
            status: Some(201),
            code: None,
            request: Message {
                headers: Vec::new(),
                body: Body::Empty,
            },
            response: None,
            failure: None,
            attempt: 1,
            request_id: "a".to_owned(),
        }
    }

    pub fn post() -> Exchange {
        let url = "https://platform.example/authentication/api/v1/systemuser/request/vendor";
        call(
            4,
            Step::SendRequest,
            Party::SmartCloud,
            Party::Altinn,
            "POST",
            url,
        )
    }

    #[test]
    fn a_call_is_a_sentence_in_each_language() {
        assert_eq!(
            sentence(4, &post(), Locale::Nb),
            "4. SmartCloud til Altinn: Be om systembruker. Svar 201 etter 18 millisekunder."
        );
        assert_eq!(
            sentence(4, &post(), Locale::En),
            "4. SmartCloud to Altinn: Request a system user. Answer 201 after 18 milliseconds."
        );
        let lost = Exchange {
            status: None,
            kind: Kind::OtherSide,
            attempt: 2,
            ..post()
        };
        assert_eq!(
            sentence(4, &lost, Locale::Nn),
            "4. SmartCloud til Altinn: Be om systembrukar. Ikkje noko svar. Forsøk 2. Feil. Ikkje synleg for leverandøren."
        );
        let left = Exchange {
            status: None,
            failure: Some("browser-left".to_owned()),
            ..post()
        };
        assert_eq!(
            sentence(4, &left, Locale::Nb),
            "4. SmartCloud til Altinn: Be om systembruker. Ikke noe svar: nettleseren forlot siden."
        );
    }

    #[test]
    fn that_nothing_exists_yet_is_no_error() {
        let answered = |method: &str, status| Exchange {
            method: method.to_owned(),
            status,
            ..post()
        };
        assert!(!is_error(&answered("GET", Some(404))));
        assert!(is_error(&answered("POST", Some(404))));
        assert!(is_error(&answered("GET", Some(403))));
        assert!(is_error(&answered("GET", None)));
    }

    #[test]
    fn what_the_browser_did_last_is_open_and_the_rest_is_folded() {
        let start = "https://smartcloud.example/connect/start";
        let form = |number, id: &str| Exchange {
            request_id: id.to_owned(),
            ..call(
                number,
                Step::SaveIntent,
                Party::Browser,
                Party::SmartCloud,
                "POST",
                start,
            )
        };
        let sent = |number, id: &str| Exchange {
            number,
            request_id: id.to_owned(),
            ..post()
        };
        let journey = Journey {
            exchanges: vec![
                form(1, "a"),
                sent(2, "a"),
                form(3, "b"),
                sent(4, "b"),
                sent(5, "b"),
            ],
        };
        let chapters = chapters(&journey);
        let open: Vec<_> = chapters
            .iter()
            .map(|chapter| (chapter.calls.len(), chapter.is_newest))
            .collect();
        assert_eq!(open, [(1, false), (1, false), (1, true), (2, true)]);
    }

    #[test]
    fn a_page_that_is_opened_again_begins_a_chapter_and_a_redirect_does_not() {
        let visit = |number, status| Exchange {
            kind: Kind::Redirect,
            status: Some(status),
            ..call(
                number,
                Step::AskAltinn,
                Party::Browser,
                Party::SmartCloud,
                "GET",
                "https://smartcloud.example/connect/310702641",
            )
        };
        let journey = Journey {
            exchanges: vec![visit(1, 303), visit(2, 200), visit(3, 200)],
        };
        let lengths: Vec<_> = chapters(&journey)
            .iter()
            .map(|chapter| chapter.calls.len())
            .collect();
        assert_eq!(lengths, [2, 1]);
    }

    #[test]
    fn the_path_of_a_masked_address_is_found() {
        assert_eq!(path_of("https://a.example:1/b/c?state={state}"), "/b/c");
        assert_eq!(path_of("/b/{unknown}?x=https://d"), "/b/{unknown}");
        assert_eq!(path_of("https://a.example"), "");
    }

    #[test]
    fn a_duration_follows_the_language() {
        let long = Duration::from_millis(1_540);
        assert_eq!(short_duration(long, Locale::Nb), "1,5 s");
        assert_eq!(short_duration(long, Locale::En), "1.5 s");
        assert_eq!(spoken_duration(long, Locale::Nb), "1,5 sekunder");
    }
}
