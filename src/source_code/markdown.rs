//! `llms.txt` and one Markdown page for each part of the integration. From these pages alone, a program or a person can
//! build a client. The pages contain no data about a visitor.

use std::fmt::{self, Write};

use code_excerpts::{Language, Part};

use super::{
    additions, all_points, checklist, excerpts, section, table_of_excerpt, table_of_file, text_of,
    whole_files, wire_of,
};
use crate::config::Config;

/// The file name of the page with all points of the copy checklist.
pub const CHECKLIST: &str = "checklist.md";

#[must_use]
pub fn path(part: Part) -> String {
    format!("/steg/{}.md", part.key())
}

fn heading(part: Part) -> String {
    let title = text_of(part).title.en;
    match part {
        Part::Step(number) => format!("Step {number}: {title}"),
        Part::LogIn => format!("Before the steps: {title}"),
        Part::UseAccess => format!("After the steps: {title}"),
    }
}

/// Returns `llms.txt`, which says what SmartCloud is and lists the pages. `origin` is SmartCloud's own origin.
/// `simulator` contains SmartCloud's settings, or is `None` if SmartCloud runs without the simulator.
#[must_use]
pub fn llms_txt(origin: &str, simulator: Option<&Config>) -> String {
    let mut text = String::from(INTRODUCTION);
    for part in Part::ALL {
        let what = text_of(part).what.en;
        // Writing to a `String` never fails.
        let _ = writeln!(
            text,
            "- [{}]({origin}{}): {what}",
            heading(part),
            path(part)
        );
    }
    let _ = writeln!(
        text,
        "- [All points of the copy checklist]({origin}/steg/{CHECKLIST}): what your product must do, with the page of each point"
    );
    text.push_str(RULES);
    let calls = section("The calls");
    let _ = writeln!(text, "\n## The calls to Altinn\n\n{calls}");
    let files = whole_files::list(origin);
    let _ = write!(text, "{WHOLE_FILES}{files}");
    if let Some(config) = simulator {
        let _ = write_simulator(&mut text, origin, config);
    }
    text
}

/// Writes the URLs of the simulator's services and the links to the simulator's guides.
fn write_simulator(text: &mut String, origin: &str, config: &Config) -> fmt::Result {
    let base = |url: &url::Url| url.origin().ascii_serialization();
    let pages = base(&config.altinn.ui_url);
    let form_action = config.altinn.hops.join(" ");
    writeln!(
        text,
        "\n## Try it here\n\n\
         This SmartCloud uses a simulator of Altinn, Maskinporten and ID-porten with the same paths, JSON and error codes. \
         Set these addresses in your client:\n"
    )?;
    for (name, address) in [
        ("`{platform}`", base(&config.altinn.platform_url)),
        ("`{maskinporten}`", config.maskinporten_url.to_string()),
        ("`{idporten}`", config.idporten.issuer.clone()),
        ("Altinn's pages, where `confirmUrl` leads", pages.clone()),
        ("`{claims API}`", base(&config.resources.claims_url)),
        (
            "`form-action` of the page with the form",
            format!("'self' {form_action}"),
        ),
    ] {
        writeln!(text, "- {name}: `{address}`")?;
    }
    writeln!(
        text,
        "\nIf this simulator is on the internet, its control API may be blocked or may need a key. Then start a simulator of \
         your own.\n\n\
         The commands in the guides use these variables:\n\n```bash\n\
         export PLATFORM={}\nexport MASKINPORTEN={}\nexport IDPORTEN={}\nexport CONTROL={pages}/control\n```",
        base(&config.altinn.platform_url),
        config.maskinporten_url,
        config.idporten.issuer,
    )?;
    write_settings_of_examples(text, origin, config)?;
    writeln!(
        text,
        "\n\
         - [Point your system at it]({pages}/simulator/docs/point-your-system-at-it.md): how to register your client, its key and \
         your system, and how to make a customer, with curl.\n\
         - [Control API]({pages}/simulator/docs/control-api.md): faults, the clock, answers without a person, and resets. \
         The control panel at {pages}/control does the same in a browser, and shows each call with a hint.\n\
         - [Differences to the real services]({pages}/simulator/FIDELITY.md), and the \
         [contract]({pages}/simulator/contract/README.md): what is known about the real services. Section 7 of \
         [its file about system users]({pages}/simulator/contract/systemuser-api.md) has all checks of a change request, in \
         their order.\n\
         - [Getting started]({origin}/kom-i-gang): what a vendor needs before its first call. \
         [Questions]({origin}/sporsmal): what vendors ask, each with a real call. These two pages are HTML. They are in \
         Norwegian unless you send the header `Accept-Language: en`."
    )
}

