//! Checks the table in `examples/README.md`. The table contains the line number of each event in each implementation.
//!
//! If a change moves lines, run `UPDATE_EXAMPLES_TABLE=1 cargo test --test examples table` to write the table again.

use std::{fs, path::Path};

const BEGIN: &str = "<!-- The test tests/examples/table.rs writes this table. -->\n\n";

/// The code that handles an event: a file, and the beginning of a line in this file. The beginning does not include
/// `pub`.
type Place = (&'static str, &'static str);

const REDIRECT: &str = "src/redirect.rs";
const TS: &str = "examples/typescript/redirect.ts";
const TS_APP: &str = "examples/typescript/app.ts";
const PY: &str = "examples/python/redirect.py";
const PY_APP: &str = "examples/python/app.py";
const JAVA: &str = "examples/java/Redirect.java";
const JAVA_APP: &str = "examples/java/App.java";

/// The events in chronological order, with the places in SmartCloud, TypeScript, Python and Java.
const EVENTS: &[(&str, [Place; 4])] = &[
    (
        "The customer presses the button: `POST /connect/start`",
        [
            (REDIRECT, "async fn start("),
            (TS, "export async function start("),
            (PY, "def start("),
            (JAVA, "void start("),
        ],
    ),
    (
        "1. Take the lock, and save the intent",
        [
            (REDIRECT, "async fn request_access("),
            (TS, "async function requestAccess("),
            (PY, "def request_access("),
            (JAVA, "private String requestAccess("),
        ],
    ),
    (
        "2. Make the body of the POST",
        [
            (REDIRECT, "fn request_body("),
            (TS, "function requestBody("),
            (PY, "def request_body("),
            (JAVA, "private static JsonNode requestBody("),
        ],
    ),
    (
        "2. Send the POST to Altinn",
        [
            ("src/altinn/requests.rs", "async fn create_request("),
            (TS, "async function createRequest("),
            (PY, "def create_request("),
            (JAVA, "private NextStep createRequest("),
        ],
    ),
    (
        "3. Classify the response",
        [
            (REDIRECT, "async fn classify_response("),
            (TS, "function classifyResponse("),
            (PY, "def classify_response("),
            (JAVA, "private NextStep classifyResponse("),
        ],
    ),
    (
        "3. Compare the waiting request with the plan",
        [
            (REDIRECT, "async fn usable_intent("),
            (TS, "function usableIntent("),
            (PY, "def usable_intent("),
            (JAVA, "private Optional<Intent> usableIntent("),
        ],
    ),
    (
        "3. Replace an old request: DELETE, then POST",
        [
            (REDIRECT, "async fn replace("),
            (TS, "async function replace("),
            (PY, "def replace("),
            (JAVA, "private NextStep replace("),
        ],
    ),
    (
        "4. Save the redirect attempt",
        [
            (REDIRECT, "async fn send_browser("),
            (TS, "function sendBrowser("),
            (PY, "def send_browser("),
            (JAVA, "private String sendBrowser("),
        ],
    ),
    (
        "4. Check the origin of `confirmUrl`",
        [
            (REDIRECT, "fn confirm_url("),
            (TS, "function confirmUrl("),
            (PY, "def confirm_url("),
            (JAVA, "private static String confirmUrl("),
        ],
    ),
    (
        "The customer goes on later: `POST /connect/resume`",
        [
            (REDIRECT, "async fn resume("),
            (TS, "export async function resume("),
            (PY, "def resume("),
            (JAVA, "void resume("),
        ],
    ),
    (
        "5. and 6. A browser returns: `GET /connect/return`",
        [
            (REDIRECT, "async fn returned("),
            (TS, "export async function returned("),
            (PY, "def returned("),
            (JAVA, "void returned("),
        ],
    ),
    (
        "5. Match the return with an attempt",
        [
            ("src/store/redirect_attempts.rs", "async fn match_return("),
            (TS_APP, "matchReturn("),
            (PY_APP, "def match_return("),
            (
                JAVA_APP,
                "public synchronized Redirect.ReturnMatch matchReturn(",
            ),
        ],
    ),
    (
        "6. Ask Altinn for the status",
        [
            (REDIRECT, "async fn check_status_locked("),
            (TS, "async function checkStatusLocked("),
            (PY, "def check_status_locked("),
            (JAVA, "private Checked checkStatusLocked("),
        ],
    ),
    (
        "6. Save what Altinn said",
        [
            (REDIRECT, "async fn record("),
            (TS, "function record("),
            (PY, "def record("),
            (JAVA, "private Customer record("),
        ],
    ),
    (
        "6. Say what Altinn's responses mean",
        [
            ("src/onboarding.rs", "fn observe("),
            (TS, "function nextStatus("),
            (PY, "def next_status("),
            (JAVA, "private static Status nextStatus("),
        ],
    ),
    (
        "Get a token, for the vendor or for a customer",
        [
            ("src/maskinporten.rs", "async fn request_token("),
            (TS, "async function maskinportenToken("),
            (PY, "def maskinporten_token("),
            (JAVA, "private static String maskinportenToken("),
        ],
    ),
    (
        "Call an API with the customer's system user",
        [
            ("src/dashboard_data.rs", "async fn tax_account"),
            (TS, "export async function openClaims("),
            (PY, "def open_claims("),
            (JAVA, "static JsonNode openClaims("),
        ],
    ),
    (
        "Refuse forms of other sites",
        [
            ("src/server.rs", "fn refusal("),
            (TS_APP, "async function readForm("),
            (PY_APP, "def read_form("),
            (JAVA_APP, "void readForm("),
        ],
    ),
    (
        "Once: register the client and the system",
        [
            (
                "src/vendor_setup/keys_and_clients.rs",
                "async fn register_clients(",
            ),
            (TS_APP, "async function setUpInSimulator("),
            (PY_APP, "def set_up_in_simulator("),
            (JAVA_APP, "private static void setUpInSimulator("),
        ],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a link to the line of a place. The link's text is the name of the function.
fn link((file, beginning): Place) -> String {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let line = text
        .lines()
        .map(|line| line.trim_start().trim_start_matches("pub "))
        .position(|line| line.starts_with(beginning));
    let line =
        line.unwrap_or_else(|| panic!("{file} has no line that begins with `{beginning}`")) + 1;
    let name = beginning.trim_end_matches('(').rsplit(' ').next().unwrap();
    let from_readme = file
        .strip_prefix("examples/")
        .map_or_else(|| format!("../{file}"), str::to_owned);
    format!("[`{name}`]({from_readme}#L{line})")
}

fn table() -> String {
    let mut table =
        "| event | SmartCloud | TypeScript | Python | Java |\n|---|---|---|---|---|\n".to_owned();
    let rows = EVENTS
        .iter()
        .map(|(event, places)| format!("| {event} | {} |\n", places.map(link).join(" | ")));
    table.extend(rows);
    table
}

#[test]
fn the_readme_names_the_line_of_each_event() {
    let file = root().join("examples/README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has the mark");
    let (found, after) = rest.split_once("\n\n").expect("the table ends");
    let table = table();
    if std::env::var_os("UPDATE_EXAMPLES_TABLE").is_some() {
        fs::write(&file, format!("{before}{BEGIN}{table}\n{after}")).unwrap();
        return;
    }
    assert!(
        found == table.trim_end(),
        "lines have moved: run `UPDATE_EXAMPLES_TABLE=1 cargo test --test examples table`"
    );
}

/// The steps of the redirect pattern must have the same numbers and the same order in all implementations.
#[test]
fn the_examples_number_the_steps_as_smartcloud_does() {
    for file in [REDIRECT, TS, PY, JAVA] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let code = text.lines().map(str::trim_start);
        let comments: Vec<_> = code
            .filter(|line| line.contains("Step "))
            .map(str::to_owned)
            .collect();
        for step in 1..=6 {
            let name = format!("Step {step}");
            assert!(
                comments.iter().any(|line| line.contains(&name)),
                "{file} does not say where {name} is"
            );
        }
        let first = |step: u32| {
            let name = format!("Step {step}");
            text.lines().position(|line| line.contains(&name)).unwrap()
        };
        for step in 1..6 {
            assert!(
                first(step) <= first(step + 1),
                "{file}: step {step} comes late"
            );
        }
    }
}
