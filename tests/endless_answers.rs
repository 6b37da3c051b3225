//! Tests that SmartCloud stops reading an endless response.

use std::time::Duration;

use axum::{Router, body::Body, http::header::CONTENT_TYPE, response::IntoResponse};
use bytes::Bytes;
use futures::stream;
use jiff::Timestamp;
use oauth2::AccessToken;
use smartcloud::{
    altinn,
    config::OutboundConfig,
    idporten, maskinporten, outbound,
    signing::{self, SigningKey},
};
use test_support::{SimulatorTestBed, app_config};
use tokio::net::TcpListener;

fn client() -> Result<reqwest::Client, outbound::ClientError> {
    outbound::client(&OutboundConfig {
        timeout: Duration::from_secs(20),
        ca_file: None,
        addresses: Vec::new(),
    })
}

/// Starts a service with an endless JSON response, and returns the URL of the service. The response consists of spaces,
/// and has no `Content-Length`.
async fn endless_service() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let answer = || async {
        let part = Bytes::from_static(&[b' '; 16 * 1024]);
        let parts = stream::repeat(Ok::<_, std::convert::Infallible>(part));
        (
            [(CONTENT_TYPE, "application/json")],
            Body::from_stream(parts),
        )
            .into_response()
    };
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test]
async fn every_client_stops_at_the_limit() {
    let url = endless_service().await;
    let simulator = SimulatorTestBed::start().await;
    let data = std::env::temp_dir().join(format!("smartcloud-endless-{}", std::process::id()));
    let vars = [
        ("SMARTCLOUD_DATA", &*data.display().to_string()),
        ("MASKINPORTEN_URL", &url),
        ("IDPORTEN_URL", &url),
        ("ALTINN_PLATFORM_URL", &url),
    ];
    let config = app_config(&simulator, 3000, &vars);
    signing::make_if_missing(&config.system.key).unwrap();
    let key = SigningKey::read(&config.system.key).unwrap();
    std::fs::remove_dir_all(&data).unwrap();
    // Each call below must fail at the size limit, with the error `TooLarge`. If the size limit does not work, the time
    // limit of the HTTP client ends the test.
    let http = client().unwrap();
    let (now, token) = (Timestamp::now(), AccessToken::new("x".to_owned()));

    let error = outbound::send(http.get(&url)).await.unwrap_err();
    assert!(
        matches!(error, outbound::Error::TooLarge { .. }),
        "{error:?}"
    );

    let client = maskinporten::Client::new(&config, http.clone(), key.clone());
    let error = client.vendor_token("a", now).await.unwrap_err();
    let is_too_large = |error: &maskinporten::Error| {
        matches!(
            error,
            maskinporten::Error::Http(outbound::Error::TooLarge { .. })
        )
    };
    assert!(is_too_large(&error), "{error:?}");

    let client = idporten::Client::new(&config, http.clone(), key);
    let error = client.begin("nb", now).await.unwrap_err();
    let is_too_large = |error: &idporten::Error| {
        matches!(
            error,
            idporten::Error::Http(outbound::Error::TooLarge { .. })
        )
    };
    assert!(is_too_large(&error), "{error:?}");

    let client = altinn::PartiesClient::new(&config, http);
    let error = client.exchange(&token).await.unwrap_err();
    let is_too_large = |error: &altinn::Error| {
        matches!(error, altinn::Error::Http(outbound::Error::TooLarge { .. }))
    };
    assert!(is_too_large(&error), "{error:?}");
    let error = client.authorized_parties(&token).await.unwrap_err();
    assert!(is_too_large(&error), "{error:?}");
}

/// A response that is exactly as large as the limit must still be read.
#[tokio::test]
async fn an_answer_of_one_mebibyte_is_read() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new()
        .route(
            "/most",
            axum::routing::get(|| async { "x".repeat(outbound::BODY_LIMIT) }),
        )
        .route(
            "/more",
            axum::routing::get(|| async { "x".repeat(outbound::BODY_LIMIT + 1) }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let http = client().unwrap();
    let response = outbound::send(http.get(format!("{url}most")))
        .await
        .unwrap();
    assert_eq!(response.body().len(), outbound::BODY_LIMIT);
    let error = outbound::send(http.get(format!("{url}more")))
        .await
        .unwrap_err();
    assert!(
        matches!(error, outbound::Error::TooLarge { .. }),
        "{error:?}"
    );
}
