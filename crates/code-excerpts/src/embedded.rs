//! The source files that this program was built from. The compiler copies their text into the program.

/// Makes pairs of a path in the repository and the text of the file.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../", $path)))),*]
    };
}

/// The Rust files with excerpts.
const RUST: &[(&str, &str)] = files!(
    "src/redirect.rs",
    "src/state.rs",
    "src/onboarding.rs",
    "src/store/request_intents.rs",
    "src/store/redirect_attempts.rs",
    "src/altinn/requests.rs",
    "src/altinn/users.rs",
    "src/altinn/parties.rs",
    "src/maskinporten.rs",
    "src/signing.rs",
    "src/dashboard_data.rs",
    "src/login.rs",
    "src/idporten/authorization.rs",
    "src/idporten/tokens.rs",
    "src/idporten/id_token.rs",
    "src/idporten/refresh.rs",
);

/// Rust files that have no excerpts. A reader needs these files to complete the code of the excerpts.
const FURTHER_RUST: &[(&str, &str)] = files!(
    "src/organisations.rs",
    "src/session.rs",
    "src/outbound.rs",
    "src/reply.rs",
    "src/server.rs",
    "src/content_policy.rs",
    "src/plan/mod.rs",
    "src/plan/catalogue.rs",
    "src/altinn/mod.rs",
    "src/altinn/register.rs",
    "src/idporten/mod.rs",
    "src/idporten/logout.rs",
    "src/store/mod.rs",
    "src/store/journeys.rs",
    "src/pages/before.rs",
    "src/vendor_setup/system_register.rs",
    "crates/altinn-types/src/lib.rs",
    "crates/altinn-types/src/problem.rs",
    "crates/altinn-types/src/system_user.rs",
    "crates/altinn-types/src/system_user_request.rs",
);

/// The source files of the examples in other programming languages. `build.rs` makes this list from the files that
/// exist.
const EXAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Files of the examples. These files have no excerpts. They contain the product around the pattern, and what a reader
/// needs to run the example.
const FURTHER_EXAMPLES: &[(&str, &str)] =
    include!(concat!(env!("OUT_DIR"), "/further_examples.rs"));

/// Returns the embedded source files that have excerpts, each as a pair of its path in the repository and its text.
#[must_use]
pub fn files() -> Vec<(&'static str, &'static str)> {
    [RUST, EXAMPLES].concat()
}

/// Returns the path in the repository and the text of each embedded file. The list contains more files than [`files`].
/// A reader needs the additional files to complete the excerpts or to run the examples.
#[must_use]
pub fn whole_files() -> Vec<(&'static str, &'static str)> {
    [EXAMPLES, FURTHER_EXAMPLES, RUST, FURTHER_RUST].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Part, RUST_FILES, all};

    #[test]
    fn every_excerpt_exists_in_the_source_of_this_build() {
        assert_eq!(
            RUST.iter().map(|(path, _)| *path).collect::<Vec<_>>(),
            RUST_FILES
        );
        let excerpts = all(&files()).unwrap();
        for part in Part::ALL {
            assert!(
                excerpts.iter().any(|excerpt| excerpt.part == part),
                "{part:?}"
            );
        }
        for excerpt in excerpts {
            let (_, source) = files()
                .into_iter()
                .find(|(path, _)| *path == excerpt.file)
                .unwrap();
            let lines: Vec<_> = source.lines().map(str::trim).collect();
            for (offset, line) in excerpt.text.lines().enumerate() {
                let index = excerpt.first_line - 1 + offset;
                assert_eq!(line.trim(), lines[index], "{}:{}", excerpt.file, index + 1);
            }
        }
    }

    #[test]
    fn the_comments_say_what_a_product_must_add() {
        let excerpts = all(&files()).unwrap();
        let additions = |part| {
            let of_part = excerpts.iter().filter(move |excerpt| excerpt.part == part);
            of_part
                .flat_map(crate::Excerpt::additions)
                .collect::<Vec<_>>()
        };
        let first = additions(Part::Step(1));
        assert!(
            first.iter().any(|text| text.contains("own log-in")),
            "{first:?}"
        );
        assert!(
            first.iter().any(|text| text.contains("several processes")),
            "{first:?}"
        );
    }
}
