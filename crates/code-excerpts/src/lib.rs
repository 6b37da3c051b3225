//! Finds the code of each step of the redirect pattern in the source files of this repository.
//!
//! SmartCloud shows this code beside the step and in the step's Markdown page. The site builder colours the same code,
//! because both programs call [`all`].

mod cut;
mod list;

#[cfg(feature = "embedded")]
pub mod embedded;

pub use cut::Cut;
pub use list::{RUST_FILES, all};

/// The files of the examples that have excerpts. If a file is missing, its language has no excerpts.
pub const EXAMPLES: [&str; 3] = [
    "examples/typescript/redirect.ts",
    "examples/python/redirect.py",
    "examples/java/Redirect.java",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    Rust,
    TypeScript,
    Python,
    Java,
}

impl Language {
    /// All languages, in the order on the pages.
    pub const ALL: [Self; 4] = [Self::Rust, Self::TypeScript, Self::Python, Self::Java];

    /// Returns the name that pages show for the language, such as `TypeScript`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::TypeScript => "TypeScript",
            Self::Python => "Python",
            Self::Java => "Java",
        }
    }

    /// Returns the extension of a file in this language. Markdown uses the same text after three backticks.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Rust => "rs",
            Self::TypeScript => "ts",
            Self::Python => "py",
            Self::Java => "java",
        }
    }

    fn of_file(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        Self::ALL
            .into_iter()
            .find(|language| language.extension() == extension)
    }
}

/// A part of a walk through the code: the log-in, one of the six steps of `redirect.rs`, or the use of the access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The log-in with ID-porten, before the first step.
    LogIn,
    /// One of the six steps of `redirect.rs`, from 1 to 6.
    Step(u8),
    /// The use of the access, after the last step: a token for the customer's system user, and a call with this token.
    UseAccess,
}

impl Part {
    /// All parts of the walk through the code, in the order of a customer's journey.
    pub const ALL: [Self; 8] = [
        Self::LogIn,
        Self::Step(1),
        Self::Step(2),
        Self::Step(3),
        Self::Step(4),
        Self::Step(5),
        Self::Step(6),
        Self::UseAccess,
    ];

    /// Returns the part's name in paths, such as `2` or `use-access`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::LogIn => "log-in",
            Self::Step(1) => "1",
            Self::Step(2) => "2",
            Self::Step(3) => "3",
            Self::Step(4) => "4",
            Self::Step(5) => "5",
            Self::Step(_) => "6",
            Self::UseAccess => "use-access",
        }
    }

    /// Returns the part with this [`key`](Self::key), or `None` if the key is unknown.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// Consecutive lines of a source file that belong to one part of the walk through the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub part: Part,
    pub language: Language,
    /// The name of the excerpt's function or type, as in the Rust code, such as `request_body`.
    pub name: String,
    /// The path of the file in the repository, such as `src/redirect.rs`.
    pub file: String,
    /// The number of the first line in the file. The first line of a file has the number 1.
    pub first_line: usize,
    /// The lines, without the indentation that all of them have.
    pub text: String,
}

impl Excerpt {
    /// Returns the line number of the excerpt's last line in the file.
    #[must_use]
    pub fn last_line(&self) -> usize {
        self.first_line + self.text.lines().count().saturating_sub(1)
    }

    /// Returns the sentences in the comments that say how a vendor's own product must differ from SmartCloud. Such a
    /// sentence starts with `A vendor` or `If you`.
    #[must_use]
    pub fn additions(&self) -> Vec<String> {
        cut::sentences(&self.text)
            .into_iter()
            .filter(|sentence| {
                ["A vendor", "If you", "If your"]
                    .iter()
                    .any(|start| sentence.starts_with(start))
            })
            .collect()
    }
}
