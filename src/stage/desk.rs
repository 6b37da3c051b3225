//! The presenter's pages. On the desk, the presenter moves the talk from scene to scene. The other pages show the
//! speaker's notes, and the code of the talk in large letters. Customers do not see these pages, so the pages have
//! their own style sheet instead of SmartCloud's layout.

use leptos::prelude::*;
use strum::VariantArray;

use super::{
    qr,
    scenes::{SCENES, Scene, planned_before},
};
use crate::{
    assets::Assets,
    components::{Layout, locale},
    i18n::{Locale, StageTexts},
    talks::Talk,
};

pub struct DeskPage {
    /// The language of the desk. The speaker's notes have their own language, which is in `talk`.
    pub locale: Locale,
    pub talk: Talk,
    /// The number of seconds since the start of the talk.
    pub elapsed: Option<i64>,
    /// Whether the page asks for confirmation before the talk moves to the beginning.
    pub asks: bool,
    pub is_maskinporten_down: bool,
    pub warnings: Vec<&'static str>,
    pub join_address: String,
    pub panel_address: String,
    /// The button that locks the desk sends its POST to this path. `None` if the desk requires no key.
    pub lock_path: Option<&'static str>,
    /// The path of the list of visitors. `None` if SmartCloud does not record calls.
    pub visitors_path: Option<&'static str>,
}

/// How many seconds the talk is ahead of its plan or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    Ahead(i64),
    OnTime,
    Behind(i64),
}

/// Compares `elapsed`, the number of seconds since the start of the talk, with the plan of the talk. In the plan, the
/// current scene lasts from second `from` to second `until`.
fn pace(elapsed: i64, from: i64, until: i64) -> Pace {
    if elapsed < from {
        Pace::Ahead(from - elapsed)
    } else if elapsed > until {
        Pace::Behind(elapsed - until)
    } else {
        Pace::OnTime
    }
}

