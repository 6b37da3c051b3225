//! The hints in the simulator's log about refused grants. A hint names a call of the simulator, for example of the
//! control API. After this call, Maskinporten accepts the grant.

use serde_json::json;

use super::{
    no_system_user::{Call, NoSystemUser},
    refusal::GrantRefusal,
};
use crate::{Simulator, oidc::oauth_clients::MaskinportenClient, world::World};

/// A placeholder for the client's public key. Some hints contain a call that registers this key. The simulator does not
/// know the key, so the vendor must replace the placeholder.
const KEY: &str = "<the public key of the client>";

/// Returns the call that removes the cause of the refusal. After this call, Maskinporten accepts the grant. Returns
/// `None` if the vendor must change its own program instead.
pub(super) fn hint(simulator: &Simulator, refusal: &GrantRefusal) -> Option<String> {
    let call = {
        let world = simulator.world();
        match refusal {
            GrantRefusal::IssuedInFuture { .. } | GrantRefusal::Expired { .. } => {
                clock_call(&world)?
            }
            // A registered key is valid for a year, so the probable cause is that somebody has moved the simulator's
            // clock.
            GrantRefusal::KeyExpired { client_id } => {
                clock_call(&world).or_else(|| client_call(&world, client_id, None))?
            }
            GrantRefusal::UnknownKey { client_id, .. } | GrantRefusal::Signature { client_id } => {
                client_call(&world, client_id, None)?
            }
            GrantRefusal::ScopeNotOnClient { scope, client_id }
            | GrantRefusal::ScopeNotGranted { scope, client_id } => {
                client_call(&world, client_id, Some(scope))?
            }
            GrantRefusal::Client { iss } => new_client_call(iss.as_str()?),
            GrantRefusal::NoDelegation {
                consumer,
                supplier,
                scopes,
            } => Call::Control(
                "POST",
                "maskinporten-delegations".to_owned(),
                json!({
                    "consumer": { "number": consumer, "name": "<its name>" },
                    "supplier": { "number": supplier },
                    "scope": scopes.first()?,
                })
                .to_string(),
            ),
            GrantRefusal::NoSystemUser(NoSystemUser { call, .. }) => call.clone()?,
            _ => return None,
        }
    };
    as_text(simulator, &call)
}

/// Returns the call that sets the simulator's clock to the machine's clock, which the client probably uses. Returns
/// `None` if the two clocks show the same time.
fn clock_call(world: &World) -> Option<Call> {
    let ahead = world.clock_ahead().as_secs();
    (ahead != 0).then_some(Call::Clock(ahead))
}

/// Returns the call that registers the client again. If `more` is a scope, the call adds this scope. The call replaces
/// the whole registration, so the body must repeat the client's name, organisation and scopes.
fn client_call(world: &World, client_id: &str, more: Option<&str>) -> Option<Call> {
    let client = world.oauth_clients.maskinporten_client(client_id)?;
    let MaskinportenClient {
        name,
        organisation,
        scopes,
        ..
    } = client;
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).chain(more).collect();
    let body = json!({
        "name": name,
        "organisation": { "number": organisation },
        "scopes": scopes,
        "jwks": { "keys": [KEY] },
    });
    Some(Call::Control(
        "PUT",
        format!("maskinporten-clients/{client_id}"),
        body.to_string(),
    ))
}

fn new_client_call(client_id: &str) -> Call {
    // The id comes from the grant and becomes a part of a path, so it must be escaped and shortened.
    let id: String = url::form_urlencoded::byte_serialize(client_id.as_bytes())
        .collect::<String>()
        .chars()
        .take(100)
        .collect();
    let body = json!({
        "organisation": { "number": "<your organisation number>", "name": "<its name>" },
        "scopes": ["<the scopes that the client needs>"],
        "jwks": { "keys": [KEY] },
    });
    Call::Control(
        "PUT",
        format!("maskinporten-clients/{id}"),
        body.to_string(),
    )
}

fn as_text(simulator: &Simulator, call: &Call) -> Option<String> {
    let origins = simulator.origins();
    let control = origins.altinn_ui.join("control/").ok()?;
    Some(match call {
        Call::Clock(ahead) => format!(
            "the simulator's clock is {ahead} seconds ahead of the machine's clock, which the client may use: to \
             set it back, curl {control}clock --data '{{\"aheadSeconds\": 0}}'"
        ),
        Call::Control(method, path, body) => {
            format!("curl --request {method} {control}{path} --data '{body}'")
        }
        Call::Altinn(method, path) => {
            format!(
                "{method} {}authentication/api/v1/{path}",
                origins.altinn_platform
            )
        }
    })
}
