//! Checks the table in `contract/rows.md`. Each row must name its tests, or say why no test is possible.

use std::{collections::BTreeSet, fs, path::Path};

use crate::problems::PROBLEMS;

const ROWS: &str = include_str!("../../contract/rows.md");

/// The codes that are not in [`PROBLEMS`]: Altinn's validation codes, and the errors of Maskinporten and ID-porten. The
/// list skips the validation code 10, which Altinn does not have.
#[rustfmt::skip]
const CODES: [&str; 41] = [
    "AUTH.VLD-00000", "AUTH.VLD-00001", "AUTH.VLD-00002", "AUTH.VLD-00003", "AUTH.VLD-00004", "AUTH.VLD-00005",
    "AUTH.VLD-00006", "AUTH.VLD-00007", "AUTH.VLD-00008", "AUTH.VLD-00009", "AUTH.VLD-00011", "AUTH.VLD-00012",
    "AUTH.VLD-00013", "AUTH.VLD-00014", "AUTH.VLD-00015", "AUTH.VLD-00016", "AUTH.VLD-00017", "AUTH.VLD-00018",
    "MP-011", "MP-012", "MP-100", "MP-110", "MP-120", "MP-121", "MP-122", "MP-123", "MP-124", "MP-130",
    "MP-200", "MP-201", "MP-250", "MP-251", "MP-301", "MP-302", "MP-303",
    "access_denied", "login_required", "invalid_request", "invalid_scope", "invalid_client", "invalid_grant",
];

/// One row of the table in `contract/rows.md`. `proof` is the cell that names the row's tests, or that says why no test
/// is possible.
struct Row {
    name: &'static str,
    proof: &'static str,
}

impl Row {
    /// Returns the tests that the cell `proof` names in the form `module::test` between backticks.
    fn tests(&self) -> impl Iterator<Item = &'static str> {
        let quoted = self.proof.split('`').skip(1).step_by(2);
        quoted.filter(|text| text.contains("::"))
    }
}

fn rows() -> Vec<Row> {
    let lines = ROWS.lines().filter(|line| line.starts_with("| §"));
    let rows = lines.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, _, proof] = cells[..] else {
            panic!("a row has three cells: {line}");
        };
        Row { name, proof }
    });
    rows.collect()
}

/// Returns the names of all tests in a module, which is either one file or a folder with files.
fn tests_of(module: &str) -> BTreeSet<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let module = match module.strip_prefix("pages::") {
        Some(module) => tests.join("pages").join(module),
        None => tests.join("api").join(module),
    };
    let folder = fs::read_dir(&module).into_iter().flatten();
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    files.push(module.with_extension("rs"));
    let mut names = BTreeSet::new();
    for source in files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
    {
        for after in source.split("test]\n").skip(1) {
            let (_, signature) = after.split_once("fn ").unwrap();
            names.insert(signature.split('(').next().unwrap().to_owned());
        }
    }
    names
}

#[test]
fn every_test_that_a_row_names_exists() {
    let mut gone = Vec::new();
    for row in rows() {
        for test in row.tests() {
            let (module, name) = test.rsplit_once("::").unwrap();
            if !tests_of(module).contains(name) {
                gone.push(format!("{}: {test}", row.name));
            }
        }
    }
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn every_row_has_a_test_or_a_reason() {
    for row in rows() {
        let has_test = row.proof.starts_with('`') && row.tests().next().is_some();
        let has_reason = row
            .proof
            .strip_prefix("– ")
            .is_some_and(|reason| reason.contains(' '));
        assert!(has_test || has_reason, "{}: {}", row.name, row.proof);
    }
}

#[test]
fn every_code_of_the_contract_has_a_row() {
    let rows = rows();
    let of_altinn = PROBLEMS.iter().map(|(code, ..)| *code);
    let missing: Vec<_> = of_altinn
        .chain(CODES)
        .filter(|code| !rows.iter().any(|row| row.name.contains(code)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
