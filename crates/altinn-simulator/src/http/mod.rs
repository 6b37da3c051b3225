//! The code for HTTP that all five services of the simulator use.

pub mod case_insensitive;
pub mod fault_injection;
pub mod forms;
pub mod json_body;
pub mod middleware;
pub mod origins;
pub mod request_log;
pub mod server;

// The module `faults` stores the faults and does not use HTTP. The modules of `http` apply the faults to responses.
pub(crate) use crate::faults;
