//! Tests of the simulator's pages in a browser: the login at ID-porten, and Altinn's pages.

mod add_all_clients;
mod agent_clients;
mod bff;
mod client_list;
mod create;
mod dialogs;

mod every_page;
mod host_names;
mod idporten;
mod logout;
mod other_requests;
mod overview;
mod pending_requests;
mod request_page;
mod return_to_vendor;
mod sandboxes;
mod support;
