//! `llms.txt` and one Markdown page for each part. A program or a person can build a client from these pages alone. They
//! contain nothing about a visitor.

use std::fmt::{self, Write};

use code_excerpts::{Language, Part};

use super::{additions, checklist, excerpts, text_of, wire_of};

/// Returns the path of a part's page.
#[must_use]
pub fn path(part: Part) -> String {
    format!("/steg/{}.md", part.key())
}

/// Returns the heading of a part, such as `Step 2: Request a system user from Altinn`.
fn heading(part: Part) -> String {
    let title = text_of(part).title.en;
    match part {
        Part::Step(number) => format!("Step {number}: {title}"),
        Part::LogIn => format!("Before the steps: {title}"),
        Part::UseAccess => format!("After the steps: {title}"),
    }
}

/// Returns `llms.txt`: what SmartCloud is, and the list of the pages. `origin` is SmartCloud's own origin.
#[must_use]
pub fn llms_txt(origin: &str) -> String {
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
    text
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
- A system in Altinn's system register (`POST {platform}/authentication/api/v1/systemregister/vendor`) with your client id, the
  rights and access packages that you request, and your return URL.

## The steps

";

const RULES: &str = "
## Rules that hold in every step

- Ask Altinn for the decision. The return of the browser says nothing.
- Decide by the HTTP status and by `code` (Altinn) or `error` (Maskinporten), never by a text.
- Require only the members that you use. Altinn adds members, statuses and types without notice.
- Give every call a timeout, follow no redirects, and log neither tokens nor grants.
- The access token from Maskinporten goes to Altinn's system user API and to the resource owner as it is.
";

/// Returns the Markdown page of a part.
#[must_use]
pub fn page(part: Part) -> String {
    let mut page = String::new();
    // Writing to a `String` never fails.
    let _ = write_page(&mut page, part);
    page
}

fn write_page(page: &mut String, part: Part) -> fmt::Result {
    let text = text_of(part);
    writeln!(page, "# {}\n\n{}\n", heading(part), text.what.en)?;
    writeln!(page, "## On the wire\n\n```http\n{}\n```\n", wire_of(part))?;

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
    for language in Language::ALL {
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
        let list = llms_txt("https://smartcloud.example");
        for part in Part::ALL {
            let link = format!("(https://smartcloud.example{})", path(part));
            assert!(list.contains(&link), "{link}");
            let page = page(part);
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
        let page = page(Part::Step(2));
        let body = source
            .lines()
            .find(|line| line.contains("party_org_no: organisation.clone(),"))
            .unwrap();
        assert!(page.contains(body));
        assert!(page.contains("POST {platform}/authentication/api/v1/systemuser/request/vendor"));
    }
}