/// Writes the settings that the examples need for this simulator.
fn write_settings_of_examples(text: &mut String, origin: &str, config: &Config) -> fmt::Result {
    let base = |url: &url::Url| url.origin().ascii_serialization();
    writeln!(
        text,
        "\nThe examples use these variables. With them, each example starts at once, and registers its client and its system \
         itself. For this registration, the control API must answer without a key. \
         Then open http://localhost:4001 (TypeScript), http://localhost:4002 (Python) or http://localhost:4003 (Java).\n\n\
         ```bash\n\
         export ALTINN_PLATFORM_URL={}\n\
         export ALTINN_REDIRECT_ORIGINS='{}'\n\
         export MASKINPORTEN_URL={}\n\
         export CLAIMS_API_URL={}\n\
         export SIMULATOR_CONTROL_URL={}/control\n\n\
         # For example the one in Python, which needs the library cryptography:\n\
         for file in app.py redirect.py requirements.txt; do\n    \
         curl --silent --show-error --fail --remote-name {origin}/code/examples/python/$file\n\
         done\n\
         pip install -r requirements.txt\n\
         python3 app.py\n```",
        base(&config.altinn.platform_url),
        config.altinn.hops.join(" "),
        config.maskinporten_url,
        base(&config.resources.claims_url),
        base(&config.altinn.ui_url),
    )
}

const INTRODUCTION: &str = "# SmartCloud: vendor-driven creation of a system user in Altinn

> SmartCloud is a make-believe system vendor's product. It shows how a vendor in Norway gets a *system user* (systembruker) in
> Altinn for each of its customers: the vendor requests a system user over Altinn's API, redirects the customer to Altinn to
> approve, gets the browser back, and asks Altinn what was decided. The vendor then gets tokens from Maskinporten that act for
> the customer.

The pages below are complete enough to build a working client from them alone. Each page has what the step does, the step on
the wire, excerpts of the code of SmartCloud (Rust) and of the examples in other languages, and the mistakes to avoid. The
whole files are listed under \"The whole files\".

In the pages, `{platform}` is `https://platform.tt02.altinn.no` in test and `https://platform.altinn.no` in production.
`{maskinporten}` is `https://test.maskinporten.no/` or `https://maskinporten.no/`, with the slash at its end. `{idporten}` is
`https://test.idporten.no` or `https://idporten.no`, without one.

## Before you start

- A client at Maskinporten with a registered key (`kid`) and the scopes `altinn:authentication/systemregister.write`,
  `altinn:authentication/systemuser.request.write`, `altinn:authentication/systemuser.request.read`, and the scopes of the APIs
  that you call.
- A system in Altinn's system register with your client id, the rights and access packages that you request, and your return
  URL. Register the system once:

```http
POST {platform}/authentication/api/v1/systemregister/vendor
Authorization: Bearer {token with systemregister.write}
Content-Type: application/json

{
  \"id\": \"{your organisation number}_{name}\",
  \"vendor\": {\"ID\": \"0192:{your organisation number}\"},
  \"name\": {\"nb\": \"…\", \"nn\": \"…\", \"en\": \"…\"},
  \"description\": {\"nb\": \"…\", \"nn\": \"…\", \"en\": \"…\"},
  \"rights\": [{\"resource\": [{\"id\": \"urn:altinn:resource\", \"value\": \"ske-krav-og-betalinger\"}]}],
  \"accessPackages\": [],
  \"clientId\": [\"{your client id at Maskinporten}\"],
  \"allowedRedirectUrls\": [\"https://smartcloud.example/connect/return\"],
  \"isVisible\": false
}

200 OK
\"1b9c…\"
```

The answer is a JSON string that no other call uses. `id`, the organisation in `vendor` and the organisation that owns your
client must fit together.

If your program does this each time it starts, read the system first, with the same scope:

```http
GET {platform}/authentication/api/v1/systemregister/vendor/{your organisation number}_{name}
Authorization: Bearer {token with systemregister.write}

# 200: the system is there. Update it. The body is the whole body of the POST above, because the PUT replaces everything: a
# member that you leave out falls to its default.
PUT {platform}/authentication/api/v1/systemregister/vendor/{your organisation number}_{name}
Authorization: Bearer {token with systemregister.write}
Content-Type: application/json

200 OK
{\"succeeded\": true}

# 404 without a body: the system is not there. Send the POST.
# 200 with \"isDeleted\": true: you have deleted the system. Nobody can use its id again.
# 403 without a body: the system belongs to another organisation.
```

If you send the POST again instead, it answers 400 with one code for all validation errors. So the system register is the
exception to \"decide by `code`\": decide by the codes in `validationErrors`.

