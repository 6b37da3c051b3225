use axum::response::Response;
use leptos::prelude::*;

use crate::altinn::pages::{
    USER_API, USER_PAGES,
    access_lists::{Level, initial},
    antiforgery::Guard,
    customer_clients::{
        Client, ClientAction, Clients, add_all_clients, answer,
        dialog::{DIALOG_HEADING, button_to},
        page,
    },
    failure::{Failed, failure},
    frame::Visit,
    search::{SearchTexts, search_form},
};
use crate::{
    altinn::errors,
    html::{Script, form_urlencoded, in_groups, normal_case, receipt},
    texts::Texts,
};

/// Renders the page of an agent system user: its access packages and the clients that are connected to it.
#[must_use]
pub fn connected(visit: &Visit, clients: &Clients, failed: Option<&Failed>) -> Response {
    let texts = visit.texts();
    let (words, shown) = (&texts.clients, &clients.shown);
    let guard = visit.guard();
    let here = format!("{USER_PAGES}/{}/agentdelegation", shown.id);
    let company = normal_case(&shown.owner.name);
    let packages = Level::H2.heading((words.packages)(shown.powers.counts().0));
    let none = (clients.connected == 0).then(|| view! { <p class="ds-paragraph">{words.none}</p> });
    let search = (clients.connected > 0 && (clients.pages > 1 || !clients.words.is_empty()))
        .then(|| search(texts, &here, clients, false));
    let more = if clients.administers {
        buttons(texts, &guard, &here, clients).into_any()
    } else {
        view! {
            <div class="ds-alert" data-color="warning">
                <p class="ds-paragraph">{words.not_administrator}</p>
            </div>
        }
        .into_any()
    };
    let delete = shown.way_to_delete(texts, &guard);
    let content = view! {
        <div class="sim-panel sim-panel--whole">
            <div class="sim-block">
                <h1 class="ds-heading" data-size="lg">
                    {shown.title.clone()}
                </h1>
                <p class="ds-paragraph">{(texts.overview.for_company)(&company)}</p>
            </div>
            {done(texts, clients)}
            {failed.map(|failed| failure(texts, failed, Level::H2))}
            {shown.powers.package_list(texts, packages)}
            <section class="sim-block">
                {Level::H2.heading(words.heading.to_owned())} {none} {search}
                {client_list(texts, &guard, clients, true)} {paging(texts, &here, clients)}
            </section>
            {more}
            <p class="sim-quiet">{(texts.overview.created)(&shown.created)}</p>
            {delete}
        </div>
    };
    let page = page(visit, shown).script(Script::Dialogs);
    let page = match failed {
        Some(failed) => page.failed(errors::status(&failed.refusal)),
        None => page,
    };
    answer(texts, &guard, page, content)
}

/// Renders the page with all clients that can be connected to an agent system user. Each client has a button that
/// connects or disconnects the client.
#[must_use]
pub fn possible(visit: &Visit, clients: &Clients) -> Response {
    let texts = visit.texts();
    let (words, shown) = (&texts.clients, &clients.shown);
    let guard = visit.guard();
    let back = format!("{USER_PAGES}/{}/agentdelegation", shown.id);
    let here = format!("{back}/clients");
    let list = if clients.possible > 0 {
        // While no client matches the search, the button would add clients that the user does not see.
        let all = (clients.left.all.total > 0 && !clients.clients_in_list.is_empty())
            .then(|| add_all_clients::begin(texts, &guard, shown, &clients.left));
        view! {
            {search(texts, &here, clients, true)}
            // While the user types in the search field, the page's script replaces this part of the page with the
            // same part of the page for these search words.
            <div class="sim-block" id="found">
                {client_list(texts, &guard, clients, false)} {paging(texts, &here, clients)} {all}
            </div>
        }
        .into_any()
    } else {
        let none = (words.none_possible)(&normal_case(&shown.owner.name));
        view! {
            <div class="ds-alert" data-color="warning">
                <p class="ds-paragraph">{none}</p>
            </div>
        }
        .into_any()
    };
    let content = view! {
        <section class="sim-panel sim-panel--whole" role="dialog" aria-labelledby=DIALOG_HEADING>
            {add_all_clients::heading(texts, shown)}
            {done(texts, clients)}
            {clients.added.map(|(added, total)| add_all_clients::result_message(texts, added, total, None))}
            {list}
            <div class="sim-buttons">{button_to(back, words.close)}</div>
        </section>
    };
    let page = page(visit, shown).script(Script::Clients);
    answer(texts, &guard, page, content)
}

/// Renders the message that says which client was added or removed. The real Altinn shows this message as a snackbar.
fn done(texts: &'static Texts, clients: &Clients) -> Option<impl IntoView + use<>> {
    let words = &texts.clients;
    let (done, name) = clients.done.as_ref()?;
    let text = match done {
        ClientAction::Add | ClientAction::AddOwn => (words.added)(name),
        ClientAction::Remove => (words.removed)(name),
    };
    Some(receipt(text))
}

