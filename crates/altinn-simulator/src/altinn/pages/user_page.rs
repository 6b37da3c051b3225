use axum::{
    Form,
    extract::{OriginalUri, Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    OVERVIEW_PAGE, USER_API, USER_PAGES,
    access_lists::{AccessLists, Level},
    failure::{Failed, Wording, failure},
    format_time,
    frame::{Depth, EarlyResponse, Part, Visit, frame},
};
use crate::{
    Simulator,
    altinn::errors,
    html::{alert, go, normal_case},
    rules::{Organisation, RuleViolation},
    texts::Texts,
};
use altinn_types::{SystemUserId, SystemUserType};

/// The content of a system user's page. Access managers of the owner can open every system user. Client administrators
/// of the owner can open only agent system users.
pub struct SystemUserModel {
    pub id: SystemUserId,
    pub title: String,
    pub kind: SystemUserType,
    pub owner: Organisation,
    pub powers: AccessLists,
    pub created: String,
    /// Whether the person who opens the page is an access manager of the owner.
    pub is_managed: bool,
    /// Whether the system user has clients that the person may not remove.
    has_others_clients: bool,
}

impl SystemUserModel {
    #[must_use]
    pub fn of(visit: &Visit, id: &str) -> Option<Self> {
        Self::of_any(visit, id).filter(|shown| shown.is_managed)
    }

    /// Returns an agent system user, for the pages about its clients. Returns `None` if the person may not open the
    /// system user.
    #[must_use]
    pub fn for_clients(visit: &Visit, id: &str) -> Option<Self> {
        Self::of_any(visit, id).filter(|shown| shown.kind == SystemUserType::Agent)
    }

    /// Returns the person who posted a form about clients, and the agent system user whose clients the form changes.
    ///
    /// # Errors
    ///
    /// Returns a redirect to the login if the person is not logged in. Returns an error page if the form comes from
    /// another site. Also returns an error page if the person may not open the system user.
    pub fn of_form(
        simulator: &Simulator,
        headers: HeaderMap,
        party: i64,
        id: &str,
        token: Option<&str>,
    ) -> Result<(Visit, Self), EarlyResponse> {
        let here = format!("{USER_PAGES}/{id}/agentdelegation");
        let visit = Visit::of(simulator, headers, here)?;
        if !visit.sent_it(token) {
            return Err(visit.forged().into());
        }
        let shown = Self::for_clients(&visit, id).filter(|shown| shown.owner.party_id() == party);
        match shown {
            Some(shown) => Ok((visit, shown)),
            None => Err(not_found(&visit).into()),
        }
    }

    fn of_any(visit: &Visit, id: &str) -> Option<Self> {
        let id: SystemUserId = id.parse().ok()?;
        let world = visit.simulator.world();
        let user = world.system_users.get(id)?;
        let person = &visit.person.key;
        let is_managed = world.parties.may_approve(person, &user.owner);
        if !is_managed && !world.parties.administers_clients(person, &user.owner) {
            return None;
        }
        Some(Self {
            id,
            title: user.integration_title.clone(),
            kind: user.kind,
            owner: world.parties.organisation(&user.owner)?.clone(),
            powers: AccessLists::of(&world, visit.language, &user.rights, &user.access_packages),
            created: format_time(visit.language, user.created),
            is_managed,
            has_others_clients: !world.parties.administers_clients(person, &user.owner)
                && world.connected_clients(id).next().is_some(),
        })
    }
}

impl SystemUserModel {
    /// Renders the link to the page that asks the user to confirm the deletion. Returns `None` if the user may not
    /// delete the system user.
    pub fn way_to_delete(&self, texts: &'static Texts) -> Option<impl IntoView + use<>> {
        self.is_managed.then(|| {
            view! {
                <div class="sim-buttons">
                    <a
                        class="ds-button"
                        data-variant="tertiary"
                        data-color="danger"
                        href=format!("{USER_PAGES}/{}/delete", self.id)
                    >
                        {texts.overview.delete}
                    </a>
                </div>
            }
        })
    }
}

/// Handles `GET …/systemuser/{id}`: shows one system user.
pub async fn details(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let Some(shown) = SystemUserModel::of(&visit, &id) else {
        return Ok(not_found(&visit));
    };
    let texts = visit.texts();
    let page = visit.page_for(texts.overview.details_title, Some(&shown.owner));
    let company = normal_case(&shown.owner.name);
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {shown.title.clone()}
                </h1>
                <p class="ds-paragraph">{(texts.overview.for_company)(&company)}</p>
            </div>
            {shown.powers.lists(texts, Level::H2)}
            <p class="sim-quiet">{(texts.overview.created)(&shown.created)}</p>
            {shown.way_to_delete(texts)}
        </div>
    };
    Ok(page.answer(frame(texts, Part::SystemAccesses, Depth::Below, content)))
}