fn minutes(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

impl DeskPage {
    fn texts(&self) -> &'static StageTexts {
        self.locale.stage_texts()
    }

    fn scene(&self) -> Option<&'static Scene> {
        self.talk.scene.map(|place| SCENES[place])
    }

    pub fn render(&self, assets: &Assets) -> String {
        let t = &self.texts().desk;
        let title = match (self.talk.scene, self.scene()) {
            (Some(place), Some(scene)) => {
                let name = scene.title.in_locale(self.talk.notes);
                format!("{} · {name}", (t.place)(place + 1, SCENES.len()))
            }
            _ => t.before_start.to_owned(),
        };
        let class = format!(
            "desk{}{}",
            if self.talk.large_type { " large" } else { "" },
            if self.talk.high_contrast {
                " contrast"
            } else {
                ""
            },
        );
        let body = view! {
            <div class=class>
                <header>
                    <h1 class="ds-heading" data-size="md" lang=self.talk.notes.code()>{title.clone()}</h1>
                    {self.clock()}
                    {self.purpose()}
                </header>
                {self.warnings.iter().map(|&text| view! {
                    <p class="problem" role="status">{text}</p>
                }).collect_view()}
                <main id="main" tabindex="-1">{self.notes()}</main>
                <aside>{self.invitation()}{self.next()}</aside>
                <footer>{self.controls()}{self.switches()}</footer>
            </div>
        };
        let title = format!("{title} – {}", t.title);
        document(self.locale, assets, &title, self.refresh(), body)
    }

    /// Returns the HTML that updates the elapsed time once a minute in a browser without scripts. While the desk asks for
    /// a confirmation, the result is empty, because the refresh would remove the question.
    fn refresh(&self) -> &'static str {
        if self.talk.scene.is_some() && !self.asks {
            "<noscript><meta http-equiv=\"refresh\" content=\"60; url=/presenter\"></noscript>"
        } else {
            ""
        }
    }

    fn clock(&self) -> impl IntoView + use<> {
        let t = &self.texts().desk;
        let total = i64::from(planned_before(SCENES.len()));
        let (from, until) = match self.talk.scene {
            Some(place) => (planned_before(place), planned_before(place + 1)),
            None => (0, 0),
        };
        let (from, until) = (i64::from(from), i64::from(until));
        let (name, words) = match self.elapsed.map(|elapsed| pace(elapsed, from, until)) {
            None => ("", t.not_started.to_owned()),
            Some(Pace::Ahead(by)) => ("ahead", t.ahead.replace("{}", &minutes(by))),
            Some(Pace::OnTime) => ("on-time", t.on_time.to_owned()),
            Some(Pace::Behind(by)) => ("behind", t.behind.replace("{}", &minutes(by))),
        };
        view! {
            <p
                class="clock number"
                id="clock"
                data-elapsed=self.elapsed.map(|elapsed| elapsed.to_string()).unwrap_or_default()
                data-from=from.to_string()
                data-until=until.to_string()
                data-ahead=t.ahead
                data-on-time=t.on_time
                data-behind=t.behind
            >
                <span class="visually-hidden">{t.time}" "</span>
                <span id="elapsed">{minutes(self.elapsed.unwrap_or_default())}</span>
                " / "
                {minutes(total)}
                " "
                <strong id="pace" data-pace=name>{words}</strong>
            </p>
        }
    }

    /// Shows the purpose of the scene, and which person the presenter plays.
    fn purpose(&self) -> Option<impl IntoView + use<>> {
        let t = &self.texts().desk;
        let scene = self.scene()?;
        let actor = match scene.actor {
            Some(actor) => format!("{}, {}", actor.name, t.is_logged_in),
            None => t.nobody.to_owned(),
        };
        Some(view! {
            <p class="purpose">
                <span lang=self.talk.notes.code()>{scene.purpose.in_locale(self.talk.notes)}</span>
                " "
                <span class="actor">{format!("{}: ", t.acts_as)}<strong>{actor}</strong></span>
            </p>
        })
    }

    fn notes(&self) -> impl IntoView + use<> {
        let t = &self.texts().desk;
        let notes = self.talk.notes;
        let desk_of_notes = &notes.stage_texts().desk;
        let (say, see, questions) = match self.scene() {
            Some(scene) => (
                scene.say.in_locale(notes),
                scene.see.in_locale(notes),
                scene.questions,
            ),
            None => (
                desk_of_notes.before_start_say,
                desk_of_notes.before_start_see,
                &[][..],
            ),
        };
        let numbers: Vec<_> = questions.iter().map(u8::to_string).collect();
        view! {
            <h2>{t.say}</h2>
            <p class="note-text" lang=notes.code()>{say}</p>
            <h2>{t.see}</h2>
            <p class="note-text" lang=notes.code()>{see}</p>
            {(!numbers.is_empty())
                .then(|| view! { <p class="answers">{(t.answers)(&numbers.join(", "))}</p> })}
        }
    }

    fn next(&self) -> impl IntoView + use<> {
        let t = &self.texts().desk;
        let place = self.talk.scene.map_or(0, |place| place + 1);
        let next = SCENES.get(place).map(|scene| {
            view! { <strong lang=self.talk.notes.code()>{scene.title.in_locale(self.talk.notes)}</strong> }
        });
        match next {
            Some(next) => view! { <p class="next">{format!("{}: ", t.next)}{next}</p> }.into_any(),
            None => view! { <p class="next">{t.last}</p> }.into_any(),
        }
    }

    fn invitation(&self) -> impl IntoView + use<> {
        let t = &self.texts().desk;
        let picture = qr::svg(&self.join_address, t.code_alt);
        let shown = self.join_address.split("://").last().unwrap_or_default();
        let visitors = self.visitors_path.map(|path| {
            let label = self.locale.behind_the_scenes().visitors.link;
            view! { <a class="ds-link" href=path target="_blank">{label}</a> }
        });
        view! {
            <p class="join">{format!("{}: ", t.join)}<strong>{shown.to_owned()}</strong></p>
            <div inner_html=picture></div>
            <p class="links">
                <a class="ds-link" href=format!("/bli-med/{}", self.talk.code) target="_blank">{t.stage_window}</a>
                <a class="ds-link" href="/presenter/code" target="_blank">{t.large_code}</a>
                <a class="ds-link" href="/presenter/notes" target="_blank">{t.all_notes}</a>
                <a class="ds-link" href=self.panel_address.clone()>{self.texts().links.panel}</a>
                {visitors}
            </p>
        }
    }

    fn controls(&self) -> impl IntoView + use<> {
        let t = &self.texts().desk;
        let notes = self.talk.notes;
        if self.asks {
            return view! {
                <form class="controls" method="post" action="/presenter/go">
                    <p class="sure">{t.sure}</p>
                    <button class="ds-button" name="to" value="beginning" autofocus>{t.yes_from_beginning}</button>
                    <a class="ds-button" data-variant="secondary" href="/presenter">{t.no}</a>
                </form>
            }
            .into_any();
        }
        let scene = self.scene();
        let has_started = scene.is_some();
        let is_last = self.talk.scene == Some(SCENES.len() - 1);
        let is_first = matches!(self.talk.scene, None | Some(0));
        let forward = if has_started {
            t.next_button
        } else {
            t.start_button
        };
        let options = SCENES.iter().enumerate().map(|(place, scene)| {
            let name = format!("{} {}", place + 1, scene.title.in_locale(notes));
            view! { <option value=scene.id selected=self.talk.scene == Some(place)>{name}</option> }
        });
        view! {
            <form class="controls" method="post" action="/presenter/go" aria-label=t.controls>
                {scene.map(|scene| view! { <input type="hidden" name="scene" value=scene.id /> })}
                {(!is_first).then(|| view! {
                    <button class="ds-button" data-variant="secondary" id="previous" name="to" value="previous">
                        {t.previous_button}
                    </button>
                })}
                {(!is_last).then(|| view! {
                    <button class="ds-button" id="next" name="to" value="next" autofocus>{forward}</button>
                })}
                {has_started.then(|| view! {
                    <button class="ds-button" data-variant="secondary" name="to" value="again">{t.again}</button>
                    <a class="ds-button" data-variant="tertiary" href="/presenter?ask=beginning">
                        {t.from_beginning}
                    </a>
                })}
            </form>
            <form class="controls jump" method="post" action="/presenter/go">
                <label class="visually-hidden" for="scene">{t.jump}</label>
                <select class="ds-input" id="scene" name="scene" lang=notes.code()>{options.collect_view()}</select>
                <button class="ds-button" data-variant="secondary" name="to" value="jump">{t.go}</button>
            </form>
        }
        .into_any()
    }

    fn switches(&self) -> impl IntoView + use<> {
        let t = &self.texts().desk;
        let talk = &self.talk;
        let all = [
            ("pause", t.pause, talk.pauses),
            (
                "maskinporten",
                t.maskinporten_down,
                self.is_maskinporten_down,
            ),
            ("large", t.large_type, talk.large_type),
            ("contrast", t.high_contrast, talk.high_contrast),
        ];
        let switches = all.map(|(name, label, is_on)| {
            let (state, to) = if is_on { (t.on, "off") } else { (t.off, "on") };
            view! {
                <form method="post" action="/presenter/switch">
                    <input type="hidden" name="switch" value=name />
                    // The label says the state, so `aria-pressed` would say it a second time.
                    <button class="switch" name="to" value=to data-on=is_on.to_string()>
                        {format!("{label}: ")}<strong>{state}</strong>
                    </button>
                </form>
            }
        });
        let languages = Locale::VARIANTS.iter().map(|locale| {
            let is_chosen = *locale == talk.notes;
            view! {
                <button
                    class="switch"
                    name="to"
                    value=locale.code()
                    lang=locale.code()
                    aria-pressed=is_chosen.to_string()
                >
                    {locale.name()}
                </button>
            }
        });
        view! {
            <div class="switches" role="group" aria-label=t.switches>
                {switches.into_iter().collect_view()}
                <form method="post" action="/presenter/switch" aria-label=t.notes_language>
                    <input type="hidden" name="switch" value="notes" />
                    {languages.collect_view()}
                </form>
                {self.lock_path.map(|path| view! {
                    <form method="post" action=path>
                        <button class="switch">{t.lock}</button>
                    </form>
                })}
                <p class="keys">{t.keys}</p>
            </div>
        }
    }
}

