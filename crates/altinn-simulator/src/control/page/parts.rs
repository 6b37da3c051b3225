use leptos::prelude::*;

use crate::{altinn::pages::antiforgery::Guard, control::faults, texts::Control};

/// One field. Its label is the member's name, as in the API.
#[derive(Clone)]
pub struct Field {
    name: String,
    label: Option<&'static str>,
    value: String,
    kind: Kind,
    required: bool,
    /// The kinds of fault that it is for.
    kinds: Option<&'static [&'static str]>,
}

#[derive(Clone)]
enum Kind {
    Text,
    Long,
    Choice(Vec<String>),
}

impl Field {
    pub fn text(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: None,
            value: value.to_owned(),
            kind: Kind::Text,
            required: false,
            kinds: None,
        }
    }

    pub fn labelled(name: &str, label: &'static str, value: &str) -> Self {
        Self {
            label: Some(label),
            ..Self::text(name, value)
        }
    }

    pub fn long(name: &str, value: &str) -> Self {
        Self {
            kind: Kind::Long,
            ..Self::text(name, value)
        }
    }

    pub fn choice(name: &str, options: &[&str]) -> Self {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        Self {
            kind: Kind::Choice(options),
            ..Self::text(name, "")
        }
    }

    pub fn chosen(mut self, value: Option<&str>) -> Self {
        value.unwrap_or_default().clone_into(&mut self.value);
        self
    }

    /// A member that only some kinds of fault have.
    pub fn of_some(name: &str, value: &str) -> Self {
        Self {
            kinds: faults::kinds_with(name),
            ..Self::text(name, value)
        }
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn view(self, id: String) -> impl IntoView + use<> {
        let (name, value) = (self.name.clone(), self.value);
        let label = match self.label {
            Some(label) => label.into_any(),
            None => view! {
                <code>{self.name}</code>
                {self.kinds.map(|kinds| view! { <span class="sim-quiet">" (" {kinds.join(", ")} ")"</span> })}
            }
            .into_any(),
        };
        let (labelled, required) = (id.clone(), self.required);
        let input = match self.kind {
            Kind::Text => view! {
                <input class="ds-input" id=id name=name value=value required=required autocomplete="off" />
            }
            .into_any(),
            Kind::Long => view! {
                <textarea class="ds-input" id=id name=name rows="6" spellcheck="false">
                    {value}
                </textarea>
            }
            .into_any(),
            Kind::Choice(options) => {
                let options = options.into_iter().map(|option| {
                    let selected = option == value;
                    let shown = if option.is_empty() { "–".to_owned() } else { option.clone() };
                    view! {
                        <option value=option selected=selected>
                            {shown}
                        </option>
                    }
                });
                view! {
                    <select class="ds-input" id=id name=name>
                        {options.collect_view()}
                    </select>
                }
                .into_any()
            }
        };
        view! {
            <div class="ds-field">
                <label class="ds-label" data-weight="medium" for=labelled>
                    {label}
                </label>
                {input}
            </div>
        }
    }
}

/// Which lever a form moves, and what its button says.
#[derive(Clone, Copy)]
pub struct Form {
    pub lever: &'static str,
    pub submit: &'static str,
}

pub fn form(guard: &Guard, form: Form, fields: &[Field]) -> impl IntoView + use<> {
    let lever = form.lever;
    let fields = fields.iter().cloned().map(|field| {
        let id = format!("{lever}-{}", field.name);
        field.view(id)
    });
    view! {
        <form class="sim-form" method="post" action=format!("/control/forms/{lever}")>
            {guard.field()}
            {fields.collect_view()}
            <button class="ds-button" type="submit" data-variant="secondary">
                {form.submit}
            </button>
        </form>
    }
}

/// A form that is a button alone. `about` tells a screen reader which of many it is, where there are many.
pub fn button(
    guard: &Guard,
    lever: &'static str,
    label: &'static str,
    hidden: &[(&'static str, &str)],
    about: &str,
) -> impl IntoView + use<> {
    let name = (!about.is_empty()).then(|| format!("{label}: {about}"));
    let hidden = hidden.iter().map(
        |(name, value)| view! { <input type="hidden" name=*name value=(*value).to_owned() /> },
    );
    view! {
        <form method="post" action=format!("/control/forms/{lever}")>
            {guard.field()}
            {hidden.collect_view()}
            <button
                class="ds-button"
                type="submit"
                data-variant="secondary"
                data-size="sm"
                aria-label=name
            >
                {label}
            </button>
        </form>
    }
}

/// How the same is done over HTTP.
pub fn curl(texts: &'static Control, command: &str) -> impl IntoView + use<> {
    view! {
        <details class="sim-curl">
            <summary>{texts.example}</summary>
            <pre>
                <code>{command.to_owned()}</code>
            </pre>
        </details>
    }
}

type Register = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// What can be put into the registers: lever, what stands in the path, and a body to begin with. Where nothing stands
/// in the path it is a POST.
pub const REGISTERS: [Register; 9] = [
    (
        "organisations",
        &[("id", "315816270")],
        r#"{"name": "Tiger AS", "unitType": "AS"}"#,
    ),
    (
        "persons",
        &[("id", "eva")],
        r#"{"name": "Eva Moen", "story": "Kan godkjenne alt."}"#,
    ),
    (
        "connections",
        &[("person", "eva"), ("organisation", "315816270")],
        r#"{"roles": ["daglig-leder"]}"#,
    ),
    (
        "client-relations",
        &[("client", "315816270"), ("provider", "312450186")],
        r#"{"roles": ["REGN"], "packages": ["skattegrunnlag"]}"#,
    ),
    (
        "resources",
        &[("id", "my-service")],
        r#"{"title": "My service", "actions": ["read"], "packages": ["lonn"]}"#,
    ),
    (
        "packages",
        &[("id", "my-package")],
        r#"{"name": "My package", "isAssignable": true, "isDelegable": true, "resources": []}"#,
    ),
    (
        "maskinporten-clients",
        &[("id", "my-client")],
        r#"{"organisation": {"number": "315816270", "name": "Tiger AS"}, "scopes": [], "jwks": {"keys": []}}"#,
    ),
    (
        "maskinporten-delegations",
        &[],
        r#"{"consumer": {"number": "312450186"}, "supplier": {"number": "315816270", "name": "Tiger AS"}, "scope": "skatteetaten:kravogbetalinger"}"#,
    ),
    (
        "idporten-clients",
        &[("id", "my-site")],
        r#"{"organisation": {"number": "315816270", "name": "Tiger AS"}, "redirectUris": [], "jwks": {"keys": []}}"#,
    ),
];

pub const SEED: &str = r#"{"organisations": [], "persons": [], "connections": [], "clientRelations": [], "packages": [], "resources": [], "maskinportenClients": [], "idportenClients": [], "systems": []}"#;
