//! SmartCloud's drawings. All lines of a drawing have the same width. The lines have the colour of the text beside the
//! drawing.

use leptos::prelude::*;

use super::texts;

/// Draws the logo, a cloud on a key. Screen readers skip the logo, because the name of the product stands beside it.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M10 17a5 5 0 0 1-.4-9.98 7 7 0 0 1 13.2 1.5A4.3 4.3 0 0 1 22.5 17z" />
            <path d="M16 17v12M16 24h4.5M16 29h6" />
        </svg>
    }
}

/// Draws a lock and its key on the status page. The element around this drawing has the attribute `data-step`. The
/// style sheet shows only the parts of the drawing that belong to the value of this attribute. Screen readers skip the
/// drawing, because the headline says the same.
///
/// The lock is a ring, seen from the front. A key in the lock is drawn as a bar in the ring. A key outside the lock is
/// drawn beside the ring. A badge with a sign also shows the status, for users who do not see the colours.
#[component]
pub fn KeyMark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 176 112" aria-hidden="true">
            <circle class="plate" cx="56" cy="56" r="48" />
            <circle cx="56" cy="56" r="31" />
            <path d="M56 8v9M104 56h-9" />
            <g class="hole">
                <circle cx="56" cy="50" r="6" />
                <path d="M53.5 56 51 70h10l-2.5-14" />
            </g>
            <rect class="bar" x="49" y="22" width="14" height="68" rx="7" />
            <g class="key">
                <circle cx="152" cy="56" r="16" />
                <circle cx="158" cy="56" r="3" />
                <path d="M136 56h-22M121 56v9M114 56v12" />
            </g>
            <g class="badge">
                <circle class="plate" cx="92" cy="92" r="16" />
                <path class="yes" d="m85 92 5 5 9-10" />
                <path class="no" d="m86 86 12 12M98 86 86 98" />
                <path class="clock" d="M92 83v9l6 4" />
                <path class="back" d="M100 92H85m6-7-7 7 7 7" />
                <path class="wonder" d="M88 88a4 4 0 1 1 5 4c-1 .5-1 1-1 3m0 4v.5" />
            </g>
        </svg>
    }
}

/// Draws the picture on the home page: a company gives SmartCloud a key, and SmartCloud opens the tax office with this
/// key. The picture contains labels, so users understand the picture without colours.
#[component]
pub fn Picture() -> impl IntoView {
    let t = &texts().home;
    view! {
        <svg class="picture" viewBox="0 0 400 300" role="img" aria-labelledby="picture-title picture-text">
            <title id="picture-title">{t.picture_title}</title>
            <desc id="picture-text">{t.picture_description}</desc>
            // These shapes draw the company.
            <g>
                <path class="surface" d="M26 246V170l36-22 36 22v76z" />
                <path d="M18 246h88M50 246v-26h24v26M46 186h8M70 186h8M46 204h8M70 204h8" />
            </g>
            // These shapes draw the key, and the arrow from the company to SmartCloud.
            <path class="way" d="M62 132C66 92 92 70 132 66" />
            <path d="m124 58 10 8-10 9" />
            <g class="key-fill">
                <circle cx="66" cy="78" r="13" />
                <circle cx="66" cy="73" r="3" />
                <path d="M66 91v24M66 104h8M66 112h10" />
            </g>
            // These shapes draw SmartCloud as a cloud.
            <g>
                <path class="surface" d="M166 104a29 29 0 0 1-2-58 42 42 0 0 1 79-9 27 27 0 0 1 3 67z" />
                <path d="M205 72a9 9 0 1 0-9-9 9 9 0 0 0 9 9zm0 0v20m0-7h7" />
            </g>
            // These lines draw the arrow from SmartCloud to the tax office.
            <path class="way" d="M264 74c34 8 60 28 70 62" />
            <path d="m328 124 6 13 10-10" />
            // These shapes draw the tax office.
            <g>
                <path class="surface" d="M294 178l44-28 44 28z" />
                <path class="surface" d="M300 236h76v10h-76z" />
                <path d="M310 178v58M329 178v58M347 178v58M366 178v58M290 246h96" />
            </g>
            <text x="62" y="274">{t.picture_company}</text>
            <text x="205" y="136">"SmartCloud"</text>
            <text x="338" y="274">{t.picture_office}</text>
            <text class="small" x="66" y="48">{t.picture_key}</text>
        </svg>
    }
}