/// Handles `GET …/systemuser/{id}/delete`: shows a page that asks the user to confirm the deletion.
pub async fn ask(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    let Some(shown) = SystemUserModel::of(&visit, &id) else {
        return Ok(not_found(&visit));
    };
    Ok(question(&visit, &shown, None))
}

fn question(visit: &Visit, shown: &SystemUserModel, failed: Option<&Failed>) -> Response {
    let texts = &visit.texts().overview;
    let guard = visit.guard();
    let for_clients = shown.kind == SystemUserType::Agent;
    let page = visit.page_for(texts.delete_title, Some(&shown.owner));
    let action = format!("{USER_API}/{}/{}/delete", shown.owner.party_id(), shown.id);
    let clients = if for_clients { "/agentdelegation" } else { "" };
    let back = format!("{USER_PAGES}/{}{clients}", shown.id);
    // A user who may not remove the clients cannot delete the system user. The heading then asks no question.
    let heading = if shown.has_others_clients {
        texts.delete.to_owned()
    } else {
        (texts.delete_question)(&shown.title)
    };
    let what_happens = if failed.is_some() {
        // The deletion failed. The error message below says why, so the page does not describe the effect of a
        // deletion.
        ().into_any()
    } else if shown.has_others_clients {
        alert("warning", texts.has_clients, None).into_any()
    } else {
        let clients_too = for_clients.then_some(texts.delete_clients_too);
        view! {
            {clients_too.map(|text| view! { <p class="ds-paragraph sim-prose">{text}</p> })}
            <p class="ds-paragraph sim-prose">{texts.delete_effect}</p>
        }
        .into_any()
    };
    let button = (!shown.has_others_clients).then(|| {
        view! {
            <button
                class="ds-button"
                type="submit"
                data-variant="primary"
                data-color="danger"
            >
                {texts.delete}
            </button>
        }
    });
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {heading}
            </h1>
            {what_happens}
            {failed.map(|failed| failure(visit.texts(), failed, Level::H2))}
            <form method="post" action=action>
                {guard.field()} <div class="sim-buttons">
                    {button}
                    <a class="ds-button" data-variant="tertiary" href=back>
                        {texts.cancel}
                    </a>
                </div>
            </form>
        </div>
    };
    let content = frame(visit.texts(), Part::SystemAccesses, Depth::Below, content);
    let page = match failed {
        Some(failed) => page.status(errors::status(&failed.refusal)),
        None => page,
    };
    guard.on(page.answer(content))
}

#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
}

/// Handles `POST systemuser/{party}/{id}/delete`. The real Altinn's page sends DELETE, but an HTML form can send only
/// GET and POST.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(form): Form<DeleteForm>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, format!("{USER_PAGES}/{id}/delete"))?;
    if !visit.sent_it(form.token.as_deref()) {
        return Ok(visit.forged());
    }
    let shown = SystemUserModel::of(&visit, &id).filter(|shown| shown.owner.party_id() == party);
    let Some(shown) = shown else {
        return Ok(not_found(&visit));
    };
    let deleted = {
        let mut world = simulator.world();
        match shown.kind {
            SystemUserType::Agent if shown.has_others_clients => {
                world.delete_agent_system_user(shown.id)
            }
            // This call also removes the connected clients. The page with the delete button says that the clients are
            // removed too.
            _ => world.delete_system_user(shown.id),
        }
    };
    tracing::info!(id = %shown.id, succeeded = deleted.is_ok(), "a user asked Altinn to delete a system user");
    Ok(match deleted {
        Ok(()) => go(StatusCode::SEE_OTHER, OVERVIEW_PAGE),
        Err(RuleViolation::NoSuchSystemUser) => not_found(&visit),
        Err(refusal) => question(&visit, &shown, Some(&failed(&visit, refusal))),
    })
}

fn failed(visit: &Visit, refusal: RuleViolation) -> Failed {
    let words = &visit.texts().overview;
    let wording = Wording {
        failed: words.delete_failed,
        not_done: words.delete_failed,
        what_to_do: words.has_clients,
    };
    Failed::of(&visit.simulator.world(), visit.language, wording, refusal)
}

/// Returns the page for a system user that does not exist, or that the person may not open.
#[must_use]
pub fn not_found(visit: &Visit) -> Response {
    let texts = &visit.texts().overview;
    let page = visit
        .page(texts.details_title)
        .status(StatusCode::NOT_FOUND);
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {visit.texts().frame.system_accesses}
            </h1>
            {alert("danger", texts.load_failed, Some(texts.load_failed_more.to_owned()))}
        </div>
    };
    page.answer(frame(
        visit.texts(),
        Part::SystemAccesses,
        Depth::Below,
        content,
    ))
}
