//! Checks that each citation of the contract names an existing file and an existing section.
//!
//! A citation is the path of a file, such as `contract/approval.md`, followed by a section number. A Markdown document
//! can instead contain a link with an anchor. The tests read all Rust sources and all documents of the repository.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The documents of the contract that have numbered sections.
const DOCUMENTS: [&str; 5] = [
    "systemuser-api.md",
    "approval.md",
    "maskinporten.md",
    "idporten.md",
    "environments.md",
];

/// The tests skip these folders, because they contain no sources of the repository.
const SKIPPED_FOLDERS: [&str; 5] = ["target", "node_modules", ".git", "data", "test-results"];

fn contract() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contract")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files_with_extension(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![repository()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() && !path.is_symlink() {
                if !SKIPPED_FOLDERS.contains(&&*name) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|other| other == extension) {
                found.push(path);
            }
        }
    }
    found
}

/// Returns the headings of a Markdown text. Lines in code blocks are not headings.
fn headings(text: &str) -> Vec<&str> {
    let outside_of_code = text.split("```").step_by(2);
    outside_of_code
        .flat_map(str::lines)
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim())
        .collect()
}

/// Returns the section numbers, such as `4.2`, of each document of the contract.
fn sections() -> BTreeMap<&'static str, BTreeSet<String>> {
    let numbers = |document: &str| {
        let text = fs::read_to_string(contract().join(document)).unwrap();
        let numbers = headings(&text).into_iter().filter_map(|heading| {
            let number = heading.split(' ').next()?.trim_end_matches('.');
            number
                .starts_with(|first: char| first.is_ascii_digit())
                .then(|| number.to_owned())
        });
        numbers.collect()
    };
    DOCUMENTS.map(|name| (name, numbers(name))).into()
}

/// Returns each section number that follows `§` in a text.
fn cited_numbers(text: &str) -> impl Iterator<Item = String> {
    text.split('§').skip(1).filter_map(|rest| {
        let number: String = rest
            .chars()
            .take_while(|sign| sign.is_ascii_digit() || *sign == '.')
            .collect();
        let number = number.trim_end_matches('.');
        (!number.is_empty()).then(|| number.to_owned())
    })
}

/// Returns the broken citations in a text. A citation is broken if it names a section that does not exist.
///
/// A citation is the name of a document, followed by section numbers. The citation ends at the next document name or at
/// the end of the line. If a line ends with the document name, the section numbers are at the start of the next line.
/// Section numbers after the name of a standard, such as RFC, belong to the standard.
fn broken_citations(
    text: &str,
    sections: &BTreeMap<&'static str, BTreeSet<String>>,
) -> Vec<String> {
    let mut broken = Vec::new();
    let lines: Vec<_> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).map_or("", |next| {
            next.trim_start_matches(|sign: char| {
                matches!(sign, '/' | '!' | '>') || sign.is_whitespace()
            })
        });
        for (at, _) in line.match_indices(".md") {
            let before = &line[..at + 3];
            let Some(document) = DOCUMENTS.into_iter().find(|name| before.ends_with(name)) else {
                continue;
            };
            let rest = &line[at + 3..];
            let mut cited = rest.split(".md").next().unwrap_or_default().to_owned();
            for standard in ["RFC", "JARM", "OpenID"] {
                cited.truncate(cited.find(standard).unwrap_or(cited.len()));
            }
            if rest.trim().is_empty() && next.starts_with('§') {
                next.split(' ')
                    .next()
                    .unwrap_or_default()
                    .clone_into(&mut cited);
            }
            for number in cited_numbers(&cited) {
                if !sections[document].contains(&number) {
                    broken.push(format!("{document} has no section {number}: {line}"));
                }
            }
        }
    }
    broken
}

/// Returns the anchor of a heading, as GitHub and similar web sites form it.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'))
        .map(|sign| if sign == ' ' { '-' } else { sign })
        .collect()
}

/// Returns each relative link of a Markdown file that leads to a missing file or a missing heading.
fn broken_links(file: &Path, text: &str) -> Vec<String> {
    let links = text
        .split("```")
        .step_by(2)
        .flat_map(|prose| prose.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| !link.starts_with("http"));
    let leads_nowhere = |link: &&str| {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let target = match path {
            "" => file.to_owned(),
            path => file.parent().unwrap().join(path),
        };
        if !target.exists() {
            return true;
        }
        let is_markdown = target
            .extension()
            .is_some_and(|extension| extension == "md");
        is_markdown && !fragment.is_empty() && {
            let text = fs::read_to_string(&target).unwrap();
            !headings(&text)
                .into_iter()
                .any(|heading| anchor(heading) == fragment)
        }
    };
    links
        .filter(leads_nowhere)
        .map(|link| format!("{}: {link}", file.display()))
        .collect()
}

#[test]
fn every_cited_section_exists() {
    let sections = sections();
    let mut broken = Vec::new();
    let mut citations = 0;
    for file in ["rs", "md", "json", "ts"]
        .into_iter()
        .flat_map(files_with_extension)
    {
        let text = fs::read_to_string(&file).unwrap();
        citations += text.matches(".md §").count();
        broken.extend(broken_citations(&text, &sections));
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(citations > 200, "{citations}");
}

#[test]
fn every_row_is_in_a_section_of_its_document() {
    let sections = sections();
    let rows = fs::read_to_string(contract().join("rows.md")).unwrap();
    let mut document = None;
    let mut broken = Vec::new();
    for line in rows.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            document = DOCUMENTS.into_iter().find(|known| name.contains(known));
        } else if line.starts_with("| §") {
            let cell = line.split('|').nth(1).unwrap();
            let section = cited_numbers(cell).next().unwrap();
            if !sections[document.unwrap()].contains(&section) {
                broken.push(line);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_link_of_a_document_leads_to_a_file_and_a_heading() {
    let mut broken = Vec::new();
    for file in files_with_extension("md") {
        let text = fs::read_to_string(&file).unwrap();
        broken.extend(broken_links(&file, &text));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_made_up_section_is_found() {
    let sections = sections();
    let text =
        |document: &str, section: &str| format!("/// See contract/{document} §{section}, row 1.");

    assert!(broken_citations(&text("approval.md", "3"), &sections).is_empty());
    assert_eq!(
        broken_citations(&text("approval.md", "99"), &sections).len(),
        1
    );
    assert_eq!(
        broken_citations(&text("idporten.md", "3.7"), &sections).len(),
        1
    );

    let on_two_lines = text("systemuser-api.md", "99").replace(" §", "\n/// §");
    assert_eq!(broken_citations(&on_two_lines, &sections).len(), 1);

    let readme = repository().join("README.md");
    assert_eq!(
        broken_links(&readme, "[a link](docs/no-such-file.md)").len(),
        1
    );
    assert_eq!(
        broken_links(&readme, "[a link](README.md#no-such-heading)").len(),
        1
    );
}
