//! Tests that kill the running program and start the program again. The program stops between the customer's first
//! request and the system user.

use std::{
    fs::{File, Permissions},
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use test_support::{
    Browser, ControlApi, Customer,
    ports::{five_free_ports, free_port},
};

const APPROVE: &str = "Godkjenn systemtilgang";

/// The SmartCloud program in its own process, with its own data folder and ports.
struct Program {
    folder: PathBuf,
    port: u16,
    simulator_port: u16,
    child: Child,
}

impl Program {
    fn start() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("smartcloud-killed-{}", std::process::id()));
        let (port, simulator_port) = (free_port(), five_free_ports());
        let child = Self::run(&folder, port, simulator_port);
        Self {
            folder,
            port,
            simulator_port,
            child,
        }
    }

    fn run(folder: &Path, port: u16, simulator_port: u16) -> Child {
        let mut child = Command::new(env!("CARGO_BIN_EXE_smartcloud"))
            .env("SMARTCLOUD_DATA", folder)
            .env("SMARTCLOUD_PUBLIC_URL", format!("http://localhost:{port}"))
            .env("SIMULATOR_PORT", simulator_port.to_string())
            .env("RUST_LOG", "info,smartcloud=trace")
            .stderr(Self::log(folder))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines
            .map_while(Result::ok)
            .any(|line| line.contains("Ctrl+C"));
        assert!(ready, "it ended before it was ready");
        child
    }

    /// Opens the log file. This file contains all log lines since the first start.
    fn log(folder: &Path) -> File {
        std::fs::create_dir_all(folder).unwrap();
        let file = folder.join("log.jsonl");
        File::options()
            .create(true)
            .append(true)
            .open(file)
            .unwrap()
    }

    /// Kills the program as a power cut would, and starts the program again. SIGKILL gives the program no time to write
    /// anything.
    fn kill_and_start_again(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = Self::run(&self.folder, self.port, self.simulator_port);
    }

    fn browser(&self) -> Browser {
        Browser::new(&format!("http://localhost:{}/", self.port))
    }

    async fn new_customer(&self) -> Customer {
        let altinn_ui = format!("http://127.0.0.1:{}/", self.simulator_port);
        let control_api = ControlApi::new(&altinn_ui.parse().unwrap());
        control_api.new_customer("approver").await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn nothing_is_lost_when_the_program_is_killed_at_any_point_of_the_flow() {
    let mut program = Program::start();
    let customer = program.new_customer().await;
    let browser = program.browser();
    let status = format!("/connect/{}", customer.organisation.number);

    // The program is killed during the log-in. SmartCloud has saved the log-in attempt, and the simulator has saved
    // which person the user chose.
    let callback = browser
        .log_in_up_to_callback(&status, &customer.person)
        .await;
    program.kill_and_start_again();
    let page = browser.open(&callback).await;
    assert_eq!(page.url.path(), status);

    // In another browser, ID-porten refuses a log-in, and gives a long text as the reason.
    let other = program.browser();
    let mut refused = other.log_in_up_to_callback("/", &customer.person).await;
    let parameter = |name: &str| {
        let mut parameters = refused.query_pairs();
        let found = parameters.find(|(known, _)| known == name);
        found.expect(name).1.into_owned()
    };
    let (state, iss) = (parameter("state"), parameter("iss"));
    let text = format!("LONG\nTEXT{}", "x".repeat(5000));
    refused.query_pairs_mut().clear().extend_pairs([
        ("state", &*state),
        ("iss", &*iss),
        ("error", "e"),
        ("error_description", &text),
    ]);
    other.get(&refused).await;

    // Gives other users of the machine access to the files, as an older version did. The next start must remove this
    // access.
    open_files(&program.folder);

    // The program is killed after SmartCloud has redirected the browser, and before the browser opens Altinn's page.
    let confirm_url = browser.leave(&customer, "basis").await;
    program.kill_and_start_again();
    assert_eq!(browser.resume(&customer).await, confirm_url);
    let page = browser.open_at_altinn(&confirm_url, &customer.person).await;

    // The program is killed while Altinn's page is open, and again after the browser has returned from Altinn.
    program.kill_and_start_again();
    let landed = browser.press(&page, APPROVE).await;
    assert_eq!(landed.url.path(), status);
    program.kill_and_start_again();
    let page = browser.sign_in_to(&status, &customer.person).await;
    let name = &customer.organisation.name;
    assert_eq!(page.heading(), format!("{name} er koblet til"));

    // After another restart, the system user must still get tokens, and the tokens must still give access to data.
    program.kill_and_start_again();
    let page = browser
        .open(&format!("/dashboard/{}", customer.organisation.number))
        .await;
    page.assert_says("enkelttjeneste Krav og betalinger");

    let page = browser.open("/logout").await;
    browser.press(&page, "Logg ut").await;

    assert_nothing_secret(&program.folder);
    assert_events(&program.folder);
    assert_private(&program.folder);
}

/// Returns the files that the program has written. The log is not among these files, because the test itself creates
/// the log.
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    files.filter(|file| !file.ends_with("log.jsonl")).collect()
}

