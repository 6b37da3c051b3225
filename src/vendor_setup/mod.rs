//! The set-up that a vendor does once, before the first customer: keys, OAuth clients, and the system in Altinn's system
//! register. SmartCloud does it for the simulator at each start.

pub mod keys_and_clients;
pub mod system_register;
