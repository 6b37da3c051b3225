//! Finds functions and types in the text of a source file.

use crate::Language;

/// The lines of a source file that an excerpt contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A function, struct or enum with this name, together with the comment above it.
    Item(&'static str),
    /// Some lines of a function. The excerpt starts at the line with the text `from`. The excerpt ends before the line
    /// with the text `before`.
    Lines {
        function: &'static str,
        from: &'static str,
        before: &'static str,
    },
}

/// The result of [`Cut::find`]: the index of the excerpt's first line in the source file, and the excerpt's text
/// without the common indentation of its lines.
pub(crate) type Found = (usize, String);

impl Cut {
    /// Returns the lines that this cut selects, or `None` if the file does not contain them.
    pub(crate) fn find(self, source: &str) -> Option<Found> {
        let lines: Vec<&str> = source.lines().collect();
        match self {
            Self::Item(name) => {
                let (start, end) = item(&lines, name)?;
                Some((start, dedent(&lines[start..=end])))
            }
            Self::Lines {
                function,
                from,
                before,
            } => {
                let (start, end) = item(&lines, function)?;
                let inner = |text: &str, after: usize| {
                    (after..=end).find(|&index| lines[index].contains(text))
                };
                let first = inner(from, start)?;
                let last = inner(before, first + 1)?;
                Some((first, trim_end(&dedent(&lines[first..last]))))
            }
        }
    }

    /// Returns the name that a page shows for the excerpt.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Item(name) | Self::Lines { function: name, .. } => name,
        }
    }
}

/// Returns the first and the last line of the item with this name. The comments and attributes above the item belong to
/// the item.
fn item(lines: &[&str], name: &str) -> Option<(usize, usize)> {
    let head = lines.iter().position(|line| declares(line, name))?;
    let end_of_item = format!("{}}}", " ".repeat(indent(lines[head])));
    let last = if lines[head].ends_with('}') {
        head
    } else {
        head + lines[head..].iter().position(|line| *line == end_of_item)?
    };
    let is_above = |line: &str| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[")
    };
    let above = lines[..head].iter().rev().take_while(|line| is_above(line));
    Some((head - above.count(), last))
}

fn declares(line: &str, name: &str) -> bool {
    ["fn ", "struct ", "enum "].iter().any(|kind| {
        let Some((before, after)) = line.split_once(kind) else {
            return false;
        };
        let is_code = !before.contains("//") && !before.contains('"');
        let rest = after.strip_prefix(name);
        is_code && rest.is_some_and(|rest| rest.starts_with(['(', '<', ' ']))
    })
}

/// Finds a function in the source file of an example. `name` is the function's name in Rust, such as `request_body`. In
/// the example, the name has the style of the language, such as `requestBody`.
pub(crate) fn example(source: &str, language: Language, name: &str) -> Option<Found> {
    let lines: Vec<&str> = source.lines().collect();
    let is_python = language == Language::Python;
    let name = if is_python {
        name.to_owned()
    } else {
        camel_case(name)
    };
    let head = lines
        .iter()
        .position(|line| declares_example(line, language, &name))?;
    let last = if is_python {
        end_of_python(&lines, head)
    } else {
        let end = format!("{}}}", " ".repeat(indent(lines[head])));
        head + lines[head..].iter().position(|line| *line == end)?
    };
    let is_above = |line: &&&str| {
        let line = line.trim_start();
        ["//", "/*", "*", "#", "@"]
            .iter()
            .any(|sign| line.starts_with(sign))
            // Stop at a line of `─`, because this line is a section heading and not a part of the function's comment.
            && !line.contains("───")
    };
    let start = head - lines[..head].iter().rev().take_while(is_above).count();
    Some((start, trim_end(&dedent(&lines[start..=last]))))
}

fn declares_example(line: &str, language: Language, name: &str) -> bool {
    let Some((before, after)) = line.split_once(name) else {
        return false;
    };
    // One excerpt is the interface of the database that an example needs. An interface is not a function, so look for
    // the keyword `interface`.
    if before.trim_start().trim_start_matches("export ") == "interface " {
        return after.starts_with(' ');
    }
    if !after.starts_with(['(', '<']) {
        return false;
    }
    match language {
        Language::Python => before == "def " || before == "class ",
        Language::TypeScript => before.ends_with("function "),
        // Accept only the line that declares a method of the outer class. This line has an indentation of 4, and a type
        // before the name, and is neither a call nor an assignment.
        Language::Java | Language::Rust => {
            let is_call = before.contains(['(', '=', '.', '/', '*']) || before.contains("return");
            indent(line) == 4 && before.ends_with(' ') && !is_call && !line.ends_with(';')
        }
    }
}

