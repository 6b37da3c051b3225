use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use uuid::Uuid;

use super::{ControlError, read_body};
use crate::{
    Origins, SandboxError, Simulator,
    html::{at, is_known_origin},
    oidc::{TICKET_LIFETIME, Ticket},
    rules::{
        NewRequest, Request, RequestKind,
        personal_number::PersonalNumber,
        sandboxes::{NewSandbox, SHARED, Sandbox, SandboxRefusal, SandboxState, Withdrawn},
    },
    world::World,
};
use altinn_types::{
    AccessPackage, ExternalRef, LocalizedText, OrgNumber, RequestId, RequestStatus, Right,
    SystemUserId,
};

/// Ten years. When somebody creates a sandbox, its request can be at most this old.
const LONGEST_AGE_SECONDS: i64 = 10 * 366 * 24 * 3600;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct SandboxBody {
    state: SandboxState,
    /// The key of a named person. In the new sandbox, the organisation of this person gets the state in the field
    /// `state`.
    person: Option<String>,
    /// The age of the request in seconds, as if the vendor had sent the request that long ago.
    age_seconds: i64,
    request: Option<RequestBody>,
    /// The code of the talk that the sandbox's pages follow.
    talk: Option<String>,
}

/// The vendor's request for a system user in the new sandbox. It has the members of a request to Altinn's platform,
/// except `partyOrgNo`, because the organisation gets a new number.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RequestBody {
    system_id: String,
    external_ref: Option<String>,
    integration_title: Option<String>,
    #[serde(default)]
    rights: Vec<Right>,
    #[serde(default)]
    access_packages: Vec<AccessPackage>,
    redirect_url: Option<String>,
}

