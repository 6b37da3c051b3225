//! The code for HTTP that all five services of the simulator use.

pub mod body_copy;
pub mod call_contents;
pub(crate) mod error_details;
pub mod forms;
pub mod new_sandboxes;
pub mod origins;
pub mod request_log;
pub mod talks;
