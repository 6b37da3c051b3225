//! The HTTP code that all five services of the simulator share.

pub(crate) mod error_details;
pub mod forms;
pub mod origins;
pub mod request_log;
