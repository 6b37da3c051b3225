use crate::progress::Step;

/// All texts in one language, by the page that they stand on.
pub struct Texts {
    pub site: Site,
    pub home: Home,
    pub how: How,
    pub login: Login,
    pub organisations: Organisations,
    pub before: Before,
    pub status: Status,
    pub dashboard: Dashboard,
}

/// On every page.
pub struct Site {
    /// After the page's own title, in the browser's tab.
    pub name: &'static str,
    pub description: &'static str,
    pub skip: &'static str,
    pub to_home: &'static str,
    pub menu: &'static str,
    pub plans: &'static str,
    pub how: &'static str,
    pub overview: &'static str,
    pub log_in: &'static str,
    pub log_out: &'static str,
    pub language: &'static str,
    pub demo: &'static str,
    pub about: &'static str,
    pub environment: &'static str,
    pub support_reference: &'static str,
    pub organisation_number: &'static str,
    pub technical: &'static str,
    pub single_right: &'static str,
    pub access_package: &'static str,
    pub per_month: &'static str,
}

pub struct Home {
    pub title: &'static str,
    pub lede: &'static str,
    pub see_plans: &'static str,
    pub see_how: &'static str,
    /// The picture, for those who do not see it.
    pub picture_title: &'static str,
    pub picture_description: &'static str,
    pub picture_company: &'static str,
    pub picture_key: &'static str,
    pub picture_office: &'static str,
    pub plans_title: &'static str,
    pub plans_lede: &'static str,
    pub shows: &'static str,
    pub asks_for: &'static str,
    pub why: &'static str,
    pub choose: fn(&str) -> String,
    pub control_title: &'static str,
    /// Title and text of what answers fear.
    pub facts: [(&'static str, &'static str); 3],
}