/// The audience sees this page, so it shows the code of the talk in large letters.
pub fn code_page(locale: Locale, assets: &Assets, code: &str, address: &str) -> String {
    let t = &locale.stage_texts().desk;
    let shown = address.split("://").last().unwrap_or_default().to_owned();
    let picture = qr::svg(address, t.code_alt);
    let body = view! {
        <main class="code-page" id="main">
            <h1 class="ds-heading" data-size="xl">{format!("{}: {code}", t.join)}</h1>
            <p class="address">{shown}</p>
            <div inner_html=picture></div>
            <p><a class="ds-link" href="/presenter">{t.to_desk}</a></p>
        </main>
    };
    document(
        locale,
        assets,
        &format!("{} – {}", t.join, t.title),
        "",
        body,
    )
}

/// Renders the notes of all scenes on one page, for reading before a talk and for printing.
pub fn notes_page(locale: Locale, notes: Locale, assets: &Assets) -> String {
    let t = &locale.stage_texts().desk;
    let scenes = SCENES.iter().enumerate().map(|(place, scene)| {
        let begins = minutes(i64::from(planned_before(place)));
        let actor = scene.actor.map(|actor| {
            view! { <p>{format!("{}: ", t.acts_as)}<strong>{actor.name}</strong></p> }
        });
        view! {
            <section>
                <h2>
                    <span class="number">{begins}</span>
                    {format!(" {}. ", place + 1)}
                    <span lang=notes.code()>{scene.title.in_locale(notes)}</span>
                </h2>
                {actor}
                <h3>{t.say}</h3>
                <p lang=notes.code()>{scene.say.in_locale(notes)}</p>
                <h3>{t.see}</h3>
                <p lang=notes.code()>{scene.see.in_locale(notes)}</p>
            </section>
        }
    });
    let body = view! {
        <main class="all-notes" id="main">
            <h1 class="ds-heading" data-size="lg">{t.all_notes}</h1>
            <p class="back"><a class="ds-link" href="/presenter">{t.to_desk}</a></p>
            {scenes.collect_view()}
        </main>
    };
    document(
        locale,
        assets,
        &format!("{} – {}", t.all_notes, t.title),
        "",
        body,
    )
}

