//! The simulator as a browser meets it: the stand-in for ID-porten, and Altinn's pages.

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