pub struct How {
    pub title: &'static str,
    pub lede: &'static str,
    pub steps_title: &'static str,
    pub steps: [(&'static str, &'static str); 4],
    pub access_title: &'static str,
    pub access: [&'static str; 2],
    pub who_title: &'static str,
    pub who: [&'static str; 2],
    pub limits_title: &'static str,
    pub limits: [&'static str; 4],
    pub developers_title: &'static str,
    pub developers: &'static str,
}

pub struct Login {
    pub title: &'static str,
    pub lede: &'static str,
    pub button: &'static str,
    pub privacy: &'static str,
    pub logout_title: &'static str,
    pub logout_lede: &'static str,
    pub logout_button: &'static str,
    pub stay: &'static str,
    pub logged_out_title: &'static str,
    pub logged_out_lede: &'static str,
    pub again: &'static str,
}

pub struct Organisations {
    pub title: &'static str,
    pub lede: fn(Option<&str>) -> String,
    pub list: &'static str,
    pub search: &'static str,
    pub search_button: &'static str,
    pub show_all: &'static str,
    pub found: fn(usize) -> String,
    pub none_found: &'static str,
    pub role: fn(&str) -> Option<&'static str>,
    pub other_role: &'static str,
    pub switch: &'static str,
}

pub struct Before {
    pub title: fn(&str) -> String,
    pub lede: &'static str,
    pub plan: &'static str,
    pub other_plan: &'static str,
    pub asks_title: &'static str,
    pub details: &'static str,
    pub nothing_else: &'static str,
    pub who_title: &'static str,
    pub who: &'static str,
    pub not_you: &'static str,
    pub next_title: &'static str,
    pub next: fn(&str) -> [String; 3],
    pub undo_title: &'static str,
    pub undo: &'static str,
    pub button: &'static str,
    pub leads_to: fn(&str) -> String,
    pub same_open: &'static str,
    pub replaces_title: &'static str,
    pub replaces: &'static str,
    pub connected_title: fn(&str) -> String,
    pub connected: &'static str,
    pub change_plan: &'static str,
}

/// What a status page says about one truth.
pub struct StatusText {
    pub headline: fn(&str) -> String,
    pub sentence: &'static str,
    /// On the one button.
    pub action: &'static str,
}

pub struct Status {
    pub not_started: StatusText,
    pub awaiting: StatusText,
    pub connected: StatusText,
    pub found: StatusText,
    pub refused: StatusText,
    pub expired: StatusText,
    pub withdrawn: StatusText,
    /// Altinn gave no answer: what is shown is what was known before.
    pub unknown: StatusText,
    pub last_known: fn(&str) -> String,
    pub never_checked: &'static str,
    pub check_again: &'static str,
    pub events: &'static str,
    pub asked: &'static str,
    pub opened: &'static str,
    pub answered: &'static str,
    pub checked: &'static str,
    pub not_yet: &'static str,
    pub share_title: &'static str,
    pub share_forward: &'static str,
    pub share_unseen: &'static str,
    pub share_colleague: &'static str,
    pub share_text: fn(&str, &str) -> String,
    pub share_subject: fn(&str) -> String,
    pub share_email: &'static str,
    pub in_altinn: &'static str,
    pub open_altinn: &'static str,
    // For the island.
    pub live_now: &'static str,
    /// `{}` stands for a number.
    pub live_seconds: &'static str,
    pub live_minutes: &'static str,
    pub live_silent: &'static str,
    pub live_signed_out: &'static str,
    pub show_answer: &'static str,
    // Without sign-in.
    pub back_title: &'static str,
    pub back_lede: &'static str,
    pub back_kept: &'static str,
    pub log_in_title: &'static str,
    pub log_in_lede: &'static str,
    pub log_in_button: &'static str,
    pub replacement_missing: StatusText,
    /// The approved plan, the wanted plan, and what the wanted plan needs beside.
    pub lacks: fn(&str, &str, &str) -> String,
    /// The wanted plan, when SmartCloud does not know what the system user may do.
    pub unknown_rights: fn(&str) -> String,
}

impl Status {
    /// What there is to say about a step.
    #[must_use]
    pub const fn of(&self, step: Step) -> &StatusText {
        match step {
            Step::NotStarted => &self.not_started,
            Step::AwaitingApproval => &self.awaiting,
            Step::Connected => &self.connected,
            Step::Found => &self.found,
            Step::Refused => &self.refused,
            Step::Expired => &self.expired,
            Step::ReplacementMissing => &self.replacement_missing,
            Step::Withdrawn => &self.withdrawn,
        }
    }
}

pub struct Module {
    pub title: &'static str,
    /// What it shows, or would show.
    pub shows: &'static str,
}

pub struct Dashboard {
    pub title: &'static str,
    pub lede: fn(&str) -> String,
    pub status_link: &'static str,
    pub claims: Module,
    pub payments: Module,
    pub payroll: Module,
    pub logistics: Module,
    pub fetched_with_right: fn(&str, &str) -> String,
    pub fetched_with_package: fn(&str, &str) -> String,
    pub fetched: fn(&str) -> String,
    pub to_pay: &'static str,
    pub nothing_to_pay: &'static str,
    pub claim: &'static str,
    pub due: &'static str,
    pub amount: &'static str,
    pub outstanding: &'static str,
    pub paid: &'static str,
    pub not_paid: &'static str,
    pub chart_claims: &'static str,
    pub incoming: &'static str,
    pub outgoing: &'static str,
    pub date: &'static str,
    pub description: &'static str,
    pub chart_payments: &'static str,
    pub no_payments: &'static str,
    pub employee: &'static str,
    pub gross: &'static str,
    pub tax: &'static str,
    pub net: &'static str,
    pub state: &'static str,
    pub sum: &'static str,
    pub month: fn(&str) -> String,
    pub no_payroll: &'static str,
    pub expected: fn(&str) -> String,
    pub from: fn(&str) -> String,
    pub in_transit: &'static str,
    pub arrived: &'static str,
    pub delayed: &'static str,
    pub no_shipments: &'static str,
    pub would_show: &'static str,
    pub not_in_plan: fn(&str) -> String,
    pub see_plan: fn(&str) -> String,
    pub no_access: &'static str,
    pub open_altinn: &'static str,
    pub unauthorised: &'static str,
    pub gone: &'static str,
    pub see_status: &'static str,
    pub unreachable: &'static str,
    pub refused: &'static str,
    pub try_again: &'static str,
}
