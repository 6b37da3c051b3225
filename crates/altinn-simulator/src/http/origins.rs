use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use crate::faults::Service;
use crate::rules::RequestKind;
use altinn_types::RequestId;

/// The public origins in the simulator's settings. If a service has no public origin, its origin is its own socket
/// address.
#[derive(Clone, Debug, Default)]
pub struct NamedOrigins {
    pub altinn_ui: Option<Url>,
    pub altinn_platform: Option<Url>,
    pub idporten: Option<Url>,
    pub maskinporten: Option<Url>,
    pub resource_owner: Option<Url>,
}

/// The base URL of each service. Each URL ends in a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    pub altinn_ui: Url,
    pub altinn_platform: Url,
    pub idporten: Url,
    pub maskinporten: Url,
    pub resource_owner: Url,
}

impl Origins {
    /// Returns the origins of five services that listen on the same host, each on its own port.
    pub(crate) fn of_ports(address: SocketAddr, ports: [u16; 5]) -> Self {
        // The address 0.0.0.0 (`::` in IPv6) means "listen on all addresses", and a browser cannot open it. The origins
        // contain 127.0.0.1 (`::1` in IPv6) instead.
        let host = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let url = |port| {
            format!("http://{}/", SocketAddr::new(host, port))
                .parse()
                .expect("an address and a port make a URL")
        };
        let [ui, platform, idporten, maskinporten, resource_owner] = ports;
        Self {
            altinn_ui: url(ui),
            altinn_platform: url(platform),
            idporten: url(idporten),
            maskinporten: url(maskinporten),
            resource_owner: url(resource_owner),
        }
    }

    /// Replaces the origins of the services that have a public origin in the settings.
    ///
    /// # Errors
    ///
    /// Returns [`OriginMismatch`] if Altinn's pages and Altinn's platform cannot share a cookie. Each log-in at Altinn
    /// needs a shared cookie.
    pub(crate) fn or_named(self, named: NamedOrigins) -> Result<Self, OriginMismatch> {
        let origins = Self {
            altinn_ui: named.altinn_ui.unwrap_or(self.altinn_ui),
            altinn_platform: named.altinn_platform.unwrap_or(self.altinn_platform),
            idporten: named.idporten.unwrap_or(self.idporten),
            maskinporten: named.maskinporten.unwrap_or(self.maskinporten),
            resource_owner: named.resource_owner.unwrap_or(self.resource_owner),
        };
        let (ui, platform) = (&origins.altinn_ui, &origins.altinn_platform);
        if ui.host() == platform.host() || origins.altinn_domain().is_some() {
            Ok(origins)
        } else {
            Err(OriginMismatch {
                ui: ui.to_string(),
                platform: platform.to_string(),
            })
        }
    }

    /// Returns the domain for the cookies that Altinn's pages share with Altinn's platform. They share cookies because
    /// the platform logs users in and out. Returns `None` if the pages and the platform have the same host, or if their
    /// hosts have no common domain.
    #[must_use]
    pub fn altinn_domain(&self) -> Option<String> {
        match (self.altinn_ui.host()?, self.altinn_platform.host()?) {
            (Host::Domain(ui), Host::Domain(platform)) if ui != platform => {
                let (ui, platform) = (ui.rsplit('.'), platform.rsplit('.'));
                let shared = ui.zip(platform).take_while(|(one, other)| one == other);
                let mut shared: Vec<_> = shared.map(|(label, _)| label).collect();
                shared.reverse();
                // Browsers reject a cookie for a top-level domain such as `com`, so the domain must have at least two
                // labels.
                (shared.len() > 1).then(|| shared.join("."))
            }
            _ => None,
        }
    }

    #[must_use]
    pub fn of(&self, service: Service) -> &Url {
        match service {
            Service::AltinnUi => &self.altinn_ui,
            Service::AltinnPlatform => &self.altinn_platform,
            Service::IdPorten => &self.idporten,
            Service::Maskinporten => &self.maskinporten,
            Service::ResourceOwner => &self.resource_owner,
        }
    }

    /// Returns the `iss` of ID-porten's tokens. The URL ends **without** a slash.
    #[must_use]
    pub fn idporten_issuer(&self) -> String {
        self.idporten.as_str().trim_end_matches('/').to_owned()
    }

    /// Returns the `iss` of Maskinporten's tokens, which is also the `aud` of grants. The URL ends **with** a slash.
    #[must_use]
    pub fn maskinporten_issuer(&self) -> String {
        self.maskinporten.as_str().to_owned()
    }

    /// The URL of the page where a customer approves or rejects a request.
    #[must_use]
    pub fn confirm_url(&self, kind: RequestKind, id: RequestId) -> String {
        let ui = &self.altinn_ui;
        let page = match kind {
            RequestKind::Standard => "request",
            RequestKind::Agent => "agentrequest",
            RequestKind::Change => "changerequest",
        };
        format!("{ui}accessmanagement/ui/systemuser/{page}?id={id}&DONTCHOOSEREPORTEE=true")
    }

    #[must_use]
    pub fn altinn_issuer(&self) -> String {
        format!("{}authentication/api/v1/openid/", self.altinn_platform)
    }
}

/// The hosts of Altinn's pages and Altinn's platform cannot share a cookie, so no user could log in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "nobody could log in: {ui} and {platform} need one host name, or a domain in common, such as am.altinn.example and platform.altinn.example"
)]
pub struct OriginMismatch {
    ui: String,
    platform: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(ui: &str, platform: &str) -> Result<Origins, OriginMismatch> {
        let address = SocketAddr::from(([0, 0, 0, 0], 3100));
        let origins = Origins::of_ports(address, [3100, 3101, 3102, 3103, 3104]);
        origins.or_named(NamedOrigins {
            altinn_ui: Some(ui.parse().unwrap()),
            altinn_platform: Some(platform.parse().unwrap()),
            ..NamedOrigins::default()
        })
    }

    #[test]
    fn pages_and_platform_share_a_domain_or_are_refused() {
        for (ui, platform, domain) in [
            (
                "https://am.ui.tt02.altinn.no/",
                "https://platform.tt02.altinn.no/",
                Ok(Some("tt02.altinn.no")),
            ),
            (
                "http://am.altinn.localhost:80/",
                "http://platform.altinn.localhost/",
                Ok(Some("altinn.localhost")),
            ),
            (
                "http://altinn.test/",
                "http://platform.altinn.test/",
                Ok(Some("altinn.test")),
            ),
            ("http://one.test/", "http://one.test:81/", Ok(None)),
            ("http://127.0.0.1:80/", "http://127.0.0.1:81/", Ok(None)),
            ("http://one.test/", "http://another.test/", Err(())),
            ("http://127.0.0.1/", "http://localhost/", Err(())),
            ("http://127.0.0.1/", "http://127.0.0.2/", Err(())),
        ] {
            let found = named(ui, platform).map(|origins| origins.altinn_domain());
            let found = found.as_ref().map(Option::as_deref).map_err(|_| ());
            assert_eq!(found, domain, "{ui} {platform}");
        }
    }

    #[test]
    fn a_service_that_listens_on_all_addresses_has_the_url_of_this_machine() {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
        let origins = Origins::of_ports(everywhere, [1, 2, 3, 4, 5]);
        assert_eq!(origins.maskinporten_issuer(), "http://127.0.0.1:4/");
    }
}
