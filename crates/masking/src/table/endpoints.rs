//! The table that says what to mask in the calls to each endpoint. The first row that matches a call applies, so a
//! special path must come before a general path.

use super::{
    Endpoint,
    altinn_names::{
        ACCESS, ALTINN_PAGES, CATALOGUE, DECISION, DECISION_REQUEST, EXCHANGED_TOKEN, FIGURES,
        FIGURES_QUERY, PARTIES, PARTIES_QUERY, PLAIN_TEXT, PROBLEM, SYSTEM_REGISTER, SYSTEM_USER,
        SYSTEM_USER_QUERY,
    },
    names::{
        AUTHORIZATION_REQUEST, AUTHORIZATION_RESPONSE, CLIENT_AUTHENTICATION, KEYS, LOGIN_PAGE,
        LOGOUT, METADATA, OAUTH_ERROR, PUSHED_RESPONSE, SMARTCLOUD, TOKEN_REQUEST, TOKEN_RESPONSE,
    },
};
use crate::Service;

/// Makes the rows of the table, grouped by service. Each row has the method and the path of an endpoint, and three
/// lists. The lists contain groups of names: first for the query, then for the request, then for the response.
macro_rules! endpoints {
    ($($service:ident { $($method:literal $path:literal [$($query:ident),*] [$($request:ident),*] [$($response:ident),*];)* })*) => {
        &[$($(Endpoint {
            service: Service::$service,
            method: $method,
            path: $path,
            query: &[$($query),*],
            request: &[$($request),*],
            response: &[$($response),*],
        },)*)*]
    };
}

