use leptos::prelude::*;
use strum::{VariantArray, VariantNames};

use super::{
    Panel,
    parts::{Field, Form, button, curl, form},
};
use crate::{
    control::faults,
    faults::{FaultEffect, Service},
    rules::UserDecision,
};

/// The members of a fault. With this fault, Altinn refuses the next request for a system user. The fault applies to one
/// call only, so the next call succeeds.
const REFUSE_NEXT: [(&str, &str); 6] = [
    ("fault", "problem"),
    ("service", "altinn-platform"),
    ("path", "/authentication/api/v1/systemuser/request/vendor"),
    ("method", "POST"),
    ("code", "AUTH-00021"),
    ("times", "1"),
];

impl Panel<'_> {
    pub fn faults(&self) -> AnyView {
        let texts = self.texts();
        let mut services = vec![""];
        services.extend(Service::VARIANTS.iter().map(|service| service.as_str()));
        let waiting = faults::list_all(&self.simulator.world());
        let waiting = waiting.into_iter().map(|named| {
            let id = named.id.to_string();
            let fault = serde_json::to_string(&named.fault).unwrap_or_default();
            let delete_button = button(
                self.guard,
                "take-back",
                texts.delete_fault,
                &[("id", &id)],
                &fault,
            );
            view! { <li class="sim-line"><code>{fault}</code> {delete_button}</li> }
        });
        let waiting: Vec<_> = waiting.collect();
        let fields = [
            Field::choice("fault", FaultEffect::VARIANTS),
            Field::text("path", "/authentication/api/v1/systemuser/request/vendor").required(),
            Field::choice("service", &services),
            Field::choice("method", &["", "GET", "POST", "PUT", "DELETE"]),
            Field::text("times", "1"),
            Field::choice("after", &["", "true"]).explained(texts.after_note),
            Field::text("sandbox", "").explained(texts.sandbox_note),
            Field::choice("forCustomers", &["", "true"]).explained(texts.for_customers_note),
            Field::choice("withdrawTokens", &["", "true"]).explained(texts.withdraw_tokens_note),
            Field::number("status", "").for_some_kinds(),
            Field::text("code", "AUTH-00021").for_some_kinds(),
            Field::text("title", "").for_some_kinds(),
            Field::text("error", "").for_some_kinds(),
            Field::text("description", "").for_some_kinds(),
            Field::number("ms", "").for_some_kinds(),
            Field::number("retryAfterSeconds", "").for_some_kinds(),
            Field::number("seconds", "").for_some_kinds(),
        ];
        let base = &self.curl;
        let body = r#"{"path": "/token", "fault": "empty", "status": 503, "times": "all"}"#;
        let example = format!(
            "curl {base}/faults --data '{body}'\n\
             curl {base}/faults\n\
             curl --request DELETE {base}/faults/{{id}}\n\
             curl --request DELETE {base}/faults"
        );
        view! {
            <p class="ds-paragraph sim-prose">{texts.faults_note}</p>
            {if waiting.is_empty() {
                view! { <p class="ds-paragraph">{texts.no_faults}</p> }.into_any()
            } else {
                view! { <ul class="sim-lines">{waiting}</ul> }.into_any()
            }}
            {button(self.guard, "faults", texts.refuse_next, &REFUSE_NEXT, "")}
            {form(self.guard, Form { name: "faults", submit: texts.add }, &fields)}
            {curl(texts, &example)}
        }
        .into_any()
    }

    pub fn clock(&self) -> AnyView {
        let texts = self.texts();
        let advance = [Field::number("advanceSeconds", "3600")];
        let ahead = [Field::number("aheadSeconds", "0")];
        let example = format!(
            "curl {}/clock --data '{{\"advanceSeconds\": 3600}}'",
            self.curl
        );
        view! {
            {form(self.guard, Form { name: "clock", submit: texts.save }, &advance)}
            {form(self.guard, Form { name: "clock", submit: texts.save }, &ahead)}
            {curl(texts, &example)}
        }
        .into_any()
    }

    pub fn automation(&self) -> AnyView {
        let texts = self.texts();
        let automation = self.simulator.world().automation();
        let fields = [
            Field::text("login", automation.login.as_deref().unwrap_or_default()),
            Field::choice("approval", &["", "approve", "reject", "escalate"])
                .chosen(automation.approval.map(UserDecision::as_str)),
        ];
        let body = r#"{"login": "kari", "approval": "approve"}"#;
        let example = format!(
            "curl --request PUT {}/automation --data '{body}'",
            self.curl
        );
        view! {
            <p class="ds-paragraph sim-prose">{texts.automation_note}</p>
            {form(self.guard, Form { name: "automation", submit: texts.save }, &fields)}
            {curl(texts, &example)}
        }
        .into_any()
    }
}
