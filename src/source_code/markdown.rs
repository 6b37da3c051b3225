//! `llms.txt` and one Markdown page for each part of the integration. From these pages alone, a program or a person can
//! build a client. The pages contain no data about a visitor.

use std::fmt::{self, Write};

use code_excerpts::{Language, Part};

use super::{additions, checklist, excerpts, section, text_of, wire_of};
use crate::config::Config;

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
    text.push_str(RULES);
    let calls = section("The calls");
    let _ = writeln!(text, "\n## The calls to Altinn\n\n{calls}");
    if let Some(config) = simulator {
        let _ = write_simulator(&mut text, origin, config);
    }
    text
}

/// Writes the URLs of the simulator's services and the links to the simulator's guides.
fn write_simulator(text: &mut String, origin: &str, config: &Config) -> fmt::Result {
    let base = |url: &url::Url| url.origin().ascii_serialization();
    let pages = base(&config.altinn.ui_url);
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
    ] {
        writeln!(text, "- {name}: `{address}`")?;
    }
    writeln!(
        text,
        "\n\
         - [Point your system at it]({pages}/simulator/docs/point-your-system-at-it.md): how to register your client, its key and \
         your system, and how to make a customer, with curl.\n\
         - [Control API]({pages}/simulator/docs/control-api.md): faults, the clock, answers without a person, and resets. \
         The control panel at {pages}/control does the same in a browser, and shows each call with a hint.\n\
         - [Differences to the real services]({pages}/simulator/FIDELITY.md).\n\
         - [Getting started]({origin}/kom-i-gang): what a vendor needs before its first call. \
         [Questions]({origin}/sporsmal): what vendors ask, each with a real call."
    )
}

const INTRODUCTION: &str = "# SmartCloud: vendor-driven creation of a system user in Altinn

> SmartCloud is a make-believe system vendor's product. It shows how a vendor in Norway gets a *system user* (systembruker) in
> Altinn for each of its customers: the vendor requests a system user over Altinn's API, redirects the customer to Altinn to
> approve, gets the browser back, and asks Altinn what was decided. The vendor then gets tokens from Maskinporten that act for
> the customer.

The pages below are complete enough to build a working client from them alone. Each page has what the step does, the step on
the wire, the code of SmartCloud (Rust) and of the examples in other languages, and the mistakes to avoid.

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

## The steps

Each page shows the code in four languages. With `?code=typescript` (or `rust`, `python`, `java`) it shows one of them.

";

const RULES: &str = "
## Rules that hold in every step

- Ask Altinn for the decision. The return of the browser says nothing.
- Decide by the HTTP status and by `code` (Altinn) or `error` (Maskinporten), never by a text.
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

/// Returns the headings of the tables that the page of this part shows. The tables and their headings are in the module
/// comment of `redirect.rs`.
const fn tables(part: Part) -> &'static [&'static str] {
    match part {
        Part::Step(1) => &["What SmartCloud saves"],
        Part::Step(3) => &["Altinn's response to the POST, and what to do"],
        Part::Step(6) => &["When something fails"],
        _ => &[],
    }
}

fn write_page(page: &mut String, part: Part, languages: &[Language]) -> fmt::Result {
    let text = text_of(part);
    writeln!(page, "# {}\n\n{}\n", heading(part), text.what.en)?;
    writeln!(page, "## On the wire\n\n```http\n{}\n```\n", wire_of(part))?;

    for heading in tables(part) {
        writeln!(page, "## {heading}\n\n{}\n", section(heading))?;
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

    writeln!(page, "\n## Code")?;
    for &language in languages {
        for excerpt in excerpts(part, language) {
            writeln!(
                page,
                "\n### {}: `{}`\n\n`{}`, lines {} to {}\n\n```{}\n{}\n```",
                language.name(),
                excerpt.name,
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
            for heading in tables(part) {
                let (_, table) = page.split_once(&format!("## {heading}\n\n")).unwrap();
                let (table, _) = table.split_once("\n\n## ").unwrap();
                assert!(
                    table.lines().any(|line| line.starts_with("|---|")),
                    "{table}"
                );
            }
        }
        let list = llms_txt("https://smartcloud.example", None);
        assert!(list.contains("| `DELETE systemuser/request/vendor/{id}` |"));
        assert!(!list.contains("Try it here"));
    }
}
