//! The talks that are under way, and the presenters who hold them. In a talk, a presenter shows SmartCloud to an
//! audience. SmartCloud keeps talks only in memory, so a restart ends all talks.
//!
//! A talk has a code of four characters. A browser with the talk's cookie follows the talk. When the presenter moves
//! the talk, this browser opens the page of the new position.

mod cookies;

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::{config::Config, i18n::Locale};

pub use cookies::{DeskId, Following};

/// A talk ends if nobody has used its desk for this time. After this time, a presenter must also enter the presenter's
/// key again.
const KEPT: SignedDuration = SignedDuration::from_hours(12);

/// The maximum number of talks. For one more talk, SmartCloud ends the talk that its presenter has not used for the
/// longest time.
const AT_MOST: usize = 200;

/// A listener types the code, so its characters do not include `0`, `O`, `1` and `I`, which look alike.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

const CODE_LENGTH: usize = 4;

/// The page that a talk has reached, and a number that grows with each move of the talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Grows with each move of the talk, also when the presenter goes back or repeats a scene.
    pub number: u64,
    /// The path of the page that the followers open, without the query parameters that tell which talk a browser
    /// follows.
    pub path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    pub code: String,
    pub position: Position,
    /// The highest number that [`Talks::reserve_number`] has returned for this talk.
    pub last_number: u64,
    /// The index of the current scene in the list of scenes. `None` before the start of the talk.
    pub scene: Option<usize>,
    pub started_at: Option<Timestamp>,
    /// Whether SmartCloud shows a page with a link instead of each redirect to Altinn or ID-porten. The browser then
    /// waits for a click on the link.
    pub pauses: bool,
    pub notes: Locale,
    pub large_type: bool,
    pub high_contrast: bool,
}

#[derive(Debug)]
struct Entry {
    talk: Talk,
    desk: DeskId,
    /// The desk's id before the presenter entered the key again. The browser can still have this id, for example if it
    /// sent the form with the key twice.
    former_desk: Option<DeskId>,
    moved: watch::Sender<Position>,
    touched_at: Timestamp,
}

impl Entry {
    fn is_of(&self, desk: &DeskId) -> bool {
        self.desk == *desk || self.former_desk.as_ref() == Some(desk)
    }
}

#[derive(Debug, Default)]
struct Inner {
    talks: HashMap<String, Entry>,
    /// Maps a presenter's browser to the time when the presenter entered the presenter's key.
    desks: HashMap<DeskId, Timestamp>,
}

/// All talks. This type has no `Clone`, because all handlers must share one value.
#[derive(Debug)]
pub struct Talks {
    inner: Mutex<Inner>,
    closing: watch::Sender<bool>,
}

impl Default for Talks {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            closing: watch::Sender::new(false),
        }
    }
}

