//! The masking rules. [`endpoints`] says which groups of names each endpoint uses. The other files list the names of
//! these groups, each with its rule.

mod altinn_names;
mod claims;
mod endpoints;
mod headers;
mod names;

pub(crate) use self::{
    claims::{JWT_HEADER, claims},
    headers::{HeaderRule, header},
};
use crate::{Kind, Name, Service, mask::safe_name};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Show the value. In an object, look up the rule of each member. Personal numbers and tokens are still masked.
    Show,
    /// Show the value. In an object that describes a person, mask the value as the person's name.
    ShowUnlessPerson,
    Mask(Kind),
    /// Decode the value as a JWT, and leave out the signature. Mask a value that is not a JWT.
    Jwt(Kind),
    /// Show the value as a URL. Mask its path and its query by the rules of this table.
    Url,
}

/// Names with their rules.
type Group = &'static [(&'static str, Rule)];

/// Groups of names with their rules. If several groups contain a name, the rule in the first group applies.
pub(crate) type Names = &'static [Group];

pub(crate) struct Endpoint {
    service: Service,
    /// The HTTP method, or `*` for each method.
    method: &'static str,
    /// The path. `{name}` stands for one segment, and `{*name}` for all segments that follow.
    path: &'static str,
    query: Names,
    request: Names,
    response: Names,
}

#[derive(Clone, Copy)]
pub(crate) struct Rules {
    /// The pattern of the path, or `None` if the table does not contain the path.
    pub path: Option<&'static str>,
    pub query: Names,
    pub request: Names,
    pub response: Names,
}

/// Returns the masking rules for an HTTP call. For an unknown call, the result is empty. The masker then masks all
/// values.
pub(crate) fn find(service: Option<Service>, method: &str, path: &str) -> Rules {
    let mut all = endpoints::ENDPOINTS.iter();
    let found = all.find(|endpoint| {
        Some(endpoint.service) == service
            && (endpoint.method == "*" || endpoint.method == method)
            && matches(endpoint.path, path)
    });
    match found {
        Some(endpoint) => Rules {
            path: Some(endpoint.path),
            query: endpoint.query,
            request: endpoint.request,
            response: endpoint.response,
        },
        None => Rules {
            path: None,
            query: &[],
            request: &[],
            response: &[],
        },
    }
}

/// Whether a path matches a pattern. Altinn ignores upper and lower case in paths.
fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        if expected.starts_with("{*") {
            return true;
        }
        match segments.next() {
            Some(segment) if expected.starts_with('{') => {
                if segment.is_empty() {
                    return false;
                }
            }
            Some(segment) if segment.eq_ignore_ascii_case(expected) => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

/// Returns the masking rule for one segment of a path. `pattern` is the matching segment of the endpoint's pattern,
/// such as `{ticket}`. Returns `None` for a wildcard such as `{*path}`, which can match any text. In that case, the
/// caller shows only plain words.
pub(crate) fn segment(pattern: &str) -> Option<Rule> {
    match pattern {
        "{attempt}" => Some(Rule::Mask(Kind::LoginAttempt)),
        "{ticket}" => Some(Rule::Mask(Kind::Ticket)),
        rest if rest.starts_with("{*") => None,
        _ => Some(Rule::Show),
    }
}

/// Returns the rule for a name, or `None` if the groups do not contain the name.
pub(crate) fn known(names: Names, name: &str) -> Option<Rule> {
    entry(names, name).map(|(_, rule)| rule)
}

/// Returns the name as the recorded call shows it, and the masking rule for the value. If `names` does not contain the
/// name, the rule is to mask the value.
pub(crate) fn rule(names: Names, name: &str) -> (Name, Rule) {
    match entry(names, name) {
        Some((known, rule)) => (Name::Borrowed(known), rule),
        None => (Name::Owned(safe_name(name)), Rule::Mask(Kind::Unknown)),
    }
}

fn entry(names: Names, name: &str) -> Option<(&'static str, Rule)> {
    let mut all = names.iter().flat_map(|group| group.iter());
    all.find(|(known, _)| *known == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_segments_in_upper_and_lower_case() {
        assert!(matches("/login/{attempt}", "/login/abc"));
        assert!(!matches("/login/{attempt}", "/login/"));
        assert!(!matches("/login/{attempt}", "/login/a/b"));
        assert!(matches("/api/{*rest}", "/api/a/b"));
        assert!(matches("/systemuser/own", "/SystemUser/own"));
        assert!(!matches("/systemuser", "/systemuser/own"));
    }

    #[test]
    fn a_general_pattern_stands_after_each_special_one() {
        for (place, endpoint) in endpoints::ENDPOINTS.iter().enumerate() {
            let earlier = endpoints::ENDPOINTS[..place].iter().find(|earlier| {
                earlier.service == endpoint.service
                    && (earlier.method == "*" || earlier.method == endpoint.method)
                    && matches(earlier.path, endpoint.path)
            });
            assert!(
                earlier.is_none(),
                "{} is hidden by {}",
                endpoint.path,
                earlier.map_or("", |earlier| earlier.path)
            );
        }
    }
}
