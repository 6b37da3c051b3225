//! Checks that everything the README names exists.

use std::{collections::BTreeSet, fs, path::Path};

use smartcloud::config::VARIABLES;

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_setting_is_in_the_table_and_no_other() {
    let readme = readme();
    let table = readme.split("## Settings").nth(1).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let listed: BTreeSet<_> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    assert_eq!(listed, VARIABLES.iter().copied().collect());
}

#[test]
fn every_link_in_the_readme_leads_to_a_file() {
    let readme = readme();
    let links = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mut seen = 0;
    for link in links.filter(|link| !link.starts_with("http")) {
        seen += 1;
        assert!(root().join(link).exists(), "{link}");
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn every_command_in_the_readme_is_in_the_makefile() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    for command in ["run", "test", "dev"] {
        assert!(readme().contains(&format!("`make {command}`")));
        assert!(makefile.contains(&format!("\n{command}:")), "{command}");
    }
}
