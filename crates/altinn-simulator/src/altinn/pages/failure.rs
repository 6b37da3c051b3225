use leptos::prelude::*;

use super::access_lists::{Level, name_of_package, title_of_resource};
use crate::altinn::errors::page_problems;
use crate::world::World;
use crate::{
    rules::{CannotDelegate, Reason, RuleViolation, rule_violation::DelegatedKind},
    texts::{Language, Texts},
};

/// The texts of an error message that depend on the failed action.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    pub failed: &'static str,
    /// The beginning of the heading if the user lacks access. The heading ends with the name of the missing access.
    pub not_done: &'static str,
    /// Tells a user who lacks access what to do.
    pub what_to_do: &'static str,
}

#[derive(Clone, Debug)]
pub struct Failed {
    pub wording: Wording,
    pub refusal: RuleViolation,
    /// The names of the services that the user could not delegate, each with the reasons.
    pub services: Vec<(String, Vec<Reason>)>,
    /// The names of the packages that the user could not delegate.
    pub packages: Vec<String>,
}

impl Failed {
    #[must_use]
    pub fn of(world: &World, language: Language, wording: Wording, refusal: RuleViolation) -> Self {
        let reasons: &[CannotDelegate] = match &refusal {
            RuleViolation::CannotDelegate(reasons) => reasons,
            _ => &[],
        };
        let of_kind = |kind| reasons.iter().filter(move |reason| reason.kind == kind);
        let service = |reason: &CannotDelegate| {
            let title = title_of_resource(world, language, &reason.id);
            (title, reason.codes.clone())
        };
        Self {
            wording,
            services: of_kind(DelegatedKind::Resource).map(service).collect(),
            packages: of_kind(DelegatedKind::Package)
                .map(|reason| name_of_package(world, language, &reason.id))
                .collect(),
            refusal,
        }
    }
}

/// Renders the error message. The message is above the buttons and gets the keyboard focus, so that the user notices
/// it.
pub fn failure(texts: &'static Texts, failed: &Failed, level: Level) -> impl IntoView + use<> {
    let problem = &texts.problem;
    let lacking = match (failed.services.is_empty(), failed.packages.is_empty()) {
        (true, true) => None,
        (false, true) => Some(problem.cannot_delegate_services),
        (true, false) => Some(problem.cannot_delegate_packages),
        (false, false) => Some(problem.cannot_delegate_both),
    };
    let heading = match lacking {
        Some(lacking) => format!("{} {lacking}", failed.wording.not_done),
        None => failed.wording.failed.to_owned(),
    };
    let sentence = match &failed.refusal {
        RuleViolation::CannotDelegate(_) => Some(failed.wording.what_to_do),
        RuleViolation::SystemUserExists => Some(problem.exists),
        RuleViolation::NoSuchSystem => Some(problem.no_system),
        RuleViolation::NotNew | RuleViolation::ChangeNotNew => Some(problem.decided_meanwhile),
        RuleViolation::WrongParty | RuleViolation::WrongPartyForAgent => Some(problem.wrong_party),
        RuleViolation::NotClientAdministrator => Some(texts.clients.not_administrator),
        RuleViolation::NotAccessManager => Some(problem.not_manager),
        _ => None,
    };
    let services = failed.services.iter().map(|(title, codes)| {
        let reasons: Vec<&str> = codes.iter().map(|code| (problem.reason)(*code)).collect();
        if let [reason] = reasons.as_slice() {
            view! { <li>{format!("{title}: {reason}")}</li> }.into_any()
        } else {
            let reasons = reasons
                .into_iter()
                .map(|reason| view! { <li>{reason}</li> });
            let reasons = reasons.collect_view();
            view! {
                <li>
                    {title.clone()} <ul>{reasons}</ul>
                </li>
            }
            .into_any()
        }
    });
    let packages = failed
        .packages
        .iter()
        .map(|name| view! { <li>{name.clone()}</li> }.into_any());
    let lists = [
        (problem.services_not_delegated, services.collect::<Vec<_>>()),
        (problem.packages_not_delegated, packages.collect::<Vec<_>>()),
    ];
    let lists = lists
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(heading, items)| {
            view! {
                <p class="ds-paragraph">
                    <strong>{heading}</strong>
                </p>
                <ul class="ds-list">{items}</ul>
            }
        })
        .collect_view();
    let code = (problem.code)(&page_problems::code(&failed.refusal));
    view! {
        <div class="ds-alert" data-color="danger" role="alert">
            // Focus only the heading, because an alert can be taller than the screen. With the focus on the whole
            // alert, the browser would show only the end of the alert.
            <div tabindex="-1" autofocus>{level.heading(heading)}</div>
            {lists} {sentence.map(|text| view! { <p class="ds-paragraph">{text}</p> })}
            <p class="sim-quiet">{code}</p>
        </div>
    }
}
