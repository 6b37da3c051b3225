//! The set-up that a vendor does once, before its first customer. The vendor makes keys, registers OAuth clients, and
//! registers its system in Altinn's system register. With the simulator, SmartCloud does this set-up at each start.

pub mod keys_and_clients;
pub mod system_register;
