//! Plays every scene, which is a part of a talk about SmartCloud, over HTTP. Then searches everything that SmartCloud
//! showed, stored, logged and exported for the secrets and the personal numbers of the run.
//!
//! | file | content |
//! |---|---|
//! | `tap.rs` | copies all calls between SmartCloud, browsers and the simulator |
//! | `found.rs` | finds the secrets in the calls, and searches a text for the secrets |
//! | `scenes.rs` | plays the scenes, and opens everything that shows the calls |

mod found;
mod scenes;
mod tap;

use std::{
    io,
    sync::{Arc, Mutex},
};

use found::Secrets;
use masking::Kind;
use smartcloud::config::Config;
use sqlx::{Column, Connection, Row, SqliteConnection};
use tap::Tap;
use test_support::{AppTestBed, Observer, Response};

const KEY: &str = "the-key-of-the-presenter-of-this-run";

/// The kinds of secrets that must occur in the run of the test. If no secret of a kind occurs, the test cannot find
/// leaks of this kind.
const KINDS: [&str; 16] = [
    "code",
    "state",
    "nonce",
    "code_verifier",
    "client_assertion",
    "assertion",
    "request_uri",
    "access_token",
    "refresh_token",
    "id_token",
    "sid",
    "cookie",
    "log-in attempt",
    "private key",
    "pid",
    "personalNumber",
];

/// The database columns that can hold a secret in plain text, because SmartCloud needs the secret itself and not only
/// its hash.
const COLUMNS: [(&str, &str); 5] = [
    // When the browser returns from Altinn, SmartCloud finds the intent by `state`.
    ("request_intent", "state"),
    ("redirect_attempt", "state"),
    // When a callback comes, SmartCloud finds the log-in by `state`, and needs the nonce and the PKCE verifier of the
    // log-in.
    ("pending_login", "state"),
    ("pending_login", "secrets"),
    // ID-porten's front-channel logout sends a `sid`, and SmartCloud must end the sign-ins with this `sid`.
    ("sign_in", "sid"),
];

/// The log of this process. Both SmartCloud and the simulator run in this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start() -> Self {
        let log = Self::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .json()
            // Leave out the log lines of the crates html5ever and selectors. The test parses pages with these crates,
            // and they log the content of the pages.
            .with_env_filter("debug,hyper=info,sqlx=info,html5ever=off,selectors=off")
            .with_writer(move || writer.clone())
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The responses that the test's browsers have received.
#[derive(Clone, Default)]
struct Responses(Arc<Mutex<Vec<Response>>>);

impl Responses {
    fn observer(&self) -> Observer {
        let all = Arc::clone(&self.0);
        Arc::new(move |response| all.lock().unwrap().push(response.clone()))
    }

    fn all(&self) -> Vec<Response> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_of_a_run_is_shown_stored_logged_or_exported() {
    let log = Log::start();
    let responses = Responses::default();
    let (tap, simulator) = Tap::start(responses.observer()).await;
    let folder = std::env::temp_dir().join(format!("smartcloud-secrets-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = format!("sqlite:{}", folder.join("smartcloud.db").display());
    let vars = [
        ("DATABASE_URL", &*database),
        ("SMARTCLOUD_PRESENTER_KEY", KEY),
    ];
    let bed = AppTestBed::start_on(simulator, &vars).await;

    let browsers = scenes::play_all(&bed, KEY).await;
    let stored = scenes::open_all_views(&bed, &browsers).await;
    // The response of this call contains all personal numbers. The proxies copy the response, so the test knows which
    // personal numbers to search for.
    bed.control_api().get("world").await;

    let (responses, heard) = (responses.all(), tap.heard());
    let secrets = secrets_of_run(&bed.config, &responses, &heard);
    let search = secrets.search();
    let mut found = Vec::new();
    let mut look = |what: &str, text: &str| {
        for secret in search.find(text) {
            found.push(format!("{what}: {secret}"));
        }
    };
    let mut pages = 0;
    for response in &responses {
        if response.url.origin() == bed.smartcloud.origin() {
            pages += 1;
            look(response.url.as_str(), &response.body);
        }
    }
    for journey in &stored {
        look("what the recorder stores", journey);
    }
    let logged = log.text();
    for line in logged.lines() {
        look("the log", line);
    }
    let mut simulator_log = bed.control_api().get("log").await;
    for entry in simulator_log.as_array_mut().unwrap() {
        // The simulator's log must contain the `state` of a log-in. SmartCloud needs the `state` to find a visitor's
        // calls in this log. So the test does not search this field.
        entry.as_object_mut().unwrap().remove("oidcState");
        look("the simulator's log", &entry.to_string());
    }
    for (column, value) in database_values(&database).await {
        look(&column, &value);
    }
    std::fs::remove_dir_all(&folder).unwrap();

    found.sort();
    found.dedup();
    assert!(
        found.is_empty(),
        "{} places:\n{}",
        found.len(),
        found.join("\n")
    );
    // The result of the search proves something only if the test has searched pages, log lines and recorded calls.
    assert!(pages > 500, "{pages} pages");
    assert!(logged.contains("request answered"));
    let all = stored.concat();
    for kind in [
        Kind::AuthorizationCode,
        Kind::State,
        Kind::Nonce,
        Kind::CodeVerifier,
        Kind::RefreshToken,
        Kind::Cookie,
    ] {
        assert!(all.contains(&format!("Masked({kind:?})")), "{kind:?}");
    }
}

/// Returns the secrets that the test searches for. They come from the responses, the copied calls and the private keys,
/// and include the presenter's key.
fn secrets_of_run(config: &Config, responses: &[Response], heard: &[String]) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.add("key", KEY);
    for key in [&config.system.key, &config.idporten.key] {
        secrets.add_private_key(&std::fs::read_to_string(&key.file).unwrap());
    }
    for messages in heard {
        secrets.add_messages(messages);
    }
    for response in responses {
        let mut lines = vec![format!("{} {}\n", response.method, response.url)];
        for name in ["set-cookie", "location"] {
            for value in response.headers.get_all(name) {
                lines.push(format!("{name}: {}\n", value.to_str().unwrap()));
            }
        }
        secrets.add_messages(&lines.concat());
    }
    for kind in KINDS {
        assert!(secrets.count(kind) > 0, "the run has no {kind}");
    }
    secrets
}

/// Returns each value in SmartCloud's database with the name of its column.
async fn database_values(url: &str) -> Vec<(String, String)> {
    let mut database = SqliteConnection::connect(url).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table'";
    let tables: Vec<(String,)> = sqlx::query_as(tables)
        .fetch_all(&mut database)
        .await
        .unwrap();
    let mut values = Vec::new();
    for (table,) in tables {
        let query = format!("SELECT * FROM {table}");
        for row in sqlx::query(&query).fetch_all(&mut database).await.unwrap() {
            for (place, column) in row.columns().iter().enumerate() {
                if COLUMNS.contains(&(table.as_str(), column.name())) {
                    continue;
                }
                // The secrets are texts, so skip a column with numbers.
                if let Ok(Some(text)) = row.try_get_unchecked::<Option<String>, _>(place) {
                    values.push((format!("{table}.{}", column.name()), text));
                }
            }
        }
    }
    assert!(values.len() > 100, "{} values", values.len());
    values
}
