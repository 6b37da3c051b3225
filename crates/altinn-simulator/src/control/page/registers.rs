use leptos::prelude::*;
use strum::VariantNames;

use super::{
    Panel, SHOWN,
    parts::{self, Field, Form, button, curl, form},
};
use crate::{
    control::customers::CustomerKind,
    rules::{ClientRelation, Connection, Reason},
};

impl Panel<'_> {
    pub fn people(&self) -> AnyView {
        let texts = self.texts();
        let mut reasons = vec![""];
        reasons.extend(Reason::VARIANTS);
        let fields = [
            Field::choice("kind", CustomerKind::VARIANTS),
            Field::text("name", ""),
            Field::number("count", ""),
            Field::text("lacks", ""),
            Field::choice("reason", &reasons),
        ];
        let lang_of_names = self.all_texts.frame.lang_of_names;
        let latest: Vec<_> = {
            let world = self.simulator.world();
            let latest = world.parties.persons().rev().take(SHOWN);
            latest
                .map(|person| {
                    let name = person.name.clone();
                    view! { <li><span lang=lang_of_names>{name}</span> " " <code>{person.key.clone()}</code></li> }
                })
                .collect()
        };
        let lacks =
            r#"{"kind": "lacks", "lacks": [{"id": "lonn", "reason": "MissingPackageAccess"}]}"#;
        let base = &self.curl;
        let example = format!(
            "curl {base}/customers --data '{{\"kind\": \"approver\"}}'\n\
             curl {base}/customers --data '{lacks}'"
        );
        view! {
            <p class="ds-paragraph sim-prose">{texts.people_note}</p>
            <ul class="sim-jumps">{latest}</ul>
            {form(self.guard, Form { name: "customers", submit: texts.make }, &fields)}
            {curl(texts, &example)}
        }
        .into_any()
    }

    pub fn registers(&self) -> AnyView {
        let texts = self.texts();
        let forms = parts::REGISTERS.map(|(name, path_parts, body)| {
            let mut fields: Vec<_> = path_parts
                .iter()
                .map(|(n, v)| Field::text(n, v).required())
                .collect();
            fields.push(Field::long("body", body));
            let path: Vec<_> = path_parts.iter().map(|(_, value)| *value).collect();
            let base = &self.curl;
            let call = if path.is_empty() {
                format!("curl {base}/{name} --data '{body}'")
            } else {
                let path = path.join("/");
                format!("curl --request PUT {base}/{name}/{path} --data '{body}'")
            };
            view! {
                <details class="sim-row">
                    <summary>
                        <code>{name}</code>
                    </summary>
                    {form(self.guard, Form { name, submit: texts.add }, &fields)}
                    {curl(texts, &call)}
                    {self.deletable(name)}
                </details>
            }
        });
        view! {
            <p class="ds-paragraph sim-prose">{texts.registers_note}</p>
            {forms.into_iter().collect_view()}
        }
        .into_any()
    }

    /// Renders the newest objects of a register, each with a button that deletes it. Returns `None` if the control API
    /// cannot delete objects of this register.
    fn deletable(&self, register: &str) -> Option<AnyView> {
        let texts = self.texts();
        let world = self.simulator.world();
        let client = |form, id: &str| {
            let delete = button(self.guard, form, texts.delete, &[("id", id)], id);
            view! { <li class="sim-line"><code>{id.to_owned()}</code> {delete}</li> }.into_any()
        };
        let latest: Vec<AnyView> = match register {
            "connections" => {
                let latest = world.parties.connections.values().rev().take(SHOWN);
                latest.map(|it| self.connection(it)).collect()
            }
            "client-relations" => {
                let latest = world.client_delegations.relations().rev().take(SHOWN);
                latest
                    .map(|relation| self.client_relation(relation))
                    .collect()
            }
            "maskinporten-clients" => {
                let latest = world.oauth_clients.maskinporten_clients().rev().take(SHOWN);
                latest
                    .map(|it| client("delete-maskinporten-clients", &it.client_id))
                    .collect()
            }
            "idporten-clients" => {
                let latest = world.oauth_clients.idporten_clients().rev().take(SHOWN);
                latest
                    .map(|it| client("delete-idporten-clients", &it.client_id))
                    .collect()
            }
            "maskinporten-delegations" => {
                let all = "delete-maskinporten-delegations";
                let delete = button(self.guard, all, texts.delete_all, &[], register);
                vec![view! { <li class="sim-line">{delete}</li> }.into_any()]
            }
            _ => return None,
        };
        Some(view! { <ul class="sim-lines">{latest}</ul> }.into_any())
    }

    fn connection(&self, connection: &Connection) -> AnyView {
        let (person, organisation) = (&connection.person, connection.organisation.to_string());
        let name = format!("{person} → {organisation}");
        let fields = [
            ("person", person.as_str()),
            ("organisation", organisation.as_str()),
        ];
        let (form, label) = ("delete-connections", self.texts().delete);
        let delete = button(self.guard, form, label, &fields, &name);
        view! { <li class="sim-line"><code>{name}</code> {delete}</li> }.into_any()
    }

    fn client_relation(&self, relation: &ClientRelation) -> AnyView {
        let (client, provider) = (relation.client.to_string(), relation.provider.to_string());
        let name = format!("{client} → {provider}");
        let fields = [("client", client.as_str()), ("provider", provider.as_str())];
        let (form, label) = ("delete-client-relations", self.texts().delete);
        let delete = button(self.guard, form, label, &fields, &name);
        view! { <li class="sim-line"><code>{name}</code> {delete}</li> }.into_any()
    }

    pub fn keys(&self) -> AnyView {
        let texts = self.texts();
        let keys = self.simulator.keys();
        let services = keys.named().map(|(service, key)| {
            // A service needs at least one signing key. If the service has only one key, the page shows no button to
            // remove the key.
            let has_several = key.kids().count() > 1;
            let kids = key.kids().map(|kid| {
                let fields = [("service", service), ("kid", kid)];
                let withdraw = has_several
                    .then(|| button(self.guard, "withdraw", texts.withdraw, &fields, kid));
                view! { <li class="sim-line"><code>{kid.to_owned()}</code> {withdraw}</li> }
            });
            view! {
                <h3 class="ds-heading" data-size="2xs">
                    {service}
                </h3>
                <ul class="sim-lines">{kids.collect_view()}</ul>
                {button(self.guard, "rotate", texts.rotate, &[("service", service)], service)}
            }
        });
        let base = &self.curl;
        let example = format!(
            "curl --request POST {base}/keys/maskinporten/rotate\n\
             curl --request DELETE {base}/keys/maskinporten/{{kid}}"
        );
        view! {
            <p class="ds-paragraph sim-prose">{texts.keys_note}</p>
            {services.into_iter().collect_view()}
            {curl(texts, &example)}
        }
        .into_any()
    }

    pub fn world(&self) -> AnyView {
        let texts = self.texts();
        let base = &self.curl;
        let example = format!(
            "curl {base}/world > world.json\n\
             curl --request PUT {base}/world --data-binary @world.json\n\
             curl {base}/seed --data-binary @seed.json\n\
             curl --request POST {base}/reset"
        );
        let seed = [Field::long("body", parts::SEED)];
        let world = [Field::long("body", "")];
        view! {
            <p class="ds-paragraph sim-prose">{texts.world_note}</p>
            <p class="ds-paragraph">
                <a class="ds-link" href="/control/world" download="world.json">
                    {texts.fetch}
                </a>
            </p>
            <details class="sim-row">
                <summary>
                    <code>"world"</code>
                </summary>
                {form(self.guard, Form { name: "world", submit: texts.save }, &world)}
            </details>
            <details class="sim-row">
                <summary>
                    <code>"seed"</code>
                </summary>
                {form(self.guard, Form { name: "seed", submit: texts.add }, &seed)}
            </details>
            {curl(texts, &example)}
        }
        .into_any()
    }
}
