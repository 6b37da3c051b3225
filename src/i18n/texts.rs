//! The structs that hold SmartCloud's texts. Each language gives a value for every field.

use crate::progress::Step;

/// All texts in one language. Each page has its own struct, and the name of a field says where the text is on the page.
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

pub struct Site {
    /// In the title of the browser's tab, the product's name stands after the title of the page.
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
    /// The page shows this text in front of the links to the pages for developers.
    pub for_developers: &'static str,
    pub environment: &'static str,
    pub support_reference: &'static str,
    pub organisation_number: &'static str,
    pub technical: &'static str,
    pub single_right: &'static str,
    pub access_package: &'static str,
    pub per_month: &'static str,
    /// If SmartCloud uses the simulator, the `before` page shows this name instead of the simulator's address, which
    /// customers would not understand.
    pub simulated_altinn: &'static str,
}

pub struct Home {
    pub title: &'static str,
    pub intro: &'static str,
    pub see_plans: &'static str,
    pub see_how: &'static str,
    /// Screen readers read this title and `picture_description` instead of the picture.
    pub picture_title: &'static str,
    pub picture_description: &'static str,
    pub picture_company: &'static str,
    pub picture_key: &'static str,
    pub picture_figures: &'static str,
    pub sample_title: &'static str,
    pub sample_intro: &'static str,
    pub sample_note: &'static str,
    pub plans_title: &'static str,
    pub plans_intro: &'static str,
    pub modules_title: &'static str,
    pub access_title: &'static str,
    pub show_reason: &'static str,
    pub choose: fn(&str) -> String,
    pub control_title: &'static str,
    /// Each pair is the title and the text of a fact. The three facts show how the customer controls SmartCloud's
    /// access.
    pub facts: [(&'static str, &'static str); 3],
}

