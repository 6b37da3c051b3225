//! Colours the code excerpts at build time, so that the server needs no library to colour them.
//!
//! The result is `code.json` in the site folder: for each excerpt its text and its HTML. Each coloured part is a
//! `<span>` with one class of one letter. `style/behind-the-scenes.css` gives each class a colour.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use code_excerpts::{EXAMPLES, Excerpt, Language, RUST_FILES, all};
use serde_json::json;
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

use crate::Build;
use crate::compile::once;

/// The beginning of a syntax scope's name, and the class of the text in this scope. The first match wins.
const CLASSES: [(&str, char); 12] = [
    ("comment", 'c'),
    ("string", 's'),
    ("constant.character", 's'),
    ("constant", 'n'),
    ("entity.name.function", 'f'),
    ("support.function", 'f'),
    ("variable.function", 'f'),
    ("entity.name", 't'),
    ("support.type", 't'),
    ("storage.type", 'k'),
    ("storage", 'k'),
    ("keyword", 'k'),
];

impl Build {
    /// Writes `code.json` into the folder of this step. The step takes some seconds, so it runs only after a change.
    pub fn highlighted_code(&self) -> Result<()> {
        let out = self.intermediate("code");
        let paths = self.code_files();
        let inputs: Vec<PathBuf> = paths.iter().map(|path| self.root.join(path)).collect();
        let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
        once(&out, &inputs, || {
            Ok(fs::write(out.join("code.json"), self.code_json(&paths)?)?)
        })
        .context("the excerpts of the source cannot be coloured")
    }

    /// Returns the paths of all files that can have excerpts.
    fn code_files(&self) -> Vec<String> {
        let mut paths: Vec<String> = RUST_FILES.map(str::to_owned).into();
        // A language without an example is left out.
        let exists = |path: &&str| self.root.join(path).is_file();
        paths.extend(EXAMPLES.iter().copied().filter(exists).map(str::to_owned));
        paths
    }

    fn code_json(&self, paths: &[String]) -> Result<Vec<u8>> {
        let texts = paths
            .iter()
            .map(|path| {
                fs::read_to_string(self.root.join(path))
                    .with_context(|| format!("{path} cannot be read"))
            })
            .collect::<Result<Vec<_>>>()?;
        let files: Vec<_> = paths
            .iter()
            .zip(&texts)
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let excerpts = all(&files).map_err(|missing| anyhow!(missing))?;

        let syntaxes = two_face::syntax::extra_newlines();
        let rows = excerpts
            .iter()
            .map(|excerpt| {
                let html = html(excerpt, &syntaxes)?;
                Ok(json!({ "text": excerpt.text, "html": html }))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(serde_json::to_vec(&rows)?)
    }
}

fn html(excerpt: &Excerpt, syntaxes: &SyntaxSet) -> Result<String> {
    let mut state = ParseState::new(syntax(excerpt.language, syntaxes)?);
    let mut scopes = ScopeStack::new();
    let mut html = Html::default();
    for line in excerpt.text.lines() {
        // The syntaxes expect the line break at the end of a line.
        let line = format!("{line}\n");
        let mut done = 0;
        for (at, change) in state.parse_line(&line, syntaxes)? {
            html.add(class(&scopes), &line[done..at]);
            scopes.apply(&change)?;
            done = at;
        }
        html.add(class(&scopes), &line[done..]);
    }
    Ok(html.finish())
}

fn syntax(language: Language, syntaxes: &SyntaxSet) -> Result<&SyntaxReference> {
    let extension = language.extension();
    syntaxes
        .find_syntax_by_extension(extension)
        .with_context(|| format!("there is no syntax for .{extension}"))
}

/// Returns the class of the innermost scope that has a class.
fn class(scopes: &ScopeStack) -> Option<char> {
    let name = |scope: &syntect::parsing::Scope| scope.build_string();
    let names: Vec<_> = scopes.as_slice().iter().rev().map(name).collect();
    // Everything in a comment or a string has the class of the comment or the string.
    for whole in ["comment", "string"] {
        if names.iter().any(|name| name.starts_with(whole)) {
            return Some(if whole == "comment" { 'c' } else { 's' });
        }
    }
    names.iter().find_map(|name| {
        let found = CLASSES.iter().find(|(start, _)| name.starts_with(start));
        found.map(|(_, class)| *class)
    })
}

/// HTML in which neighbouring parts of one class are one `<span>`.
#[derive(Default)]
struct Html {
    text: String,
    open: Option<char>,
}

impl Html {
    fn add(&mut self, class: Option<char>, part: &str) {
        if part.is_empty() {
            return;
        }
        // White space has no colour, so it needs no span.
        let is_blank = part.trim().is_empty();
        if class != self.open && !is_blank {
            self.close();
            if let Some(class) = class {
                self.text.push_str("<span class=");
                self.text.push(class);
                self.text.push('>');
            }
            self.open = class;
        }
        for sign in part.chars() {
            match sign {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                sign => self.text.push(sign),
            }
        }
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            let end = self.text.trim_end().len();
            self.text.insert_str(end, "</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

#[cfg(test)]
mod tests {
    use code_excerpts::Part;

    use super::*;

    fn coloured(language: Language, text: &str) -> String {
        let excerpt = Excerpt {
            part: Part::Step(1),
            language,
            name: String::new(),
            file: String::new(),
            first_line: 1,
            text: text.to_owned(),
        };
        html(&excerpt, &two_face::syntax::extra_newlines()).unwrap()
    }

    /// Removes the spans, and turns character references such as `&lt;` back into characters.
    fn plain(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            rest = after.split_once('>').map_or("", |(_, rest)| rest);
        }
        text.push_str(rest);
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    #[test]
    fn every_language_is_coloured_and_keeps_its_text() {
        for (language, text) in [
            (
                Language::Rust,
                "/// Adds <b>.\nfn add(a: &str) -> u8 {\n    \"x\" // y\n}",
            ),
            (
                Language::TypeScript,
                "// Adds.\nfunction add(a: string): Map<string, number> {\n  return \"x\";\n}",
            ),
            (
                Language::Python,
                "# Adds.\ndef add(a: str) -> int:\n    return \"x\"",
            ),
            (
                Language::Java,
                "// Adds.\nint add(String a) {\n    return \"x\";\n}",
            ),
        ] {
            let html = coloured(language, text);
            assert!(html.contains("<span class=c>"), "{html}");
            assert!(html.contains("<span class=s>"), "{html}");
            assert_eq!(plain(&html), text);
        }
    }

    #[test]
    fn the_excerpts_of_this_repository_are_coloured() {
        let build = Build::new(crate::Profile::Dev);
        let json = build.code_json(&build.code_files()).unwrap();
        let rows: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let rows = rows.as_array().unwrap();
        assert!(rows.len() > 30);
        for row in rows {
            assert_eq!(
                plain(row["html"].as_str().unwrap()),
                row["text"].as_str().unwrap().trim_end()
            );
        }
    }
}
