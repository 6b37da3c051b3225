//! Draws calls as a sequence diagram in SVG.
//!
//! Each participant has a column, a colour and a letter. A call is an arrow with a label above it. The response is a
//! thinner arrow back. For screen readers, the diagram is a list of links. The name of each link is the text from
//! [`sentence`](super::chapters::sentence).

use std::fmt::{self, Write};

use jiff::SignedDuration;

use super::{
    PATH,
    chapters::{is_error, outcome, party_name, sentence, short_duration, text_of},
    exchange::{Exchange, Kind, Party},
    words,
};
use crate::i18n::Locale;

/// The width of the drawing in pixels. The style sheet scales the drawing down in a narrower column.
const WIDTH: usize = 520;
/// The distance between the edge of the drawing and the nearest column.
const MARGIN: usize = 48;
const HEAD: usize = 56;
/// The height of one call in pixels: its label, its arrow and the arrow of its response.
const ROW: usize = 58;
/// The height of the text that shows the length of a pause between two calls.
const PAUSE: usize = 26;
/// The approximate width of a letter in pixels. The server has no fonts, so it cannot measure a text.
const LETTER: usize = 7;
/// The diagram shows a pause between two calls only if the pause is at least this long.
const SHOWN_PAUSE: SignedDuration = SignedDuration::from_secs(60);

#[derive(Clone, Copy, Debug)]
pub enum Links<'a> {
    /// Each arrow links to the page of its call. `base` is the path of the page with all calls. `after` is the query
    /// for the link back to the previous page, such as `?fra=/status`, or empty.
    Pages { base: &'a str, after: &'a str },
    /// Each arrow links to the element `call-…` in the same document, because an exported file has only one page.
    SameDocument,
}

impl<'a> Links<'a> {
    /// The links lead to the calls of the visitor who looks at the page, and not to another visitor's calls.
    #[must_use]
    pub const fn own(after: &'a str) -> Self {
        Self::Pages { base: PATH, after }
    }

    #[must_use]
    pub const fn base(self) -> &'a str {
        match self {
            Self::Pages { base, .. } => base,
            Self::SameDocument => PATH,
        }
    }

    /// Returns the query for the link back to the previous page, such as `?fra=/status`.
    #[must_use]
    pub const fn after(self) -> &'a str {
        match self {
            Self::Pages { after, .. } => after,
            Self::SameDocument => "",
        }
    }

    #[must_use]
    pub fn address(self, number: u64) -> String {
        match self {
            Self::Pages { base, after } => format!("{base}/kall/{number}{after}"),
            Self::SameDocument => format!("#call-{number}"),
        }
    }
}

/// Draws the calls as SVG. Each call comes with its row number in the journey.
#[must_use]
pub fn svg(calls: &[(usize, &Exchange)], locale: Locale, links: Links<'_>) -> String {
    let mut svg = String::new();
    // Writing to a `String` never fails.
    let _ = write_svg(&mut svg, calls, locale, links);
    svg
}

fn write_svg(
    svg: &mut String,
    calls: &[(usize, &Exchange)],
    locale: Locale,
    links: Links<'_>,
) -> fmt::Result {
    let columns = Columns::of(calls);
    let pauses = calls
        .windows(2)
        .filter(|pair| pause(pair).is_some())
        .count();
    let height = HEAD + calls.len() * ROW + pauses * PAUSE + 8;
    write!(
        svg,
        "<svg class=\"sequence\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"list\" aria-label=\"{}\">",
        escape(&(locale.behind_the_scenes().diagram)(calls.len()))
    )?;
    columns.write(svg, locale, height)?;
    let mut top = HEAD;
    for (index, (place, exchange)) in calls.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &calls[before..=index]);
        if let Some(minutes) = before.and_then(pause) {
            let t = locale.behind_the_scenes();
            let text = (t.pause)(&(t.minutes)(minutes));
            write!(
                svg,
                "<text class=\"pause\" aria-hidden=\"true\" x=\"{}\" y=\"{}\">{}</text>",
                WIDTH / 2,
                top + 16,
                escape(&text)
            )?;
            top += PAUSE;
        }
        write_call(svg, &columns, *place, exchange, top, locale, links)?;
        top += ROW;
    }
    svg.push_str("</svg>");
    Ok(())
}

