//! Small charts, drawn on the server. Each stands beside a table with the same figures, so it is left
//! out for those who listen.

use jiff::civil::Date;
use leptos::prelude::*;

use crate::components::locale;

const WIDTH: i64 = 320;
/// The tallest bar.
const TALL: i64 = 64;

/// An amount as a bar.
pub struct Bar {
    pub date: Date,
    /// In øre, positive.
    pub amount: i64,
    /// Below the line instead of above it.
    pub below: bool,
}

/// Bars over (and under) a line, in the order of their dates.
#[component]
pub fn Bars(mut bars: Vec<Bar>) -> impl IntoView {
    bars.retain(|bar| bar.amount > 0);
    bars.sort_by_key(|bar| bar.date);
    if bars.is_empty() {
        return ().into_any();
    }
    let highest = |below: bool| {
        let side = bars.iter().filter(|bar| bar.below == below);
        side.map(|bar| bar.amount).max().unwrap_or(0)
    };
    let scale = highest(true).max(highest(false)).max(1);
    // A small amount is still to be seen.
    let tall = |amount: i64| {
        if amount == 0 {
            0
        } else {
            (amount * TALL / scale).max(3)
        }
    };
    let line = tall(highest(false)) + 4;
    let height = line + tall(highest(true)) + 24;
    let count = i64::try_from(bars.len()).unwrap_or(1).max(1);
    let step = WIDTH / count;
    let wide = (step * 3 / 5).clamp(4, 44);
    // Dates in a row need room: every second or third is enough.
    let every = (56 / step.max(1) + 1).max(1);

    let drawn = bars.into_iter().zip(0_i64..).map(|(bar, index)| {
        let tall = tall(bar.amount);
        let x = index * step + (step - wide) / 2;
        let y = if bar.below { line } else { line - tall };
        let label = (index % every == 0).then(|| {
            let middle = x + wide / 2;
            view! { <text x=middle y=height - 5>{locale().short_date(bar.date)}</text> }
        });
        view! {
            <rect
                class=if bar.below { "out" } else { "in" }
                x=x
                y=y
                width=wide
                height=tall
                rx="2"
            />
            {label}
        }
    });
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {height}") aria-hidden="true">
            {drawn.collect_view()}
            <path d=format!("M0 {line}H{WIDTH}") />
        </svg>
    }
    .into_any()
}
