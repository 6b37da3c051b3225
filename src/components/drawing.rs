//! SmartCloud's drawings. All lines have the same width, and the colour of the text around the drawing.

use leptos::prelude::*;

use super::texts;

/// Draws the logo. Screen readers skip the logo, because the name of the product stands beside the logo.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M10 17a5 5 0 0 1-.4-9.98 7 7 0 0 1 13.2 1.5A4.3 4.3 0 0 1 22.5 17z" />
            <path d="M16 17v12M16 24h4.5M16 29h6" />
        </svg>
    }
}

/// Draws a padlock and its key on the status page. The style sheet selects the visible parts by the attribute
/// `data-step` of the surrounding element. Screen readers skip the drawing, because the headline says the same.
///
/// With access, the key is in an open padlock. With an open request, the key is in a closed padlock. A badge with a
/// sign shows the status to users who do not see the colours.
#[component]
pub fn KeyMark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 176 112" aria-hidden="true">
            <path class="closed" d="M34 48V33a22 22 0 0 1 44 0v15" />
            <path class="open" d="M34 48V27a22 22 0 0 1 44 0v7" />
            <rect class="plate" x="14" y="48" width="84" height="58" rx="10" />
            <g class="hole">
                <circle cx="56" cy="71" r="6" />
                <path d="M53.5 77 51 90h10l-2.5-13" />
            </g>
            <g class="key">
                <circle cx="154" cy="77" r="15" />
                <circle cx="160" cy="77" r="3" />
                <path d="M139 77h-29M116 77v9M110 77v11" />
            </g>
            <g class="key-in">
                <circle cx="128" cy="77" r="15" />
                <circle cx="134" cy="77" r="3" />
                <path d="M113 77H48M58 77v9M48 77v12" />
            </g>
            <g class="badge">
                <circle class="plate" cx="98" cy="52" r="15" />
                <path class="yes" d="m91 52 5 5 9-10" />
                <path class="no" d="m92 46 12 12M104 46 92 58" />
                <path class="clock" d="M98 43v9l6 4" />
                <path class="back" d="M106 52H91m6-7-7 7 7 7" />
                <path class="wonder" d="M94 48a4 4 0 1 1 5 4c-1 .5-1 1-1 3m0 4v.5" />
            </g>
        </svg>
    }
}

/// Draws the picture on the home page: the company gives SmartCloud a key, SmartCloud fetches figures from each
/// service, and the figures go to the company. The picture contains labels, so that users understand it without
/// colours.
#[component]
pub fn Picture() -> impl IntoView {
    let (t, modules) = (&texts().home, &texts().dashboard);
    let services = [
        modules.claims.title,
        modules.payments.title,
        modules.payroll.title,
        modules.logistics.title,
    ];
    let service = |(index, title): (usize, &'static str)| {
        let y = 8 + 66 * index;
        view! {
            <rect class="surface" x="382" y=y width="160" height="48" rx="8" />
            <text x="462" y=y + 30>{title}</text>
        }
    };
    view! {
        <svg class="picture" viewBox="-10 0 554 264" role="img" aria-labelledby="picture-title picture-text">
            <title id="picture-title">{t.picture_title}</title>
            <desc id="picture-text">{t.picture_description}</desc>
            // The company:
            <g>
                <path class="surface" d="M18 226V150l36-22 36 22v76z" />
                <path d="M10 226h88M42 226v-26h24v26M38 166h8M62 166h8M38 184h8M62 184h8" />
            </g>
            // The key, and the arrow from the company to SmartCloud:
            <path class="way" d="M54 116C58 84 98 66 158 74" />
            <path d="m149 66 10 8-10 8" />
            <g class="key-fill">
                <circle cx="58" cy="64" r="13" />
                <circle cx="58" cy="59" r="3" />
                <path d="M58 77v24M58 90h8M58 98h10" />
            </g>
            // The arrow that brings the figures from SmartCloud to the company:
            <path d="M216 172c-18 26-62 38-108 36m8-8-8 8 8 8" />
            // SmartCloud, drawn as a cloud:
            <path class="surface" d="M194 160a36 36 0 0 1-3-72 52 52 0 0 1 98-11 34 34 0 0 1 4 83z" />
            <text x="238" y="130">"SmartCloud"</text>
            // The lines that bring the figures from the services to SmartCloud:
            <path d="M382 32H364V230H382M382 98h-18M382 164h-18M364 130H340m8-8-8 8 8 8" />
            {services.into_iter().enumerate().map(service).collect_view()}
            <text x="54" y="252">{t.picture_company}</text>
            <text class="small" x="76" y="36">{t.picture_key}</text>
            <text class="small" x="186" y="230">{t.picture_figures}</text>
        </svg>
    }
}
