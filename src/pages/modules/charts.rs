//! Draws small charts as SVG on the server. Beside each chart, a table shows the same figures, so screen readers skip
//! the chart.

use jiff::civil::Date;
use leptos::prelude::*;

use crate::components::locale;

const WIDTH: i64 = 320;
const MAX_HEIGHT: i64 = 64;

pub struct Bar {
    pub date: Date,
    /// The amount in øre. The chart leaves out a bar if its amount is zero or less.
    pub amount: i64,
    pub kind: BarKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BarKind {
    Above,
    /// The bar is above the line, and has the colour of a warning.
    Overdue,
    Below,
}

/// Draws a chart with bars above and below a line. The chart sorts the bars by date.
#[component]
pub fn BarChart(mut bars: Vec<Bar>) -> impl IntoView {
    bars.retain(|bar| bar.amount > 0);
    bars.sort_by_key(|bar| bar.date);
    if bars.is_empty() {
        return ().into_any();
    }
    let highest = |below: bool| {
        let side = bars
            .iter()
            .filter(|bar| (bar.kind == BarKind::Below) == below);
        side.map(|bar| bar.amount).max().unwrap_or(0)
    };
    let scale = highest(true).max(highest(false)).max(1);
    // Without a minimum height, the bar of a very small amount would be invisible.
    let height_of = |amount: i64| {
        if amount == 0 {
            0
        } else {
            (amount * MAX_HEIGHT / scale).max(3)
        }
    };
    let line = height_of(highest(false)) + 4;
    let height = line + height_of(highest(true)) + 24;
    let count = i64::try_from(bars.len()).unwrap_or(1).max(1);
    let step = WIDTH / count;
    let width = (step * 3 / 5).clamp(4, 44);
    // If the bars are narrow, a date is wider than a bar. In that case, only each `every`-th bar has a date.
    let every = (56 / step.max(1) + 1).max(1);

    let bars = bars.into_iter().zip(0_i64..).map(|(bar, index)| {
        let bar_height = height_of(bar.amount);
        let x = index * step + (step - width) / 2;
        let (class, y) = match bar.kind {
            BarKind::Above => ("above", line - bar_height),
            BarKind::Overdue => ("overdue", line - bar_height),
            BarKind::Below => ("below", line),
        };
        let label = (index % every == 0).then(|| {
            let middle = x + width / 2;
            view! { <text x=middle y=height - 5>{locale().short_date(bar.date)}</text> }
        });
        view! {
            <rect
                class=class
                x=x
                y=y
                width=width
                height=bar_height
                rx="2"
            />
            {label}
        }
    });
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {height}") aria-hidden="true">
            {bars.collect_view()}
            <path d=format!("M0 {line}H{WIDTH}") />
        </svg>
    }
    .into_any()
}
