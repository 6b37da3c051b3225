//! The talks that browsers follow. A talk is a presentation of SmartCloud and the simulator. When the presenter moves a
//! talk to another page, the browsers of the audience open this page. The simulator keeps the talks only in memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::timeout};
use url::Url;

/// The largest number of talks. When one more talk starts, the simulator ends the talk that has not moved for the
/// longest time.
const MAX_TALKS: usize = 200;

/// When the simulator has stored a position for this many sandboxes, it forgets all these positions. After that, the
/// pages of each sandbox follow the talk from its present position.
const MAX_SANDBOXES: usize = 20_000;

/// The position of a talk. The code of the talk is not in this type, because the code is the key in the table of
/// `Talks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// A number that grows with each move, even when the presenter goes back to an earlier page.
    pub position: u64,
    pub url: Url,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    Moved(Position),
    /// The talk has not moved while the browser's HTTP request waited.
    Unmoved,
    /// No talk has this code, or the talk has ended.
    Ended,
}

#[derive(Debug)]
pub struct Talks {
    /// For each talk code, the number of the talk's last move, and the talk's position. All talks share one sequence of
    /// move numbers. So the lowest number belongs to the talk with the oldest move.
    talks: watch::Sender<HashMap<String, (u64, Position)>>,
    /// For each sandbox, the position that the talk had when the sandbox began to follow the talk.
    sandboxes: Mutex<HashMap<String, u64>>,
}

impl Default for Talks {
    fn default() -> Self {
        Self {
            talks: watch::Sender::new(HashMap::new()),
            sandboxes: Mutex::default(),
        }
    }
}

impl Talks {
    /// Moves a talk, or starts a new talk. Browsers that wait for this talk get its new position.
    ///
    /// Two moves can arrive in the wrong order. If the talk already has a higher position, nothing changes.
    pub fn put(&self, code: &str, position: Position) {
        self.talks.send_modify(|talks| {
            let present = talks.get(code);
            if present.is_some_and(|(_, present)| present.position > position.position) {
                return;
            }
            let moves = talks.values().map(|(moved, _)| *moved).max().unwrap_or(0);
            if talks.len() >= MAX_TALKS && !talks.contains_key(code) {
                let oldest = talks.iter().min_by_key(|(_, (moved, _))| *moved);
                if let Some(oldest) = oldest.map(|(code, _)| code.clone()) {
                    talks.remove(&oldest);
                }
            }
            talks.insert(code.to_owned(), (moves + 1, position));
        });
    }

    #[must_use]
    pub fn get(&self, code: &str) -> Option<Position> {
        let talks = self.talks.borrow();
        talks.get(code).map(|(_, position)| position.clone())
    }

    /// Returns whether the talk existed.
    pub fn end(&self, code: &str) -> bool {
        let mut existed = false;
        self.talks.send_if_modified(|talks| {
            existed = talks.remove(code).is_some();
            existed
        });
        existed
    }

    /// Stores the present position of the talk for a sandbox that a browser enters. The pages of the sandbox follow the
    /// talk from this position.
    pub fn enter(&self, sandbox: &str, code: &str) {
        let mut sandboxes = self.lock_sandboxes();
        sandboxes.remove(sandbox);
        drop(sandboxes);
        // The code above has removed the sandbox's old position, so `position_of` stores the present position.
        let _ = self.position_of(sandbox, code);
    }

    /// Returns the position that the talk had when the sandbox began to follow the talk. As soon as the talk has a
    /// higher position, the pages of the sandbox move on to the next scene. The next scene has another sandbox.
    ///
    /// If no position is stored for the sandbox, the function stores the present position. Returns `None` if no talk
    /// has this code.
    #[must_use]
    pub fn position_of(&self, sandbox: &str, code: &str) -> Option<u64> {
        let now = self.get(code)?.position;
        let mut sandboxes = self.lock_sandboxes();
        if sandboxes.len() >= MAX_SANDBOXES {
            sandboxes.clear();
        }
        Some(*sandboxes.entry(sandbox.to_owned()).or_insert(now))
    }

    fn lock_sandboxes(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.sandboxes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a talk has a higher position than `since`, but not longer than `longest`.
    pub async fn wait(&self, code: &str, since: u64, longest: Duration) -> Wait {
        let mut talks = self.talks.subscribe();
        let moved = talks.wait_for(|talks| {
            let talk = talks.get(code);
            talk.is_none_or(|(_, talk)| talk.position > since)
        });
        match timeout(longest, moved).await {
            Err(_) => Wait::Unmoved,
            Ok(Err(_)) => Wait::Ended,
            Ok(Ok(talks)) => match talks.get(code) {
                Some((_, position)) => Wait::Moved(position.clone()),
                None => Wait::Ended,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(position: u64) -> Position {
        let url = format!("https://smartcloud.example/scene/{position}");
        Position {
            position,
            url: url.parse().unwrap(),
        }
    }

    #[tokio::test]
    async fn a_window_goes_on_when_the_talk_moves_and_stops_when_the_talk_ends() {
        let talks = Talks::default();
        talks.put("7F3K", at(1));
        let soon = Duration::from_millis(1);
        assert_eq!(talks.wait("7F3K", 1, soon).await, Wait::Unmoved);
        talks.put("7F3K", at(2));
        let longest = Duration::from_mins(1);
        assert_eq!(talks.wait("7F3K", 1, longest).await, Wait::Moved(at(2)));
        assert!(talks.end("7F3K"));
        assert_eq!(talks.wait("7F3K", 2, longest).await, Wait::Ended);
    }

    #[test]
    fn an_earlier_move_that_arrives_late_changes_nothing() {
        let talks = Talks::default();
        talks.put("7F3K", at(2));
        talks.put("7F3K", at(1));
        assert_eq!(talks.get("7F3K"), Some(at(2)));
    }

    #[test]
    fn a_sandbox_keeps_the_position_at_which_it_began_to_follow() {
        let talks = Talks::default();
        assert_eq!(talks.position_of("k3v9q2", "7F3K"), None);
        talks.put("7F3K", at(4));
        assert_eq!(talks.position_of("k3v9q2", "7F3K"), Some(4));
        talks.put("7F3K", at(5));
        assert_eq!(talks.position_of("k3v9q2", "7F3K"), Some(4));
        assert_eq!(talks.position_of("other", "7F3K"), Some(5));
        talks.enter("k3v9q2", "7F3K");
        assert_eq!(talks.position_of("k3v9q2", "7F3K"), Some(5));
    }

    #[test]
    fn the_talk_that_moved_longest_ago_makes_room() {
        let talks = Talks::default();
        for number in 0..=MAX_TALKS {
            talks.put(&number.to_string(), at(1));
        }
        assert!(talks.get("0").is_none());
        assert!(talks.get("1").is_some());
    }
}
