//! The endpoints that register, change and read systems (contract/systemuser-api.md §2). Vendors call these endpoints.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use jiff::tz::Offset;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    hints::Advisor,
    system_body::{NEW_SYSTEM, REPLACED_SYSTEM, SystemBody},
    token::{Token, scope},
};
use crate::{
    Simulator,
    altinn::{
        access_json::{self, PackageBody, RightBody},
        errors::ApiError,
        json_body::BodyParameter,
    },
    rules::register::{
        ChangeType, ChangelogEntry, RegisterRefusal, Registrar, System, SystemDraft,
    },
};
use altinn_types::{AccessPackage, LocalizedText, OrgNumber, Right, SystemId};

/// The parameter in Altinn's C# code that receives the body of `PUT systemregister/vendor/{systemId}/rights`. ASP.NET's
/// error messages name this parameter.
const RIGHTS: BodyParameter = BodyParameter {
    name: "rights",
    class: "",
    required: &[],
};

/// The parameter in Altinn's C# code that receives the body of `PUT systemregister/vendor/{systemId}/accesspackages`.
/// ASP.NET's error messages name this parameter.
const ACCESS_PACKAGES: BodyParameter = BodyParameter {
    name: "accessPackages",
    ..RIGHTS
};

/// One system in a list of systems. Here the system's id is in the field `systemId`, but in other responses it is in
/// `id`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SystemListItem<'a> {
    system_id: &'a SystemId,
    system_vendor_org_number: &'a OrgNumber,
    system_vendor_org_name: &'a str,
    name: &'a LocalizedText,
    description: &'a LocalizedText,
    rights: &'a [Right],
    #[serde(skip_serializing_if = "Option::is_none")]
    access_packages: Option<&'a [AccessPackage]>,
    is_visible: bool,
}

impl<'a> SystemListItem<'a> {
    pub(crate) fn of(
        System {
            vendor,
            registered,
            packages_are_null,
            ..
        }: &'a System,
    ) -> Self {
        Self {
            system_id: &registered.id,
            system_vendor_org_number: vendor,
            // Altinn leaves the vendor's name empty in all lists of systems.
            system_vendor_org_name: "",
            name: &registered.name,
            description: &registered.description,
            rights: &registered.rights,
            access_packages: (!packages_are_null).then_some(&registered.access_packages),
            is_visible: registered.is_visible,
        }
    }
}

/// Handles `GET systemregister/vendor`, which lists the vendor's systems.
pub async fn list(token: Token, State(simulator): State<Simulator>) -> Result<Response, ApiError> {
    let by = registrar(&token)?;
    let world = simulator.world();
    let own = world
        .register
        .systems()
        .filter(|system| system.vendor == by.vendor && !system.is_deleted());
    Ok(not_stored(&own.map(SystemListItem::of).collect::<Vec<_>>()))
}

/// Handles `POST systemregister/vendor`, which registers a system. Altinn returns status 200 and not 201. The response
/// body is the system's internal id as a JSON string.
pub async fn create(
    token: Token,
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let by = registrar(&token)?;
    let draft = read_system(&NEW_SYSTEM, &headers, &body)?;
    let mut world = simulator.world();
    let (internal_id, now) = (Uuid::new_v4(), world.now());
    let Err(refusal) = world.register_system(&by, draft.clone(), internal_id, now) else {
        return Ok(Json(internal_id).into_response());
    };
    let advisor = Advisor::new(&world, simulator.origins(), &by.vendor);
    let hint = advisor.about_system(&draft, &refusal);
    // In the real Altinn, only this endpoint of the system register catches .NET exceptions and returns their text.
    let error = match refusal {
        RegisterRefusal::AlreadyExists => {
            let id = draft.id.unwrap_or_default();
            ApiError::Text(
                StatusCode::CONFLICT,
                format!("The System already exist: {id}"),
            )
        }
        RegisterRefusal::Exception(text) => {
            ApiError::Text(StatusCode::INTERNAL_SERVER_ERROR, text.to_owned())
        }
        refusal => refusal.into(),
    };
    Err(error.with_hint(hint))
}

/// Handles `GET systemregister/vendor/{systemId}`, which returns one system, even a deleted system.
pub async fn read(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let by = registrar(&token)?;
    let world = simulator.world();
    let system = world.register.writable(&by, &id)?;
    let mut registered = serde_json::to_value(&system.registered).unwrap_or_default();
    if system.packages_are_null
        && let Some(registered) = registered.as_object_mut()
    {
        registered.remove("accessPackages");
    }
    Ok(not_stored(&registered))
}

/// Handles `PUT systemregister/vendor/{systemId}`. The body replaces the whole registration of the system.
pub async fn replace(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let by = registrar(&token)?;
    let draft = read_system(&REPLACED_SYSTEM, &headers, &body)?;
    let mut world = simulator.world();
    let now = world.now();
    let Err(refusal) = world.replace_system(&by, &id, draft.clone(), now) else {
        return Ok(succeeded());
    };
    let advisor = Advisor::new(&world, simulator.origins(), &by.vendor);
    let hint = advisor.about_system(&draft, &refusal);
    let error = match refusal {
        RegisterRefusal::Unknown | RegisterRefusal::VendorDiffers => ApiError::Text(
            StatusCode::NOT_FOUND,
            format!("System with ID '{id}' not found."),
        ),
        refusal => refusal.into(),
    };
    Err(error.with_hint(hint))
}

