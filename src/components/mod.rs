//! What pages share.
#![allow(clippy::needless_pass_by_value, reason = "a component owns its props")]

mod asks;
mod drawing;
mod island_code;
mod layout;
mod leave;
mod problem;
mod visit;

pub use asks::{AccessTag, AskItem};
pub use drawing::{KeyMark, Logo, Picture};
pub use island_code::IslandCode;
pub use layout::Layout;
pub use leave::{ToAltinn, ToLogin};
pub use problem::{Problem, ProblemNote, ProblemPage};
pub use visit::{
    Visit, answer_with, go_to, locale, log_in_first, on_one_line, param, query, texts, visit,
};
