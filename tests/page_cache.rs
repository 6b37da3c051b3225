//! Tests of the page cache. SmartCloud keeps some pages for all visitors, and must never keep a page that belongs to
//! one visitor.

use reqwest::header;
use test_support::{AppTestBed, Response};

const SHARED: [&str; 2] = ["/", "/how"];

/// Sends a GET request without cookies, as the browser of a new visitor does.
async fn get(bed: &AppTestBed, path: &str, headers: &[(&str, &str)]) -> Response {
    let client = &bed.simulator.http;
    let mut request = client.get(bed.smartcloud.join(path).unwrap());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request).await
}

async fn html(bed: &AppTestBed, path: &str, headers: &[(&str, &str)]) -> String {
    get(bed, path, headers).await.body
}

#[tokio::test]
async fn a_signed_in_visitor_gets_a_page_of_their_own() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    for path in SHARED {
        let shared = html(&bed, path, &[]).await;
        assert!(shared.contains("Logg inn"), "{path}");

        let browser = bed.browser();
        browser.sign_in(&customer.person).await;
        browser.open(path).await.assert_says("Logg ut");

        // SmartCloud must not put the page of the signed-in visitor into the page cache.
        assert_eq!(html(&bed, path, &[]).await, shared, "{path}");
    }
}

#[tokio::test]
async fn each_language_has_a_page_of_its_own() {
    let bed = AppTestBed::start().await;
    for path in SHARED {
        for _ in 0..2 {
            for (name, value, lang) in [
                ("accept-language", "en", "en"),
                ("accept-language", "nn", "nn"),
                ("accept-language", "nb", "nb"),
                ("cookie", "smartcloud_language=nn", "nn"),
                ("cookie", "smartcloud_language=en", "en"),
            ] {
                let page = html(&bed, path, &[(name, value)]).await;
                let expected = format!("<html lang=\"{lang}\"");
                assert!(page.contains(&expected), "{path} {name} {value}");
            }
        }
    }
}

#[tokio::test]
async fn a_kept_page_has_the_encoding_that_the_browser_accepts() {
    let bed = AppTestBed::start().await;
    let plain = html(&bed, "/", &[]).await;
    for (accepted, expected) in [
        ("gzip, deflate, br", Some("br")),
        ("gzip", Some("gzip")),
        ("identity", None),
    ] {
        let mut bodies = Vec::new();
        for _ in 0..2 {
            let response = get(&bed, "/", &[("accept-encoding", accepted)]).await;
            let encoding = response.headers.get(header::CONTENT_ENCODING);
            assert_eq!(encoding.map(|value| value.to_str().unwrap()), expected);
            assert_eq!(response.headers[header::VARY], "accept-encoding");
            bodies.push(response.bytes);
        }
        assert_eq!(bodies[0], bodies[1], "{accepted}");
        assert_eq!(
            bodies[0] == plain.as_bytes(),
            expected.is_none(),
            "{accepted}"
        );
    }
}

#[tokio::test]
async fn a_kept_page_has_its_own_headers_in_each_response() {
    let bed = AppTestBed::start().await;
    let first = get(&bed, "/", &[]).await;
    let second = get(&bed, "/", &[]).await;
    let id = |response: &Response| response.headers["x-request-id"].clone();
    assert_ne!(id(&first), id(&second));
    for response in [first, second] {
        let policy = response.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(!policy.contains("nonce"), "{policy}");
        assert_eq!(response.headers[header::CACHE_CONTROL], "no-store");
        assert!(!response.headers.contains_key(header::SET_COOKIE));
    }
}

#[tokio::test]
async fn a_page_with_a_query_is_rendered_for_its_request() {
    let bed = AppTestBed::start().await;
    let shared = html(&bed, "/", &[]).await;
    let problem = html(&bed, "/?problem=offline", &[]).await;
    assert_ne!(problem, shared);
    assert_eq!(html(&bed, "/", &[]).await, shared);
}
