//! What happens next: faults, the clock, the mode without a person.

use leptos::prelude::*;

use super::{
    Panel,
    parts::{Field, Form, button, curl, form},
};
use crate::{control::faults, rules::Answer};

impl Panel<'_> {
    pub fn faults(&self) -> AnyView {
        const KINDS: [&str; 11] = [
            "problem",
            "empty",
            "html",
            "rateLimit",
            "slow",
            "cut",
            "oauth",
            "badSignature",
            "expiredToken",
            "wrongIssuer",
            "clockSkew",
        ];
        const SERVICES: [&str; 6] = [
            "",
            "altinn-platform",
            "maskinporten",
            "id-porten",
            "resource-owner",
            "altinn-ui",
        ];
        let texts = self.words();
        let waiting = faults::named(&self.simulator.world());
        let waiting = waiting.into_iter().map(|named| {
            let id = named.id.to_string();
            let fault = serde_json::to_string(&named.fault).unwrap_or_default();
            let take_back = button(
                self.guard,
                "take-back",
                texts.take_back,
                &[("id", &id)],
                &fault,
            );
            view! { <li class="sim-line"><code>{fault}</code> {take_back}</li> }
        });
        let waiting: Vec<_> = waiting.collect();
        let fields = [
            Field::choice("fault", &KINDS),
            Field::text("path", "/authentication/api/v1/systemuser/request/vendor").required(),
            Field::choice("service", &SERVICES),
            Field::choice("method", &["", "GET", "POST", "PUT", "DELETE"]),
            Field::text("times", "1"),
            Field::choice("after", &["", "true"]),
            Field::of_some("status", ""),
            Field::of_some("code", "AUTH-00021"),
            Field::of_some("title", ""),
            Field::of_some("error", ""),
            Field::of_some("description", ""),
            Field::of_some("ms", ""),
            Field::of_some("retryAfterSeconds", ""),
            Field::of_some("seconds", ""),
        ];
        let body = r#"{"path": "/token", "fault": "empty", "status": 503, "times": "all"}"#;
        view! {
            <p class="ds-paragraph sim-prose">{texts.faults_note}</p>
            {if waiting.is_empty() {
                view! { <p class="ds-paragraph">{texts.no_faults}</p> }.into_any()
            } else {
                view! { <ul class="sim-lines">{waiting}</ul> }.into_any()
            }}
            {form(self.guard, Form { lever: "faults", submit: texts.add }, &fields)}
            {curl(texts, &format!("curl {}/faults --data '{body}'", self.curl))}
        }
        .into_any()
    }

    pub fn clock(&self) -> AnyView {
        let texts = self.words();
        let advance = [Field::text("advanceSeconds", "3600")];
        let ahead = [Field::text("aheadSeconds", "0")];
        let example = format!(
            "curl {}/clock --data '{{\"advanceSeconds\": 3600}}'",
            self.curl
        );
        view! {
            {form(self.guard, Form { lever: "clock", submit: texts.set }, &advance)}
            {form(self.guard, Form { lever: "clock", submit: texts.set }, &ahead)}
            {curl(texts, &example)}
        }
        .into_any()
    }

    pub fn automation(&self) -> AnyView {
        let texts = self.words();
        let automation = self.simulator.world().automation();
        let fields = [
            Field::text("login", automation.login.as_deref().unwrap_or_default()),
            Field::choice("approval", &["", "approve", "reject", "escalate"])
                .chosen(automation.approval.map(Answer::as_str)),
        ];
        let body = r#"{"login": "kari", "approval": "approve"}"#;
        let example = format!(
            "curl --request PUT {}/automation --data '{body}'",
            self.curl
        );
        view! {
            <p class="ds-paragraph sim-prose">{texts.automation_note}</p>
            {form(self.guard, Form { lever: "automation", submit: texts.set }, &fields)}
            {curl(texts, &example)}
        }
        .into_any()
    }
}