fn open_files(folder: &Path) {
    std::fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    for file in files(folder) {
        std::fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
}

/// Asserts that no other user of the machine can read the databases and the keys.
fn assert_private(folder: &Path) {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder), 0o700);
    let files = files(folder);
    for name in ["smartcloud.db", "smartcloud.db-wal", "simulator.db", ".pem"] {
        let is_there = |file: &PathBuf| file.to_string_lossy().ends_with(name);
        assert!(files.iter().any(is_there), "{name}: {files:?}");
    }
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

/// Asserts that the log contains the sign-ins, the sign-outs and the refused sign-in. The log must not contain more
/// than the beginning of a long text from ID-porten.
fn assert_events(folder: &Path) {
    let log = std::fs::read_to_string(folder.join("log.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let events = |message: &str| -> Vec<String> {
        let of_kind = lines.iter().filter(|line| line["message"] == message);
        let ids = of_kind.filter_map(|line| line["sign_in"].as_str());
        ids.map(str::to_owned).collect()
    };
    let (ins, outs) = (events("signed in"), events("signed out"));
    assert!(ins.len() >= 2, "{ins:?}");
    assert!(outs.iter().all(|id| ins.contains(id)), "{ins:?} {outs:?}");
    assert!(!outs.is_empty());
    let by_logout = events("signed out by a front-channel logout from ID-porten");
    assert!(!by_logout.is_empty());

    let mut refused = lines
        .iter()
        .filter(|line| line["message"] == "sign-in refused");
    assert!(refused.any(|line| line["reason"] == "login-failed"));
    let of_the_text: Vec<_> = log
        .lines()
        .filter(|line| line.contains("LONGTEXT"))
        .collect();
    assert!(
        !of_the_text.is_empty(),
        "the log must contain the beginning of the text"
    );
    assert!(
        of_the_text.iter().all(|line| line.len() < 1000),
        "{of_the_text:?}"
    );
}

/// The log of a whole journey must contain no secret at the most detailed log level. Each line of the log must be JSON.
fn assert_nothing_secret(folder: &Path) {
    let log = std::fs::read_to_string(folder.join("log.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    assert!(lines.len() > 50, "there is something to look at");
    for (secret, what) in [
        ("eyJ", "a token"),
        ("PRIVATE KEY", "a key"),
        ("code=", "an authorization code"),
        ("state=", "a state"),
        ("smartcloud-browser", "a cookie"),
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{what} is in the log");
    }
    let digits = log.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
    for word in digits {
        let is_number = word.len() == 11 && word.bytes().all(|byte| byte.is_ascii_digit());
        assert!(!is_number, "a personal number is in the log: {word}");
    }
    // SmartCloud gives each incoming HTTP request an id. While SmartCloud handles this request, it sends the id with
    // each call to the simulator. SmartCloud's log and the simulator's log must contain the same id.
    let id_of = |line: &serde_json::Value| {
        let id = line["span"]["id"]
            .as_str()
            .or(line["spans"][0]["id"].as_str());
        id.map(str::to_owned)
    };
    let ours = lines
        .iter()
        .filter(|line| line["message"] == "call answered");
    let ours: Vec<_> = ours.filter_map(id_of).collect();
    let theirs: Vec<_> = lines
        .iter()
        .filter_map(|line| line["request_id"].as_str())
        .collect();
    assert!(
        ours.iter().any(|id| theirs.contains(&id.as_str())),
        "{ours:?} {theirs:?}"
    );
}

#[test]
fn one_sentence_reports_a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let simulator_port = five_free_ports();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("smartcloud-taken-{}", std::process::id()));
    let output = Command::new(env!("CARGO_BIN_EXE_smartcloud"))
        .env("SMARTCLOUD_DATA", &folder)
        .env("SMARTCLOUD_PUBLIC_URL", format!("http://localhost:{port}"))
        .env("SIMULATOR_PORT", simulator_port.to_string())
        .env("RUST_LOG", "off")
        .output()
        .unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert!(!output.status.success());
    let output_text = String::from_utf8(output.stderr).unwrap();
    assert!(output_text.contains(&port.to_string()), "{output_text}");
    assert!(
        output_text.contains("SMARTCLOUD_PUBLIC_URL"),
        "the message must say what to do: {output_text}"
    );
    assert_eq!(output_text.lines().count(), 1, "{output_text}");
}

#[test]
fn one_sentence_reports_a_folder_that_cannot_be_written() {
    // SmartCloud gets the path of a file as its data folder. Not even root can create a file inside a file, so
    // SmartCloud cannot write to this folder.
    let file = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("smartcloud-file-{}", std::process::id()));
    std::fs::write(&file, "").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_smartcloud"))
        .env("SMARTCLOUD_DATA", &file)
        .env("RUST_LOG", "off")
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(!output.status.success());
    let output_text = String::from_utf8(output.stderr).unwrap();
    assert!(
        output_text.contains("SMARTCLOUD_DATA"),
        "the message must say what to do: {output_text}"
    );
    assert_eq!(output_text.lines().count(), 1, "{output_text}");
}

#[test]
fn the_error_names_a_missing_setting() {
    let output = Command::new(env!("CARGO_BIN_EXE_smartcloud"))
        .env("SMARTCLOUD_ENVIRONMENT", "tt02")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let output_text = String::from_utf8(output.stderr).unwrap();
    assert!(
        output_text.contains("SMARTCLOUD_PUBLIC_URL is not set"),
        "{output_text}"
    );
}
