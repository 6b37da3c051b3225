//! The HTTP code that all five services of the simulator share.

pub mod case_insensitive;
pub mod fault_injection;
pub mod faults;
pub mod forms;
pub mod json_body;
pub mod middleware;
pub mod origins;
pub mod request_log;
pub mod server;
