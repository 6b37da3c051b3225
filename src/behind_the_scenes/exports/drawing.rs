//! A plain sequence diagram for the exported file. The diagram in SmartCloud's own pages needs SmartCloud's style sheet.

use std::fmt::Write as _;

use super::{outcome, path};
use crate::{
    i18n::Locale,
    recorder::exchange::{Exchange, Journey, Kind, Party},
};

const COLUMN: usize = 210;
const TOP: usize = 50;
const ROW: usize = 46;

/// The longest path on an arrow, in characters.
const LONGEST: usize = 26;

/// Returns the journey as SVG. The list of calls below the diagram says the same in words.
pub(super) fn svg(journey: &Journey, locale: Locale) -> String {
    let texts = locale.recorded();
    let parties = journey.parties();
    let column = |party: Party| {
        let place = parties.iter().position(|known| *known == party);
        place.unwrap_or_default() * COLUMN + COLUMN / 2
    };
    let width = parties.len().max(1) * COLUMN;
    let height = TOP + journey.exchanges.len() * ROW + ROW;
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="drawn"><title id="drawn">{}</title>"#,
        escape(texts.diagram)
    );
    for party in &parties {
        let x = column(*party);
        let name = escape(texts.party(*party));
        let _ = write!(
            svg,
            r#"<text x="{x}" y="24" class="party">{name}</text><line x1="{x}" y1="34" x2="{x}" y2="{height}" class="life"/>"#
        );
    }
    for (row, exchange) in journey.exchanges.iter().enumerate() {
        let y = TOP + row * ROW + ROW / 2;
        let (from, to) = (column(exchange.from), column(exchange.to));
        arrow(&mut svg, exchange, (from, to), y, row + 1);
    }
    svg.push_str("</svg>");
    svg
}

fn arrow(
    svg: &mut String,
    exchange: &Exchange,
    (from, to): (usize, usize),
    y: usize,
    place: usize,
) {
    let class = match exchange.kind {
        Kind::BackChannel => "back",
        Kind::Redirect | Kind::Form => "front",
        Kind::OtherSide => "other",
    };
    let failed = if exchange.is_failure() { " failed" } else { "" };
    let middle = usize::midpoint(from, to);
    // The point of the arrow.
    let (near, above, below) = if from < to {
        (to - 8, y - 4, y + 4)
    } else {
        (to + 8, y - 4, y + 4)
    };
    let label = format!("{} {}", exchange.method, end_of(path(exchange)));
    let _ = write!(
        svg,
        r##"<a href="#call-{number}"><g class="{class}{failed}"><line x1="{from}" y1="{y}" x2="{to}" y2="{y}"/><path d="M{to} {y} L{near} {above} L{near} {below} Z"/><text x="{middle}" y="{text_y}">{place}. {label}</text><text x="{middle}" y="{outcome_y}" class="outcome">{outcome}</text></g></a>"##,
        number = exchange.number,
        text_y = y - 6,
        outcome_y = y + 13,
        label = escape(&label),
        outcome = escape(&outcome(exchange)),
    );
}

/// Returns the end of a path, which says more than its beginning. An arrow to the next column is short.
fn end_of(path: &str) -> String {
    let length = path.chars().count();
    if length <= LONGEST {
        return path.to_owned();
    }
    let end: String = path.chars().skip(length - LONGEST).collect();
    format!("…{end}")
}

/// Returns a text for HTML and SVG.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
