//! Starts the example programs in `examples/` as child processes.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use altinn_simulator::Origins;
use test_support::ports::free_port;
use url::Url;

/// The programs that implement the redirect pattern. The same tests check each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implementation {
    SmartCloud,
    TypeScript,
    Python,
    Java,
}

impl Implementation {
    /// The name of the folder in `examples/`.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::SmartCloud => "",
            Self::TypeScript => "typescript",
            Self::Python => "python",
            Self::Java => "java",
        }
    }
}

pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// Returns the command that starts an example. If this machine lacks what the example needs, prints what is missing and
/// returns `None`.
pub fn command(implementation: Implementation) -> Option<Command> {
    static TYPESCRIPT: OnceLock<Result<Vec<String>, String>> = OnceLock::new();
    static PYTHON: OnceLock<Result<Vec<String>, String>> = OnceLock::new();
    static JAVA: OnceLock<Result<Vec<String>, String>> = OnceLock::new();
    let found = match implementation {
        Implementation::SmartCloud => unreachable!("SmartCloud runs in this process"),
        Implementation::TypeScript => TYPESCRIPT.get_or_init(typescript),
        Implementation::Python => PYTHON.get_or_init(python),
        Implementation::Java => JAVA.get_or_init(java),
    };
    match found {
        Ok(words) => {
            let mut command = Command::new(&words[0]);
            command.args(&words[1..]);
            command.current_dir(examples().join(implementation.folder()));
            Some(command)
        }
        Err(why) => {
            // The test framework hides the output of `eprintln!` if the test passes. The developer must see this line,
            // so write to stderr directly.
            let _ = writeln!(
                std::io::stderr(),
                "LEFT OUT: the example in {implementation:?}. {why} Run scripts/setup-examples.sh."
            );
            None
        }
    }
}

fn typescript() -> Result<Vec<String>, String> {
    let folder = examples().join("typescript");
    if !folder.join("node_modules/tsx").exists() {
        return Err("Its npm packages are not installed.".to_owned());
    }
    // Do not start `tsx` itself. It starts a second process, which would continue after the test has killed `tsx`.
    Ok(["node", "--import", "tsx", "app.ts"]
        .map(str::to_owned)
        .to_vec())
}

fn python() -> Result<Vec<String>, String> {
    let own = examples().join("python/.venv/bin/python");
    for python in [own.to_str().unwrap(), "python3"] {
        let script = "import cryptography, sys; assert sys.version_info >= (3, 11)";
        let tried = Command::new(python)
            .args(["-c", script])
            .stderr(Stdio::null())
            .status();
        if tried.is_ok_and(|status| status.success()) {
            // With `-B`, Python writes no compiled files beside the sources.
            return Ok([python, "-B", "app.py"].map(str::to_owned).to_vec());
        }
    }
    Err("It needs Python 3.11 with the library `cryptography`.".to_owned())
}

fn java() -> Result<Vec<String>, String> {
    let jars = ["jackson-core", "jackson-databind", "jackson-annotations"]
        .map(|name| format!("/usr/share/java/{name}.jar"));
    if let Some(missing) = jars.iter().find(|jar| !Path::new(jar).exists()) {
        return Err(format!("It needs {missing}."));
    }
    let classes = scratch("java-classes");
    let class_path = jars.join(":");
    let sources = ["Redirect.java", "App.java"].map(|file| examples().join("java").join(file));
    let compiled = Command::new("javac")
        .args(["-Xlint:all", "-Werror", "-cp", &class_path, "-d"])
        .arg(&classes)
        .args(sources)
        .output()
        .map_err(|error| format!("javac cannot be started: {error}."))?;
    let messages = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{messages}");
    let class_path = format!("{}:{class_path}", classes.display());
    let words = [
        "java",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        &class_path,
        "App",
    ];
    Ok(words.map(str::to_owned).to_vec())
}

/// Returns a new folder for the files of one program.
pub fn scratch(name: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("examples-{}-{number}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Copies a private key into the folder, because a program without a key file makes a key, which is slow. All programs
/// share one key.
fn give_key(folder: &Path) {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let made = Command::new("openssl")
            .args(["genpkey", "-algorithm", "RSA", "-quiet"])
            .args(["-pkeyopt", "rsa_keygen_bits:2048"])
            .output();
        made.ok()
            .filter(|output| output.status.success())
            .map(|output| output.stdout)
            .unwrap_or_default()
    });
    // If this machine has no openssl, each program makes its own key.
    if !key.is_empty() {
        fs::write(folder.join("maskinporten.pem"), key).unwrap();
    }
}

/// A running example, with its own data folder and port.
pub struct Program {
    implementation: Implementation,
    settings: Vec<(String, String)>,
    pub public_url: Url,
    folder: PathBuf,
    child: Child,
}

impl Program {
    /// Starts an example that uses the simulator at `origins`. The settings in `vars` replace the default settings.
    /// Returns `None` if this machine lacks what the example needs.
    pub fn start(
        implementation: Implementation,
        origins: &Origins,
        vars: &[(&str, &str)],
    ) -> Option<Self> {
        let folder = scratch(implementation.folder());
        give_key(&folder);
        let hops = [
            &origins.altinn_ui,
            &origins.altinn_platform,
            &origins.idporten,
        ];
        let hops = hops.map(|url| url.origin().ascii_serialization()).join(" ");
        let control = origins.altinn_ui.join("control").unwrap();
        let public_url = format!("http://localhost:{}", free_port());
        let mut settings = vec![
            ("PUBLIC_URL", public_url.clone()),
            ("DATA", folder.display().to_string()),
            ("ALTINN_PLATFORM_URL", origins.altinn_platform.to_string()),
            ("ALTINN_REDIRECT_ORIGINS", hops),
            ("MASKINPORTEN_URL", origins.maskinporten.to_string()),
            ("CLAIMS_API_URL", origins.resource_owner.to_string()),
            ("SIMULATOR_CONTROL_URL", control.to_string()),
        ];
        settings.extend(
            vars.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let settings: Vec<_> = settings
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let child = run(implementation, &settings, &folder)?;
        Some(Self {
            implementation,
            settings,
            public_url: public_url.parse().unwrap(),
            folder,
            child,
        })
    }

    /// Kills the program as a power cut would, and starts the program again with the same data.
    pub fn kill_and_start_again(&mut self) {
        self.kill();
        self.child = run(self.implementation, &self.settings, &self.folder).unwrap();
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log.txt")).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the program, and waits until it is ready.
fn run(
    implementation: Implementation,
    settings: &[(String, String)],
    folder: &Path,
) -> Option<Child> {
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("log.txt"))
        .unwrap();
    let mut child = command(implementation)?
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .stderr(log)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let is_ready = lines
        .map_while(Result::ok)
        .any(|line| line.starts_with("Ready: "));
    let log = fs::read_to_string(folder.join("log.txt")).unwrap();
    assert!(
        is_ready,
        "{implementation:?} ended before it was ready: {log}"
    );
    Some(child)
}
