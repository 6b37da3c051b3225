use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};

use super::shapes::{Powers, System};
use crate::{Simulator, texts::Language};
use altinn_types::SystemId;

/// Handles `GET systemregister`, which lists the systems that customers can choose.
pub async fn list(State(simulator): State<Simulator>, headers: HeaderMap) -> Json<Vec<System>> {
    let (world, language) = (simulator.world(), Language::of(&headers));
    let systems = world.register.visible_systems();
    Json(
        systems
            .map(|system| System::of(&world, language, system))
            .collect(),
    )
}

/// Handles `GET systemregister/rights/{systemId}`, which returns all rights and access packages of a system. For a
/// system that does not exist, both lists are empty.
pub async fn rights(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Json<Powers> {
    let (world, language) = (simulator.world(), Language::of(&headers));
    let id: Option<SystemId> = id.parse().ok();
    let system = id.and_then(|id| world.register.live_system(&id));
    Json(system.map_or_else(Powers::default, |system| {
        let registered = &system.registered;
        let (rights, packages) = (&registered.rights, &registered.access_packages);
        Powers::of(&world, language, rights, packages)
    }))
}
