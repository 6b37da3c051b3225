use serde_json::{Value as Json, json};
use url::Url;

use crate::recorder::exchange::{Body, Exchange, Journey, Kind, Message};

/// Returns the journey as HTTP Archive 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>).
///
/// A call without a response has status 0, as in the archives that browsers write.
#[must_use]
pub fn har(journey: &Journey) -> Json {
    json!({
        "log": {
            "version": "1.2",
            "creator": { "name": "SmartCloud", "version": env!("CARGO_PKG_VERSION") },
            "entries": journey.exchanges.iter().map(entry).collect::<Vec<_>>(),
        }
    })
}

fn entry(exchange: &Exchange) -> Json {
    let time = exchange
        .duration
        .map_or(0.0, |duration| (duration.as_secs_f64() * 1e6).round() / 1e3);
    let mut entry = json!({
        "startedDateTime": exchange.at.to_string(),
        "time": time,
        "request": request(exchange),
        "response": response(exchange),
        "cache": {},
        "timings": { "send": 0, "wait": time, "receive": 0 },
    });
    let mut comments = Vec::new();
    if exchange.kind == Kind::OtherSide {
        comments.push("not visible to a vendor".to_owned());
    }
    comments.extend(exchange.failure.clone());
    comments.extend(exchange.code.clone());
    if !comments.is_empty() {
        entry["comment"] = json!(comments.join("; "));
    }
    entry
}

fn request(exchange: &Exchange) -> Json {
    let url = address(&exchange.url);
    let query: Vec<_> = Url::parse(&url)
        .map(|url| {
            let pairs = url.query_pairs();
            pairs
                .map(|(name, value)| json!({ "name": name, "value": value }))
                .collect()
        })
        .unwrap_or_default();
    let mut request = json!({
        "method": exchange.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&exchange.request),
        "queryString": query,
        "headersSize": -1,
        "bodySize": -1,
    });
    if let Some(data) = post_data(&exchange.request) {
        request["postData"] = data;
    }
    request
}

fn post_data(message: &Message) -> Option<Json> {
    let mime_type = || {
        let header = message.header("content-type");
        header.map(ToString::to_string).unwrap_or_default()
    };
    match &message.body {
        Body::Empty | Body::NotShown { .. } => None,
        Body::Form(fields) => {
            let params: Vec<_> = fields
                .iter()
                .map(|(name, value)| json!({ "name": name, "value": value.to_string() }))
                .collect();
            let text = message.body.to_text();
            Some(json!({ "mimeType": mime_type(), "params": params, "text": text }))
        }
        body => Some(json!({ "mimeType": mime_type(), "text": body.to_text() })),
    }
}

fn response(exchange: &Exchange) -> Json {
    let message = exchange.response.as_ref();
    let header = |name| {
        let header = message.and_then(|message| message.header(name));
        header.map(ToString::to_string).unwrap_or_default()
    };
    let text = message.and_then(|message| message.body.to_text());
    let size = match message.map(|message| &message.body) {
        Some(Body::NotShown { bytes, .. }) => *bytes,
        _ => text.as_ref().map_or(0, String::len),
    };
    let mut content = json!({ "size": size, "mimeType": header("content-type") });
    if let Some(text) = text {
        content["text"] = json!(text);
    }
    json!({
        "status": exchange.status.unwrap_or(0),
        "statusText": status_text(exchange.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": message.map(headers).unwrap_or_default(),
        "content": content,
        "redirectURL": header("location"),
        "headersSize": -1,
        "bodySize": -1,
    })
}

fn status_text(status: Option<u16>) -> &'static str {
    let status = status.and_then(|status| http::StatusCode::from_u16(status).ok());
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}

fn headers(message: &Message) -> Vec<Json> {
    let headers = message.headers.iter();
    headers
        .map(|(name, value)| json!({ "name": name, "value": value.to_string() }))
        .collect()
}

/// HAR requires absolute URLs. A URL cannot contain braces, so the braces of placeholders such as `{state}` are
/// percent-encoded. The simulator's log has paths without a host, so these paths get a made-up host.
fn address(url: &str) -> String {
    let url = url.replace('{', "%7B").replace('}', "%7D");
    if url.starts_with('/') {
        format!("http://other-side.invalid{url}")
    } else {
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behind_the_scenes::exports::samples::journey;

    #[test]
    fn each_call_is_an_entry() {
        let har = har(&journey());
        let entries = har["log"]["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 4);
        assert_eq!(
            entries[0]["request"]["postData"]["params"][0]["value"],
            "a;b#c"
        );
        assert_eq!(
            entries[0]["response"]["redirectURL"],
            "https://altinn.example/confirm"
        );
        assert_eq!(
            entries[1]["request"]["queryString"][0]["value"],
            "{unknown}"
        );
        assert_eq!(entries[2]["response"]["status"], 0);
        assert_eq!(entries[2]["comment"], "timeout");
        assert_eq!(entries[3]["comment"], "not visible to a vendor");
    }
}