/// Returns the index of the last line of a Python function. The function ends before the next line with the same
/// indentation as its `def`.
fn end_of_python(lines: &[&str], head: usize) -> usize {
    // The signature of the function can have several lines. It ends with the first line that ends with `:`.
    let signature = lines[head..].iter().position(|line| line.ends_with(':'));
    let body = head + signature.unwrap_or(0) + 1;
    let is_inside = |line: &&&str| line.trim().is_empty() || indent(line) > indent(lines[head]);
    let length = lines[body..].iter().take_while(is_inside).count();
    body + length - 1
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn dedent(lines: &[&str]) -> String {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let common = filled.map(|line| indent(line)).min().unwrap_or(0);
    let cut: Vec<&str> = lines
        .iter()
        .map(|line| line.get(common..).unwrap_or_default())
        .collect();
    cut.join("\n")
}

fn trim_end(text: &str) -> String {
    text.trim_end().to_owned()
}

/// Returns the sentences in all comments of a piece of source code.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut paragraph = String::new();
    let mut end_paragraph = |paragraph: &mut String| {
        let text = std::mem::take(paragraph);
        for sentence in text.split_inclusive(". ") {
            let sentence = sentence.trim().replace(['[', ']', '`'], "");
            if !sentence.is_empty() {
                sentences.push(sentence);
            }
        }
    };
    for line in text.lines() {
        let line = line.trim_start();
        let comment = line.strip_prefix("///").or_else(|| line.strip_prefix("//"));
        match comment.map(str::trim) {
            Some(words) if !words.is_empty() => {
                // A list item and a row of a table begin a new paragraph.
                if words.starts_with("- ") || words.starts_with('|') {
                    end_paragraph(&mut paragraph);
                }
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(words);
            }
            _ => end_paragraph(&mut paragraph),
        }
    }
    end_paragraph(&mut paragraph);
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST: &str = "use a;

/// Adds.
/// A vendor with [`two`] keys adds both. If you run several
/// processes, use a lock.
#[inline]
pub async fn add(
    a: u8,
) -> u8 {
    // Step 1. Look.
    look();

    // Step 2: add.
    a + 1
}

fn adder() {}
";

    #[test]
    fn an_item_comes_with_its_comment_and_ends_at_its_brace() {
        let (index, text) = Cut::Item("add").find(RUST).unwrap();
        assert_eq!(index, 2);
        assert!(text.starts_with("/// Adds.") && text.ends_with("a + 1\n}"));
        assert_eq!(Cut::Item("adder").find(RUST).unwrap().1, "fn adder() {}");
        assert_eq!(Cut::Item("ad").find(RUST), None);
    }

    #[test]
    fn lines_of_a_function_end_before_the_second_text() {
        let cut = Cut::Lines {
            function: "add",
            from: "Step 1.",
            before: "Step 2",
        };
        let (index, text) = cut.find(RUST).unwrap();
        assert_eq!((index, text.as_str()), (9, "// Step 1. Look.\nlook();"));
    }

    #[test]
    fn a_function_of_an_example_has_the_same_name_in_its_own_spelling() {
        let text =
            |source, language| example(source, language, "send_browser").map(|found| found.1);
        let python = "# ──── a\n# Sends.\ndef send_browser(\n    a: str,\n) -> str:\n    if a:\n\n        b()\n\n\ndef c():\n    pass\n";
        assert_eq!(
            text(python, Language::Python).unwrap(),
            "# Sends.\ndef send_browser(\n    a: str,\n) -> str:\n    if a:\n\n        b()"
        );
        let typescript = "sendBrowser(1);\n/** Sends. */\nexport async function sendBrowser(a) {\n  b();\n}\nc();\n";
        assert_eq!(
            text(typescript, Language::TypeScript).unwrap(),
            "/** Sends. */\nexport async function sendBrowser(a) {\n  b();\n}"
        );
        let java = "class A {\n    /** Sends. */\n    static String sendBrowser(String a) {\n        return sendBrowser(b);\n    }\n}\n";
        assert_eq!(
            text(java, Language::Java).unwrap(),
            "/** Sends. */\nstatic String sendBrowser(String a) {\n    return sendBrowser(b);\n}"
        );
        assert_eq!(text("sendBrowser(1)", Language::Java), None);
    }

    #[test]
    fn the_interface_of_the_database_is_found() {
        let text = |source, language| example(source, language, "Store").map(|found| found.1);
        let typescript =
            "useStore(a);\n/** Saves. */\nexport interface Store {\n    save(): void;\n}\n";
        assert_eq!(
            text(typescript, Language::TypeScript).unwrap(),
            "/** Saves. */\nexport interface Store {\n    save(): void;\n}"
        );
        let python = "class Store(Protocol):\n    def save(self): ...\n\n\nstore = 1\n";
        assert_eq!(
            text(python, Language::Python).unwrap(),
            "class Store(Protocol):\n    def save(self): ..."
        );
        let java = "class A {\n    interface Store {\n        void save();\n    }\n}\n";
        assert_eq!(
            text(java, Language::Java).unwrap(),
            "interface Store {\n    void save();\n}"
        );
    }

    #[test]
    fn comments_are_read_as_sentences() {
        let found = sentences(RUST);
        assert_eq!(found[1], "A vendor with two keys adds both.");
        assert_eq!(found[2], "If you run several processes, use a lock.");
    }
}
