//! The simulator's pages in a browser: ID-porten's login, and Altinn's pages.

mod all_clients;
mod bed;
mod bff;
mod clients;
mod create;
mod host_names;
mod idporten;
mod logout;
mod other_requests;
mod overview;
mod received;
mod request_page;
mod way_out;
