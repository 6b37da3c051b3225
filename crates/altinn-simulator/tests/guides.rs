//! Checks that the guides for vendors work. The tests run the commands of a guide in bash, unchanged.

use std::process::Command;

use serde_json::Value;
use test_support::SimulatorTestBed;

const FLOW: &str = include_str!("../docs/point-your-system-at-it.md");
const RECORDED: &str = include_str!("../contract/authorized-parties.json");
const CATALOGUE: &str = include_str!("../docs/catalogue.md");
const CONTROL_API: &str = include_str!("../docs/control-api.md");

/// The test runs all code blocks of a guide as one script. The script prints this line between the outputs of two code
/// blocks.
const BETWEEN: &str = "-- next block --";

/// Returns the code blocks of one language in a guide, in their order.
fn blocks(guide: &'static str, kind: &str) -> Vec<&'static str> {
    let begin = format!("```{kind}\n");
    let blocks = guide.split(begin.as_str()).skip(1);
    blocks
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

/// Returns whether a line of the output equals the line in the guide. The character `…` in the guide stands for any
/// text.
fn is_as_shown(line: &str, shown: &str) -> bool {
    match shown.split_once('…') {
        None => line == shown,
        Some((before, after)) => line.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| is_as_shown(rest, after)))
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_guide_prints_the_output_it_shows() {
    prints_what_it_shows(FLOW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_control_api_example_works() {
    prints_what_it_shows(CONTROL_API).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_guide_to_what_is_built_in_works() {
    prints_what_it_shows(CATALOGUE).await;
}

async fn prints_what_it_shows(guide: &'static str) {
    let (commands, shown) = (blocks(guide, "bash"), blocks(guide, "text"));
    assert_eq!(commands.len(), shown.len(), "each block has its output");
    assert!(commands.len() >= 8);

    let simulator = SimulatorTestBed::start().await;
    let origins = simulator.origins().clone();
    let script = commands.join(&format!("\necho '{BETWEEN}'\n"));
    let bash = tokio::task::spawn_blocking(move || {
        Command::new("bash")
            .args(["-euo", "pipefail", "-c", &script])
            .env(
                "PLATFORM",
                origins.altinn_platform.as_str().trim_end_matches('/'),
            )
            .env("MASKINPORTEN", origins.maskinporten_issuer())
            .env("IDPORTEN", origins.idporten_issuer())
            .env("CONTROL", format!("{}control", origins.altinn_ui))
            .output()
    });
    let output = bash.await.unwrap().unwrap();
    simulator.stop().await;

    let printed = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{errors}");
    let printed: Vec<_> = printed.split(&format!("{BETWEEN}\n")).collect();
    assert_eq!(printed.len(), shown.len());
    for ((printed, shown), command) in printed.iter().zip(shown).zip(commands) {
        let matches = printed.lines().count() == shown.lines().count()
            && printed
                .lines()
                .zip(shown.lines())
                .all(|(line, shown)| is_as_shown(line, shown));
        assert!(matches, "{command}\nprinted:\n{printed}\nand not:\n{shown}");
    }
}

#[test]
fn an_ellipsis_in_a_guide_matches_any_text() {
    assert!(is_as_shown("http://a/x?id=1", "…/x?id=…"));
    assert!(is_as_shown("204", "204"));
    assert!(!is_as_shown("http://a/y?id=1", "…/x?id=…"));
    assert!(!is_as_shown("201", "204"));
}

/// The guide shows a whole response of a call. The test checks that the response in the guide and the recorded response
/// have the same member names.
#[test]
fn the_authorised_parties_in_the_guide_have_the_members_of_the_recorded_response() {
    let members = |json: &str, path: &str| {
        let json: Value = serde_json::from_str(json).unwrap();
        let party = json.pointer(path).and_then(Value::as_object).expect(path);
        party.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        members(blocks(FLOW, "json")[0], "/data/0"),
        members(RECORDED, "/body/data/0")
    );
}