impl From<RequestBody> for NewRequest {
    fn from(body: RequestBody) -> Self {
        Self {
            system_id: Some(body.system_id),
            party_org_no: None,
            external_ref: body.external_ref.map(ExternalRef),
            integration_title: body.integration_title,
            rights: Some(body.rights),
            access_packages: Some(body.access_packages),
            redirect_url: body.redirect_url,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SandboxSummary {
    id: String,
    state: SandboxState,
    /// The time when the simulator created the sandbox, by the machine's clock. The shared sandbox always exists, so its
    /// value is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    /// By the machine's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Timestamp>,
    used: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    talk: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SandboxContent {
    #[serde(flatten)]
    summary: SandboxSummary,
    persons: Vec<PersonJson>,
    organisations: Vec<OrganisationJson>,
    requests: Vec<RequestJson>,
    system_users: Vec<SystemUserJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Withdrawn>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonJson {
    key: String,
    /// The simulator has copied this person from a named person. `template` is the key of that named person. For a
    /// person whom the control API has added, `template` is the same as `key`.
    template: String,
    name: String,
    personal_number: PersonalNumber,
    description: LocalizedText,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OrganisationJson {
    number: OrgNumber,
    template: OrgNumber,
    name: String,
    unit_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<OrgNumber>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestJson {
    id: RequestId,
    kind: RequestKind,
    organisation: OrgNumber,
    status: RequestStatus,
    confirm_url: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SystemUserJson {
    id: SystemUserId,
    organisation: OrgNumber,
    external_ref: ExternalRef,
}

/// Handles `POST /control/sandboxes`.
pub(crate) async fn create(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<(StatusCode, Json<SandboxContent>), ControlError> {
    let body: SandboxBody = read_body(&body)?;
    if !(0..=LONGEST_AGE_SECONDS).contains(&body.age_seconds) {
        return Err(ControlError::BadRequest(
            "The field ageSeconds must be from 0 to the seconds of ten years.".to_owned(),
        ));
    }
    let mut world = simulator.world();
    let new = NewSandbox {
        id: world.unused_sandbox_id(),
        state: body.state,
        person: body.person,
        age: SignedDuration::from_secs(body.age_seconds),
        request: body.request.map(NewRequest::from),
        talk: body.talk,
        request_id: Uuid::new_v4(),
        change_id: Uuid::new_v4(),
    };
    let id = world.create_sandbox(new, simulator.sandbox_limits())?;
    let content = content(&world, simulator.origins(), &id)?;
    Ok((StatusCode::CREATED, Json(content)))
}

/// Handles `GET /control/sandboxes`: lists the sandboxes without their content. The shared sandbox comes first. The
/// other sandboxes follow, from the oldest to the newest.
pub(crate) async fn list(State(simulator): State<Simulator>) -> Json<Vec<SandboxSummary>> {
    let mut world = simulator.world();
    world.remove_expired_sandboxes(simulator.sandbox_limits());
    let others = world.sandboxes.iter().map(SandboxSummary::of);
    let all = std::iter::once(SandboxSummary::shared()).chain(others);
    Json(all.collect())
}

/// Handles `GET /control/sandboxes/{id}`.
pub(crate) async fn read(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<SandboxContent>, ControlError> {
    let world = simulator.world();
    content(&world, simulator.origins(), &id).map(Json)
}

/// Handles `DELETE /control/sandboxes/{id}`.
pub(crate) async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    if id == SHARED {
        return Err(ControlError::BadRequest(
            "Nobody can delete the shared sandbox. POST /control/reset empties it.".to_owned(),
        ));
    }
    let removed = simulator.world().remove_sandbox(&id);
    removed.ok_or(ControlError::NotFound("sandbox"))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TicketBody {
    /// ID-porten logs in the person with this key. The person is a copy of a named person, made for this sandbox. The
    /// key of the named person is also valid.
    person: Option<String>,
    /// After the browser has entered the sandbox, ID-porten redirects the browser to this URL.
    return_to: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TicketLink {
    url: String,
    /// By the simulator's clock.
    expires_at: Timestamp,
}

/// Handles `POST /control/sandboxes/{id}/tickets`. Makes a one-time link. A browser that opens the link enters the
/// sandbox.
pub(crate) async fn issue_ticket(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<TicketLink>), ControlError> {
    let body: TicketBody = read_body(&body)?;
    let mut world = simulator.world();
    let now = world.now();
    if !world.sandboxes.exists(&id) {
        return Err(ControlError::NotFound("sandbox"));
    }
    let origins = simulator.origins();
    if !is_known_origin(&world, origins, &body.return_to) {
        return Err(ControlError::BadRequest(format!(
            "The URL {} in the field returnTo has an unknown origin. Use an origin of the simulator, or of a redirect URI \
             that a client of ID-porten has registered.",
            body.return_to
        )));
    }
    let person = match body.person {
        Some(key) => {
            let person = world.person_in(&id, &key);
            let unknown = || ControlError::BadRequest(format!("The sandbox has no person {key}."));
            Some(person.ok_or_else(unknown)?.key.clone())
        }
        None => None,
    };
    // If the sandbox belongs to a talk, store the talk's present position for this sandbox. With an older position, the
    // first page in the sandbox would move to the next scene at once.
    if let Some(talk) = world.sandboxes.get(&id).and_then(|it| it.talk.clone()) {
        simulator.talks().enter(&id, &talk);
    }
    let ticket = Ticket {
        sandbox: id,
        person,
        return_to: body.return_to,
    };
    let secret = world.login.issue_ticket(ticket, now);
    let link = TicketLink {
        url: at(&origins.idporten, &format!("/simulator/enter/{secret}")),
        expires_at: now.checked_add(TICKET_LIFETIME).unwrap_or(Timestamp::MAX),
    };
    Ok((StatusCode::CREATED, Json(link)))
}

impl From<SandboxError> for ControlError {
    fn from(error: SandboxError) -> Self {
        match error {
            SandboxError::AllInUse(_) => Self::Unavailable(error.to_string()),
            SandboxError::Refused(SandboxRefusal::Violation(violation)) => {
                Self::RuleViolation(violation)
            }
            SandboxError::Refused(refusal) => Self::BadRequest(refusal.to_string()),
        }
    }
}

impl SandboxSummary {
    fn of(sandbox: &Sandbox) -> Self {
        Self {
            id: sandbox.id.clone(),
            state: sandbox.state,
            created_at: Some(sandbox.created),
            last_used_at: Some(sandbox.last_used),
            used: sandbox.is_used,
            talk: sandbox.talk.clone(),
        }
    }

    fn shared() -> Self {
        Self {
            id: SHARED.to_owned(),
            state: SandboxState::Fresh,
            created_at: None,
            last_used_at: None,
            used: true,
            talk: None,
        }
    }
}

fn content(world: &World, origins: &Origins, id: &str) -> Result<SandboxContent, ControlError> {
    let sandbox = world.sandboxes.get(id);
    let summary = match sandbox {
        Some(sandbox) => SandboxSummary::of(sandbox),
        None if id == SHARED => SandboxSummary::shared(),
        None => return Err(ControlError::NotFound("sandbox")),
    };
    let organisations = world.organisations_in(id);
    let requests = organisations.iter().flat_map(|organisation| {
        let kinds = RequestKind::VARIANTS.iter().copied();
        kinds.flat_map(|kind| world.requests.to_party(kind, &organisation.number))
    });
    let request = |request: &Request| RequestJson {
        id: request.id,
        kind: request.kind,
        organisation: request.party_org_no.clone(),
        status: request.status,
        confirm_url: origins.confirm_url(request.kind, request.id),
    };
    let system_users = organisations
        .iter()
        .flat_map(|organisation| world.system_users.of_owner(&organisation.number));
    let persons = world.persons_in(id).into_iter().map(|person| PersonJson {
        key: person.key.clone(),
        template: person.template_key().to_owned(),
        name: person.name.clone(),
        personal_number: person.personal_number.clone(),
        description: person.description.clone(),
    });
    Ok(SandboxContent {
        summary,
        persons: persons.collect(),
        requests: requests.map(request).collect(),
        system_users: system_users
            .map(|user| SystemUserJson {
                id: user.id,
                organisation: user.owner.clone(),
                external_ref: user.external_ref.clone(),
            })
            .collect(),
        organisations: organisations
            .iter()
            .map(|organisation| OrganisationJson {
                number: organisation.number.clone(),
                template: organisation
                    .template
                    .clone()
                    .unwrap_or_else(|| organisation.number.clone()),
                name: organisation.name.clone(),
                unit_type: organisation.unit_type.clone(),
                parent: organisation.parent.clone(),
            })
            .collect(),
        withdrawn: sandbox.and_then(|sandbox| sandbox.withdrawn.clone()),
    })
}
