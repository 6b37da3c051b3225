//! Provides one example for other vendors for each part. The parts are the log-in, the six steps of the redirect, and
//! the use of the access. An example contains source code, HTTP requests and responses, and what a real product must do
//! differently. `markdown.rs` writes the examples as Markdown.

mod markdown;
mod parts;
mod whole_files;
mod wire;

use std::{collections::HashMap, fs, path::Path, sync::LazyLock};

use axum::{
    Router,
    extract::{Path as PathOf, Query},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use code_excerpts::embedded;
use http::{HeaderName, StatusCode, header};
use serde::Deserialize;

pub use code_excerpts::{Excerpt, Language, Part};

use crate::config::Config;
pub use parts::{PartText, text_of};
pub use wire::wire_of;

/// The excerpts of this program's source, in the order of [`code_excerpts::all`].
static EXCERPTS: LazyLock<Vec<Excerpt>> = LazyLock::new(|| {
    code_excerpts::all(&embedded::files()).unwrap_or_else(|missing| {
        // A test checks that every excerpt exists, so this error occurs only during development.
        tracing::error!(missing, "the excerpts of the source are missing");
        Vec::new()
    })
});

pub fn excerpts(part: Part, language: Language) -> impl Iterator<Item = &'static Excerpt> {
    EXCERPTS
        .iter()
        .filter(move |excerpt| excerpt.part == part && excerpt.language == language)
}

/// Returns the points of the checklist that concern `part`. The checklist is in the module comment of `redirect.rs`,
/// for developers who copy this file. Each point has its number in the checklist.
#[must_use]
pub fn checklist(part: Part) -> Vec<(u8, String)> {
    let numbers = text_of(part).checklist;
    let mut points = all_points();
    points.retain(|(number, _)| numbers.contains(number));
    points
}

/// Returns the sentences that say what a vendor's product must do differently from SmartCloud. They come from the
/// comments in the Rust excerpts that belong to `part`.
#[must_use]
pub fn additions(part: Part) -> Vec<String> {
    let mut all = Vec::new();
    for addition in excerpts(part, Language::Rust).flat_map(Excerpt::additions) {
        if !all.contains(&addition) {
            all.push(addition);
        }
    }
    all
}

/// Returns the lines under a heading in the module comment of `redirect.rs`.
fn section(heading: &str) -> String {
    let (_, redirect) = embedded::files()[0];
    parts::section(redirect, heading)
}

/// Returns all points of the checklist for developers who copy `redirect.rs`. Each point has its number.
fn all_points() -> Vec<(u8, String)> {
    let (_, redirect) = embedded::files()[0];
    parts::points(redirect)
}

/// Returns the first table in the comments of a source file.
fn table_of_file(path: &str) -> String {
    let mut files = embedded::files().into_iter();
    let source = files.find(|(other, _)| *other == path);
    source.map_or_else(String::new, |(_, text)| parts::table(text))
}

/// Returns the first table in the comments of an excerpt in Rust.
fn table_of_excerpt(part: Part, name: &str) -> String {
    excerpts(part, Language::Rust)
        .find(|excerpt| excerpt.name == name)
        .map_or_else(String::new, |excerpt| parts::table(&excerpt.text))
}

pub fn routes<S: Clone + Send + Sync + 'static>(config: &Config) -> Router<S> {
    let simulator = config.stage.as_ref().map(|_| config);
    let text = markdown::llms_txt(&config.origin(), simulator);
    let list = move || {
        let text = text.clone();
        async move { ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text) }
    };
    Router::new()
        .route("/llms.txt", get(list))
        .route("/steg/{file}", get(page))
        .route("/code/{*path}", get(whole_files::file))
}

const MARKDOWN: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];

#[derive(Deserialize)]
struct PageQuery {
    /// The name of one programming language, such as `python`. Without this parameter, the page shows the code in all
    /// programming languages. An unknown name gets an error response, so that a program notices its mistake.
    code: Option<String>,
}

async fn page(PathOf(file): PathOf<String>, Query(query): Query<PageQuery>) -> Response {
    if let Some(part) = file.strip_suffix(".md").and_then(Part::from_key) {
        let mut languages = Language::ALL.to_vec();
        if let Some(wanted) = query.code {
            languages.retain(|language| language.name().eq_ignore_ascii_case(&wanted));
        }
        if languages.is_empty() {
            let text = "The values of `code` are rust, typescript, python and java. Without `code`, the page has the code in all \
                        of them.\n";
            return (StatusCode::BAD_REQUEST, text).into_response();
        }
        return (MARKDOWN, markdown::page(part, &languages)).into_response();
    }
    if file == markdown::CHECKLIST {
        return (MARKDOWN, markdown::checklist_page()).into_response();
    }
    if let Some(part) = Part::from_key(&file) {
        return Redirect::permanent(&markdown::path(part)).into_response();
    }
    let text = "There is no such step. /llms.txt lists the steps.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

/// The HTML of the excerpts, with syntax colours from the site builder. The key is the text of the excerpt.
#[derive(Debug, Default)]
pub struct ColouredCode(HashMap<String, String>);

#[derive(Deserialize)]
struct Row {
    text: String,
    html: String,
}

impl ColouredCode {
    /// Reads `code.json` from the site folder. This file contains the excerpts with syntax colours. If it is missing,
    /// the pages show the code without colours.
    #[must_use]
    pub fn read(site: &Path) -> Self {
        let file = site.join("code.json");
        let rows: Option<Vec<Row>> = fs::read(&file)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        if rows.is_none() {
            tracing::warn!(file = %file.display(), "the coloured code cannot be read; run `cargo xtask site`");
        }
        let rows = rows.unwrap_or_default().into_iter();
        Self(rows.map(|row| (row.text, row.html)).collect())
    }

    /// Returns the HTML of an excerpt with syntax colours. Returns `None` if the site builder read another version of
    /// the source code. A page must show only the code of this program.
    #[must_use]
    pub fn html(&self, excerpt: &Excerpt) -> Option<&str> {
        self.0.get(&excerpt.text).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_code_and_points_of_the_checklist() {
        for part in Part::ALL {
            assert!(excerpts(part, Language::Rust).count() >= 2, "{part:?}");
            let numbers = text_of(part).checklist;
            assert_eq!(checklist(part).len(), numbers.len(), "{part:?}");
        }
        let mut used: Vec<u8> = Part::ALL
            .iter()
            .flat_map(|part| text_of(*part).checklist)
            .copied()
            .collect();
        used.sort_unstable();
        used.dedup();
        assert_eq!(used, (1..=13).collect::<Vec<_>>(), "each point has a place");
    }

    #[test]
    fn code_of_another_build_is_not_shown() {
        let folder = std::env::temp_dir().join(format!("smartcloud-code-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let excerpt = excerpts(Part::Step(2), Language::Rust).next().unwrap();
        let row = serde_json::json!([{ "text": excerpt.text, "html": "<b>" }]);
        fs::write(folder.join("code.json"), row.to_string()).unwrap();
        let code = ColouredCode::read(&folder);
        assert_eq!(code.html(excerpt), Some("<b>"));
        let changed = Excerpt {
            text: format!("{} ", excerpt.text),
            ..excerpt.clone()
        };
        assert_eq!(code.html(&changed), None);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(ColouredCode::read(&folder).html(excerpt), None);
    }
}