impl Talks {
    /// Finds a talk by its code. Returns `None` if no talk with this code is under way.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<Talk> {
        self.inner().talks.get(code).map(|entry| entry.talk.clone())
    }

    #[must_use]
    pub fn exists(&self, code: &str) -> bool {
        self.inner().talks.contains_key(code)
    }

    /// Returns the talk of a desk. Creates a talk if the desk has none.
    #[must_use]
    pub fn of_desk(&self, desk: &DeskId, notes: Locale, now: Timestamp) -> Talk {
        let mut inner = self.inner();
        inner
            .talks
            .retain(|_, entry| now.duration_since(entry.touched_at) < KEPT);
        if let Some(entry) = inner.talks.values_mut().find(|entry| entry.is_of(desk)) {
            entry.touched_at = now;
            return entry.talk.clone();
        }
        if inner.talks.len() >= AT_MOST {
            let oldest = inner.talks.iter().min_by_key(|(_, entry)| entry.touched_at);
            if let Some(code) = oldest.map(|(code, _)| code.clone()) {
                inner.talks.remove(&code);
            }
        }
        let code = loop {
            let code = random_code();
            if !inner.talks.contains_key(&code) {
                break code;
            }
        };
        let position = Position {
            number: 0,
            path: "/".to_owned(),
        };
        let talk = Talk {
            code: code.clone(),
            position: position.clone(),
            last_number: 0,
            scene: None,
            started_at: None,
            pauses: false,
            notes,
            large_type: false,
            high_contrast: false,
        };
        let entry = Entry {
            talk: talk.clone(),
            desk: desk.clone(),
            former_desk: None,
            moved: watch::Sender::new(position),
            touched_at: now,
        };
        inner.talks.insert(code, entry);
        talk
    }

    /// Changes a talk. If `change` moves the talk, the followers go to the new position.
    pub fn change(&self, code: &str, now: Timestamp, change: impl FnOnce(&mut Talk)) {
        if let Some(entry) = self.inner().talks.get_mut(code) {
            change(&mut entry.talk);
            entry.touched_at = now;
            let position = &entry.talk.position;
            entry.moved.send_if_modified(|announced| {
                let has_moved = announced != position;
                announced.clone_from(position);
                has_moved
            });
        }
    }

    /// Reserves the number of the talk's next position. Two moves at the same time therefore get different numbers. Returns
    /// `None` if no talk has this code.
    #[must_use]
    pub fn reserve_number(&self, code: &str) -> Option<u64> {
        let mut inner = self.inner();
        let talk = &mut inner.talks.get_mut(code)?.talk;
        talk.last_number += 1;
        Some(talk.last_number)
    }

    /// Returns a receiver that is notified when the talk moves to another position, or `None` if no talk has this code.
    #[must_use]
    pub fn subscribe(&self, code: &str) -> Option<watch::Receiver<Position>> {
        let inner = self.inner();
        inner.talks.get(code).map(|entry| entry.moved.subscribe())
    }

    /// Opens a desk to a presenter who has entered the presenter's key, and returns the desk's new id. If this browser
    /// already had a desk with a talk, the presenter continues that talk.
    #[must_use]
    pub fn let_in(&self, earlier: Option<&DeskId>, now: Timestamp) -> DeskId {
        let desk = DeskId::random();
        let mut inner = self.inner();
        inner
            .desks
            .retain(|_, since| now.duration_since(*since) < KEPT);
        inner.desks.insert(desk.clone(), now);
        if let Some(earlier) = earlier {
            // Somebody may have copied the earlier id before the desk was locked, so that id must not open the desk.
            inner.desks.remove(earlier);
            let mut entries = inner.talks.values_mut();
            if let Some(entry) = entries.find(|entry| entry.is_of(earlier)) {
                let replaced = std::mem::replace(&mut entry.desk, desk.clone());
                entry.former_desk = Some(earlier.clone());
                inner.desks.remove(&replaced);
            }
        }
        desk
    }

    /// Locks a desk. After that, the presenter must enter the presenter's key again to use the desk. The desk's talk
    /// goes on without a presenter, until somebody enters the key in the same browser.
    pub fn lock_out(&self, desk: &DeskId) {
        self.inner().desks.remove(desk);
    }

    /// Whether the browser that sent these headers belongs to a presenter. If no presenter's key is set, SmartCloud
    /// runs only for the people at one machine, so everybody is a presenter.
    #[must_use]
    pub fn is_presenter(&self, headers: &HeaderMap, config: &Config, now: Timestamp) -> bool {
        let Some(stage) = &config.stage else {
            return false;
        };
        stage.presenter_key.is_none()
            || DeskId::of(headers, config).is_some_and(|desk| {
                let inner = self.inner();
                let since = inner.desks.get(&desk);
                since.is_some_and(|since| now.duration_since(*since) < KEPT)
            })
    }

    /// Tells the receivers of [`Self::closing`] that the server stops. SmartCloud then answers the HTTP requests of
    /// followers that wait for the next move of a talk.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Returns a receiver that changes to `true` when the server stops.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn random_code() -> String {
    (0..CODE_LENGTH)
        .map(|_| {
            let place = rand::random::<u32>() as usize % ALPHABET.len();
            char::from(ALPHABET[place])
        })
        .collect()
}

/// Parses a code that a listener has typed, possibly with lower-case letters and spaces. Returns `None` if the text
/// cannot be a code.
#[must_use]
pub fn read_code(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| sign.to_ascii_uppercase())
        .collect();
    let is_code = code.len() == CODE_LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    #[test]
    fn a_desk_keeps_its_talk_until_nobody_has_touched_it_for_half_a_day() {
        let talks = Talks::default();
        let desk = DeskId::random();
        let talk = talks.of_desk(&desk, Locale::Nn, NOON);
        let later = NOON + SignedDuration::from_hours(11);
        assert_eq!(talks.of_desk(&desk, Locale::Nb, later), talk);
        let next_day = later + KEPT;
        assert_ne!(
            talks.of_desk(&desk, Locale::Nb, next_day).code,
            talk.code,
            "the old talk has ended"
        );
    }

    #[test]
    fn too_many_talks_end_the_oldest() {
        let talks = Talks::default();
        let first = talks.of_desk(&DeskId::random(), Locale::Nb, NOON);
        for minute in 1..=i64::try_from(AT_MOST).unwrap() {
            let now = NOON + SignedDuration::from_secs(minute);
            let _ = talks.of_desk(&DeskId::random(), Locale::Nb, now);
        }
        assert_eq!(talks.find(&first.code), None);
    }

    #[test]
    fn followers_hear_of_a_move_and_of_nothing_else() {
        let talks = Talks::default();
        let talk = talks.of_desk(&DeskId::random(), Locale::Nb, NOON);
        let mut follower = talks.subscribe(&talk.code).unwrap();
        talks.change(&talk.code, NOON, |talk| talk.pauses = true);
        assert!(!follower.has_changed().unwrap());
        talks.change(&talk.code, NOON, |talk| {
            talk.position = Position {
                number: 1,
                path: "/scene/refused".to_owned(),
            };
        });
        assert_eq!(follower.borrow_and_update().number, 1);
    }

    #[test]
    fn two_moves_at_the_same_time_have_different_numbers() {
        let talks = Talks::default();
        let talk = talks.of_desk(&DeskId::random(), Locale::Nb, NOON);
        assert_eq!(talks.reserve_number(&talk.code), Some(1));
        assert_eq!(talks.reserve_number(&talk.code), Some(2));
        assert_eq!(talks.reserve_number("2222"), None);
    }

    #[test]
    fn a_typed_code_is_read_as_it_was_meant() {
        assert_eq!(read_code(" 7f3k ").as_deref(), Some("7F3K"));
        for text in ["", "7F3", "7F3K9", "7F3O", "../x"] {
            assert_eq!(read_code(text), None, "{text}");
        }
    }
}
