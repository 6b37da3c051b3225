//! Reads the simulator's source files, and checks which modules import which other modules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The modules in their order. A module can import only the modules that stand before it in this list.
const ORDER: &[&str] = &[
    "table",
    "rules",
    "faults",
    "oidc",
    "world",
    "storage",
    "texts",
    "http",
    "html",
    "altinn",
    "idporten",
    "maskinporten",
    "resource_api",
    "control",
    "server",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns every Rust file under `path`, and the code of each file without its unit tests.
fn files(path: &Path) -> Vec<(PathBuf, String)> {
    if path.is_file() {
        let text = fs::read_to_string(path).unwrap();
        let code = if text.contains("#![cfg(test)]") {
            ""
        } else {
            text.split("#[cfg(test)]").next().unwrap_or_default()
        };
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

/// Returns the top-level modules that a source text imports or uses by a path after `crate::`. Comments do not count.
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

/// Returns the outermost names of an import list. `list` is the text after the list's opening brace, so it ends with an
/// unmatched `}`. For `a::b, c::{d, e}, f}`, the names are `a`, `c` and `f`.
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
    assert!(
        upward.is_empty(),
        "importing and imported module: {upward:?}"
    );
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

/// Altinn runs on ASP.NET. ASP.NET ignores the case of paths and query parameter names, but axum's `Query` and `Router`
/// do not. So Altinn's vendor API must use the types in `altinn::case_insensitive`.
#[test]
fn altinns_platform_takes_paths_and_queries_in_any_case() {
    for (path, text) in files(&source().join("altinn/vendor_api")) {
        let imports = text.split("use axum::").skip(1);
        for import in imports.filter_map(|rest| rest.split(';').next()) {
            let mut names = import.split(|sign: char| !sign.is_alphanumeric());
            assert!(
                !names.any(|name| ["Query", "Router"].contains(&name)),
                "{}: take Query and Router from altinn::case_insensitive",
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

/// Returns the paths in the `use` statements of `text`. Each path is a list of names. A group in braces gives several
/// paths.
fn imported_paths(text: &str) -> Vec<Vec<String>> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = format!(" {}", lines.collect::<Vec<_>>().join(" "));
    let mut paths = Vec::new();
    for statement in code.split(" use ").skip(1) {
        let tree = statement.split(';').next().unwrap_or_default();
        add_paths(&[], tree, &mut paths);
    }
    paths
}

/// Adds the paths of an import tree, such as `a::{b, c::d}`, to `paths`. Each path begins with the names in `prefix`.
fn add_paths(prefix: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let mut prefix = prefix.to_vec();
        prefix.extend(names(head));
        let group = group.trim_end().trim_end_matches('}');
        let mut depth = 0;
        let mut start = 0;
        for (place, sign) in group.char_indices() {
            match sign {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    add_paths(&prefix, &group[start..place], paths);
                    start = place + 1;
                }
                _ => {}
            }
        }
        add_paths(&prefix, &group[start..], paths);
    } else if !tree.is_empty() {
        let whole = tree.split(" as ").next().unwrap_or_default();
        let mut path = prefix.to_vec();
        path.extend(names(whole));
        paths.push(path);
    }
}

fn names(path: &str) -> impl Iterator<Item = String> + '_ {
    let names = path.split("::").map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty())
}

/// Finds the modules of a folder. For each module, returns the modules of the same folder that the module imports.
///
/// A module can import its parent, because the parent declares the module. But the parent can re-export a name from a
/// sibling of the module. If the module imports such a name, the sibling counts as imported.
fn imports_within(folder: &Path, path: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut children = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            children.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let parent = fs::read_to_string(folder.join("mod.rs")).unwrap_or_default();
    let mut passed_on = BTreeMap::new();
    for import in imported_paths(&parent) {
        let import = match import.first().map(String::as_str) {
            Some("self") => &import[1..],
            _ => &import[..],
        };
        if let (Some(child), Some(name)) = (import.first(), import.last())
            && children.contains(child)
        {
            passed_on.insert(name.clone(), child.clone());
        }
    }
    let mut imports = BTreeMap::new();
    for child in &children {
        let file = folder.join(format!("{child}.rs"));
        let own = if file.is_file() {
            file
        } else {
            folder.join(child)
        };
        let mut targets = BTreeSet::new();
        for (file, text) in files(&own) {
            let depth = file.strip_prefix(folder).unwrap().components().count();
            let depth = if file.ends_with("mod.rs") {
                depth - 1
            } else {
                depth
            };
            for import in imported_paths(&text) {
                let supers = import.iter().take_while(|name| *name == "super").count();
                let rest = if supers == depth && supers > 0 {
                    &import[supers..]
                } else if import.first().is_some_and(|first| first == "crate")
                    && import[1..].starts_with(path)
                {
                    &import[1 + path.len()..]
                } else {
                    continue;
                };
                let Some(name) = rest.first() else { continue };
                let target = if children.contains(name) {
                    Some(name)
                } else {
                    passed_on.get(name)
                };
                targets.extend(target.filter(|target| *target != child).cloned());
            }
        }
        imports.insert(child.clone(), targets);
    }
    imports
}

/// Finds import cycles. In each round, this function removes each module at the start or the end of an import chain. If
/// there is no cycle, the result is empty.
fn in_cycles(
    mut imports: BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<String, BTreeSet<String>> {
    loop {
        let left: BTreeSet<String> = imports.keys().cloned().collect();
        let count = imports.len();
        let imported: BTreeSet<String> = imports.values().flatten().cloned().collect();
        imports.retain(|module, targets| {
            targets.retain(|target| left.contains(target));
            !targets.is_empty() && imported.contains(module)
        });
        if imports.len() == count {
            return imports;
        }
    }
}

fn folders(folder: &Path, path: Vec<String>) -> Vec<(PathBuf, Vec<String>)> {
    let mut found = vec![(folder.to_owned(), path.clone())];
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap().path();
        if entry.is_dir() {
            let mut path = path.clone();
            path.push(entry.file_name().unwrap().to_str().unwrap().to_owned());
            found.extend(folders(&entry, path));
        }
    }
    found
}

/// Without cycles, a developer can understand one module at a time. A parent module and its child may import each
/// other.
#[test]
fn modules_of_one_folder_do_not_import_each_other_in_a_cycle() {
    let mut found = Vec::new();
    for (folder, path) in folders(&source(), Vec::new()) {
        let cycles = in_cycles(imports_within(&folder, &path));
        if !cycles.is_empty() {
            found.push((path.join("::"), cycles));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn groups_of_imports_are_taken_apart() {
    let text = "use super::{a::{b, c as d}, e};\nuse crate::f::g;\n// use crate::h;";
    let expected = ["super::a::b", "super::a::c", "super::e", "crate::f::g"];
    let paths = imported_paths(text);
    let paths: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, expected);
}
