use leptos::prelude::*;

use crate::components::{locale, texts};

/// The claims in the example, as Skatteetaten's API would return them: the name in Bokmål, the due date (month and
/// day), and the amount in kroner.
const CLAIMS: [(&str, (i8, i8), i64); 3] = [
    ("Merverdiavgift 5. termin", (12, 10), 23_940),
    ("Forskuddstrekk 6. termin", (1, 15), 17_930),
    ("Arbeidsgiveravgift 6. termin", (1, 15), 9_655),
];
const PAY: [(&str, i64); 3] = [
    ("Astrid Moen", 31_260),
    ("Jonas Vik", 27_415),
    ("Leila Berg", 24_980),
];

/// Shows a part of the overview with figures of an imaginary café, so that a visitor sees SmartCloud before the log-in.
/// The example and the real overview have the same rules in the style sheet, so they look alike.
#[component]
pub fn SampleOverview() -> impl IntoView {
    let (t, words) = (&texts().home, &texts().dashboard);
    let locale = locale();
    // The data of the example is in Norwegian, like the data of the real overview.
    let claims = CLAIMS.map(|(name, (month, day), amount)| {
        view! {
            <tr>
                <th scope="row" lang="nb">{name}</th>
                <td class="number">{locale.day_and_month(month, day)}</td>
                <td class="number">{locale.kroner(100 * amount)}</td>
            </tr>
        }
    });
    let pay = PAY.map(|(name, amount)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{locale.kroner(100 * amount)}</td>
                <td>{words.paid}</td>
            </tr>
        }
    });
    let goods = [
        (
            "Kaffebønner, 12 sekker",
            "Kolding",
            "warning",
            words.delayed,
        ),
        ("Havremelk, 30 kartonger", "Malmö", "info", words.in_transit),
    ];
    let goods = goods.map(|(contents, origin, colour, state)| {
        view! {
            <li>
                <strong lang="nb">{contents}</strong>
                <span class="ds-tag" data-color=colour data-size="sm">{state}</span>
                <span class="quiet">{(words.from)(origin)}</span>
            </li>
        }
    });
    // The bars of the example's chart, which stand for earlier months. They have no figures, because the example is
    // only a picture.
    let bars = [26, 44, 31, 58, 40, 70]
        .into_iter()
        .enumerate()
        .map(|(index, height)| {
            view! { <rect x=10 + 49 * index y=83 - height width="34" height=height /> }
        });
    let total: i64 = CLAIMS.iter().map(|(_, _, amount)| amount).sum();
    view! {
        <section class="band" aria-labelledby="sample-title">
            <h2 class="ds-heading" data-size="md" id="sample-title">{t.sample_title}</h2>
            <p class="ds-paragraph lede">{t.sample_intro}</p>
            <ul class="sample">
                <li class="ds-card">
                    <h3 class="ds-heading" data-size="2xs">{words.claims.title}</h3>
                    <p class="figure"><strong>{locale.kroner(100 * total)}</strong>" "{words.to_pay}</p>
                    <svg class="chart" viewBox="0 0 300 84" aria-hidden="true">
                        {bars.into_iter().collect_view()}
                        <path d="M0 83h300" />
                    </svg>
                    <table><tbody>{claims.into_iter().collect_view()}</tbody></table>
                </li>
                <li class="ds-card">
                    <h3 class="ds-heading" data-size="2xs">{words.payroll.title}</h3>
                    <table><tbody>{pay.into_iter().collect_view()}</tbody></table>
                </li>
                <li class="ds-card">
                    <h3 class="ds-heading" data-size="2xs">{words.logistics.title}</h3>
                    <ul class="shipments">{goods.into_iter().collect_view()}</ul>
                </li>
            </ul>
            <p class="ds-paragraph quiet" data-size="sm">{t.sample_note}</p>
        </section>
    }
}
