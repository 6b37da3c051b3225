use leptos::prelude::*;

use crate::{
    components::{
        Layout, ProblemPage, number_on_one_line, page_context, query_param, redirect_to,
        redirect_to_login, texts,
    },
    error::AppError,
    organisations::ACCESS_MANAGERS,
    plan::{Plan, PlanId},
    session::Organisation,
};

/// With more organisations than this, the page also has a search field.
const LONGEST_WITHOUT_SEARCH: usize = 7;

/// The page lists at most this many organisations. An accountant can have some thousand, and the user then searches.
const LONGEST_LIST: usize = 100;

/// Shows the page `/organisation?plan=…`. The customer chooses an organisation on this page. If there is only one
/// organisation, SmartCloud redirects the browser to a page of this organisation.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let plan = query_param("plan").and_then(|plan| plan.parse::<PlanId>().ok());
    let signed_in = match page_context().signed_in() {
        Ok(signed_in) => signed_in,
        Err(AppError::SignedOut) => {
            redirect_to_login();
            return ().into_any();
        }
        Err(error) => return view! { <ProblemPage error /> }.into_any(),
    };
    if let [only] = signed_in.organisations.as_slice() {
        redirect_to(&address(only, plan));
        return ().into_any();
    }
    view! { <OrganisationList organisations=signed_in.organisations.clone() plan=plan.map(PlanId::plan) /> }
        .into_any()
}

#[component]
fn OrganisationList(
    organisations: Vec<Organisation>,
    plan: Option<&'static Plan>,
) -> impl IntoView {
    let t = &texts().organisations;
    let search = query_param("q").unwrap_or_default();
    let many = organisations.len() > LONGEST_WITHOUT_SEARCH;
    let mut organisations: Vec<_> = organisations
        .into_iter()
        .filter(|organisation| !many || matches(organisation, &search))
        .collect();
    organisations.sort_by_cached_key(|organisation| organisation.name.to_lowercase());
    let count = organisations.len();
    let plan_id = plan.map(|plan| plan.id);
    let rows = organisations.into_iter().take(LONGEST_LIST).map(move |organisation| {
        view! {
            <li>
                <a class="ds-card row" href=address(&organisation, plan_id)>
                    <strong>{organisation.name.clone()}</strong>
                    <span>
                        {texts().site.organisation_number}" "{number_on_one_line(&organisation.number)}" · "
                        {role(&organisation)}
                    </span>
                </a>
            </li>
        }
    });
    view! {
        <Layout title=t.title>
            <div class="column">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="ds-paragraph lede">{(t.intro)(plan.map(|plan| plan.name))}</p>
                {many.then(|| view! { <Search search=search.clone() plan=plan_id count /> })}
                {if count == 0 {
                    view! { <p class="ds-paragraph">{t.no_results}</p> }.into_any()
                } else {
                    view! { <ul class="rows" aria-label=t.list>{rows.collect_view()}</ul> }.into_any()
                }}
                {(count > LONGEST_LIST).then(|| view! {
                    <p class="ds-paragraph">{(t.more)(LONGEST_LIST, count)}</p>
                })}
            </div>
        </Layout>
    }
}

/// Shows the search form. It uses GET, so that each search has its own URL and the form works without a script.
#[component]
fn Search(search: String, plan: Option<PlanId>, count: usize) -> impl IntoView {
    let t = &texts().organisations;
    let all = plan.map_or_else(
        || "/organisation".to_owned(),
        |plan| format!("/organisation?plan={plan}"),
    );
    let is_search = !search.is_empty();
    view! {
        <form class="search" method="get" action="/organisation" role="search">
            {plan.map(|plan| view! { <input type="hidden" name="plan" value=plan.as_str() /> })}
            <div class="ds-field">
                <label class="ds-label" data-weight="medium" for="q">{t.search}</label>
                <input class="ds-input" id="q" name="q" type="text" autocomplete="off" value=search />
            </div>
            <button class="ds-button" data-variant="secondary" type="submit">{t.search_button}</button>
        </form>
        {is_search.then(|| {
            view! {
                <p class="ds-paragraph">
                    {(t.result_count)(count)}" · "<a class="ds-link" href=all>{t.show_all}</a>
                </p>
            }
        })}
    }
}

