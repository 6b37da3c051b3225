//! Checks in the source code which modules import which other modules.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The order of the modules. Each module can import only modules that come before it in this list, so no import cycle
/// is possible.
const ORDER: &[&str] = &[
    "error",
    "progress",
    "i18n",
    "plan",
    "clock",
    "private_files",
    "config",
    "local_path",
    "encoding",
    "assets",
    "source_code",
    "signing",
    "recorder",
    "outbound",
    "control_api",
    "talks",
    "maskinporten",
    "idporten",
    "altinn",
    "onboarding",
    "store",
    "rate_limit",
    "state",
    "reply",
    "health",
    "organisations",
    "session",
    "redirect",
    "login",
    "dashboard_data",
    "language",
    "api",
    "islands",
    "content_policy",
    "components",
    "pages",
    "behind_the_scenes",
    "app",
    "stage",
    "trials",
    "questions",
    "getting_started",
    "page_cache",
    "vendor_setup",
    "server",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns every Rust file under `path`, with its text.
fn files(path: &Path) -> Vec<(PathBuf, String)> {
    if path.is_file() {
        return vec![(path.to_owned(), fs::read_to_string(path).unwrap())];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(files(&path));
        }
    }
    found
}

/// Returns the top-level modules, with the files of each module.
fn modules() -> Vec<(String, Vec<(PathBuf, String)>)> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(source()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name != "lib" && name != "main" {
            modules.push((name, files(&path)));
        }
    }
    modules
}

/// Returns the top-level modules that the code in `text` names directly after `crate::`.
fn imports(text: &str) -> BTreeSet<String> {
    // Ignore comment lines, because a path after `crate::` in a comment is only a link and not an import.
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join(" ");
    let mut found = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        if let Some(list) = part.strip_prefix('{') {
            found.extend(first_level(list));
        } else {
            found.extend(name_at_start(part));
        }
    }
    found
}

/// Returns the top-level module names in the list of a `use crate::{…}`. For the text `a::b, c::{d, e}, f}`, these are
/// `a`, `c` and `f`.
fn first_level(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut found: Vec<String> = name_at_start(list).into_iter().collect();
    for (place, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => found.extend(name_at_start(&list[place + 1..])),
            _ => {}
        }
    }
    found
}

fn name_at_start(text: &str) -> Option<String> {
    let name: String = text
        .trim_start()
        .chars()
        .take_while(|sign| sign.is_alphanumeric() || *sign == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn a_module_imports_only_those_before_it() {
    for (module, files) in modules() {
        let place = ORDER.iter().position(|name| *name == module);
        let place = place.unwrap_or_else(|| panic!("`{module}` has no place in the order"));
        for (path, text) in files {
            for import in imports(&text) {
                let imported = ORDER.iter().position(|name| *name == import);
                assert!(
                    import == module || imported.is_some_and(|imported| imported < place),
                    "{} imports `{import}`",
                    path.display()
                );
            }
        }
    }
}

/// Developers copy `redirect.rs` into other languages. So the file must not import the simulator or the page framework,
/// and each handler must fit on a screen. Comments explain the rules, so the file must have enough comments (ADR 0005).
#[test]
fn the_redirect_pattern_can_be_copied() {
    const SCREEN: usize = 45;

    let (_, text) = files(&source().join("redirect.rs")).remove(0);
    let allowed = [
        "altinn",
        "error",
        "onboarding",
        "outbound",
        "plan",
        "reply",
        "session",
        "state",
        "store",
    ];
    for import in imports(&text) {
        assert!(
            allowed.contains(&import.as_str()),
            "redirect.rs imports `{import}`"
        );
    }
    assert!(!text.contains("leptos"), "redirect.rs uses Leptos");

    for handler in ["start", "resume", "returned"] {
        let (_, from) = text.split_once(&format!("async fn {handler}(")).unwrap();
        let (body, _) = from.split_once("\n}\n").unwrap();
        let lines = body.lines().count();
        assert!(lines <= SCREEN, "`{handler}` has {lines} lines");
    }

    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (comments, code): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("//"));
    assert!(
        comments.len() * 10 >= code.len() * 6,
        "{} lines of comments for {} lines of code",
        comments.len(),
        code.len()
    );
}

#[test]
fn the_map_in_lib_rs_names_every_module() {
    let text = fs::read_to_string(source().join("lib.rs")).unwrap();
    for (module, _) in modules() {
        let row = format!("//! | [`{module}`] | ");
        assert!(text.contains(&row), "lib.rs has no row for `{module}`");
    }
}

#[test]
fn on_which_side_code_runs_is_said_in_one_list() {
    for (path, text) in files(&source()) {
        if path.ends_with("src/lib.rs") || path.ends_with("src/main.rs") {
            continue;
        }
        assert!(
            !text.contains("feature = \"ssr\"") && !text.contains("feature = \"hydrate\""),
            "{} asks for a feature",
            path.display()
        );
    }
}

#[test]
fn outside_tests_nothing_is_unwrapped() {
    for (path, text) in files(&source()) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines() {
            let is_comment = line.trim_start().starts_with("//");
            assert!(
                is_comment || !(line.contains(".unwrap()") || line.contains("panic!(")),
                "{}: {line}",
                path.display()
            );
        }
    }
}

/// Only `outbound` limits the size of a response.
#[test]
fn only_outbound_reads_the_responses_of_other_services() {
    for (path, text) in files(&source()) {
        let is_outbound = path.ends_with("outbound.rs");
        for call in [
            ".bytes().await",
            ".text().await",
            ".json().await",
            ".chunk().await",
        ] {
            assert!(
                is_outbound || !text.contains(call),
                "{}: {call}",
                path.display()
            );
        }
        assert!(
            is_outbound || !text.contains("bytes_stream()"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn imports_are_found_in_each_form() {
    let text = "use crate::{\n    a::{b, c},\n    d,\n    e::f as g,\n};\nuse crate::h::i;\nfn j() { crate::k::l() }\n// crate::m";
    let expected = ["a", "d", "e", "h", "k"].map(str::to_owned);
    assert_eq!(imports(text), BTreeSet::from(expected));
}
