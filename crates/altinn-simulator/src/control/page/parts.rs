use leptos::prelude::*;

use crate::{altinn::pages::antiforgery::Guard, control::faults, texts::Control};

/// A field of a form. Unless `label` is set, the label is the name of the member in the control API.
#[derive(Clone)]
pub struct Field {
    name: String,
    label: Option<&'static str>,
    /// The sentence between the label and the input.
    note: Option<&'static str>,
    value: String,
    kind: Kind,
    required: bool,
    /// The kinds of fault that have this field, or `None` if every kind has it.
    kinds: Option<&'static [&'static str]>,
}

#[derive(Clone)]
enum Kind {
    Text,
    /// A whole number. For any other text, the browser shows an error in the user's language.
    Number,
    Long,
    Choice(Vec<String>),
}

impl Field {
    pub fn text(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: None,
            note: None,
            value: value.to_owned(),
            kind: Kind::Text,
            required: false,
            kinds: None,
        }
    }

    pub fn number(name: &str, value: &str) -> Self {
        Self {
            kind: Kind::Number,
            ..Self::text(name, value)
        }
    }

    pub fn labelled(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    pub fn explained(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
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

    /// Makes the label say which kinds of fault have this field.
    pub fn for_some_kinds(mut self) -> Self {
        self.kinds = faults::kinds_with(&self.name);
        self
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
        // A screen reader reads the note after the label.
        let described = self.note.map(|_| format!("{id}-note"));
        let note = self.note.map(|note| {
            view! {
                <p class="sim-field-note" id=format!("{id}-note")>
                    {note}
                </p>
            }
        });
        let input = match self.kind {
            Kind::Text => view! {
                <input
                    class="ds-input"
                    id=id
                    name=name
                    value=value
                    required=required
                    autocomplete="off"
                    aria-describedby=described
                />
            }
            .into_any(),
            Kind::Number => view! {
                <input
                    class="ds-input"
                    type="number"
                    id=id
                    name=name
                    value=value
                    required=required
                    autocomplete="off"
                    aria-describedby=described
                />
            }
            .into_any(),
            Kind::Long => view! {
                <textarea class="ds-input" id=id name=name rows="6" spellcheck="false" aria-describedby=described>
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
                    <select class="ds-input" id=id name=name aria-describedby=described>
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
                {note}
                {input}
            </div>
        }
    }
}

/// A form of the control panel.
#[derive(Clone, Copy)]
pub struct Form {
    /// The last part of the URL that receives the form.
    pub name: &'static str,
    /// The label of the form's button.
    pub submit: &'static str,
}

pub fn form(guard: &Guard, form: Form, fields: &[Field]) -> impl IntoView + use<> {
    let form_name = form.name;
    let fields = fields.iter().cloned().map(|field| {
        let id = format!("{form_name}-{}", field.name);
        field.view(id)
    });
    view! {
        <form class="sim-form" method="post" action=format!("/control/forms/{form_name}")>
            {guard.field()}
            {fields.collect_view()}
            <button class="ds-button" type="submit" data-variant="secondary">
                {form.submit}
            </button>
        </form>
    }
}

/// Renders a form with hidden fields and one button. Several buttons on a page can have the same label, so a screen
/// reader also reads the text `about` after the label.
pub fn button(
    guard: &Guard,
    form_name: &'static str,
    label: &'static str,
    hidden: &[(&'static str, &str)],
    about: &str,
) -> impl IntoView + use<> {
    let name = (!about.is_empty()).then(|| format!("{label}: {about}"));
    let hidden = hidden.iter().map(
        |(name, value)| view! { <input type="hidden" name=*name value=(*value).to_owned() /> },
    );
    view! {
        <form method="post" action=format!("/control/forms/{form_name}")>
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

/// Renders a curl command that does the same as the form above it.
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

/// A form that adds an object with a call of the control API. The first value is the name of the form. The second value
/// lists the ids in the path of the call, each with its name and an example. The third value is an example of the body.
/// If the path contains an id, the method is `PUT`, and otherwise `POST`.
type Register = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

pub const REGISTERS: [Register; 9] = [
    (
        "organisations",
        &[("id", "315816270")],
        r#"{"name": "Tiger AS", "unitType": "AS"}"#,
    ),
    (
        "persons",
        &[("id", "eva")],
        r#"{"name": "Eva Moen", "description": "Kan godkjenne alt."}"#,
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