fn document(
    locale: Locale,
    assets: &Assets,
    title: &str,
    refresh: &str,
    body: impl IntoView,
) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let [smartcloud, presenter, script, icon] = [
        "smartcloud.css",
        "presenter.css",
        "presenter.js",
        "favicon.svg",
    ]
    .map(|file| assets.path(file));
    let owner = Owner::new();
    let body = owner.with(|| body.into_view().to_html());
    format!(
        "<!DOCTYPE html><html lang=\"{}\" data-color-scheme=\"auto\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"{smartcloud}\"><link rel=\"stylesheet\" href=\"{presenter}\">\
         <link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">{refresh}\
         <script src=\"{script}\" defer></script></head><body>{body}</body></html>",
        locale.code()
    )
}

pub fn key_form(is_wrong: bool) -> AnyView {
    let t = &locale().stage_texts().key;
    view! {
        <Layout title=t.title no_note=true>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{t.title}</h1>
                <p class="ds-paragraph">{t.intro}</p>
                <form method="post" action="/presenter/key">
                    <div class="ds-field">
                        <label class="ds-label" for="key">{t.label}</label>
                        <input
                            class="ds-input"
                            id="key"
                            name="key"
                            type="password"
                            autocomplete="current-password"
                            aria-invalid=is_wrong.then_some("true")
                            aria-describedby=is_wrong.then_some("wrong-key")
                            required
                        />
                    </div>
                    {is_wrong.then(|| view! { <p class="ds-paragraph" id="wrong-key" role="alert">{t.wrong}</p> })}
                    <p class="actions"><button class="ds-button" type="submit">{t.button}</button></p>
                </form>
            </div>
        </Layout>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_compares_the_clock_with_the_plan_of_the_scene() {
        assert_eq!(pace(59, 60, 120), Pace::Ahead(1));
        assert_eq!(pace(60, 60, 120), Pace::OnTime);
        assert_eq!(pace(120, 60, 120), Pace::OnTime);
        assert_eq!(pace(185, 60, 120), Pace::Behind(65));
        assert_eq!(minutes(65), "1:05");
    }
}
