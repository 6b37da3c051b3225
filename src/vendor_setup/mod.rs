//! What a vendor does once, before the first customer: from nothing to a registered system.

pub mod keys_and_clients;
pub mod system_register;
