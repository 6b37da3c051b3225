//! Checks the order of the simulator's modules in the source text.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The modules in their order. A module may import only the modules that stand before it in this list.
const ORDER: &[&str] = &[
    "table",
    "rules",
    "faults",
    "oidc",
    "world",
    "storage",
    "texts",
    "html",
    "http",
    "altinn",
    "idporten",
    "maskinporten",
    "resource_api",
    "control",
    "seed",
];

/// The imports that still break the order: the importing module and the imported module.
///
///
/// Do not add a pair. When the last import of a pair is gone, remove the pair from this list, because the test then
/// fails.
const REMAINING_UPWARD_IMPORTS: &[(&str, &str)] = &[
    ("control", "seed"),
    ("html", "http"),
    ("http", "altinn"),
    ("http", "control"),
    ("http", "idporten"),
    ("http", "maskinporten"),
    ("http", "resource_api"),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns every Rust file under `path`, and the code of each file without its unit tests.
fn files(path: &Path) -> Vec<(PathBuf, String)> {
    if path.is_file() {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        return vec![(path.to_owned(), code.to_owned())];
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

/// Returns the name of each top-level module and the files of the module.
fn modules() -> Vec<(String, Vec<(PathBuf, String)>)> {
    let mut modules = Vec::new();
    for entry in fs::read_dir(source()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name != "lib" {
            modules.push((name, files(&path)));
        }
    }
    modules
}

/// Returns the top-level modules that a source text names after `crate::`, except in comments.
fn imports(text: &str) -> BTreeSet<String> {
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

/// Returns the outermost names of an import list. For `a::b, c::{d, e}, f}`, these names are `a`, `c` and `f`.
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

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|name| *name == module)
}

#[test]
fn a_module_imports_only_the_modules_before_it() {
    let mut upward = BTreeSet::new();
    for (module, files) in modules() {
        let own = place(&module).unwrap_or_else(|| panic!("`{module}` has no place in the order"));
        for (_, text) in files {
            // A name that is not a module is an item of the crate's root, such as `Simulator`. This test ignores such a
            // name.
            for import in imports(&text) {
                let Some(imported) = place(&import).filter(|imported| *imported > own) else {
                    continue;
                };
                upward.insert((module.clone(), ORDER[imported]));
            }
        }
    }
    let known = REMAINING_UPWARD_IMPORTS.iter();
    let known: BTreeSet<_> = known.map(|(from, to)| ((*from).to_owned(), *to)).collect();
    assert_eq!(upward, known, "left: found; right: known");
}

/// The lower modules must not import the running simulator, because the simulator is built on top of them.
#[test]
fn the_lower_layers_import_nothing_from_the_root_of_the_crate() {
    let lower = ["table", "rules", "faults", "oidc", "world", "storage"];
    for (module, files) in modules() {
        if !lower.contains(&module.as_str()) {
            continue;
        }
        for (path, text) in files {
            for import in imports(&text) {
                assert!(
                    place(&import).is_some(),
                    "{} imports `{import}`",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_rules_do_not_read_the_clock_or_use_http() {
    for (path, text) in files(&source().join("rules")) {
        for name in [
            "Timestamp::now(",
            "ZonedDateTime::now(",
            "rand::",
            "axum::",
            "http::",
        ] {
            assert!(!text.contains(name), "{} uses {name}", path.display());
        }
    }
}

#[test]
fn no_module_asks_for_a_feature() {
    for (path, text) in files(&source()) {
        assert!(
            !text.contains("feature = \"ssr\"") && !text.contains("feature = \"hydrate\""),
            "{} asks for a feature",
            path.display()
        );
    }
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    for (path, text) in files(&source()) {
        for line in text.lines() {
            let is_comment = line.trim_start().starts_with("//");
            assert!(
                is_comment || !(line.contains(".unwrap()") || line.contains("panic!(")),
                "{}: {line}",
                path.display()
            );
        }
    }
}

/// ASP.NET ignores the case of paths and of parameter names in a query, and axum does not. Altinn runs on ASP.NET, so
/// these files must not use axum's `Query` and `Router`.
#[test]
fn altinns_platform_takes_paths_and_queries_in_any_case() {
    for (path, text) in files(&source().join("altinn/vendor_api")) {
        let imports = text.split("use axum::").skip(1);
        for import in imports.filter_map(|rest| rest.split(';').next()) {
            let mut names = import.split(|sign: char| !sign.is_alphanumeric());
            assert!(
                !names.any(|name| ["Query", "Router"].contains(&name)),
                "{}: take Query and Router from http::case_insensitive",
                path.display()
            );
        }
    }
}

#[test]
fn imports_are_found_in_each_form() {
    let text = "use crate::{\n    a::{b, c},\n    d,\n    e::f as g,\n};\nuse crate::h::i;\nfn j() { crate::k::l() }\n// crate::m";
    let expected = ["a", "d", "e", "h", "k"].map(str::to_owned);
    assert_eq!(imports(text), BTreeSet::from(expected));
}
