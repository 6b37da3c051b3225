//! Serves whole files of the examples and of SmartCloud under `/code/`. The pages of the steps show only excerpts, and
//! a reader finds the rest of the code in these files.

use std::fmt::Write;

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use code_excerpts::embedded;
use http::{StatusCode, header};

use super::MARKDOWN;

/// Handles `GET /code/{path}`, such as `/code/examples/python/redirect.py`.
pub(super) async fn file(Path(path): Path<String>) -> Response {
    let files = embedded::whole_files();
    let Some((_, text)) = files.iter().find(|(known, _)| *known == path) else {
        let text = "There is no such file. /llms.txt lists the files.\n";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    if path.rsplit('.').next() == Some("md") {
        let is_served = |target: &str| files.iter().any(|(known, _)| *known == target);
        let text = without_dead_links(&without_comments(text), &path, is_served);
        return (MARKDOWN, text).into_response();
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], *text).into_response()
}

/// Returns a list of the files as Markdown. `origin` is SmartCloud's own origin.
pub(super) fn list(origin: &str) -> String {
    let mut list = String::new();
    for (path, _) in embedded::whole_files() {
        // Writing to a `String` never fails.
        let _ = writeln!(list, "- [{path}]({origin}/code/{path})");
    }
    list
}

/// SmartCloud does not serve `README.md`. Each row is a section of `README.md`, and a page with the same content.
const INSTEAD_OF_README: [(&str, &str); 2] = [
    ("README.md#copy-checklist", "/steg/checklist.md"),
    ("README.md#use-tt02", "/llms.txt"),
];

/// Removes HTML comments, which are for people who work in the repository.
fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        let after = part.split_once("-->").map_or("", |(_, after)| after);
        kept + after.trim_start()
    })
}

/// Removes links to files that SmartCloud does not serve, and keeps the text of the links. Some links lead to a page
/// with the same content instead. `path` is the path of the Markdown file in the repository.
fn without_dead_links(text: &str, path: &str, is_served: impl Fn(&str) -> bool) -> String {
    let mut parts = text.split("](");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let file = target.split('#').next().unwrap_or_default();
        let whole_target = in_repository(path, target);
        let mut pages = INSTEAD_OF_README.iter();
        if let Some((_, page)) = pages.find(|(link, _)| *link == whole_target) {
            let _ = write!(result, "]({page}){rest}");
            continue;
        }
        let is_alive =
            file.is_empty() || file.contains("://") || is_served(&in_repository(path, file));
        match result.rfind('[').filter(|_| !is_alive) {
            Some(start) => {
                result.remove(start);
                result.push_str(rest);
            }
            None => {
                let _ = write!(result, "]({target}){rest}");
            }
        }
    }
    result
}

/// Resolves `link`, which is a relative link in the file `from`. Returns the path of the linked file in the repository.
fn in_repository(from: &str, link: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(folders.pop()),
            "." => {}
            part => folders.push(part),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_files_that_are_served_stay() {
        let text = "See [`a`](../src/a.rs#L3), [b](b.md), [c](https://c.example/) and [d](#d).";
        let kept = without_dead_links(text, "examples/README.md", |path| path == "src/a.rs");
        assert_eq!(
            kept,
            "See [`a`](../src/a.rs#L3), b, [c](https://c.example/) and [d](#d)."
        );
    }

    #[test]
    fn a_served_file_has_no_traces_of_what_is_not_served() {
        let text = "a\n\n<!-- The test writes this. -->\n\n| b |\n";
        assert_eq!(without_comments(text), "a\n\n| b |\n");
        let text = "[point 12](../README.md#copy-checklist), [Use TT02](../README.md#use-tt02)";
        assert_eq!(
            without_dead_links(text, "examples/README.md", |_| false),
            "[point 12](/steg/checklist.md), [Use TT02](/llms.txt)"
        );
    }

    #[test]
    fn the_examples_are_complete() {
        let files = embedded::whole_files();
        for (path, text) in &files {
            assert!(!text.is_empty(), "{path}");
        }
        for name in [
            "python/redirect.py",
            "python/app.py",
            "python/requirements.txt",
            "typescript/redirect.ts",
            "typescript/app.ts",
            "typescript/package.json",
            "java/Redirect.java",
            "java/App.java",
            "java/run.sh",
        ] {
            let path = format!("examples/{name}");
            assert!(files.iter().any(|(known, _)| *known == path), "{path}");
        }
    }
}
