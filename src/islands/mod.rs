//! The islands of the pages, which are the only Rust code that runs in a browser. Every page also works without it.

mod live_status;

pub use live_status::{LiveStatus, LiveWords};
