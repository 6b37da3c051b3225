//! The problems that Altinn's pages get from their backend (BFF). Their codes start with `AMUI-`, such as `AMUI-00001`.

use axum::response::Response;
use http::StatusCode;
use serde_json::Map;

use crate::{
    altinn::errors::{self, ApiError},
    http::error_details::ErrorDetails,
    rules::RuleViolation,
};

/// The numbers of the problem codes that Altinn's pages know. For example, the platform's `AUTH-00004` becomes
/// `AMUI-00004`. Altinn's `ProblemMapper.cs` converts every other code of the platform to the number [`OTHER`].
const KNOWN: [u16; 25] = [
    1, 2, 3, 4, 11, 14, 16, 18, 19, 20, 28, 43, 44, 45, 50, 51, 53, 55, 57, 62, 66, 68, 69, 70, 71,
];
const OTHER: u16 = 999;
const OTHER_TITLE: &str = "Error without problem code";
const UNREACHABLE: u16 = 100;
const UNREACHABLE_TITLE: &str = "The service could not be reached.";

/// Returns the code that Altinn's pages show for a rule violation, such as `AMUI-00004` or `AMUI-00999`.
#[must_use]
pub fn code(refusal: &RuleViolation) -> String {
    let number = errors::number(refusal);
    named(status_and_title(number).map_or(OTHER, |_| number))
}

fn named(number: u16) -> String {
    format!("AMUI-{number:05}")
}

/// Converts an error response of the platform to the error response that Altinn's pages receive. The new response has a
/// code of the BFF, such as `AMUI-00004` (contract/approval.md §3).
#[must_use]
pub fn convert(mut response: Response) -> Response {
    match response.extensions_mut().remove::<ApiError>() {
        // The BFF validates ids and bodies with ASP.NET, just as the platform does. For an invalid id or body, both
        // therefore send the same response.
        None | Some(ApiError::Model(_) | ApiError::NotJson | ApiError::Forged) => response,
        Some(error) => convert_error(response, Some(&error)),
    }
}

/// Converts an error response of Altinn's platform to an error response of the backend for Altinn's pages. A response
/// without an error code gets the code `AMUI-00999`. `error` is `None` if another response, such as an injected fault,
/// has replaced the handler's response.
#[must_use]
pub fn convert_error(mut response: Response, error: Option<&ApiError>) -> Response {
    let log_entry = response.extensions_mut().remove::<ErrorDetails>();
    let (code, why) = log_entry.map_or_else(
        || {
            (
                String::from("no code"),
                String::from("the response has no code"),
            )
        },
        |entry| (entry.code, entry.why),
    );
    let number = code
        .strip_prefix("AUTH-")
        .and_then(|number| number.parse().ok());
    let known = number.and_then(|number| Some((number, status_and_title(number)?)));
    let why = format!("{code}: {why}");
    let Some((number, (status, title))) = known else {
        let status = response.status();
        return errors::problem(&named(OTHER), status, OTHER_TITLE, Map::new(), &why);
    };
    let extra_fields = match error {
        Some(ApiError::Violation(RuleViolation::CannotDelegate(reasons))) => {
            errors::delegation_reasons(reasons)
        }
        _ => Map::new(),
    };
    errors::problem(&named(number), status, title, extra_fields, &why)
}

/// Returns the status and the title of a code of the BFF, such as `AMUI-00004`. The control API can set a fault with
/// such a code.
#[must_use]
pub fn known(code: &str) -> Option<(StatusCode, &'static str)> {
    let number: u16 = code.strip_prefix("AMUI-")?.parse().ok()?;
    let known = match number {
        OTHER => Some((StatusCode::INTERNAL_SERVER_ERROR, OTHER_TITLE)),
        UNREACHABLE => Some((StatusCode::SERVICE_UNAVAILABLE, UNREACHABLE_TITLE)),
        number => status_and_title(number),
    };
    known.filter(|_| named(number) == code)
}

/// The error response that the BFF sends when the BFF cannot reach the platform. The fault
/// [`FaultEffect::Cut`](crate::faults::FaultEffect::Cut) on a path of the platform causes this response.
#[must_use]
pub fn unreachable() -> Response {
    let (code, status) = (named(UNREACHABLE), StatusCode::SERVICE_UNAVAILABLE);
    errors::problem(
        &code,
        status,
        UNREACHABLE_TITLE,
        Map::new(),
        "fault set by the control API",
    )
}

/// Returns the status and the title that the BFF sends for the problem code `number`. They are the platform's, except
/// that the BFF sends the status 500 for number 14 (see Altinn's `Problem.cs`). Returns `None` if Altinn's pages do not
/// know the number.
fn status_and_title(number: u16) -> Option<(StatusCode, &'static str)> {
    let (status, title) = errors::status_and_title(number).filter(|_| KNOWN.contains(&number))?;
    let status = match number {
        14 => StatusCode::INTERNAL_SERVER_ERROR,
        _ => status,
    };
    Some((status, title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::altinn::fault_responses::by_code;

    /// A code that Altinn's pages know must keep its number after `AMUI-`. Every other code must become `AMUI-00999`
    /// with the status of the platform's response. The expected numbers are copied from contract/approval.md §3.
    #[test]
    fn a_code_of_the_platform_has_the_same_number_or_is_one_among_others() {
        for number in 0..=99 {
            let known = matches!(
                number,
                1..=4 | 11 | 14 | 16 | 18..=20 | 28 | 43..=45 | 50 | 51 | 53 | 55 | 57 | 62 | 66 | 68..=71
            );
            let code = format!("AUTH-{number:05}");
            let upstream = by_code(&code, Some(StatusCode::CONFLICT), None);
            let response = convert_error(upstream, None);
            let log_entry = response.extensions().get::<ErrorDetails>().unwrap();
            let expected = if known { number } else { 999 };
            assert_eq!(log_entry.code, format!("AMUI-{expected:05}"), "{code}");
            assert!(log_entry.why.starts_with(&code), "{}", log_entry.why);
            let own = status_and_title(number).map(|(status, _)| status);
            let expected = own.unwrap_or(StatusCode::CONFLICT);
            assert_eq!(response.status(), expected, "{code}");
        }
    }
}
