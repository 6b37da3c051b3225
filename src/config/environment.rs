//! The default settings for the simulator and for TT02.

use std::net::IpAddr;

use super::simulator::{SimulatorUrls, on_host};

/// The default settings for one environment. If a field is `None`, the setting has no default and must be set.
pub(super) struct Preset {
    pub label: &'static str,
    pub public_url: Option<String>,
    pub platform_url: String,
    pub ui_url: String,
    pub altinn_hops: String,
    pub maskinporten_url: String,
    pub idporten_url: String,
    pub idporten_hops: String,
    pub system_id: Option<&'static str>,
    pub maskinporten_client_id: Option<&'static str>,
    pub idporten_client_id: Option<&'static str>,
    /// `None` for a real environment, which has no control API.
    pub control_url: Option<String>,
    pub claims_url: String,
    pub demo_url: String,
    pub https_only: bool,
}

impl Preset {
    /// Returns the default settings for the simulator. If other machines in the network open SmartCloud, `room` is this
    /// machine's address in the network. `control_url` is the URL of the control API.
    pub(super) fn simulator(
        room: Option<IpAddr>,
        urls: &SimulatorUrls,
        control_url: String,
    ) -> Self {
        let origin = |url: &url::Url| url.origin().ascii_serialization();
        let (ui, platform) = (origin(&urls.altinn_ui), origin(&urls.altinn_platform));
        let (idporten, owner) = (origin(&urls.idporten), origin(&urls.resource_owner));
        Self {
            label: "Simulator",
            public_url: Some(match room {
                None => "http://localhost:3000".to_owned(),
                Some(address) => format!("http://{}", on_host(address, 3000)),
            }),
            altinn_hops: format!("{ui} {platform} {idporten}"),
            idporten_hops: idporten.clone(),
            control_url: Some(control_url),
            platform_url: platform,
            ui_url: ui,
            maskinporten_url: urls.maskinporten.to_string(),
            idporten_url: idporten,
            system_id: Some("991825827_smartcloud"),
            maskinporten_client_id: Some("4b8a9d0e-5c1f-4a47-9d7e-2f0d5a1c7b11"),
            idporten_client_id: Some("7d0f4c6a-8f5e-4a0e-b1a4-6b9c2f3e5d22"),
            claims_url: owner.clone(),
            demo_url: owner,
            https_only: false,
        }
    }

    pub(super) fn tt02() -> Self {
        let text = str::to_owned;
        Self {
            label: "TT02",
            public_url: None,
            platform_url: text("https://platform.tt02.altinn.no"),
            ui_url: text("https://am.ui.tt02.altinn.no"),
            altinn_hops: text(
                "https://am.ui.tt02.altinn.no https://platform.tt02.altinn.no \
                 https://login.test.idporten.no https://test.idporten.no",
            ),
            maskinporten_url: text("https://test.maskinporten.no/"),
            idporten_url: text("https://test.idporten.no"),
            idporten_hops: text("https://login.test.idporten.no https://test.idporten.no"),
            system_id: None,
            maskinporten_client_id: None,
            idporten_client_id: None,
            control_url: None,
            claims_url: text("https://kravogbetalinger.api.skatteetaten-test.no"),
            demo_url: text("https://systemuserapi.azurewebsites.net"),
            // Altinn accepts only return URLs with https, also for localhost.
            https_only: true,
        }
    }
}
