//! The default settings of each environment.

/// The default settings of one environment. If a field is `None`, the setting has no default and must be set.
pub(super) struct Preset {
    pub label: &'static str,
    pub public_url: Option<&'static str>,
    pub platform_url: String,
    pub ui_url: String,
    pub altinn_hops: String,
    pub maskinporten_url: String,
    pub idporten_url: String,
    pub idporten_hops: String,
    pub system_id: Option<&'static str>,
    pub maskinporten_client_id: Option<&'static str>,
    pub idporten_client_id: Option<&'static str>,
    /// The first port of the simulator, or `None` for a real environment. With the simulator, SmartCloud makes its own
    /// keys and registers its own OAuth clients.
    pub simulator: Option<u16>,
    /// The base URL of the simulator's control API, or `None` for a real environment.
    pub control_url: Option<String>,
    pub claims_url: String,
    pub demo_url: String,
    pub https_only: bool,
}

impl Preset {
    /// Returns the defaults for the simulator on this machine. The simulator's services have consecutive ports.
    pub(super) fn simulator(port: u16) -> Self {
        let origin = |offset: u16| format!("http://127.0.0.1:{}", port + offset);
        let (ui, platform, idporten, maskinporten, owner) =
            (origin(0), origin(1), origin(2), origin(3), origin(4));
        Self {
            label: "Simulator",
            public_url: Some("http://localhost:3000"),
            altinn_hops: format!("{ui} {platform} {idporten}"),
            idporten_hops: idporten.clone(),
            control_url: Some(format!("{ui}/control/")),
            platform_url: platform,
            ui_url: ui,
            maskinporten_url: format!("{maskinporten}/"),
            idporten_url: idporten,
            system_id: Some("991825827_smartcloud"),
            maskinporten_client_id: Some("4b8a9d0e-5c1f-4a47-9d7e-2f0d5a1c7b11"),
            idporten_client_id: Some("7d0f4c6a-8f5e-4a0e-b1a4-6b9c2f3e5d22"),
            simulator: Some(port),
            claims_url: owner.clone(),
            demo_url: owner,
            https_only: false,
        }
    }

    /// Returns the defaults for TT02, which is Altinn's test environment for vendors.
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
            simulator: None,
            control_url: None,
            claims_url: text("https://kravogbetalinger.api.skatteetaten-test.no"),
            demo_url: text("https://systemuserapi.azurewebsites.net"),
            // Altinn registers only return URLs with https, even for localhost.
            https_only: true,
        }
    }
}
