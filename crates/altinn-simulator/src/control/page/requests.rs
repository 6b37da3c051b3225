use leptos::prelude::*;

use super::{
    Panel, SHOWN,
    parts::{Field, Form, button, curl, form},
};
use crate::rules::{RequestKind, system_users::StoredSystemUser};
use crate::world::World;
use altinn_types::{OrgNumber, RequestStatus, SystemUserType};

/// The control panel searches this many of the newest system user requests for open requests. A search of all requests
/// would be slow in a large world.
const SEARCHED: usize = 200;

struct Row {
    id: String,
    /// For example `standard` or `agent`.
    kind: &'static str,
    system: String,
    customer: String,
}

impl Panel<'_> {
    pub fn requests(&self) -> AnyView {
        let texts = self.texts();
        let (open, days) = {
            let world = self.simulator.world();
            (open_requests(&world), world.request_lifetime_days())
        };
        let rows = open.iter().map(|row| {
            let answer_button = |label, form, answer: Option<&'static str>| {
                let mut hidden = vec![("id", row.id.as_str())];
                hidden.extend(answer.map(|answer| ("answer", answer)));
                button(self.guard, form, label, &hidden, &row.about())
            };
            view! {
                <li class="sim-line">
                    {row.view()}
                    <span class="sim-buttons">
                        {answer_button(texts.approve, "answer", Some("approve"))}
                        {answer_button(texts.reject, "answer", Some("reject"))}
                        {answer_button(texts.time_out, "time-out", None)}
                    </span>
                </li>
            }
        });
        let lifetime = [Field::number("days", &days.to_string()).labelled(texts.lifetime)];
        let base = &self.curl;
        let example = format!(
            "curl {base}/requests/{{id}}/answer --data '{{\"answer\": \"approve\"}}'\n\
             curl --request POST {base}/requests/{{id}}/time-out\n\
             curl --request PUT {base}/request-lifetime --data '{{\"days\": 180}}'"
        );
        view! {
            {lines(rows.collect(), texts.no_requests)}
            {form(self.guard, Form { name: "request-lifetime", submit: texts.save }, &lifetime)}
            {curl(texts, &example)}
        }
        .into_any()
    }

    pub fn users(&self) -> AnyView {
        let texts = self.texts();
        let latest = latest_users(&self.simulator.world());
        let rows = latest.iter().map(|row| {
            let hidden = [("id", row.id.as_str())];
            view! {
                <li class="sim-line">
                    {row.view()}
                    {button(self.guard, "system-users", texts.delete, &hidden, &row.about())}
                </li>
            }
        });
        let delegations = [
            Field::text("id", "").required(),
            Field::text("resources", ""),
            Field::text("packages", ""),
        ];
        let base = &self.curl;
        let example = format!(
            "curl --request DELETE {base}/system-users/{{id}}\n\
             curl --request PUT {base}/system-users/{{id}}/delegations --data \
             '{{\"resources\": [\"ske-krav-og-betalinger\"], \"packages\": [\"skattegrunnlag\"]}}'"
        );
        view! {
            {lines(rows.collect(), texts.no_users)}
            <p class="ds-paragraph sim-quiet">{texts.delegations_note}</p>
            {form(self.guard, Form { name: "delegations", submit: texts.delegate }, &delegations)}
            {curl(texts, &example)}
        }
        .into_any()
    }
}

impl Row {
    /// The text that a screen reader reads as the name of this row. It ends with the last characters of the id, because
    /// a system can have several system user requests to the same customer.
    fn about(&self) -> String {
        let end = self.id.get(self.id.len() - 5..).unwrap_or_default();
        format!("{} → {}, {end}", self.system, self.customer)
    }

    fn view(&self) -> impl IntoView + use<> {
        view! {
            <span class="sim-row__text">
                <span class="sim-row__name">
                    {format!("{} → {}", self.system, self.customer)}
                </span>
                <span class="sim-row__note">
                    {self.kind} " " <code>{self.id.clone()}</code>
                </span>
            </span>
        }
    }
}

fn lines(rows: Vec<impl IntoView + 'static>, none: &'static str) -> AnyView {
    if rows.is_empty() {
        view! { <p class="ds-paragraph">{none}</p> }.into_any()
    } else {
        view! { <ul class="sim-lines">{rows}</ul> }.into_any()
    }
}

/// Returns a row for each open request of any kind. The newest request comes first.
fn open_requests(world: &World) -> Vec<Row> {
    let (now, days) = (world.now(), world.request_lifetime_days());
    let newest = world.requests.newest(SEARCHED).into_iter();
    let open = newest
        .filter(|request| request.status == RequestStatus::New && !request.timed_out(now, days))
        .map(|request| Row {
            id: request.id.to_string(),
            kind: match request.kind {
                RequestKind::Standard => "standard",
                RequestKind::Agent => "agent",
                RequestKind::Change => "change",
            },
            system: request.integration_title.clone(),
            customer: name(world, &request.party_org_no),
        });
    open.take(SHOWN).collect()
}

/// Returns a row for each of the latest system users. The newest system user comes first.
fn latest_users(world: &World) -> Vec<Row> {
    let latest = world.system_users.iter().rev().take(SHOWN);
    let row = |user: &StoredSystemUser| Row {
        id: user.id.to_string(),
        kind: match user.kind {
            SystemUserType::Agent => "agent",
            SystemUserType::Standard => "standard",
            SystemUserType::Standalone => "standalone",
        },
        system: user.integration_title.clone(),
        customer: name(world, &user.owner),
    };
    latest.map(row).collect()
}

/// Returns the name of an organisation, or its number if the simulator does not know the organisation.
fn name(world: &World, organisation: &OrgNumber) -> String {
    let known = world.parties.organisation(organisation);
    known.map_or_else(
        || organisation.to_string(),
        |organisation| organisation.name.clone(),
    )
}
