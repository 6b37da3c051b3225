//! A test bed with one simulator and one implementation, which is SmartCloud or an example program. The tests call the
//! same functions for each implementation.

use std::path::PathBuf;

use serde_json::{Value, json};
use test_support::{
    AppTestBed, Browser, ControlApi, Customer, Response, SimulatorTestBed, location, problem,
};
use url::Url;

use crate::program::{Implementation, Program, scratch};

pub const APPROVE: &str = "Godkjenn systemtilgang";
pub const REJECT: &str = "Avvis";
pub const FORWARD: &str = "Ja, send videre";
pub const FINISH: &str = "Avslutt";

const REQUESTS: &str = "/authentication/api/v1/systemuser/request/vendor";
const CLAIMS: &str = "/v1/regnskapssystem";

enum Running {
    SmartCloud(Box<AppTestBed>),
    Example(Box<SimulatorTestBed>, Program),
}

pub struct Bed {
    running: Running,
    /// The folder of SmartCloud's database. The database is a file, so that it survives a restart.
    _folder: Folder,
}

/// A folder that is deleted when this value is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The response of a program to a form that should lead to Altinn.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The program redirects the browser to Altinn's page for the system user request.
    Altinn(Url),
    /// The program shows one of its own pages, or redirects the browser to such a page. The text is the problem code on
    /// this page. The value is `None` if the page shows no problem.
    OwnPage(Option<String>),
}

impl Outcome {
    #[track_caller]
    pub fn altinn(self) -> Url {
        match self {
            Self::Altinn(url) => url,
            Self::OwnPage(problem) => panic!("no redirect to Altinn, but a page: {problem:?}"),
        }
    }

    #[track_caller]
    pub fn problem(self) -> String {
        match self {
            Self::OwnPage(Some(problem)) => problem,
            other => panic!("no problem, but {other:?}"),
        }
    }
}

/// Returns the id of the system user request from the URL of Altinn's page for this request.
pub fn request_id(confirm_url: &Url) -> String {
    let id = confirm_url.query_pairs().find(|(name, _)| name == "id");
    id.expect("confirmUrl has an id").1.into_owned()
}

impl Bed {
    /// Starts SmartCloud or an example program, and a simulator. Returns `None` if this machine lacks a tool that the
    /// program needs.
    pub async fn start(implementation: Implementation) -> Option<Self> {
        Self::start_with(implementation, &[]).await
    }

    pub async fn start_with(implementation: Implementation, vars: &[(&str, &str)]) -> Option<Self> {
        Self::start_on(implementation, SimulatorTestBed::start().await, vars).await
    }

    /// Starts SmartCloud or an example program with a running simulator. So the caller can use URLs of the simulator in
    /// the settings `vars`.
    pub async fn start_on(
        implementation: Implementation,
        simulator: SimulatorTestBed,
        vars: &[(&str, &str)],
    ) -> Option<Self> {
        let folder = Folder(scratch("database"));
        let database = folder.0.join("smartcloud.db");
        let running = if implementation == Implementation::SmartCloud {
            let url = format!("sqlite:{}", database.display());
            let mut all = vec![("DATABASE_URL", url.as_str())];
            all.extend(vars);
            Running::SmartCloud(Box::new(AppTestBed::start_on(simulator, &all).await))
        } else {
            let simulator = Box::new(simulator);
            let origins = simulator.origins().clone();
            let vars: Vec<_> = vars
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            // `Program::start` blocks its thread until the simulator has answered. The simulator runs on this test's
            // runtime, so start the program on another thread.
            let program = tokio::task::spawn_blocking(move || {
                let vars: Vec<_> = vars.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
                Program::start(implementation, &origins, &vars)
            });
            let program = program.await.unwrap()?;
            Running::Example(simulator, program)
        };
        Some(Self {
            running,
            _folder: folder,
        })
    }

    fn simulator(&self) -> &SimulatorTestBed {
        match &self.running {
            Running::SmartCloud(bed) => &bed.simulator,
            Running::Example(simulator, _) => simulator,
        }
    }

    fn home(&self) -> &Url {
        match &self.running {
            Running::SmartCloud(bed) => &bed.smartcloud,
            Running::Example(_, program) => &program.public_url,
        }
    }

    fn is_smartcloud(&self) -> bool {
        matches!(self.running, Running::SmartCloud(_))
    }

