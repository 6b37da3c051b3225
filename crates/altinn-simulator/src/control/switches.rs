//! The switches of the control panel for presenters who show the simulator to an audience. With each switch, a
//! presenter turns one fault on or off with one click. If the simulator contains the fault of a switch, the switch is
//! on. It does not matter whether the switch or `POST /control/faults` has added the fault.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use super::{ControlError, faults::check_sandbox, read_required_body};
use crate::{
    Simulator,
    faults::{All, Fault, FaultEffect, Service, Times},
    world::World,
};

/// A switch of the control panel. The panel shows the switches in the order of these variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, VariantArray, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Switch {
    /// Maskinporten answers 503.
    MaskinportenDown,
    /// Maskinporten finds no system user for a customer (MP-303). The vendor still gets tokens for its own calls.
    NoSystemUser,
    /// Altinn's platform answers each call after five seconds.
    SlowAltinn,
    /// Altinn's platform answers 500.
    AltinnDown,
    /// ID-porten answers 503.
    IdPortenDown,
    /// The resource owner's API answers 502 with an HTML page, as a proxy in front of the API does.
    ResourceOwnerDown,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SwitchState {
    pub name: Switch,
    pub on: bool,
    pub since: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewState {
    on: bool,
    /// The switch affects only the calls of this sandbox. If the value is missing, the switch affects all calls.
    #[serde(default)]
    sandbox: Option<String>,
}

impl Switch {
    /// The name of the switch in JSON and in the forms of the control panel.
    pub(crate) fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns the fault that the switch injects.
    ///
    /// Clients cache tokens of Maskinporten, so they would notice the faults of `MaskinportenDown` and `NoSystemUser`
    /// only after some minutes. Therefore these two faults also revoke the tokens: Altinn and the resource owner answer
    /// 401, and the client then requests a new token from Maskinporten.
    fn fault(self, sandbox: Option<String>) -> Fault {
        let (service, path, effect) = match self {
            Self::MaskinportenDown => (
                Service::Maskinporten,
                "/token",
                FaultEffect::Empty { status: 503 },
            ),
            Self::NoSystemUser => (
                Service::Maskinporten,
                "/token",
                FaultEffect::OAuth {
                    error: "invalid_altinn_customer_configuration".to_owned(),
                    description: "MP-303: on order".to_owned(),
                    status: None,
                },
            ),
            Self::SlowAltinn => (Service::AltinnPlatform, "/", FaultEffect::Slow { ms: 5000 }),
            Self::AltinnDown => (
                Service::AltinnPlatform,
                "/",
                FaultEffect::Empty { status: 500 },
            ),
            Self::IdPortenDown => (Service::IdPorten, "/", FaultEffect::Empty { status: 503 }),
            Self::ResourceOwnerDown => (
                Service::ResourceOwner,
                "/",
                FaultEffect::Html { status: 502 },
            ),
        };
        Fault {
            service: Some(service),
            path: path.to_owned(),
            method: None,
            times: Times::All(All::All),
            after: false,
            sandbox,
            for_customers: self == Self::NoSystemUser,
            withdraw_tokens: service == Service::Maskinporten,
            added_at: None,
            effect,
        }
    }

    /// Finds all faults in `world` that are equal to the fault of this switch. Returns the id of each fault and the
    /// time of its creation. If the function finds a fault, the switch is on.
    fn faults(self, world: &World, sandbox: Option<String>) -> Vec<(Uuid, Option<Timestamp>)> {
        let own = self.fault(sandbox);
        let same = world.faults.iter().filter(|(_, fault)| {
            let fault = Fault {
                added_at: None,
                ..(*fault).clone()
            };
            fault == own
        });
        same.map(|(id, fault)| (id, fault.added_at)).collect()
    }
}

/// Returns the state of every switch. A switch is on only if its fault applies to all sandboxes.
pub(crate) fn all(world: &World) -> Vec<SwitchState> {
    let states = Switch::VARIANTS.iter().map(|&name| {
        let faults = name.faults(world, None);
        SwitchState {
            name,
            on: !faults.is_empty(),
            since: faults.first().and_then(|(_, added_at)| *added_at),
        }
    });
    states.collect()
}

/// Turns a switch on or off. Does nothing if the switch already has this state.
pub(crate) fn turn(world: &mut World, switch: Switch, on: bool, sandbox: Option<String>) {
    let faults = switch.faults(world, sandbox.clone());
    if on && faults.is_empty() {
        let fault = Fault {
            added_at: Some(world.now()),
            ..switch.fault(sandbox)
        };
        world.faults.add(fault);
    } else if !on {
        for (id, _) in faults {
            world.faults.remove(id);
        }
    }
    tracing::info!(switch = switch.as_str(), on, "a switch was turned");
}

/// Parses the name of a switch.
///
/// # Errors
///
/// [`ControlError::NotFound`] if there is no such switch.
pub(crate) fn named(name: &str) -> Result<Switch, ControlError> {
    name.parse().map_err(|_| ControlError::NotFound("switch"))
}

/// Handles `GET /control/switches`.
pub(crate) async fn list(State(simulator): State<Simulator>) -> Json<Vec<SwitchState>> {
    Json(all(&simulator.world()))
}

/// Handles `PUT /control/switches/{name}`.
pub(crate) async fn put(
    State(simulator): State<Simulator>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let NewState { on, sandbox } = read_required_body(&body)?;
    let switch = named(&name)?;
    let mut world = simulator.world();
    check_sandbox(&world, sandbox.as_deref())?;
    turn(&mut world, switch, on, sandbox);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_switch_is_a_fault_that_the_control_api_accepts() {
        let mut world = World::default();
        for &switch in Switch::VARIANTS {
            let fault = switch.fault(None);
            assert_eq!(fault.check(), Ok(()), "{switch:?}");
            turn(&mut world, switch, true, None);
            turn(&mut world, switch, true, None);
        }
        assert_eq!(world.faults.iter().count(), Switch::VARIANTS.len());
        assert!(all(&world).iter().all(|state| state.on));
        turn(&mut world, Switch::SlowAltinn, false, None);
        let off = all(&world).into_iter().filter(|state| !state.on);
        let off: Vec<_> = off.map(|state| state.name).collect();
        assert_eq!(off, [Switch::SlowAltinn]);
    }
}