/// Returns the minutes between two calls, or `None` if the pause is shorter than [`SHOWN_PAUSE`].
fn pause(pair: &[(usize, &Exchange)]) -> Option<i64> {
    let [(_, before), (_, after)] = pair else {
        return None;
    };
    let time = after.at.duration_since(before.at);
    (time >= SHOWN_PAUSE).then(|| time.as_mins())
}

/// The participants of the drawn calls, each with the x coordinate of its column.
struct Columns(Vec<(Party, usize)>);

impl Columns {
    fn of(calls: &[(usize, &Exchange)]) -> Self {
        let mut parties: Vec<_> = calls
            .iter()
            .flat_map(|(_, exchange)| [exchange.from, exchange.to])
            .collect();
        parties.sort_unstable();
        parties.dedup();
        let gaps = parties.len().saturating_sub(1).max(1);
        let columns = parties.into_iter().enumerate();
        Self(
            columns
                .map(|(index, party)| (party, MARGIN + index * (WIDTH - 2 * MARGIN) / gaps))
                .collect(),
        )
    }

    fn x(&self, party: Party) -> usize {
        let found = self.0.iter().find(|(known, _)| *known == party);
        found.map_or(MARGIN, |(_, x)| *x)
    }

    fn write(&self, svg: &mut String, locale: Locale, height: usize) -> fmt::Result {
        for (party, x) in &self.0 {
            let name = party_name(*party, locale);
            let letter = name.chars().next().unwrap_or_default();
            let class = class_of(*party);
            write!(
                svg,
                "<g class=\"party {class}\" aria-hidden=\"true\"><line x1=\"{x}\" y1=\"{HEAD}\" x2=\"{x}\" y2=\"{height}\"/>\
                 <circle cx=\"{x}\" cy=\"18\" r=\"14\"/><text class=\"letter\" x=\"{x}\" y=\"23\">{letter}</text>\
                 <text class=\"name\" x=\"{x}\" y=\"48\">{}</text></g>",
                escape(name)
            )?;
        }
        Ok(())
    }
}

fn write_call(
    svg: &mut String,
    columns: &Columns,
    place: usize,
    exchange: &Exchange,
    top: usize,
    locale: Locale,
    links: Links<'_>,
) -> fmt::Result {
    let (from, to) = (columns.x(exchange.from), columns.x(exchange.to));
    let kind = match exchange.kind {
        Kind::BackChannel => "back-channel",
        Kind::Redirect => "redirect",
        Kind::Form => "form",
        Kind::OtherSide => "other-side",
    };
    let failed = if is_error(exchange) { " failed" } else { "" };
    write!(
        svg,
        "<g role=\"listitem\"><a class=\"call {kind}{failed} {}\" href=\"{}\" data-number=\"{}\" aria-label=\"{}\">\
         <rect x=\"0\" y=\"{top}\" width=\"{WIDTH}\" height=\"{ROW}\"/>",
        class_of(exchange.to),
        escape(&links.address(exchange.number)),
        exchange.number,
        escape(&sentence(place, exchange, locale)),
    )?;
    let label = format!("{place}. {}", text_of(exchange).arrow.in_locale(locale));
    write_label(svg, "label", &label, from.min(to), top + 16)?;
    write_arrow(svg, "request", from, to, top + 26)?;
    if exchange.status.is_some() {
        write_arrow(svg, "answer", to, from, top + 46)?;
    }
    let failure = exchange.failure.as_deref();
    let failure = failure.map_or("×", |failure| words::failure(failure, locale));
    let mut answer = exchange
        .status
        .map_or_else(|| failure.to_owned(), |status| status.to_string());
    if is_error(exchange) {
        let error = locale.behind_the_scenes().error;
        answer = format!("✕ {error} {answer}");
    }
    if let Some(detail) = exchange.code.as_deref().or_else(|| outcome(exchange)) {
        write!(answer, " {detail}")?;
    }
    if let Some(duration) = exchange.duration {
        write!(answer, " · {}", short_duration(duration, locale))?;
    }
    write_label(svg, "status", &answer, from.min(to), top + 42)?;
    svg.push_str("</a></g>");
    Ok(())
}