    pub fn control_api(&self) -> &ControlApi {
        self.simulator().control_api()
    }

    pub async fn new_customer(&self, kind: &str) -> Customer {
        self.control_api().new_customer(kind).await
    }

    pub fn browser(&self) -> Browser {
        Browser::with_client(&self.simulator().http, self.home())
    }

    /// Stops SmartCloud or the example program, and starts it again with the same data. An example program is killed,
    /// as in a crash.
    pub async fn restart(self) -> Self {
        let running = match self.running {
            Running::SmartCloud(bed) => Running::SmartCloud(Box::new(bed.restart().await)),
            Running::Example(simulator, mut program) => {
                let program = tokio::task::spawn_blocking(move || {
                    program.kill_and_start_again();
                    program
                });
                Running::Example(simulator, program.await.unwrap())
            }
        };
        Self { running, ..self }
    }

    /// Returns the log of an example program. Returns an empty text for SmartCloud, because other tests check
    /// SmartCloud's log.
    pub fn log(&self) -> String {
        match &self.running {
            Running::SmartCloud(_) => String::new(),
            Running::Example(_, program) => program.log(),
        }
    }

    // ── What a customer does ──

    pub async fn sign_in(&self, browser: &Browser, customer: &Customer) {
        if self.is_smartcloud() {
            browser.sign_in(&customer.person).await;
        } else {
            let form = [("organisation", customer.organisation.number.as_str())];
            location(&browser.post("/login", &form).await);
        }
    }

    pub async fn page_before_leaving(
        &self,
        browser: &Browser,
        customer: &Customer,
        plan: &str,
    ) -> Response {
        let address = if self.is_smartcloud() {
            format!(
                "/connect/{}/before?plan={plan}",
                customer.organisation.number
            )
        } else {
            format!("/before?plan={plan}")
        };
        browser.open(address).await
    }

    /// Opens the `before` page, which shows what the program will request, and presses its button.
    pub async fn start_from_page(
        &self,
        browser: &Browser,
        customer: &Customer,
        plan: &str,
    ) -> Outcome {
        let page = self.page_before_leaving(browser, customer, plan).await;
        let forms = page.forms("form[action='/connect/start']");
        let form = forms.first().expect("a form on the page before leaving");
        let fields: Vec<_> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.outcome(&browser.post("/connect/start", &fields).await)
    }

    /// Posts the form of the `before` page, but without the field `replaces`. This field contains the id of an old
    /// request. If the field is missing, the program must not replace an old request.
    pub async fn leave(&self, browser: &Browser, customer: &Customer, plan: &str) -> Outcome {
        let fields = [("plan", plan)];
        let response = self.post(browser, customer, "/connect/start", &fields);
        self.outcome(&response.await)
    }

    pub async fn resume(&self, browser: &Browser, customer: &Customer) -> Outcome {
        let response = self.post(browser, customer, "/connect/resume", &[]);
        self.outcome(&response.await)
    }

    /// Sends a form as the signed-in customer. For SmartCloud, adds the field with the organisation number. For an example
    /// program, adds the field with the CSRF token, which is on the program's first page.
    async fn post(
        &self,
        browser: &Browser,
        customer: &Customer,
        path: &str,
        more: &[(&str, &str)],
    ) -> Response {
        let token = if self.is_smartcloud() {
            None
        } else {
            let home = browser.open("/").await;
            home.all("input[name='csrf']", "value").pop()
        };
        let mut fields = more.to_vec();
        match &token {
            Some(token) => fields.push(("csrf", token)),
            None => fields.push(("organisation", &customer.organisation.number)),
        }
        browser.post(path, &fields).await
    }

    fn outcome(&self, response: &Response) -> Outcome {
        if !response.status.is_redirection() {
            return Outcome::OwnPage(self.problem(response));
        }
        let url = location(response);
        if url.origin() == self.simulator().origins().altinn_ui.origin() {
            return Outcome::Altinn(url);
        }
        assert_eq!(url.origin(), self.home().origin(), "a redirect to {url}");
        Outcome::OwnPage(problem(&url))
    }

    /// Returns the code of the problem that a page shows, or `None` if the page shows no problem.
    pub fn problem(&self, page: &Response) -> Option<String> {
        if self.is_smartcloud() {
            return problem(&page.url);
        }
        page.all("main[data-problem]", "data-problem").pop()
    }

