//! The settings of the simulator that runs in the same process as SmartCloud.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use http_server::HostName;
use url::Url;

use super::reader::Reader;

/// The default for the first port of the simulator's services, which listen on 127.0.0.1.
///
/// SmartCloud's default host is `localhost`. Browsers treat `127.0.0.1` and `localhost` as different *sites*, as Altinn
/// and SmartCloud are different sites in production. So a `SameSite=Strict` cookie or an incomplete `form-action` fails
/// with the simulator as it would fail with Altinn.
const FIRST_PORT: u16 = 3100;

const ROOM: &str = "SMARTCLOUD_ROOM";

#[derive(Clone, Debug)]
pub struct SimulatorConfig {
    /// The address of the first of the simulator's five services. The other four services have the next four ports.
    pub address: SocketAddr,
    pub urls: SimulatorUrls,
    /// Additional host names of the simulator's services, beside the host names in `urls`.
    pub host_names: Vec<HostName>,
    /// The simulator saves its state in this SQLite file.
    pub state_file: PathBuf,
    /// The maximum number of sandboxes that exist at the same time.
    pub sandbox_limit: NonZeroU32,
    /// The simulator deletes a sandbox that nobody has used for this many minutes.
    pub sandbox_idle_minutes: NonZeroU32,
}

pub const SANDBOX_LIMIT: u32 = 1_000;

/// Twelve hours.
pub const SANDBOX_IDLE_MINUTES: u32 = 12 * 60;

#[derive(Clone, Debug)]
pub struct SimulatorUrls {
    pub altinn_ui: Url,
    pub altinn_platform: Url,
    pub idporten: Url,
    pub maskinporten: Url,
    pub resource_owner: Url,
}

impl SimulatorConfig {
    pub(super) fn read<F: Fn(&str) -> Option<String>>(
        read: &Reader<F>,
        data: &Path,
    ) -> anyhow::Result<Self> {
        let listen = read.ip_address("SIMULATOR_LISTEN")?;
        let listen = listen.or(room(read)?).unwrap_or(Ipv4Addr::LOCALHOST.into());
        let address = SocketAddr::new(listen, first_port(read)?);
        let url = |name, offset| {
            let default = format!("http://{}", on_host(listen, address.port() + offset));
            read.base_url(name, &default)
        };
        Ok(Self {
            address,
            urls: SimulatorUrls {
                altinn_ui: url("SIMULATOR_ALTINN_UI_URL", 0)?,
                altinn_platform: url("SIMULATOR_PLATFORM_URL", 1)?,
                idporten: url("SIMULATOR_IDPORTEN_URL", 2)?,
                maskinporten: url("SIMULATOR_MASKINPORTEN_URL", 3)?,
                resource_owner: url("SIMULATOR_RESOURCE_OWNER_URL", 4)?,
            },
            host_names: read.more_host_names("SIMULATOR_HOST_NAMES")?,
            state_file: data.join("simulator.db"),
            sandbox_limit: read.count("SIMULATOR_SANDBOX_LIMIT", SANDBOX_LIMIT)?,
            sandbox_idle_minutes: read
                .count("SIMULATOR_SANDBOX_IDLE_MINUTES", SANDBOX_IDLE_MINUTES)?,
        })
    }

    /// Returns the address of the simulator's first service. A program on this machine can call the service at this
    /// address directly, without a proxy.
    #[must_use]
    pub fn own_address(&self) -> SocketAddr {
        on_host(self.address.ip(), self.address.port())
    }

    /// Returns the base URL for SmartCloud's own calls to the control API. These calls bypass any proxy. So a proxy can
    /// hide the control API from the internet.
    pub(super) fn control_url(&self) -> String {
        format!("http://{}/control/", self.own_address())
    }
}

/// Reads the IP address of this machine in the local network, for a talk in a room. Returns `None` if the setting is
/// empty.
pub(super) fn room<F: Fn(&str) -> Option<String>>(
    read: &Reader<F>,
) -> anyhow::Result<Option<IpAddr>> {
    let room = read.ip_address(ROOM)?;
    ensure!(
        room.is_none_or(|address| !address.is_unspecified()),
        "{ROOM} must be the address at which the others in the room reach this machine, such as 192.168.1.20"
    );
    Ok(room)
}

/// Converts a server's listening address to the host and the port of a URL. A browser cannot open 0.0.0.0, which means
/// "all addresses". In that case, the result is the loopback address of this machine.
pub(super) fn on_host(address: IpAddr, port: u16) -> SocketAddr {
    let address = match address {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    SocketAddr::new(address, port)
}

/// The simulator listens on five consecutive ports, so the first one can be at most 65531.
fn first_port<F: Fn(&str) -> Option<String>>(read: &Reader<F>) -> anyhow::Result<u16> {
    let text = read.or("SIMULATOR_PORT", &FIRST_PORT.to_string());
    let port = text
        .parse()
        .ok()
        .filter(|port| (1..=u16::MAX - 4).contains(port));
    port.with_context(|| format!("SIMULATOR_PORT must be a port from 1 to 65531: {text}"))
}
