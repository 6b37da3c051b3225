//! Finds functions, types and steps in the text of a source file.

/// How the lines of an excerpt are found in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A function, struct or enum with this name, together with the comment above it.
    Item(&'static str),
    /// The lines of a function from the line with the first text to the line before the one with the second text.
    Lines {
        function: &'static str,
        from: &'static str,
        before: &'static str,
    },
}

/// The index of the first line, and the lines without their common indentation.
pub(crate) type Found = (usize, String);

impl Cut {
    /// Returns the lines, or `None` if the file does not contain them.
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

/// Returns the parts of a file that a comment marks as this step, such as `Step 3: classify the answer`. A part ends
/// before the comment of another step, or where its block of code ends.
pub(crate) fn step(source: &str, number: u8) -> Vec<Found> {
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        if step_of(lines[index]) != Some(number) {
            index += 1;
            continue;
        }
        let depth = indent(lines[index]);
        let is_outside =
            |line: &str| step_of(line).is_some() || !line.trim().is_empty() && indent(line) < depth;
        let length = lines[index + 1..]
            .iter()
            .take_while(|line| !is_outside(line))
            .count();
        let end = index + length;
        found.push((index, trim_end(&dedent(&lines[index..=end]))));
        index = end + 1;
    }
    found
}

/// Returns the number after the word `Step` at the start of a comment.
fn step_of(line: &str) -> Option<u8> {
    let comment = line.trim_start();
    let text = ["///", "//", "#", "*", "/**", "/*"]
        .iter()
        .find_map(|sign| comment.strip_prefix(sign))?;
    let text = text.trim_start_matches(['─', '-', '=', ' ']);
    let digits: String = text
        .strip_prefix("Step ")?
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
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

/// Returns the sentences in the comments of a text.
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
                // An entry of a list is a paragraph of its own.
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
    fn a_step_of_an_example_ends_at_the_next_step_and_at_the_end_of_its_block() {
        let python =
            "def a():\n    # Step 2: send.\n    post()\n\n    # Step 3: read.\n    read()\n\nx = 1\n# Step 2 again\ny()\n";
        let parts = step(python, 2);
        assert_eq!(parts[0], (1, "# Step 2: send.\npost()".to_owned()));
        assert_eq!(parts[1].0, 8);
        assert_eq!(step(python, 3), [(4, "# Step 3: read.\nread()".to_owned())]);
    }

    #[test]
    fn comments_are_read_as_sentences() {
        let found = sentences(RUST);
        assert_eq!(found[1], "A vendor with two keys adds both.");
        assert_eq!(found[2], "If you run several processes, use a lock.");
    }
}