    pub async fn status_page(&self, browser: &Browser, customer: &Customer) -> Response {
        if !self.is_smartcloud() {
            return browser.open("/status").await;
        }
        // Altinn has logged the customer out at ID-porten. This has also ended the customer's session at SmartCloud, so
        // sign in again.
        let address = format!("/connect/{}", customer.organisation.number);
        browser.sign_in_to(&address, &customer.person).await
    }

    /// Opens the status page, and returns the customer's status on this page.
    pub async fn status(&self, browser: &Browser, customer: &Customer) -> &'static str {
        const KNOWN: [(&str, &str); 7] = [
            ("not-connected", "er ikke koblet til ennå"),
            ("waiting", "Venter på svar i Altinn"),
            ("connected", "koblet til"),
            ("refused", "Forespørselen ble avvist"),
            ("expired", "Forespørselen er for gammel"),
            ("withdrawn", "Tilgangen er tatt tilbake"),
            ("replacement-missing", "Den nye forespørselen er ikke sendt"),
        ];
        let page = self.status_page(browser, customer).await;
        let found = if self.is_smartcloud() {
            let heading = page.heading();
            KNOWN.iter().find(|(_, text)| heading.contains(text))
        } else {
            let status = page.attribute("main", "data-status");
            KNOWN.iter().find(|(name, _)| *name == status)
        };
        found
            .unwrap_or_else(|| panic!("an unknown status: {}", page.heading()))
            .0
    }

    /// Returns the customer's approved plan. SmartCloud's plan comes from its database, and an example's plan from its
    /// status page.
    pub async fn approved_plan(&self, browser: &Browser, customer: &Customer) -> Option<String> {
        if let Running::SmartCloud(bed) = &self.running {
            let organisation = customer.organisation.number.parse().unwrap();
            let journey = bed.app.store.journey(&organisation).await.unwrap();
            return journey.plan.map(|plan| plan.to_string());
        }
        let page = browser.open("/status").await;
        page.all("main[data-plan]", "data-plan").pop()
    }

    /// Opens the page with the customer's data. Returns the page, and the number of successful calls to the resource
    /// owner's API.
    pub async fn open_data(&self, browser: &Browser, customer: &Customer) -> (Response, usize) {
        let page = if self.is_smartcloud() {
            let address = format!("/dashboard/{}", customer.organisation.number);
            browser.open(address).await
        } else {
            browser.open("/data").await
        };
        let calls = self.calls(CLAIMS).await;
        let succeeded = calls.iter().filter(|call| call["status"] == 200).count();
        (page, succeeded)
    }

    // ── Altinn and other services ──

    /// Approves, rejects or escalates a request in the simulator, without a browser.
    pub async fn decide(&self, confirm_url: &Url, decision: &str) {
        let path = format!("requests/{}/answer", request_id(confirm_url));
        let body = json!({ "answer": decision });
        self.control_api().post(&path, &body).await;
    }

    /// Adds a fault to the simulator. The fault changes the response to one call. This is the next call to Altinn's
    /// request API with this HTTP method.
    pub async fn order_fault(&self, method: &str, fault: Value) {
        let mut body = fault;
        body["service"] = "altinn-platform".into();
        body["path"] = REQUESTS.into();
        body["method"] = method.into();
        self.control_api().post("faults", &body).await;
    }

    /// Returns the calls in the simulator's request log with a path that begins with `path`. The oldest call comes
    /// first.
    async fn calls(&self, path: &str) -> Vec<Value> {
        let log = self.control_api().get("log").await;
        let mut calls = log.as_array().unwrap().clone();
        calls.retain(|call| call["path"].as_str().unwrap().starts_with(path));
        calls
    }

    /// Returns the HTTP status and the injected fault of each call to Altinn's request API with this HTTP method.
    pub async fn request_calls(&self, method: &str) -> Vec<(Value, Value)> {
        let calls = self.calls(REQUESTS).await.into_iter();
        calls
            .filter(|call| call["method"] == method)
            .map(|call| (call["status"].clone(), call["fault"].clone()))
            .collect()
    }

    pub async fn request_count(&self) -> Value {
        self.control_api().state().await["requests"].clone()
    }
}
