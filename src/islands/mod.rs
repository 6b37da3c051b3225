//! The only code that runs in a browser. Every page also works without this code.

mod live_status;

pub use live_status::{LiveStatus, LiveWords};
