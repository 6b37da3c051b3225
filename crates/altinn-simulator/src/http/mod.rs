//! The HTTP code that all five services of the simulator share.

pub mod body_copy;
pub mod call_contents;
pub(crate) mod error_details;
pub mod forms;
pub mod new_sandboxes;
pub mod origins;
pub mod request_log;
pub mod talks;