pub(super) const ENDPOINTS: &[Endpoint] = endpoints! {
    SmartCloud {
        "*" "/login/callback" [AUTHORIZATION_RESPONSE] [AUTHORIZATION_RESPONSE] [];
        "*" "/login/frontchannel-logout" [LOGOUT] [] [];
        "*" "/connect/return" [SMARTCLOUD] [] [];
        "*" "/connect/start" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/connect/resume" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/connect/{organisation}/before" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/connect/{organisation}" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/dashboard/{organisation}" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/scene/{id}" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/bli-med/{code}" [SMARTCLOUD] [SMARTCLOUD] [];
        "*" "/{*page}" [SMARTCLOUD] [SMARTCLOUD] [];
    }
    IdPorten {
        "*" "/.well-known/openid-configuration" [] [] [METADATA];
        "*" "/jwks.json" [] [] [KEYS];
        "*" "/par" [] [AUTHORIZATION_REQUEST, CLIENT_AUTHENTICATION] [PUSHED_RESPONSE, OAUTH_ERROR];
        "*" "/token" [] [TOKEN_REQUEST, CLIENT_AUTHENTICATION] [TOKEN_RESPONSE, OAUTH_ERROR];
        "*" "/token/{call}" [] [TOKEN_REQUEST, CLIENT_AUTHENTICATION] [OAUTH_ERROR];
        "*" "/userinfo" [] [] [OAUTH_ERROR];
        "*" "/authorize" [AUTHORIZATION_REQUEST] [AUTHORIZATION_REQUEST] [OAUTH_ERROR];
        "*" "/login/{attempt}" [LOGIN_PAGE] [LOGIN_PAGE] [];
        "*" "/logout" [LOGOUT] [LOGOUT] [];
        "*" "/simulator/enter/{ticket}" [] [] [];
        "*" "/{*page}" [] [] [OAUTH_ERROR];
    }
    Maskinporten {
        "*" "/.well-known/oauth-authorization-server" [] [] [METADATA];
        "*" "/jwk" [] [] [KEYS];
        "*" "/token" [] [TOKEN_REQUEST, CLIENT_AUTHENTICATION] [TOKEN_RESPONSE, OAUTH_ERROR];
        "*" "/{*path}" [] [] [OAUTH_ERROR];
    }
    AltinnPlatform {
        "*" "/authentication/api/v1/exchange/{provider}" [] [] [EXCHANGED_TOKEN, PROBLEM];
        "*" "/authentication/api/v1/openid/{*path}" [] [] [METADATA, KEYS];
        "*" "/authentication/api/v1/systemuser/request/vendor" [SYSTEM_USER_QUERY] [SYSTEM_USER, ACCESS] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/request/vendor/agent" [SYSTEM_USER_QUERY] [SYSTEM_USER, ACCESS] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/request/vendor/{id}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/request/vendor/agent/{id}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/request/vendor/bysystem/{system}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/request/vendor/byexternalref/{system}/{organisation}/{reference}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/request/vendor/agent/byexternalref/{system}/{organisation}/{reference}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/changerequest/vendor" [SYSTEM_USER_QUERY] [SYSTEM_USER, ACCESS] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/changerequest/vendor/{id}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/changerequest/vendor/byexternalref/{system}/{organisation}/{reference}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/vendor/byquery" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemuser/vendor/bysystem/{system}" [SYSTEM_USER_QUERY] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemregister/vendor" [] [SYSTEM_REGISTER, ACCESS] [SYSTEM_REGISTER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemregister/vendor/{system}" [] [SYSTEM_REGISTER, ACCESS] [SYSTEM_REGISTER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemregister/vendor/{system}/{part}" [] [SYSTEM_REGISTER, ACCESS] [SYSTEM_REGISTER, ACCESS, PROBLEM];
        "*" "/authentication/api/v1/systemregister/{*rest}" [] [] [SYSTEM_REGISTER, ACCESS, PROBLEM];
        "*" "/accessmanagement/api/v1/enduser/authorizedparties" [PARTIES_QUERY] [] [PARTIES, PROBLEM];
        "*" "/accessmanagement/api/v1/meta/info/accesspackages/package/urn/{urn}" [] [] [CATALOGUE, PROBLEM];
        "*" "/accessmanagement/api/v1/meta/info/accesspackages/package/{id}" [] [] [CATALOGUE, PROBLEM];
        "*" "/accessmanagement/api/v1/meta/info/accesspackages/package/{id}/resources" [] [] [CATALOGUE, PROBLEM];
        "*" "/accessmanagement/api/v1/meta/info/accesspackages/{*rest}" [] [] [CATALOGUE, PROBLEM];
        "*" "/resourceregistry/api/v1/resource/{id}" [] [] [CATALOGUE, PROBLEM];
        "*" "/resourceregistry/api/v1/resource/{id}/policy/rights" [] [] [CATALOGUE, PROBLEM];
        "*" "/authorization/api/v1/authorize" [] [DECISION_REQUEST] [DECISION, PROBLEM];
        "*" "/authorization/api/v1/decision" [] [DECISION_REQUEST] [DECISION, PROBLEM];
        "*" "/authentication/api/v1/systemuser/{party}" [] [] [SYSTEM_USER, ACCESS, PROBLEM];
        "*" "/{*path}" [] [] [PROBLEM];
    }
    AltinnUi {
        "*" "/authentication/api/v1/upstream/callback" [AUTHORIZATION_RESPONSE] [AUTHORIZATION_RESPONSE] [];
        "*" "/authentication/api/v1/upstream/frontchannel-logout" [LOGOUT] [] [];
        "*" "/authentication/api/v1/{*page}" [ALTINN_PAGES, LOGOUT] [ALTINN_PAGES] [PROBLEM];
        "*" "/accessmanagement/api/v1/systemuser/{kind}/{party}/{id}/{decision}" [ALTINN_PAGES] [ALTINN_PAGES] [PROBLEM];
        "*" "/accessmanagement/api/v1/systemuser/{kind}/{id}/logout" [ALTINN_PAGES] [ALTINN_PAGES] [PROBLEM];
        "*" "/accessmanagement/ui/systemuser/{id}" [ALTINN_PAGES] [ALTINN_PAGES] [PROBLEM];
        "*" "/accessmanagement/ui/systemuser/{id}/agentdelegation" [ALTINN_PAGES] [ALTINN_PAGES] [PROBLEM];
        "*" "/{*page}" [ALTINN_PAGES] [ALTINN_PAGES] [PROBLEM];
    }
    ResourceOwner {
        "*" "/v1/regnskapssystem/{organisation}/{list}" [FIGURES_QUERY] [] [FIGURES, PROBLEM, PLAIN_TEXT];
        "*" "/api/{service}/{organisation}" [FIGURES_QUERY] [] [FIGURES, PROBLEM, PLAIN_TEXT];
        "*" "/{*path}" [] [] [PROBLEM, PLAIN_TEXT];
    }
};
