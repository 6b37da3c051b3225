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
    antiforgery::Guard,
    failure::{Failed, Wording, failure},
    format_time,
    frame::{Depth, EarlyResponse, Part, Visit, error_title, frame},
};
use crate::{
    Simulator,
    altinn::errors,
    html::{Script, alert, go, normal_case},
    rules::{Organisation, RuleViolation},
    texts::Texts,
};
use altinn_types::{SystemUserId, SystemUserType};

/// The content of a system user's page. The owner's access managers can open every system user, and the owner's client
/// administrators can open only agent system users.
pub struct SystemUserModel {
    pub id: SystemUserId,
    pub title: String,
    pub kind: SystemUserType,
    pub owner: Organisation,
    pub powers: AccessLists,
    pub created: String,
    /// Whether the person who opens the page is an access manager of the owner. Other persons are not allowed to delete
    /// the system user.
    pub is_managed: bool,
}

impl SystemUserModel {
    #[must_use]
    pub fn of(visit: &Visit, id: &str) -> Option<Self> {
        Self::of_any(visit, id).filter(|shown| shown.is_managed)
    }

    /// Returns an agent system user, for the pages about its clients. Returns `None` if the person is not allowed to
    /// open this system user.
    #[must_use]
    pub fn for_clients(visit: &Visit, id: &str) -> Option<Self> {
        Self::of_any(visit, id).filter(|shown| shown.kind == SystemUserType::Agent)
    }

    /// Checks a form that changes the clients of an agent system user. Returns the person who sent the form, and the
    /// system user.
    ///
    /// # Errors
    ///
    /// Returns a redirect to the login if the person is not logged in. Returns an error page if another site sent the
    /// form. Also returns an error page if the person is not allowed to open the system user's page.
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
        })
    }
}

/// The HTML id of the dialog that asks the user to confirm the deletion.
const DELETE_DIALOG: &str = "delete";
const DELETE_HEADING: &str = "delete-heading";

impl SystemUserModel {
    /// Renders the button that deletes the system user, and the modal dialog that asks the user to confirm. The dialog
    /// works without JavaScript, as the dialogs of [`AccessLists`] do. Returns `None` if the user is not allowed to
    /// delete the system user.
    pub fn way_to_delete(
        &self,
        texts: &'static Texts,
        guard: &Guard,
    ) -> Option<impl IntoView + use<>> {
        let overview = &texts.overview;
        let clients_too = (self.kind == SystemUserType::Agent).then(|| {
            view! { <p class="ds-paragraph">{overview.delete_clients_too}</p> }
        });
        self.is_managed.then(|| {
            view! {
                <div class="sim-buttons">
                    <button
                        type="button"
                        class="ds-button"
                        data-variant="tertiary"
                        data-color="danger"
                        command="show-modal"
                        commandfor=DELETE_DIALOG
                        popovertarget=DELETE_DIALOG
                    >
                        {overview.delete}
                    </button>
                </div>
                <dialog
                    popover="auto"
                    closedby="any"
                    id=DELETE_DIALOG
                    class="sim-dialog"
                    aria-labelledby=DELETE_HEADING
                >
                    <h2 class="ds-heading" data-size="xs" id=DELETE_HEADING>
                        {(overview.delete_question)(&self.title)}
                    </h2>
                    {clients_too}
                    <p class="ds-paragraph">{overview.delete_effect}</p>
                    <form
                        method="post"
                        action=format!(
                            "{USER_API}/{}/{}/delete",
                            self.owner.party_id(),
                            self.id,
                        )
                    >
                        {guard.field()}
                        <div class="sim-buttons">
                            <button
                                class="ds-button"
                                type="submit"
                                data-variant="primary"
                                data-color="danger"
                            >
                                {overview.delete}
                            </button>
                            <button
                                type="button"
                                class="ds-button"
                                data-variant="tertiary"
                                // Without `autofocus`, the button that deletes would have the focus.
                                autofocus
                                command="close"
                                commandfor=DELETE_DIALOG
                                popovertarget=DELETE_DIALOG
                                popovertargetaction="hide"
                            >
                                {overview.cancel}
                            </button>
                        </div>
                    </form>
                </dialog>
            }
        })
    }
}

/// Handles `GET …/systemuser/{id}`.
pub async fn details(
    State(simulator): State<Simulator>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, uri.to_string())?;
    Ok(match SystemUserModel::of(&visit, &id) {
        Some(shown) => details_page(&visit, &shown, None),
        None => not_found(&visit),
    })
}

fn details_page(visit: &Visit, shown: &SystemUserModel, failed: Option<&Failed>) -> Response {
    let texts = visit.texts();
    let guard = visit.guard();
    let company = normal_case(&shown.owner.name);
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {shown.title.clone()}
                </h1>
                <p class="ds-paragraph">{(texts.overview.for_company)(&company)}</p>
            </div>
            {failed.map(|failed| failure(texts, failed, Level::H2))}
            {shown.powers.lists(texts, Level::H2)}
            <p class="sim-quiet">{(texts.overview.created)(&shown.created)}</p>
            {shown.way_to_delete(texts, &guard)}
        </div>
    };
    let page = visit
        .page_for(texts.overview.details_title, Some(&shown.owner))
        .script(Script::Dialogs);
    let page = match failed {
        Some(failed) => page.failed(errors::status(&failed.refusal)),
        None => page,
    };
    guard.on(page.answer(frame(texts, Part::SystemAccesses, Depth::Below, content)))
}

#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    #[serde(rename = "__RequestVerificationToken")]
    token: Option<String>,
}

/// Handles `POST systemuser/{party}/{id}/delete`. Altinn's real page sends DELETE, but an HTML form can send only GET
/// and POST.
pub async fn delete(
    State(simulator): State<Simulator>,
    Path((party, id)): Path<(i64, String)>,
    headers: HeaderMap,
    Form(form): Form<DeleteForm>,
) -> Result<Response, EarlyResponse> {
    let visit = Visit::of(&simulator, headers, format!("{USER_PAGES}/{id}"))?;
    if !visit.sent_it(form.token.as_deref()) {
        return Ok(visit.forged());
    }
    let shown = SystemUserModel::of(&visit, &id).filter(|shown| shown.owner.party_id() == party);
    let Some(shown) = shown else {
        return Ok(not_found(&visit));
    };
    // `delete_system_user` also disconnects the clients of an agent system user. The dialog with the delete button
    // warned the user about this.
    let deleted = simulator.world().delete_system_user(shown.id);
    tracing::info!(id = %shown.id, succeeded = deleted.is_ok(), "a user asked Altinn to delete a system user");
    Ok(match deleted {
        Ok(()) => {
            let url = format!("{OVERVIEW_PAGE}?deleted={}", shown.id);
            go(StatusCode::SEE_OTHER, &url)
        }
        Err(RuleViolation::NoSuchSystemUser) => not_found(&visit),
        Err(refusal) => details_page(&visit, &shown, Some(&failed(&visit, refusal))),
    })
}

fn failed(visit: &Visit, refusal: RuleViolation) -> Failed {
    let words = &visit.texts().overview;
    let wording = Wording {
        failed: words.delete_failed,
        not_done: words.delete_failed,
        what_to_do: words.delete_failed,
    };
    Failed::of(&visit.simulator.world(), visit.language, wording, refusal)
}

/// Returns the error page if the system user does not exist. Altinn shows the same page to a person who is not allowed
/// to see the system user.
#[must_use]
pub fn not_found(visit: &Visit) -> Response {
    let texts = &visit.texts().overview;
    let page = visit
        .page(error_title(texts.load_failed))
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