/// Handles `PUT systemregister/vendor/{systemId}/rights`, which replaces the rights of a system.
pub async fn replace_rights(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let by = registrar(&token)?;
    let rights: Vec<RightBody> = RIGHTS.read(&headers, &body)?;
    let missing = access_json::missing_members("", &rights);
    if !missing.is_empty() {
        return Err(ApiError::missing(&missing));
    }
    let rights = access_json::rights(rights);
    let mut world = simulator.world();
    let now = world.now();
    let Err(refusal) = world.replace_rights(&by, &id, rights.clone(), now) else {
        return Ok(succeeded());
    };
    let draft = SystemDraft {
        rights: Some(rights),
        ..SystemDraft::default()
    };
    let advisor = Advisor::new(&world, simulator.origins(), &by.vendor);
    let hint = advisor.about_system(&draft, &refusal);
    Err(ApiError::from(refusal).with_hint(hint))
}

/// Handles `PUT systemregister/vendor/{systemId}/accesspackages`, which replaces the access packages of a system.
pub async fn replace_packages(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let by = registrar(&token)?;
    let packages: Vec<PackageBody> = ACCESS_PACKAGES.read(&headers, &body)?;
    let packages = access_json::packages(packages);
    let mut world = simulator.world();
    let now = world.now();
    let Err(refusal) = world.replace_packages(&by, &id, packages, now) else {
        return Ok(succeeded());
    };
    let advisor = Advisor::new(&world, simulator.origins(), &by.vendor);
    let hint = advisor.about_system(&SystemDraft::default(), &refusal);
    Err(ApiError::from(refusal).with_hint(hint))
}

/// Handles `DELETE systemregister/vendor/{systemId}`, which deletes a system.
pub async fn delete(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let by = registrar(&token)?;
    let mut world = simulator.world();
    let now = world.now();
    match world.register.delete_system(&by, &id, now) {
        Ok(true) => Ok(succeeded()),
        // Altinn has deleted the system, but returns status 400 if the system had no Maskinporten clients.
        Ok(false) => Err(ApiError::BadRequest),
        Err(RegisterRefusal::Unknown) => Err(ApiError::Model(vec![(
            "return".to_owned(),
            "System not found".to_owned(),
        )])),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Handles `GET systemregister/vendor/{systemId}/changelog`, which lists the changes of a system. The newest change
/// comes first.
pub async fn changelog(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let by = registrar(&token)?;
    let world = simulator.world();
    let system = match world.register.writable(&by, &id) {
        Err(RegisterRefusal::Unknown) => {
            let text = format!("System with ID {id} not found.");
            return Err(ApiError::Text(StatusCode::NOT_FOUND, text));
        }
        other => other?,
    };
    let entries = world.register.changelog_of(system).map(Change::of);
    Ok(Json(entries.collect::<Vec<_>>()).into_response())
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    system_internal_id: Uuid,
    changed_by_org_number: &'a OrgNumber,
    change_type: ChangeType,
    #[serde(skip_serializing_if = "Value::is_null")]
    changed_data: &'a Value,
    client_id: &'a str,
    /// The time of the change. The text ends with `+00:00` and not with `Z`, as in .NET.
    created: String,
}

impl<'a> Change<'a> {
    fn of(entry: &'a ChangelogEntry) -> Self {
        Self {
            system_internal_id: entry.system_internal_id,
            changed_by_org_number: &entry.changed_by_org_number,
            change_type: entry.change_type,
            changed_data: &entry.changed_data,
            client_id: &entry.client_id,
            created: entry.created.display_with_offset(Offset::UTC).to_string(),
        }
    }
}

/// Returns the vendor that calls an endpoint of the system register. If the token names no organisation, the status is
/// 403 here, but 401 at other endpoints for vendors.
pub(crate) fn registrar(token: &Token) -> Result<Registrar, ApiError> {
    token.require(&[scope::REGISTER_WRITE, scope::REGISTER_ADMIN])?;
    Ok(Registrar {
        vendor: token.consumer().ok_or(ApiError::Forbidden)?,
        client_id: token.client_id().to_owned(),
        admin: token.has_scope(scope::REGISTER_ADMIN),
    })
}

fn read_system(
    parameter: &BodyParameter,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<SystemDraft, ApiError> {
    let system: SystemBody = parameter.read(headers, body)?;
    match system.missing() {
        missing if missing.is_empty() => Ok(system.into()),
        missing => Err(ApiError::missing(&missing)),
    }
}

fn succeeded() -> Json<Value> {
    Json(json!({ "succeeded": true }))
}

pub(crate) fn not_stored(body: &impl Serialize) -> Response {
    const NO_STORE: [(HeaderName, &str); 1] = [(CACHE_CONTROL, "no-store")];
    (NO_STORE, Json(body)).into_response()
}