/// Whether an organisation matches the search text, which can be a part of the name or the number. Spaces do not matter
/// in a number.
fn matches(organisation: &Organisation, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    let digits: String = search.split_whitespace().collect();
    organisation.name.to_lowercase().contains(&search)
        || (!digits.is_empty() && organisation.number.as_str().contains(&digits))
}

/// Whether the user is an access manager, who may approve a request. Altinn lets all other users forward the request
/// instead.
pub(super) fn may_approve(organisation: &Organisation) -> bool {
    ACCESS_MANAGERS.iter().any(|code| holds(organisation, code))
}

/// Some people are access managers by a role, others by an access package. So this function looks for the code in both.
fn holds(organisation: &Organisation, code: &str) -> bool {
    let mut codes = organisation.roles.iter().chain(&organisation.packages);
    codes.any(|held| held == code)
}

/// Returns the name of the user's role that matters most for an approval. Altinn lists many roles, but SmartCloud has
/// texts only for the usual ones. If a user has none of these roles, an access package can give the right to approve.
fn role(organisation: &Organisation) -> &'static str {
    const OTHER_ROLES: [&str; 4] = ["regnskapsforer", "regn", "revisor", "revi"];
    let t = &texts().organisations;
    ACCESS_MANAGERS
        .into_iter()
        .chain(OTHER_ROLES)
        .find(|code| holds(organisation, code))
        .or(organisation.roles.first().map(String::as_str))
        .and_then(t.role)
        .unwrap_or(t.other_role)
}

fn address(organisation: &Organisation, plan: Option<PlanId>) -> String {
    match plan {
        Some(plan) => format!("/connect/{}/before?plan={plan}", organisation.number),
        None => format!("/dashboard/{}", organisation.number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(roles: &[&str], packages: &[&str]) -> Organisation {
        let owned = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        Organisation {
            number: "991825827".parse().unwrap(),
            name: "Ålesund Fisk og Data AS".to_owned(),
            roles: owned(roles),
            packages: owned(packages),
        }
    }

    #[test]
    fn a_search_finds_by_name_and_by_number_as_people_write_it() {
        let company = organisation(&[], &[]);
        for search in ["", "ålesund", "FISK", "991 825", "825827", " data "] {
            assert!(matches(&company, search), "{search}");
        }
        for search in ["bergen", "123"] {
            assert!(!matches(&company, search), "{search}");
        }
    }

    #[test]
    fn the_most_important_role_is_shown() {
        for (roles, packages, expected) in [
            (
                vec!["ansatt", "dagl", "daglig-leder"],
                vec!["lonn"],
                "Daglig leder",
            ),
            (vec!["regn", "apiadm"], vec![], "Regnskapsfører"),
            (vec![], vec!["lonn", "tilgangsstyrer"], "Tilgangsstyrer"),
            (vec!["noe-annet"], vec!["lonn"], "Annen rolle"),
            (vec![], vec![], "Annen rolle"),
        ] {
            assert_eq!(
                role(&organisation(&roles, &packages)),
                expected,
                "{roles:?}"
            );
        }
    }

    #[test]
    fn only_an_access_manager_may_approve() {
        for (roles, packages) in [
            (vec!["ansatt", "daglig-leder"], vec![]),
            (vec!["dagl"], vec![]),
            (vec!["hovedadministrator"], vec![]),
            (vec![], vec!["lonn", "tilgangsstyrer"]),
        ] {
            assert!(may_approve(&organisation(&roles, &packages)), "{roles:?}");
        }
        for (roles, packages) in [
            (vec!["ansatt", "rettighetshaver"], vec![]),
            (vec!["regnskapsforer"], vec![]),
            (vec!["klientadministrator"], vec!["lonn"]),
        ] {
            assert!(!may_approve(&organisation(&roles, &packages)), "{roles:?}");
        }
    }
}
