//! The build steps that run other tools: cargo, wasm-bindgen, wasm-opt, and the script that builds the style sheets.

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

/// The folders with the style sheets of SmartCloud and of the simulator.
pub const STYLE_FOLDERS: [&str; 2] = ["style", "crates/altinn-simulator/style"];

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The WebAssembly features that the Rust compiler uses by default. wasm-opt does not enable these features by default.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

impl Build {
    /// Builds the server, the browser's code and the style sheets, and then the site folder.
    pub fn site_and_server(&self) -> Result<()> {
        ensure!(
            self.root.join("style/node_modules").is_dir(),
            "style/node_modules is missing: run `make setup`, or `npm ci` in style"
        );
        let started = Instant::now();
        let crate_count = AtomicUsize::new(0);
        thread::scope(|scope| {
            // The steps run in parallel, because some parts of a step, such as linking, use only one core.
            let mut steps = [
                ("style sheets", Some(scope.spawn(|| self.style_sheets()))),
                (
                    "coloured code",
                    Some(scope.spawn(|| self.highlighted_code())),
                ),
                (
                    "browser's code",
                    Some(scope.spawn(|| self.compile_browser_code(&crate_count))),
                ),
                (
                    "server",
                    Some(scope.spawn(|| self.compile_server(&crate_count))),
                ),
            ];
            let mut result = Ok(());
            let mut last_report = Instant::now();
            while steps.iter().any(|(_, step)| step.is_some()) {
                thread::sleep(Duration::from_millis(20));
                for (_, step) in &mut steps {
                    if let Some(done) = step.take_if(|step| step.is_finished()) {
                        result = result.and(done.join().expect("a step returns its error"));
                    }
                }
                if last_report.elapsed() > Duration::from_secs(15) {
                    last_report = Instant::now();
                    let unfinished: Vec<&str> = steps
                        .iter()
                        .filter(|(_, step)| step.is_some())
                        .map(|(name, _)| *name)
                        .collect();
                    println!(
                        "  {} s: {} crates are compiled; still building the {}",
                        started.elapsed().as_secs(),
                        crate_count.load(Ordering::Relaxed),
                        unfinished.join(" and the ")
                    );
                }
            }
            result
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

    fn compile_server(&self, crate_count: &AtomicUsize) -> Result<()> {
        let mut cargo = self.cargo();
        cargo.args(["build", "--package", "smartcloud", "--bin", "smartcloud"]);
        cargo.args(["--profile", self.profile.name()]);
        if self.profile == Profile::Release {
            cargo.args(["--features", "jemalloc"]);
        }
        run_cargo(&mut cargo, crate_count).context("the build of the server failed")
    }

    /// Compiles the Leptos islands, which run in the browser, into a script and a WebAssembly module.
    fn compile_browser_code(&self, crate_count: &AtomicUsize) -> Result<()> {
        // Cargo locks its target folder while the build of the server runs at the same time, so this build has its own
        // target folder.
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
        run_cargo(&mut cargo, crate_count).context("the build of the browser's code failed")?;

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

    /// Builds the style sheets of SmartCloud and of the simulator, and the font that the two share.
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
            .context("the build of the style sheets failed")
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

/// Runs a step that writes to the folder `out`. Skips the step if an earlier run had the same inputs.
pub fn once(out: &Path, inputs: &[&Path], step: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut hasher = DefaultHasher::new();
    let mut inputs = inputs.to_vec();
    inputs.sort_unstable();
    for input in inputs {
        hasher.write(input.as_os_str().as_encoded_bytes());
        hasher.write(
            &fs::read(input).with_context(|| format!("{} cannot be read", input.display()))?,
        );
    }
    // The result depends on the code of this program too, and not only on the files in `inputs`, so the hash includes
    // the program file.
    hasher.write(&fs::read(env::current_exe()?)?);
    let fingerprint = format!("{:016x}", hasher.finish());
    let stamp = out.with_extension("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == fingerprint) {
        return Ok(());
    }
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    step()?;
    Ok(fs::write(stamp, fingerprint)?)
}

fn run(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{program} cannot be started"))?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

/// Runs cargo and counts the crates that it compiles. Two cargo processes run in parallel, so this function prints the
/// warnings and errors of its process only at the end. Otherwise the output of the two processes would mix.
fn run_cargo(cargo: &mut Command, crate_count: &AtomicUsize) -> Result<()> {
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
            crate_count.fetch_add(1, Ordering::Relaxed);
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

/// Copies the file `from` to `to` if `from` is newer. A running program cannot be overwritten, so the copy first gets
/// another name, and is then renamed to `to`.
fn replace_if_newer(from: &Path, to: &Path) -> Result<()> {
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if modified(to).is_ok_and(|old| modified(from).is_ok_and(|new| new <= old)) {
        return Ok(());
    }
    let next = to.with_extension("next");
    fs::copy(from, &next).with_context(|| format!("{} cannot be copied", from.display()))?;
    Ok(fs::rename(next, to)?)
}