fn buttons(
    texts: &'static Texts,
    guard: &Guard,
    here: &str,
    clients: &Clients,
) -> impl IntoView + use<> {
    let words = &texts.clients;
    let label = if clients.connected > 0 {
        words.add_or_remove
    } else {
        words.add_clients
    };
    let own = clients.own_can_be_added.then(|| {
        let label = words.add_own;
        form(guard, clients, ClientAction::AddOwn, None, label, None)
    });
    view! {
        <div class="sim-buttons">
            {button_to(format!("{here}/clients"), label)}
            {own}
        </div>
    }
}

fn search(
    texts: &'static Texts,
    here: &str,
    clients: &Clients,
    may_hide: bool,
) -> impl IntoView + use<> {
    let words = &texts.clients;
    let hide = may_hide.then(|| {
        view! {
            <label class="sim-check">
                <input
                    class="ds-input"
                    type="checkbox"
                    name="hide"
                    value="true"
                    checked=clients.hide
                />
                {words.hide_added}
            </label>
        }
    });
    search_form(
        here.to_owned(),
        SearchTexts {
            label: words.search,
            hint: words.hint,
            button: texts.login.search,
        },
        clients.words.clone(),
        hide,
    )
}

/// Renders a list of clients, each with a button. If `only_own` is true, only the organisation that owns the system
/// user has a button.
fn client_list(texts: &'static Texts, guard: &Guard, clients: &Clients, only_own: bool) -> AnyView {
    let words = &texts.clients;
    if clients.clients_in_list.is_empty() {
        let show = !only_own || !clients.words.is_empty();
        let why = match (clients.matching, clients.words.is_empty()) {
            (0, _) => words.no_hits,
            (_, true) => words.all_added,
            (_, false) => words.all_matching_added,
        };
        return show
            .then(|| view! { <p class="ds-paragraph" role="status">{why}</p> })
            .into_any();
    }
    let items = clients.clients_in_list.iter().map(|client| {
        let button = (clients.administers && (client.is_own || !only_own))
            .then(|| row_button(texts, guard, clients, client));
        let own = client.is_own.then(|| {
            view! { <span class="ds-tag">{words.own}</span> }
        });
        let number = (texts.frame.org_no)(&in_groups(&client.number));
        view! {
            <li class="sim-client">
                <span class="sim-avatar" aria-hidden="true">
                    {initial(&client.name)}
                </span>
                <span class="sim-row__text">
                    <span class="sim-row__name" lang=texts.frame.lang_of_names>
                        {client.name.clone()}
                    </span>
                    <span class="sim-row__note">{number}</span>
                </span>
                {own}
                {button}
            </li>
        }
    });
    view! { <ul class="sim-rows">{items.collect_view()}</ul> }.into_any()
}

fn row_button(
    texts: &'static Texts,
    guard: &Guard,
    clients: &Clients,
    client: &Client,
) -> impl IntoView + use<> {
    let words = &texts.clients;
    let (what, label, name) = match (client.connected, client.is_own) {
        (true, true) => (ClientAction::Remove, words.remove_own, None),
        (true, false) => {
            let name = (words.remove_client)(&client.name);
            (ClientAction::Remove, words.remove, Some(name))
        }
        (false, _) => {
            let name = (words.add_client)(&client.name);
            (ClientAction::Add, words.add, Some(name))
        }
    };
    form(guard, clients, what, Some(client), label, name)
}

fn form(
    guard: &Guard,
    clients: &Clients,
    what: ClientAction,
    client: Option<&Client>,
    label: &'static str,
    name: Option<String>,
) -> impl IntoView + use<> {
    let shown = &clients.shown;
    let action = format!(
        "{USER_API}/agentdelegation/{}/{}/delegation",
        shown.owner.party_id(),
        shown.id
    );
    let client = client.map(
        |client| view! { <input type="hidden" name="client" value=client.uuid.to_string() /> },
    );
    let hide = clients
        .hide
        .then(|| view! { <input type="hidden" name="hide" value="true" /> });
    view! {
        <form method="post" action=action>
            {guard.field()} {client} {hide} <input type="hidden" name="what" value=what.name() />
            <input type="hidden" name="q" value=clients.words.clone() />
            <input type="hidden" name="page" value=clients.page.to_string() />
            <button class="ds-button" type="submit" data-variant="secondary" aria-label=name>
                {label}
            </button>
        </form>
    }
}

fn paging(texts: &'static Texts, here: &str, clients: &Clients) -> Option<impl IntoView + use<>> {
    let words = &texts.clients;
    let (page, pages) = (clients.page, clients.pages);
    let link = |to: usize, label: &'static str| {
        let to = to.to_string();
        let mut query = vec![("q", clients.words.as_str()), ("page", to.as_str())];
        query.extend(clients.hide.then_some(("hide", "true")));
        let url = format!("{here}?{}", form_urlencoded(&query));
        view! {
            <a class="ds-button" data-variant="tertiary" href=url>
                {label}
            </a>
        }
    };
    let previous = (page > 1).then(|| link(page - 1, words.previous));
    let next = (page < pages).then(|| link(page + 1, words.next));
    (pages > 1).then(|| {
        view! {
            <nav class="sim-buttons" aria-label=words.pages>
                {previous}
                <span>{(words.page_of)(&page.to_string(), &pages.to_string())}</span>
                {next}
            </nav>
        }
    })
}
