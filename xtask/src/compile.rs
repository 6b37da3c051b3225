//! The steps that run other tools: cargo, wasm-bindgen, wasm-opt, and the script that builds the style sheets.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{Build, Profile};

/// The folders with the sources of the style sheets: SmartCloud's, and the simulator's.
pub const STYLE_FOLDERS: [&str; 2] = ["style", "crates/altinn-simulator/style"];

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Rust's WebAssembly uses these features by default, and wasm-opt enables none of them by itself.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

impl Build {
    /// Everything: the server, the browser's code, the style sheets, and from these the site folder.
    pub fn site_and_server(&self) -> Result<()> {
        ensure!(
            self.root.join("style/node_modules").is_dir(),
            "style/node_modules is missing: run `make setup`, or `npm ci` in style"
        );
        let started = Instant::now();
        let crates = AtomicUsize::new(0);
        thread::scope(|scope| {
            // The steps run in parallel: while one links, the other compiles.
            let mut steps = [
                ("style sheets", Some(scope.spawn(|| self.style_sheets()))),
                (
                    "browser's code",
                    Some(scope.spawn(|| self.compile_browser_code(&crates))),
                ),
                ("server", Some(scope.spawn(|| self.compile_server(&crates)))),
            ];
            let mut outcome = Ok(());
            let mut last_report = Instant::now();
            while steps.iter().any(|(_, step)| step.is_some()) {
                thread::sleep(Duration::from_millis(20));
                for (_, step) in &mut steps {
                    if let Some(done) = step.take_if(|step| step.is_finished()) {
                        outcome = outcome.and(done.join().expect("a step returns its error"));
                    }
                }
                if last_report.elapsed() > Duration::from_secs(15) {
                    last_report = Instant::now();
                    let left: Vec<&str> = steps
                        .iter()
                        .filter(|(_, step)| step.is_some())
                        .map(|(name, _)| *name)
                        .collect();
                    println!(
                        "  {} s: {} crates compiled; still building the {}",
                        started.elapsed().as_secs(),
                        crates.load(Ordering::Relaxed),
                        left.join(" and the ")
                    );
                }
            }
            outcome
        })?;
        self.assemble()?;
        if self.profile == Profile::Release {
            let built = self.target.join("release/smartcloud");
            replace_if_newer(&built, &self.server())?;
        }
        println!(
            "  built in {} s: {}",
            started.elapsed().as_secs(),
            self.server().display()
        );
        Ok(())
    }

    fn compile_server(&self, crates: &AtomicUsize) -> Result<()> {
        let mut cargo = self.cargo();
        cargo.args(["build", "--package", "smartcloud", "--bin", "smartcloud"]);
        cargo.args(["--profile", self.profile.name()]);
        run_cargo(&mut cargo, crates).context("the server was not built")
    }

    /// Compiles the islands, and makes a script and a WebAssembly module of them.
    fn compile_browser_code(&self, crates: &AtomicUsize) -> Result<()> {
        // With one target folder for both, cargo would make one build wait for the other.
        let target = self.target.join("front");
        let (profile, folder) = if self.is_small() {
            ("wasm-release", "wasm-release")
        } else {
            ("dev", "debug")
        };
        let mut cargo = self.cargo();
        cargo
            .args([
                "rustc",
                "--package",
                "smartcloud",
                "--lib",
                "--crate-type",
                "cdylib",
            ])
            .args([
                "--target",
                WASM_TARGET,
                "--no-default-features",
                "--features",
                "hydrate",
            ])
            .args(["--profile", profile, "--target-dir"])
            .arg(&target);
        run_cargo(&mut cargo, crates).context("the browser's code was not built")?;

        let compiled = target
            .join(WASM_TARGET)
            .join(folder)
            .join("smartcloud.wasm");
        let out = self.intermediate("browser");
        once(&out, &[&compiled], || {
            Bindgen::new()
                .input_path(&compiled)
                .out_name("smartcloud")
                .web(true)?
                .typescript(false)
                .keep_debug(!self.is_small())
                .generate(&out)?;
            let module = out.join("smartcloud.wasm");
            fs::rename(out.join("smartcloud_bg.wasm"), &module)?;
            if self.is_small() {
                let mut node = self.node("node_modules/binaryen/bin/wasm-opt");
                run(node
                    .arg("-Oz")
                    .args(WASM_FEATURES)
                    .arg(&module)
                    .arg("-o")
                    .arg(&module))?;
            }
            Ok(())
        })
        .context("wasm-bindgen or wasm-opt failed")
    }

    /// Builds the style sheets of SmartCloud and of the simulator, and the font that both use.
    fn style_sheets(&self) -> Result<()> {
        let out = self.intermediate("style");
        let mut inputs: Vec<PathBuf> = Vec::new();
        for folder in STYLE_FOLDERS {
            for entry in fs::read_dir(self.root.join(folder))? {
                inputs.push(entry?.path());
            }
        }
        let inputs: Vec<&Path> = inputs
            .iter()
            .filter(|path| path.is_file())
            .map(PathBuf::as_path)
            .collect();
        once(&out, &inputs, || run(self.node("build.mjs").arg(&out)))
            .context("the style sheets were not built")
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    fn node(&self, script: &str) -> Command {
        let mut node = Command::new("node");
        node.current_dir(self.root.join("style")).arg(script);
        node
    }
}

/// Runs a step that fills the folder `out`, unless an earlier run filled the folder from the same inputs.
fn once(out: &Path, inputs: &[&Path], step: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut hasher = DefaultHasher::new();
    let mut inputs = inputs.to_vec();
    inputs.sort_unstable();
    for input in inputs {
        hasher.write(input.as_os_str().as_encoded_bytes());
        hasher.write(
            &fs::read(input).with_context(|| format!("{} cannot be read", input.display()))?,
        );
    }
    // A change of this program changes the result too.
    hasher.write(&fs::read(env::current_exe()?)?);
    let wanted = format!("{:016x}", hasher.finish());
    let stamp = out.with_extension("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    step()?;
    Ok(fs::write(stamp, wanted)?)
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{program} cannot be started"))?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

/// Runs cargo and counts the crates that it compiles. Prints cargo's other messages at the end, because two cargos run
/// in parallel and their messages would mix.
fn run_cargo(cargo: &mut Command, crates: &AtomicUsize) -> Result<()> {
    if io::stderr().is_terminal() {
        cargo.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = cargo
        .stderr(Stdio::piped())
        .spawn()
        .context("cargo cannot be started")?;
    let mut messages = String::new();
    for line in BufReader::new(child.stderr.take().expect("stderr is piped")).lines() {
        let line = line?;
        if line.contains("Compiling ") {
            crates.fetch_add(1, Ordering::Relaxed);
        } else if ![
            "Blocking",
            "Downloaded",
            "Downloading",
            "Finished",
            "Locking",
            "Updating",
        ]
        .iter()
        .any(|progress| line.contains(progress))
        {
            messages.push_str(&line);
            messages.push('\n');
        }
    }
    let status = child.wait()?;
    eprint!("{messages}");
    if !status.success() {
        bail!("cargo ended with {status}");
    }
    Ok(())
}

/// Copies to a second name and renames, because a running program cannot be overwritten.
fn replace_if_newer(from: &Path, to: &Path) -> Result<()> {
    let made = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if made(to).is_ok_and(|old| made(from).is_ok_and(|new| new <= old)) {
        return Ok(());
    }
    let next = to.with_extension("next");
    fs::copy(from, &next).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(fs::rename(next, to)?)
}
