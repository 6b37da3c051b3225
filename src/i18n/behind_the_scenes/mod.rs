//! The texts of the pages about recorded calls ([`crate::behind_the_scenes`]). Developers read these pages.

mod en;
mod nb;
mod nn;

use super::Locale;

/// Returns the text before the size of a body: the content type and a comma. Without a content type, the text is empty.
fn before(media_type: &str) -> String {
    if media_type.is_empty() {
        String::new()
    } else {
        format!("{media_type}, ")
    }
}

/// All texts about recorded calls in one language. A text that contains a value is a function.
pub struct BehindTheScenes {
    pub title: &'static str,
    pub intro: &'static str,
    /// The link in the footer opens the list of recorded calls. The link has this text if the visitor has never opened
    /// the drawer. The argument is the number of calls in the last step of the journey.
    pub bar_first: fn(usize) -> String,
    /// The link in the footer opens the list of recorded calls. The link has this text if the visitor has opened the
    /// drawer before. The argument is the number of calls in the last step of the journey.
    pub bar: fn(usize) -> String,
    pub nothing_yet: &'static str,
    /// This text says that calls are possibly missing, because the simulator does not answer.
    pub silent: &'static str,
    pub calls: fn(usize) -> String,
    /// Makes the heading of one step of the redirect pattern. The arguments are the number and the title of the step.
    pub step: fn(u8, &str) -> String,
    pub log_in: &'static str,
    pub at_altinn: &'static str,
    pub dashboard: &'static str,
    pub other: &'static str,
    pub earlier: &'static str,
    pub back_to_page: &'static str,
    pub back_to_calls: &'static str,
    pub beside_the_page: &'static str,
    pub close: &'static str,
    pub own_window: &'static str,
    pub keys_on: &'static str,
    pub keys_off: &'static str,
    /// This text says what the keys on the keyboard do in the drawer.
    pub keys_help: &'static str,
    /// This text says what the keys on the keyboard do on the page `/bak-kulissene`. This text does not mention the key
    /// B, which works only in the drawer.
    pub keys_help_on_page: &'static str,
    pub code: &'static str,
    pub save: &'static str,
    pub save_har: &'static str,
    pub save_mermaid: &'static str,
    pub save_html: &'static str,
    pub diagram: fn(usize) -> String,
    /// Makes a sentence about a call. The arguments are the sender, the receiver and the label of the call.
    pub call: fn(&str, &str, &str) -> String,
    pub answer: fn(u16) -> String,
    pub answer_after: fn(u16, &str) -> String,
    pub milliseconds: fn(u128) -> String,
    pub seconds: fn(&str) -> String,
    pub no_answer: &'static str,
    pub not_visible: &'static str,
    pub not_visible_why: &'static str,
    pub error: &'static str,
    pub attempt: fn(u32) -> String,
    pub pause: fn(&str) -> String,
    pub minutes: fn(i64) -> String,
    pub when: &'static str,
    pub status: &'static str,
    pub took: &'static str,
    pub request: &'static str,
    pub response: &'static str,
    pub address: &'static str,
    pub headers: &'static str,
    pub more_headers: &'static str,
    pub body: &'static str,
    pub no_body: &'static str,
    pub body_left_out: fn(&str, usize) -> String,
    pub tokens: &'static str,
    pub token_in_request: &'static str,
    pub token_in_response: &'static str,
    pub claim: &'static str,
    pub value: &'static str,
    pub meaning: &'static str,
    pub source: &'static str,
    pub more_claims: fn(usize) -> String,
    pub signature: &'static str,
    pub token_header: &'static str,
    pub what_it_means: &'static str,
    pub what_went_wrong: &'static str,
    pub show_again: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub curl: &'static str,
    pub code_title: &'static str,
    pub code_intro: &'static str,
    pub the_code: &'static str,
    pub the_wire: &'static str,
    pub wire_of_visitor: &'static str,
    pub wire_example: &'static str,
    pub must_do: &'static str,
    pub differs: &'static str,
    pub mistakes: &'static str,
    pub lines: fn(usize, usize) -> String,
    pub markdown: &'static str,
    pub all_parts: &'static str,
    pub no_language: &'static str,
    pub expired: &'static str,
    pub export: ExportTexts,
    pub visitors: VisitorTexts,
}

pub struct ExportTexts {
    pub title: &'static str,
    /// Tells the reader that secrets and personal data are masked in the downloaded file.
    pub masked: &'static str,
    pub diagram: &'static str,
    pub calls: &'static str,
    pub no_calls: &'static str,
    pub claims: &'static str,
}

pub struct VisitorTexts {
    pub title: &'static str,
    pub intro: &'static str,
    pub link: &'static str,
    pub none: &'static str,
    pub column: &'static str,
    pub visitor: fn(u64) -> String,
    pub calls: &'static str,
    pub last: &'static str,
    pub step: &'static str,
    /// This text marks the presenter's own browser in the list of visitors.
    pub own: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn behind_the_scenes(self) -> &'static BehindTheScenes {
        match self {
            Self::Nb => &nb::TEXTS,
            Self::Nn => &nn::TEXTS,
            Self::En => &en::TEXTS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_a_content_type_has_only_a_size() {
        let text = |locale: Locale| locale.behind_the_scenes().body_left_out;
        assert_eq!(text(Locale::Nb)("", 12), "Innholdet vises ikke (12 byte).");
        assert_eq!(
            text(Locale::Nn)("", 12),
            "Innhaldet blir ikkje vist (12 byte)."
        );
        assert_eq!(text(Locale::En)("", 1), "The body is not shown (1 byte).");
        let html = text(Locale::En)("text/html", 12);
        assert_eq!(html, "The body is not shown (text/html, 12 bytes).");
    }
}