/// Writes a text to the right of the arrow's left column. A text that would pass the right edge starts further left.
fn write_label(svg: &mut String, class: &str, text: &str, left: usize, y: usize) -> fmt::Result {
    let width = text.chars().count() * LETTER;
    let x = (left + 8).min(WIDTH.saturating_sub(width + 4)).max(4);
    write!(
        svg,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
        escape(text)
    )
}

fn write_arrow(svg: &mut String, class: &str, from: usize, to: usize, y: usize) -> fmt::Result {
    if from == to {
        // If a participant calls itself, the arrow is a small loop.
        return write!(
            svg,
            "<path class=\"{class}\" d=\"M{from} {y}h18v8h-14m4 -4l-4 4l4 4\"/>"
        );
    }
    let (tip, back) = if to > from { (to - 2, -7) } else { (to + 2, 7) };
    write!(
        svg,
        "<path class=\"{class}\" d=\"M{from} {y}H{tip}\"/><path class=\"tip\" d=\"M{tip} {y}l{back} -4m{} 4l{back} 4\"/>",
        -back
    )
}

#[must_use]
pub const fn class_of(party: Party) -> &'static str {
    match party {
        Party::Browser => "p-browser",
        Party::SmartCloud => "p-smartcloud",
        Party::IdPorten => "p-idporten",
        Party::Maskinporten => "p-maskinporten",
        Party::Altinn => "p-altinn",
        Party::ResourceOwner => "p-owner",
    }
}

/// Escapes a text for HTML. The result is also safe in an attribute with double quotes.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use masking::{Body, Message, Name, Value};

    use super::*;
    use crate::behind_the_scenes::chapters::tests::post;

    #[test]
    fn only_the_parties_that_take_part_have_a_column() {
        let call = post();
        let svg = svg(&[(4, &call)], Locale::Nb, Links::own(""));
        assert!(svg.contains(">SmartCloud</text>") && svg.contains(">Altinn</text>"));
        assert!(!svg.contains("Maskinporten"));
        assert!(svg.contains("4. Be om systembruker</text>"));
        assert!(svg.contains("201 · 18 ms"));
        assert!(svg.contains("href=\"/bak-kulissene/kall/4\""));
        assert!(svg.contains("aria-label=\"4. SmartCloud til Altinn: Be om systembruker. Svar 201 etter 18 millisekunder.\""));
    }

    #[test]
    fn an_answer_of_altinn_has_the_status_of_the_request() {
        let rejected = Value::Object(vec![(Name::from("status"), Value::shown("Rejected"))]);
        let call = Exchange {
            response: Some(Message {
                headers: Vec::new(),
                body: Body::Json(rejected),
            }),
            ..post()
        };
        let svg = svg(&[(1, &call)], Locale::Nb, Links::own(""));
        assert!(svg.contains("201 Rejected · 18 ms"), "{svg}");
        assert!(
            svg.contains("Svar 201 etter 18 millisekunder. Rejected."),
            "{svg}"
        );
    }

    #[test]
    fn what_comes_from_outside_is_text() {
        let call = Exchange {
            code: Some("<script>\"".to_owned()),
            status: Some(400),
            ..post()
        };
        let svg = svg(&[(1, &call)], Locale::En, Links::SameDocument);
        assert!(svg.contains("✕ Error 400 &lt;script&gt;&quot;"), "{svg}");
        assert!(!svg.contains("<script"));
        assert!(svg.contains("href=\"#call-4\""));
    }

    #[test]
    fn a_long_pause_has_a_line() {
        let first = post();
        let later = Exchange {
            at: "2026-11-27T12:05:30Z".parse().unwrap(),
            ..post()
        };
        let svg = svg(&[(1, &first), (2, &later)], Locale::Nn, Links::SameDocument);
        assert!(svg.contains("5 minutt seinare"), "{svg}");
    }

    #[test]
    fn a_call_without_an_answer_has_no_arrow_back() {
        let call = Exchange {
            status: None,
            ..post()
        };
        let svg = svg(&[(1, &call)], Locale::Nb, Links::SameDocument);
        assert!(!svg.contains("class=\"answer\""));
        assert!(svg.contains("✕ Feil ×"));
    }
}
