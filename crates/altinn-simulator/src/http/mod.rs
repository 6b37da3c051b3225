//! What all services share of HTTP.

pub mod case_insensitive;
pub mod fault_injection;
pub mod faults;
pub mod forms;
pub mod json_body;
pub mod middleware;
pub mod origins;
pub mod request_log;
pub mod server;
