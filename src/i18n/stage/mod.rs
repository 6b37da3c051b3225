//! The texts that SmartCloud shows for talks. In a talk, a presenter shows SmartCloud to an audience, scene by scene.
//! The speaker's notes are not in this module, but in [`crate::stage::scenes`].

mod en;
mod nb;
mod nn;

use super::Locale;

pub struct StageTexts {
    pub links: Links,
    pub pages: Pages,
    pub desk: Desk,
    pub key: Key,
}

/// The texts that every page of SmartCloud shows during a talk.
pub struct Links {
    /// The name of the navigation, which only screen readers read.
    pub menu: &'static str,
    pub panel: &'static str,
    pub desk: &'static str,
    /// This text names the talk that this browser follows. The argument is the code of the talk.
    pub following: fn(&str) -> String,
    pub stop_following: &'static str,
}

pub struct Pages {
    pub no_scene_title: &'static str,
    pub no_scene: &'static str,
    pub all_scenes: &'static str,
    pub silent_title: &'static str,
    pub silent: &'static str,
    pub full_title: &'static str,
    pub full: &'static str,
    pub failed_title: &'static str,
    pub failed: &'static str,
    pub try_again: &'static str,
    pub not_a_page_title: &'static str,
    pub not_a_page: &'static str,
    pub no_talk_title: &'static str,
    pub no_talk: &'static str,
    /// The page with the form for the code of a talk.
    pub join_title: &'static str,
    pub join_intro: &'static str,
    pub code: &'static str,
    pub join: &'static str,
    /// The title of the page that SmartCloud shows instead of a redirect to another service. The argument is the name
    /// of that service.
    pub leaving_title: fn(&str) -> String,
    pub leaving: &'static str,
    pub answers_with: &'static str,
    pub address: &'static str,
    pub go_on: fn(&str) -> String,
}

pub struct Desk {
    pub title: &'static str,
    pub place: fn(usize, usize) -> String,
    pub before_start: &'static str,
    pub before_start_say: &'static str,
    pub before_start_see: &'static str,
    pub why: &'static str,
    pub acts_as: &'static str,
    pub is_logged_in: &'static str,
    pub nobody: &'static str,
    pub say: &'static str,
    pub see: &'static str,
    pub answers: fn(&str) -> String,
    pub next: &'static str,
    pub last: &'static str,
    pub previous_button: &'static str,
    pub next_button: &'static str,
    pub start_button: &'static str,
    pub again: &'static str,
    pub from_beginning: &'static str,
    pub sure: &'static str,
    pub yes_from_beginning: &'static str,
    pub no: &'static str,
    pub jump: &'static str,
    pub go: &'static str,
    pub controls: &'static str,
    pub switches: &'static str,
    pub on: &'static str,
    pub off: &'static str,
    pub pause: &'static str,
    pub maskinporten_down: &'static str,
    pub large_type: &'static str,
    pub high_contrast: &'static str,
    pub notes_language: &'static str,
    /// The button that locks the desk. After that, the desk requires the presenter's key again.
    pub lock: &'static str,
    pub time: &'static str,
    /// The talk is ahead of its schedule. `{}` stands for minutes and seconds.
    pub ahead: &'static str,
    pub on_time: &'static str,
    /// The talk is behind its schedule. `{}` stands for minutes and seconds.
    pub behind: &'static str,
    pub not_started: &'static str,
    pub join: &'static str,
    pub stage_window: &'static str,
    pub large_code: &'static str,
    pub all_notes: &'static str,
    pub code_alt: &'static str,
    pub keys: &'static str,
    pub silent: &'static str,
    /// The desk shows this text if the browser has lost the cookie of its desk during a talk.
    pub new_talk: &'static str,
    pub maskinporten_is_down: &'static str,
    pub clock_is_moved: &'static str,
    pub to_desk: &'static str,
}

pub struct Key {
    pub title: &'static str,
    pub intro: &'static str,
    pub label: &'static str,
    pub button: &'static str,
    pub wrong: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn stage_texts(self) -> &'static StageTexts {
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
    fn several_questions_have_a_plural() {
        let answers = Locale::En.stage_texts().desk.answers;
        assert_eq!(answers("4"), "Answers question 4.");
        assert_eq!(answers("4, 7"), "Answers questions 4, 7.");
    }
}
