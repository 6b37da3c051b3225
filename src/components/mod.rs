//! The components and functions that several pages share.
#![allow(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]

mod access_list;
mod drawing;
mod island_code;
mod layout;
mod page_context;
mod plan_line;
mod problem;
mod redirect_buttons;
mod requested_access;
mod talk;

pub use access_list::{AccessListItem, AccessTag};
pub use drawing::{KeyMark, Logo, Picture};
pub use island_code::IslandCode;
pub use layout::Layout;
pub use page_context::{
    PageContext, locale, login_address, number_on_one_line, page_context, path_param, query_param,
    redirect_to, redirect_to_login, set_error_status, texts,
};
pub use plan_line::PlanLine;
pub use problem::{ProblemNote, ProblemPage, ProblemView, problem_of_url};
pub use redirect_buttons::{AltinnButton, LoginButton, LogoutButton};
pub use requested_access::RequestedAccess;
pub use talk::{FollowTalk, FollowingNote, StageLinks};
