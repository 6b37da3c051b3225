//! What a vendor does once, before the first customer: from nothing to a registered system.

pub mod register;
pub mod simulator_setup;
