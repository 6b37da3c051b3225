//! The error responses that the control API can inject into Altinn's APIs. A test selects a response by its error code.
//! The body has the same JSON fields as Altinn's own error response, with example values.

use axum::{http::StatusCode, response::Response};
use serde_json::Map;

use super::{
    errors::{self, STD, ValidationError, validation},
    vendor_api::client_delegation,
};
use crate::rules::{CannotDelegate, Reason, RuleViolation, rule_violation::DelegatedKind};
use altinn_types::AccessPackage;

#[must_use]
pub fn is_known(code: &str) -> bool {
    known(code).is_some() || !validation_errors(code).is_empty()
}

/// Makes the error response for an error code. If `status` and `title` are set, they replace the values of Altinn's
/// table of error codes. For a code that Altinn does not have, the default status is 400.
#[must_use]
pub fn by_code(code: &str, status: Option<StatusCode>, title: Option<&str>) -> Response {
    let errors = validation_errors(code);
    if !errors.is_empty() {
        let status = status.unwrap_or(StatusCode::BAD_REQUEST);
        return errors::invalid(&errors, status, title.unwrap_or(errors::INVALID));
    }
    let known = known(code);
    let refusal = known.and_then(|(number, ..)| example(number));
    let (known_status, known_title) = known.map_or(
        (StatusCode::BAD_REQUEST, "A problem on order."),
        |(_, status, title)| (status, title),
    );
    errors::problem(
        code,
        status.unwrap_or(known_status),
        title.unwrap_or(known_title),
        refusal.map_or_else(Map::new, |refusal| errors::extension(&refusal)),
        "on order",
    )
}

/// Returns the number, the status and the title of an error code such as `AUTH-00021`. Returns `None` if Altinn does
/// not have the code.
fn known(code: &str) -> Option<(u16, StatusCode, &'static str)> {
    let number = code.strip_prefix("AUTH-")?.parse().ok()?;
    let (status, title) =
        errors::status_and_title(number).filter(|_| errors::code(number) == code)?;
    Some((number, status, title))
}

/// Returns the validation errors for a code of the system register or of client delegation. The code
/// [`STD`](super::errors::STD) covers all validation errors, so the function returns two examples for it.
fn validation_errors(code: &str) -> Vec<ValidationError> {
    let all = validation::examples().into_iter();
    let mut all = all.chain(client_delegation::VALIDATION_ERRORS);
    if code == STD {
        let several = ["AUTH.VLD-00003", "AUTH.VLD-00006"];
        return all.filter(|error| several.contains(&error.code)).collect();
    }
    all.find(|error| error.code == code).into_iter().collect()
}

/// Returns an example of the rule violation for an error code. `number` is the number in the code, such as 14 in
/// `AUTH-00014`. Returns `None` if the error response for this code has no additional fields.
fn example(number: u16) -> Option<RuleViolation> {
    let cannot = |kind, id: &str, reason| {
        RuleViolation::CannotDelegate(vec![CannotDelegate {
            kind,
            id: id.to_owned(),
            codes: vec![reason],
        }])
    };
    let ordinary = AccessPackage::named("skattegrunnlag").urn;
    let resource = |reason| cannot(DelegatedKind::Resource, "ske-krav-og-betalinger", reason);
    let package = |reason| cannot(DelegatedKind::Package, &ordinary, reason);
    Some(match number {
        14 => resource(Reason::Unknown),
        16 => resource(Reason::MissingRoleAccess),
        18 => resource(Reason::MissingDelegationAccess),
        19 => resource(Reason::MissingSrrRightAccess),
        20 => resource(Reason::InsufficientAuthenticationLevel),
        50 => package(Reason::Unknown),
        53 => package(Reason::MissingPackageAccess),
        63 => RuleViolation::PackageNotFound(vec![ordinary]),
        64 => {
            let for_clients = AccessPackage::named("regnskapsforer-lonn").urn;
            RuleViolation::PackageNotAssignable(vec![for_clients])
        }
        65 => RuleViolation::PackageNotForClients(vec![ordinary]),
        68 => resource(Reason::MissingPackageAccess),
        69 => resource(Reason::AccessListValidationFail),
        70 => resource(Reason::ResourceNotDelegable),
        71 => resource(Reason::ResourceIsMaskinportenSchema),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_of_its_own_code() {
        let numbers = (0..=80).filter_map(|number| Some((number, example(number)?)));
        let numbers: Vec<_> = numbers.collect();
        assert_eq!(numbers.len(), 14);
        for (number, refusal) in numbers {
            assert_eq!(errors::number(&refusal), number);
        }
    }
}