```http
400 Bad Request
{\"code\": \"STD-00000\", \"status\": 400, \"validationErrors\": [
  {\"code\": \"AUTH.VLD-00002\", \"title\": \"…\", \"paths\": [\"/registersystemrequest/systemid\"]},
  {\"code\": \"AUTH.VLD-00004\", \"title\": \"…\", \"paths\": [\"/registersystemrequest/clientid\"]}
]}
# AUTH.VLD-00002: this id is taken, for ever. AUTH.VLD-00004: a client id belongs to a system already.
```

### Only if your users log in with ID-porten

A product with a log-in of its own needs no client at ID-porten. Otherwise register one, with another client id than at
Maskinporten:

| setting | value |
|---|---|
| client type | ID-porten, application type *web* |
| authentication of the client | `private_key_jwt` with your public key (RS256, with a `kid`). It may be the key of your client at Maskinporten. |
| grant types | `authorization_code` and `refresh_token`. With a refresh token, you read the user's organisations again without a new log-in. |
| scopes | `openid`, `altinn:accessmanagement/authorizedparties` |
| redirect URI | `https://smartcloud.example/login/callback`. ID-porten compares the whole URL. |
| post-logout redirect URI | `https://smartcloud.example/logged-out` |
| front-channel logout URI | `https://smartcloud.example/login/frontchannel-logout` |
| lifetime of the refresh token | at least as long as a sign-in at your product |
| PKCE | S256 |

## The steps

Each page of a step shows the code in four languages. With `?code=typescript` (or `rust`, `python`, `java`) it shows one of
them. The page about the log-in has only Rust, because the examples have no log-in.

";

const WHOLE_FILES: &str = "
## The whole files

The excerpts on the pages come from these files. `redirect` is the pattern, with its constants, data classes and helpers. `app`
is the product around it: a database, a log-in, pages with forms and cookies, and the registration of the client and the
system. `README.md` says how to run an example.

";

const RULES: &str = "
## Rules that hold in every step

- Ask Altinn for the decision. The return of the browser says nothing.
- Decide by the HTTP status and by `code` (Altinn) or `error` (Maskinporten), never by a text. If `code` is `STD-00000`, decide
  by the codes in `validationErrors`.
- Treat 429 like a service that does not answer: show the error, and let the user try later. Every service can answer 429. A
  job of yours that calls without a user must wait for the seconds in `Retry-After`.
- Repeat no call by yourself, with one exception: after 401, get a new token and send the call once more.
- Require only the members that you use. Altinn adds members, statuses and types without notice.
- Give every call a timeout, follow no redirects, and log neither tokens nor grants.
- The access token from Maskinporten goes to Altinn's system user API and to the resource owner as it is.
";

/// Returns the Markdown page about one part of the walk through the code, with the code in each of `languages`.
#[must_use]
pub fn page(part: Part, languages: &[Language]) -> String {
    let mut page = String::new();
    // Writing to a `String` never fails.
    let _ = write_page(&mut page, part, languages);
    page
}

/// Returns the page with all points of the copy checklist.
#[must_use]
pub fn checklist_page() -> String {
    let mut page = String::from(
        "# All points of the copy checklist\n\nThe page of each step has the points that belong to the step.\n",
    );
    for (number, point) in all_points() {
        let pages: Vec<_> = Part::ALL
            .into_iter()
            .filter(|part| text_of(*part).checklist.contains(&number))
            .map(|part| format!("[{}]({})", heading(part), path(part)))
            .collect();
        // Writing to a `String` never fails.
        let _ = writeln!(page, "\n{number}. {point} ({})", pages.join("; "));
    }
    page.push_str("\nAll steps: [llms.txt](/llms.txt)\n");
    page
}

const CHECKS: &str = "If one check fails, sign nobody in. \"This file\" is [id_token.rs](/code/src/idporten/id_token.rs), and \
                      `openidconnect` is its library. Libraries for other languages leave out other checks, so compare \
                      the list with the documentation of yours.\n\n";

/// Returns the sections that the page of this part takes from the source code. A section is a heading with a table or a
/// text.
fn sections(part: Part) -> Vec<(&'static str, String)> {
    let of_redirect = |heading| (heading, section(heading));
    match part {
        Part::LogIn => vec![(
            "The checks of the ID token",
            format!("{CHECKS}{}", table_of_file("src/idporten/id_token.rs")),
        )],
        Part::Step(1) => vec![of_redirect("What SmartCloud saves")],
        Part::Step(3) => vec![of_redirect("Altinn's response to the POST, and what to do")],
        Part::Step(5) => vec![(
            "The four kinds of return",
            table_of_excerpt(part, "returned"),
        )],
        Part::Step(6) => vec![
            of_redirect("When a connected customer wants more access"),
            of_redirect("When something fails"),
        ],
        _ => vec![],
    }
}

