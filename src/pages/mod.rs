//! SmartCloud's pages. Each file holds one page, or several pages about the same task.

mod before;
mod connect;
mod dashboard;
mod home;
mod how;
mod login;
mod modules;
mod organisation;
mod returned;
mod sample;
mod status;

pub use before::BeforePage;
pub use connect::ConnectPage;
pub use dashboard::DashboardPage;
pub use home::HomePage;
pub use how::HowPage;
pub use login::{LoggedOutPage, LoginPage, LogoutPage};
pub use organisation::OrganisationPage;
pub use returned::ReturnedPage;
pub use status::StatusPage;
