//! Checks that the README and `docs/settings.md` are correct: the settings, the links and the commands.

use std::{collections::BTreeSet, fs, path::Path};

use smartcloud::config::VARIABLES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// Returns the README's links to files of the repository. Each link is a pair of its text and its target.
fn links(readme: &str) -> Vec<(&str, &str)> {
    let parts: Vec<_> = readme.split("](").collect();
    let pairs = parts.windows(2).filter_map(|pair| {
        let text = pair[0].rsplit('[').next()?;
        let target = pair[1].split(')').next()?;
        Some((text, target))
    });
    pairs
        .filter(|(_, target)| !target.starts_with("http") && !target.starts_with('#'))
        .collect()
}

#[test]
fn the_list_of_settings_is_complete() {
    let settings = read("docs/settings.md");
    let listed: BTreeSet<_> = settings
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    assert_eq!(listed, VARIABLES.iter().copied().collect());
}

#[test]
fn every_link_leads_to_a_file() {
    let readme = read("README.md");
    let links = links(&readme);
    assert!(links.len() > 15, "{}", links.len());
    for (_, target) in links {
        let path = target.split('#').next().unwrap();
        assert!(root().join(path).exists(), "{target}");
    }
}

#[test]
fn every_link_to_a_line_leads_to_the_function_that_it_names() {
    let readme = read("README.md");
    let mut checked = 0;
    for (text, target) in links(&readme) {
        let Some((path, line)) = target.split_once("#L") else {
            continue;
        };
        checked += 1;
        let name = text.trim_matches('`');
        let source = read(path);
        let lines: Vec<_> = source.lines().collect();
        let found = lines[line.parse::<usize>().unwrap() - 1];
        let right = lines
            .iter()
            .position(|line| line.contains(&format!("fn {name}(")))
            .or_else(|| {
                lines
                    .iter()
                    .position(|line| line.contains(&format!("{name}(")))
            })
            .map(|index| index + 1);
        assert!(
            found.contains(&format!("{name}(")),
            "{target}: {name} is on line {right:?}"
        );
    }
    assert!(checked >= 4, "{checked}");
}

#[test]
fn the_commands_are_in_the_makefile() {
    let readme = read("README.md");
    let makefile = read("Makefile");
    for command in ["run", "test", "dev"] {
        assert!(readme.contains(&format!("`make {command}`")));
        assert!(makefile.contains(&format!("\n{command}:")), "{command}");
    }
}
