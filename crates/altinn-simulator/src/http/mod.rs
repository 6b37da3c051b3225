//! The HTTP code that all five services of the simulator share.

pub mod case_insensitive;
pub mod fault_injection;
pub mod forms;
pub mod json_body;
pub mod middleware;
pub mod origins;
pub mod request_log;
pub mod server;

// The stored faults are a layer below HTTP; `http` only applies them.
pub(crate) use crate::faults;
