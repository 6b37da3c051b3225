//! Tests of SmartCloud's start. If a service refuses SmartCloud, the error must name the setting that causes the
//! refusal.

use smartcloud::{
    state::AppState,
    vendor_setup::{keys_and_clients, system_register},
};
use test_support::{SimulatorTestBed, app_config};

/// Starts SmartCloud in the same way as `main.rs`. If this fails, returns the error and its causes as text.
async fn start(simulator: &SimulatorTestBed, vars: &[(&str, &str)]) -> Result<(), String> {
    fn text(error: &dyn std::error::Error) -> String {
        match error.source() {
            Some(cause) => format!("{error}: {}", text(cause)),
            None => error.to_string(),
        }
    }

    let config = app_config(simulator, 3000, vars);
    keys_and_clients::make_keys(&config).map_err(|error| text(&error))?;
    keys_and_clients::register_clients(&config, &simulator.ui("control/"))
        .await
        .map_err(|error| text(&error))?;
    let leptos = leptos::config::LeptosOptions::builder()
        .output_name("smartcloud")
        .build();
    let app = AppState::new(config, leptos)
        .await
        .map_err(|error| text(&error))?;
    system_register::register(&app.config, &app.altinn)
        .await
        .map_err(|error| text(&error))
}

#[tokio::test]
async fn a_refusal_at_the_start_names_the_setting() {
    let simulator = SimulatorTestBed::start().await;
    let keys = std::env::temp_dir().join(format!("smartcloud-start-{}", std::process::id()));
    let keys = keys.display().to_string();
    let common = [("SMARTCLOUD_DATA", keys.as_str())];
    start(&simulator, &common).await.unwrap();
    for (name, value) in [
        ("MASKINPORTEN_URL", "http://127.0.0.1:9/"),
        ("ALTINN_PLATFORM_URL", "http://127.0.0.1:9"),
        ("MASKINPORTEN_KEY_FILE", "Cargo.toml"),
        ("IDPORTEN_KEY_FILE", "Cargo.toml"),
        ("SMARTCLOUD_CA_FILE", "Cargo.toml"),
        ("SMARTCLOUD_CA_FILE", "no-such-file.pem"),
        ("DATABASE_URL", "postgres://localhost/smartcloud"),
    ] {
        let vars = [common[0], (name, value)];
        let error = start(&simulator, &vars).await.expect_err(name);
        assert!(error.starts_with(name), "{name}: {error}");
    }
    // Now the Maskinporten client already belongs to another system of the vendor.
    let other = [common[0], ("SMARTCLOUD_SYSTEM_ID", "991825827_other")];
    let error = start(&simulator, &other).await.unwrap_err();
    assert!(error.starts_with("MASKINPORTEN_CLIENT_ID"), "{error}");

    // The system register refuses this return URL, because the register accepts `http` only for the local machine and
    // for IP addresses.
    let simulator = SimulatorTestBed::start().await;
    let url = [common[0], ("SMARTCLOUD_PUBLIC_URL", "http://a.example")];
    let error = start(&simulator, &url).await.unwrap_err();
    assert!(error.starts_with("SMARTCLOUD_PUBLIC_URL"), "{error}");
    std::fs::remove_dir_all(&keys).unwrap();
}

/// A client id can contain characters that a URL does not allow, such as a space.
#[tokio::test]
async fn a_client_id_with_odd_characters_is_registered_under_this_id() {
    let simulator = SimulatorTestBed::start().await;
    let keys = std::env::temp_dir().join(format!("smartcloud-odd-{}", std::process::id()));
    let vars = [
        ("SMARTCLOUD_DATA", &*keys.display().to_string()),
        ("MASKINPORTEN_CLIENT_ID", "a/b?c d"),
    ];
    start(&simulator, &vars).await.unwrap();
    std::fs::remove_dir_all(&keys).unwrap();
}
