//! The code for HTTP that all five services of the simulator use.

pub(crate) mod error_details;
pub mod forms;
pub mod origins;
pub mod request_log;
