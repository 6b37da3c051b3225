use std::borrow::Cow;

/// The log gets at most this many characters of a text from a client or another server.
const LONGEST: usize = 200;

/// Shortens a text from a client or another server for the log, and removes the control characters. Otherwise the
/// sender could fill the log, or could forge a log line with a line break.
#[must_use]
pub fn excerpt(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut signs = text.chars().filter(|sign| !sign.is_control());
    let mut excerpt: String = signs.by_ref().take(LONGEST).collect();
    if signs.next().is_some() {
        excerpt.push('…');
    }
    Cow::Owned(excerpt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_for_the_log_is_short_and_in_one_line() {
        assert_eq!(excerpt("/connect/312450186"), "/connect/312450186");
        assert_eq!(excerpt("not\r\n\u{1b}[31mred"), "not[31mred");
        let long = "å".repeat(LONGEST);
        assert_eq!(excerpt(&long), long);
        assert_eq!(excerpt(&format!("{long}x")), format!("{long}…"));
    }
}
