//! These lists define the source code that a page shows for each part. A part is the log-in, one of six steps, or the
//! use of the access.

use crate::{Cut, Excerpt, Language, Part, cut};

/// The excerpts come from these Rust files.
pub const RUST_FILES: [&str; 16] = [
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
];

const REDIRECT: &str = RUST_FILES[0];
const STATE: &str = RUST_FILES[1];
const ONBOARDING: &str = RUST_FILES[2];
const INTENTS: &str = RUST_FILES[3];
const ATTEMPTS: &str = RUST_FILES[4];
const REQUESTS: &str = RUST_FILES[5];
const USERS: &str = RUST_FILES[6];
const PARTIES: &str = RUST_FILES[7];
const MASKINPORTEN: &str = RUST_FILES[8];
const SIGNING: &str = RUST_FILES[9];
const DATA: &str = RUST_FILES[10];
const LOGIN: &str = RUST_FILES[11];
const AUTHORIZATION: &str = RUST_FILES[12];
const TOKENS: &str = RUST_FILES[13];
const ID_TOKEN: &str = RUST_FILES[14];
const REFRESH: &str = RUST_FILES[15];

/// Returns the excerpts of a part in Rust, as pairs of a file and a cut. The code with the decisions comes first, and
/// then the functions that this code calls.
fn rust(part: Part) -> Vec<(&'static str, Cut)> {
    use Cut::{Item, Lines};

    match part {
        Part::LogIn => vec![
            (LOGIN, Item("begin")),
            (AUTHORIZATION, Item("begin")),
            (AUTHORIZATION, Item("push")),
            (LOGIN, Item("callback")),
            (LOGIN, Item("finish")),
            (TOKENS, Item("finish")),
            (ID_TOKEN, Item("check_response_issuer")),
            (ID_TOKEN, Item("verify")),
            (ID_TOKEN, Item("verifier")),
            (ID_TOKEN, Item("check_age")),
            (PARTIES, Item("exchange")),
            (PARTIES, Item("authorized_parties")),
            (REFRESH, Item("refresh")),
            (LOGIN, Item("frontchannel_logout")),
        ],
        Part::Step(1) => vec![
            (REDIRECT, Item("StartForm")),
            (REDIRECT, Item("start")),
            (
                REDIRECT,
                Lines {
                    function: "request_access",
                    from: "// Step 1.",
                    before: "// Step 2",
                },
            ),
            (REDIRECT, Item("check_access")),
            (REDIRECT, Item("open_request")),
            (STATE, Item("turn")),
            (INTENTS, Item("get_or_create_intent")),
        ],
        Part::Step(2) => vec![
            (
                REDIRECT,
                Lines {
                    function: "request_access",
                    from: "// Step 2",
                    before: "if let NextStep::Replace",
                },
            ),
            (REDIRECT, Item("request_body")),
            (REQUESTS, Item("create_request")),
            (MASKINPORTEN, Item("Grant")),
            (MASKINPORTEN, Item("request_token")),
            (SIGNING, Item("sign")),
        ],
        Part::Step(3) => vec![
            (REDIRECT, Item("NextStep")),
            (REDIRECT, Item("classify_response")),
            (REDIRECT, Item("usable_intent")),
            (REDIRECT, Item("is_open")),
            (REDIRECT, Item("intent_of")),
            (REDIRECT, Item("state_of")),
            (REDIRECT, Item("replace")),
            (REQUESTS, Item("find_request")),
            (REQUESTS, Item("delete_request")),
        ],
        Part::Step(4) => vec![
            (REDIRECT, Item("send_browser")),
            (REDIRECT, Item("confirm_url")),
            (ATTEMPTS, Item("save_attempt")),
            (REDIRECT, Item("redirect")),
            (REDIRECT, Item("resume")),
            (REDIRECT, Item("redirect_to_waiting_request")),
        ],
        Part::Step(5) => vec![
            (REDIRECT, Item("returned")),
            (ATTEMPTS, Item("match_return")),
        ],
        Part::Step(_) => vec![
            (REDIRECT, Item("check_status_locked")),
            (REQUESTS, Item("get_request")),
            (USERS, Item("find_system_user")),
            (REDIRECT, Item("record")),
            (ONBOARDING, Item("observe")),
        ],
        Part::UseAccess => vec![
            (DATA, Item("get")),
            (MASKINPORTEN, Item("SystemUserOf")),
            (MASKINPORTEN, Item("AuthorizationDetails")),
            (MASKINPORTEN, Item("SystemUserOrg")),
            (MASKINPORTEN, Item("request_token")),
            (MASKINPORTEN, Item("error_from_response")),
        ],
    }
}

/// Returns the function names of the examples for a part, in the spelling of Rust. The examples have no log-in, so the
/// list for the log-in is empty.
const fn functions(part: Part) -> &'static [&'static str] {
    match part {
        Part::LogIn => &[],
        Part::Step(1) => &[
            "start",
            "request_access",
            "must_be_replaced",
            "lock_of",
            "with_lock",
            "Store",
        ],
        Part::Step(2) => &[
            "request_body",
            "create_request",
            "altinn",
            "send_with_token",
            "maskinporten_token",
            "sign",
        ],
        Part::Step(3) => &[
            "classify_response",
            "usable_intent",
            "is_open",
            "access_of",
            "intent_of",
            "state_of",
            "replace",
            "is_replacing",
        ],
        Part::Step(4) => &[
            "send_browser",
            "confirm_url",
            "resume",
            "redirect_to_waiting_request",
        ],
        Part::Step(5) => &["returned"],
        Part::Step(_) => &[
            "check_status_locked",
            "find_request",
            "find_system_user",
            "record",
            "next_status",
            "missing_access",
        ],
        Part::UseAccess => &["open_claims", "maskinporten_token"],
    }
}

/// Returns the excerpts of all parts in all languages. `files` contains the path in the repository and the text of each
/// file. A language has excerpts only if its file is in `files`.
///
/// # Errors
///
/// Returns the name of the first Rust excerpt that is missing from its file.
pub fn all<'f>(files: &[(&'f str, &'f str)]) -> Result<Vec<Excerpt>, String> {
    let mut excerpts = Vec::new();
    for part in Part::ALL {
        for (file, cut) in rust(part) {
            let source = files.iter().find(|(path, _)| *path == file);
            let found = source.and_then(|(_, text)| cut.find(text));
            let missing = || format!("{file} has no {}", cut.name());
            let (index, text) = found.ok_or_else(missing)?;
            excerpts.push(Excerpt {
                part,
                language: Language::Rust,
                name: cut.name().to_owned(),
                file: file.to_owned(),
                first_line: index + 1,
                text,
            });
        }
        for (path, text) in files {
            let language = Language::of_file(path).filter(|found| *found != Language::Rust);
            let Some(language) = language else {
                continue;
            };
            for name in functions(part) {
                let Some((index, text)) = cut::example(text, language, name) else {
                    continue;
                };
                excerpts.push(Excerpt {
                    part,
                    language,
                    name: (*name).to_owned(),
                    file: (*path).to_owned(),
                    first_line: index + 1,
                    text,
                });
            }
        }
    }
    Ok(excerpts)
}
