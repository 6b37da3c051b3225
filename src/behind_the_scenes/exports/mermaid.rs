use super::{outcome, path};
use crate::{
    behind_the_scenes::words,
    i18n::Locale,
    recorder::exchange::{Exchange, Journey, Kind, Party},
};

/// The maximum number of characters in the text on an arrow of the diagram.
const LONGEST: usize = 80;

#[must_use]
pub fn mermaid(journey: &Journey, locale: Locale) -> String {
    let not_visible = locale.behind_the_scenes().not_visible;
    let mut lines = vec!["sequenceDiagram".to_owned(), "  autonumber".to_owned()];
    for party in journey.parties() {
        let (id, name) = (id(party), text(words::party(party, locale)));
        lines.push(format!("  participant {id} as {name}"));
    }
    // Mermaid needs at least one participant.
    if journey.exchanges.is_empty() {
        lines.push(format!("  participant {}", id(Party::SmartCloud)));
    }
    for exchange in &journey.exchanges {
        lines.extend(arrows(exchange, not_visible));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn arrows(exchange: &Exchange, not_visible: &str) -> [String; 2] {
    let (from, to) = (id(exchange.from), id(exchange.to));
    let is_visible = exchange.kind != Kind::OtherSide;
    let there = if is_visible { "->>" } else { "-->>" };
    let mut call = format!("{} {}", exchange.method, path(exchange));
    if !is_visible {
        call = format!("{call} ({not_visible})");
    }
    let has_answer = exchange.status.is_some();
    let back = if has_answer { "-->>" } else { "--x" };
    [
        format!("  {from}{there}{to}: {}", text(&call)),
        format!("  {to}{back}{from}: {}", text(&outcome(exchange))),
    ]
}

fn id(party: Party) -> &'static str {
    match party {
        Party::Browser => "Browser",
        Party::SmartCloud => "SmartCloud",
        Party::IdPorten => "IdPorten",
        Party::Maskinporten => "Maskinporten",
        Party::Altinn => "Altinn",
        Party::ResourceOwner => "ResourceOwner",
    }
}

/// Prepares a text for an arrow of the diagram: replaces characters that have a meaning in Mermaid's language, and cuts
/// the text at [`LONGEST`] characters.
fn text(text: &str) -> String {
    let signs = text.chars().take(LONGEST).filter(|sign| !sign.is_control());
    signs
        .map(|sign| {
            if sign.is_alphanumeric() || " /.-_()".contains(sign) {
                sign.to_string()
            } else {
                format!("#{};", u32::from(sign))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behind_the_scenes::exports::samples::journey;

    #[test]
    fn each_call_is_an_arrow_and_an_answer() {
        let diagram = mermaid(&journey(), Locale::Nb);
        assert!(diagram.starts_with("sequenceDiagram\n"), "{diagram}");
        assert!(
            diagram.contains("Browser->>SmartCloud: POST /connect/start\n"),
            "{diagram}"
        );
        assert!(
            diagram.contains("Altinn-->>SmartCloud: 400 AUTH-00021\n"),
            "{diagram}"
        );
        assert!(
            diagram.contains("Maskinporten--xSmartCloud: timeout\n"),
            "{diagram}"
        );
        assert_eq!(text("a;b#c"), "a#59;b#35;c");
    }
}
