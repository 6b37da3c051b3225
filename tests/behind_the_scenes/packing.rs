use std::{collections::HashSet, env, fs};

use masking::{Message, Packed};
use test_support::AppTestBed;

use crate::{EXPORTS, approve, visitor};

/// The dictionary of `crates/masking/src/packed.rs`.
const TYPICAL_MESSAGES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/crates/masking/src/typical_messages.jsonl"
);

/// The recorder keeps the calls of up to 1,000 visitors. They fit into the memory only if each call is like one in the
/// dictionary. If this test fails because the calls have changed, write the dictionary again:
/// `UPDATE_TYPICAL_MESSAGES=1 cargo test --test behind_the_scenes packing`.
#[tokio::test]
async fn a_recorded_journey_takes_a_fifth_of_its_json() {
    let bed = AppTestBed::start().await;
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    approve(&browser, &customer).await;
    // To make an export, SmartCloud asks for the calls that only the simulator has seen.
    browser.get(EXPORTS[0]).await.ok();
    let journey = bed.app.recorder.whole_journey(&visitor(&bed, &browser));

    let (mut json, mut packed) = (0, 0);
    let (mut known, mut typical) = (HashSet::new(), String::new());
    for call in &journey.exchanges {
        let path = call.url.split('?').next().unwrap_or_default();
        let messages = [Some(&call.request), call.response.as_ref()];
        for (place, message) in messages.into_iter().enumerate() {
            let Some(message): Option<&Message> = message else {
                continue;
            };
            let text = serde_json::to_string(message).unwrap();
            json += text.len();
            packed += Packed::new(message).size();
            if known.insert((call.from, call.method.clone(), path.to_owned(), place)) {
                typical.push_str(&text);
                typical.push('\n');
            }
        }
    }
    if env::var_os("UPDATE_TYPICAL_MESSAGES").is_some() {
        fs::write(TYPICAL_MESSAGES, typical).unwrap();
        return;
    }
    assert!(packed * 5 < json, "{packed} of {json} bytes");
    // The recorder keeps at most 300 calls and 1 MiB of a visitor. Only unusual calls must reach the limit in bytes.
    let of_300_calls = packed * 300 / journey.exchanges.len();
    assert!(of_300_calls < 256 * 1024, "{of_300_calls} bytes");
}
