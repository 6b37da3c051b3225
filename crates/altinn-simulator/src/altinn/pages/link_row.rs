use leptos::prelude::*;

use super::rows::initial;
use crate::texts::Texts;

/// A row that leads on: a system access, or what waits for an answer.
pub struct LinkRow {
    pub href: String,
    pub name: String,
    pub note: String,
    /// What is done there.
    pub badge: &'static str,
    pub is_new: bool,
}

impl LinkRow {
    pub fn view(self, texts: &'static Texts) -> impl IntoView {
        let new = self.is_new.then(|| {
            view! {
                <span class="ds-tag" data-color="success">
                    {texts.overview.new}
                </span>
            }
        });
        view! {
            <li>
                <a class="sim-link-row" href=self.href>
                    <span class="sim-avatar" aria-hidden="true">
                        {initial(&self.name)}
                    </span>
                    <span class="sim-row__text">
                        <span class="sim-row__name">{self.name}</span>
                        <span class="sim-row__note">{self.note}</span>
                    </span>
                    {new}
                    // Hidden on a phone, so the name of the link says it too.
                    <span class="sim-hidden">{self.badge}</span>
                    <span class="sim-link-row__badge" aria-hidden="true">
                        {self.badge}
                    </span>
                </a>
            </li>
        }
    }
}
