use reqwest::Method;
use serde_json::json;

use crate::support::TestBed;

#[tokio::test]
async fn the_metadata_equal_section_1_and_every_endpoint_exists() {
    let bed = TestBed::start().await;
    let url = bed.idporten(".well-known/openid-configuration");
    let metadata = bed.send(bed.http.get(url)).await.ok();
    let issuer = bed.origins().idporten_issuer();
    for (name, method) in [
        ("authorization_endpoint", Method::GET),
        ("pushed_authorization_request_endpoint", Method::POST),
        ("token_endpoint", Method::POST),
        ("userinfo_endpoint", Method::GET),
        ("introspection_endpoint", Method::POST),
        ("revocation_endpoint", Method::POST),
        ("end_session_endpoint", Method::GET),
        ("jwks_uri", Method::GET),
    ] {
        let url = metadata[name].as_str().unwrap();
        let answer = bed.send(bed.http.request(method, url)).await;
        assert_ne!(answer.status, 404, "{name}");
        assert_ne!(answer.status, 405, "{name}");
    }
    let expected = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "pushed_authorization_request_endpoint": format!("{issuer}/par"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "introspection_endpoint": format!("{issuer}/token/introspect"),
        "revocation_endpoint": format!("{issuer}/token/revoke"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "jwks_uri": format!("{issuer}/jwks.json"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post", "query.jwt", "form_post.jwt"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public", "pairwise"],
        "scopes_supported": ["openid", "profile"],
        "acr_values_supported": [
            "idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high",
            "eidas-loa-low", "eidas-loa-substantial", "eidas-loa-high",
        ],
        "id_token_signing_alg_values_supported": ["RS256"],
        "authorization_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "none", "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["consent", "login", "none"],
        "ui_locales_supported": ["en", "nb", "nn", "se"],
        "display_values_supported": ["page"],
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    });
    assert_eq!(metadata, expected);
}