pub struct How {
    pub title: &'static str,
    pub intro: &'static str,
    pub steps_title: &'static str,
    pub steps: [(&'static str, &'static str); 4],
    pub access_title: &'static str,
    pub access: [&'static str; 2],
    pub approvers_title: &'static str,
    pub approvers: [&'static str; 2],
    pub limits_title: &'static str,
    pub limits: [&'static str; 4],
    pub developers_title: &'static str,
    pub developers: &'static str,
}

pub struct Login {
    pub title: &'static str,
    pub intro: &'static str,
    /// The log-in page shows this text in front of the name of the chosen plan.
    pub chosen: &'static str,
    /// The introduction for a visitor who has chosen a plan.
    pub plan_intro: &'static str,
    pub button: &'static str,
    pub privacy: &'static str,
    pub logout_title: &'static str,
    pub logout_intro: &'static str,
    pub logout_button: &'static str,
    pub stay_logged_in: &'static str,
    pub logged_out_title: &'static str,
    pub logged_out_intro: &'static str,
    pub log_in_again: &'static str,
    /// The title of the page after the log-out if the user is still logged in at ID-porten.
    pub still_at_id_porten_title: &'static str,
    pub log_out_of_id_porten: &'static str,
    /// The log-in page shows this text and the button `other_person` if ID-porten possibly still has a session of the
    /// visitor, although nobody is signed in at SmartCloud.
    pub other_person_intro: &'static str,
    pub other_person: &'static str,
}

pub struct Organisations {
    pub title: &'static str,
    pub intro: fn(Option<&str>) -> String,
    pub list: &'static str,
    pub search: &'static str,
    pub search_button: &'static str,
    pub show_all: &'static str,
    pub result_count: fn(usize) -> String,
    /// A note below a list that is too long for the page: the number of organisations on the page, and of all that match
    /// the search.
    pub more: fn(usize, usize) -> String,
    pub no_results: &'static str,
    pub role: fn(&str) -> Option<&'static str>,
    pub other_role: &'static str,
    pub switch: &'static str,
}

pub struct Before {
    pub title: fn(&str) -> String,
    pub intro: &'static str,
    pub plan: &'static str,
    pub other_plan: &'static str,
    pub access_title: &'static str,
    pub right_reads: &'static str,
    pub right_writes: &'static str,
    pub service_reads: &'static str,
    pub service_writes: &'static str,
    pub services: fn(usize) -> String,
    /// The argument is the number of services where SmartCloud may also write.
    pub writing_services: fn(usize) -> String,
    pub whole_package: &'static str,
    pub details: &'static str,
    /// The `before` page shows this text if it uses SmartCloud's own names for the access, because Altinn did not send
    /// any names.
    pub own_names: &'static str,
    pub nothing_else: &'static str,
    pub approvers_title: &'static str,
    pub approvers: &'static str,
    /// This text is for a user who may approve the request. Altinn does not let this user forward the request.
    pub you_approve: &'static str,
    pub forward_hint: &'static str,
    pub next_title: &'static str,
    pub next_steps: fn(&str, bool) -> [String; 3],
    pub undo_title: &'static str,
    pub undo: &'static str,
    pub button: &'static str,
    /// The label of the button for a user who cannot approve the request and can only forward it.
    pub forward_button: &'static str,
    pub destination: fn(&str) -> String,
    pub request_open: &'static str,
    pub replacement_title: &'static str,
    pub replacement: &'static str,
    pub connected_title: fn(&str) -> String,
    pub connected: &'static str,
    pub connected_plan: fn(&str) -> String,
    pub change_plan: &'static str,
}

pub struct StatusText {
    pub headline: fn(&str) -> String,
    pub sentence: &'static str,
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
    /// The status page shows these texts if Altinn did not respond. The status of the request is then unknown.
    pub unknown: StatusText,
    pub last_known: fn(&str) -> String,
    pub never_checked: &'static str,
    pub check_again: &'static str,
    pub events_title: &'static str,
    pub event_sent: &'static str,
    pub event_opened: &'static str,
    pub event_answered: &'static str,
    pub event_checked: &'static str,
    pub not_yet: &'static str,
    pub share_title: &'static str,
    pub share_forward: &'static str,
    pub share_limits: &'static str,
    pub share_colleague: &'static str,
    pub share_text: fn(&str, &str) -> String,
    pub share_subject: fn(&str) -> String,
    pub share_email: &'static str,
    pub altinn_hint: &'static str,
    pub open_altinn: &'static str,
    // The texts from here to `show_answer` belong to the island `LiveStatus`.
    pub live_now: &'static str,
    pub live_second: &'static str,
    /// The time since SmartCloud last asked Altinn for the status. `{}` stands for the number of seconds.
    pub live_seconds: &'static str,
    /// The time since SmartCloud last asked Altinn for the status. `{}` stands for the number of minutes.
    pub live_minutes: &'static str,
    pub live_no_response: &'static str,
    pub live_signed_out: &'static str,
    pub live_no_role_title: &'static str,
    pub live_no_role: &'static str,
    pub see_organisations: &'static str,
    pub show_answer: &'static str,
    // Users who are not signed in see the texts from here to `log_in_button`.
    pub returned_title: &'static str,
    pub returned_intro: &'static str,
    pub returned_next: &'static str,
    pub log_in_title: &'static str,
    pub log_in_intro: &'static str,
    pub log_in_button: &'static str,
    pub replacement_missing: StatusText,
    /// Names the access that a connected customer lacks for the wanted plan. The arguments are the approved plan, the
    /// wanted plan and the missing access.
    pub missing_access: fn(&str, &str, &str) -> String,
    /// This text tells the customer that SmartCloud does not know the system user's rights. The argument is the wanted
    /// plan.
    pub unknown_rights: fn(&str) -> String,
}

impl Status {
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
    pub shows: &'static str,
}

pub struct Dashboard {
    pub title: &'static str,
    pub intro: fn(&str) -> String,
    pub status_link: &'static str,
    pub claims: Module,
    pub payments: Module,
    pub payroll: Module,
    pub logistics: Module,
    pub fetched_with_right: fn(&str, &str) -> String,
    pub fetched_with_package: fn(&str, &str) -> String,
    pub fetched: fn(&str) -> String,
    pub to_pay: &'static str,
    pub of_which_overdue: fn(&str) -> String,
    pub nothing_to_pay: &'static str,
    pub claims_caption: &'static str,
    pub claim: &'static str,
    pub due: &'static str,
    pub overdue: &'static str,
    pub outstanding: &'static str,
    /// If the organisation has paid a part of a claim, the dashboard shows this text after the remaining amount. The
    /// argument is the whole amount of the claim.
    pub of_amount: fn(&str) -> String,
    pub paid_to_tax_office: &'static str,
    pub refunded: &'static str,
    pub payments_caption: &'static str,
    pub description: &'static str,
    pub date: &'static str,
    pub paid_column: &'static str,
    pub refunded_column: &'static str,
    pub no_payments: &'static str,
    pub net_pay: &'static str,
    pub paid: &'static str,
    pub not_paid: &'static str,
    pub employee: &'static str,
    pub gross: &'static str,
    pub tax: &'static str,
    pub net: &'static str,
    pub state: &'static str,
    pub sum: &'static str,
    pub month: fn(&str) -> String,
    pub no_payroll: &'static str,
    pub from: fn(&str) -> String,
    pub expected: fn(&str) -> String,
    pub arrived_on: fn(&str) -> String,
    /// The argument is the new date of a delayed shipment.
    pub now_expected: fn(&str) -> String,
    pub in_transit: &'static str,
    pub arrived: &'static str,
    pub delayed: &'static str,
    pub no_shipments: &'static str,
    pub would_show: &'static str,
    /// If the customer's plan does not include a module, the dashboard shows this text in the place of the module. The
    /// approved access covers the module. The argument is the name of the plan.
    pub not_shown: fn(&str) -> String,
    /// If the customer's plan does not include a module, the dashboard shows this text in the place of the module. The
    /// plan requests no access for the module. The argument is the name of the plan.
    pub not_requested: fn(&str) -> String,
    pub see_plan: fn(&str) -> String,
    /// The dashboard shows this text instead of data that the signed-in person is not allowed to see.
    pub not_for_you: &'static str,
    /// This text names the people who can see the data. The argument is the name of an access package that gives this
    /// right.
    pub who_can_see: fn(&str) -> String,
    pub no_access: &'static str,
    pub open_altinn: &'static str,
    pub unauthorised: &'static str,
    pub system_user_not_found: &'static str,
    pub see_status: &'static str,
    pub unreachable: &'static str,
    pub refused: &'static str,
    pub maskinporten_unreachable: &'static str,
    pub maskinporten_refused: &'static str,
    pub try_again: &'static str,
    pub support_title: &'static str,
    pub support_not_found: &'static str,
    pub support_causes: [&'static str; 3],
}
