use leptos::prelude::*;

use super::rows::initial;
use crate::texts::Texts;

/// A row that is a link: to a system access or to a pending request.
pub struct LinkRow {
    pub href: String,
    pub name: String,
    pub note: String,
    /// The action that the link leads to.
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
                    // The badge is hidden on phones, so the link's text repeats it.
                    <span class="sim-hidden">{self.badge}</span>
                    <span class="sim-link-row__badge" aria-hidden="true">
                        {self.badge}
                    </span>
                </a>
            </li>
        }
    }
}