fn write_page(page: &mut String, part: Part, languages: &[Language]) -> fmt::Result {
    let text = text_of(part);
    writeln!(page, "# {}\n\n{}\n", heading(part), text.what.en)?;
    writeln!(page, "## On the wire\n\n```http\n{}\n```\n", wire_of(part))?;

    for (heading, text) in sections(part) {
        writeln!(page, "## {heading}\n\n{text}\n")?;
    }

    writeln!(page, "## What your product must do\n")?;
    for (number, point) in checklist(part) {
        writeln!(page, "{number}. {point}")?;
    }
    let additions = additions(part);
    if !additions.is_empty() {
        writeln!(page, "\nWhere your product differs from SmartCloud:\n")?;
        for addition in additions {
            writeln!(page, "- {addition}")?;
        }
    }

    writeln!(page, "\n## Mistakes\n")?;
    for mistake in text.mistakes {
        writeln!(page, "- {}", mistake.en)?;
    }

    writeln!(
        page,
        "\n## Code\n\nThese are excerpts. The constants, data classes and helpers that they use are in the whole files, which \
         [llms.txt](/llms.txt) lists."
    )?;
    for &language in languages {
        if excerpts(part, language).next().is_none() {
            writeln!(
                page,
                "\nThe example in {} has no code for this part: a product has its own. `?code=rust` shows SmartCloud's code.",
                language.name()
            )?;
        }
        for excerpt in excerpts(part, language) {
            writeln!(
                page,
                "\n### {}: `{}`\n\n[{}](/code/{}), lines {} to {}\n\n```{}\n{}\n```",
                language.name(),
                excerpt.name,
                excerpt.file,
                excerpt.file,
                excerpt.first_line,
                excerpt.last_line(),
                language.extension(),
                excerpt.text
            )?;
        }
    }

    let place = Part::ALL.iter().position(|other| *other == part);
    let next = place.and_then(|place| Part::ALL.get(place + 1));
    match next {
        Some(next) => writeln!(page, "\nNext: [{}]({})", heading(*next), path(*next)),
        None => writeln!(page, "\nAll steps: [llms.txt](/llms.txt)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_in_the_list_and_has_every_section() {
        let list = llms_txt("https://smartcloud.example", None);
        for part in Part::ALL {
            let link = format!("(https://smartcloud.example{})", path(part));
            assert!(list.contains(&link), "{link}");
            let page = page(part, &Language::ALL);
            for section in [
                "# ",
                "## On the wire",
                "## What your product must do",
                "## Mistakes",
                "## Code",
            ] {
                assert!(page.contains(section), "{part:?} lacks {section}");
            }
            assert_eq!(page.matches("```").count() % 2, 0, "{part:?}");
        }
    }

    #[test]
    fn the_page_of_a_step_has_the_lines_of_this_build() {
        let source = include_str!("../redirect.rs");
        let page = page(Part::Step(2), &Language::ALL);
        let body = source
            .lines()
            .find(|line| line.contains("party_org_no: organisation.clone(),"))
            .unwrap();
        assert!(page.contains(body));
        assert!(page.contains("POST {platform}/authentication/api/v1/systemuser/request/vendor"));
    }

    #[test]
    fn the_tables_of_the_source_are_on_the_pages() {
        for part in Part::ALL {
            let page = page(part, &Language::ALL);
            for (heading, text) in sections(part) {
                assert!(page.contains(&format!("\n## {heading}\n\n{text}\n")));
                let is_table = text.lines().any(|line| line.starts_with("|---|"));
                assert!(is_table || heading.contains("more access"), "{heading}");
                assert!(text.len() > 300, "{heading}: {text}");
            }
        }
        let list = llms_txt("https://smartcloud.example", None);
        assert!(list.contains("| `DELETE systemuser/request/vendor/{id}` |"));
        assert!(!list.contains("Try it here"));
    }

    #[test]
    fn one_page_has_all_points_and_links_to_their_pages() {
        let page = checklist_page();
        for number in 1..=13 {
            assert!(page.contains(&format!("\n{number}. **")), "{number}");
        }
        for part in Part::ALL {
            assert!(page.contains(&format!("({})", path(part))), "{part:?}");
        }
        assert!(llms_txt("https://smartcloud.example", None).contains("/steg/checklist.md)"));
    }

    #[test]
    fn a_page_without_code_in_a_language_says_so() {
        let log_in = page(Part::LogIn, &[Language::Python]);
        assert!(log_in.contains("The example in Python has no code for this part"));
        let step = page(Part::Step(2), &Language::ALL);
        assert!(!step.contains("has no code for this part"));
    }
}
