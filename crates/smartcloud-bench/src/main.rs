//! Measures one or two builds of SmartCloud and prints one table.
//!
//! ```text
//! smartcloud-bench [--seconds N] [--runs N] [--site FOLDER] [--only NAME] PROGRAM [OTHER_PROGRAM]
//! smartcloud-bench --visitors N [--site FOLDER] PROGRAM [OTHER_PROGRAM]
//! ```
//!
//! With `--visitors N`, the benchmark runs N visitors and measures nothing else. Each visitor has a sandbox, and waits
//! between two clicks. The command fails if a visitor does not reach the dashboard. The command also fails if a visitor
//! sees another visitor's organisation.
//!
//! `--only status` measures only the status page, and `--only journeys` measures only the journeys. Use these options,
//! for example, under a profiler.
//!
//! The request log of each build is on, and the simulator runs in the same process. The benchmark compares each page
//! with a bare axum handler that returns the same bytes. The bare handler runs in another process, and the benchmark
//! measures it directly after the page. So the speed of the machine hardly changes the ratio between the two results.

mod bare;
mod browser;
mod journey;
mod load;
mod server;
mod visitors;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};

use crate::{
    browser::Browser,
    load::Load,
    server::{Server, idle_connections},
};

/// The numbers of journeys that run at the same time, one number for each measurement.
const JOURNEYS_AT_ONCE: [usize; 3] = [1, 50, 500];

struct Arguments {
    /// How long the benchmark measures each page.
    duration: Duration,
    /// The number of runs with 500 journeys each. With several runs, the table shows whether the memory grows.
    runs: usize,
    site: Option<PathBuf>,
    /// The number of visitors that the benchmark runs. Each visitor has a sandbox. If this is `None`, the benchmark
    /// runs no visitors and makes all other measurements.
    visitors: Option<usize>,
    /// The name of the page to measure, or `journeys`. The benchmark then measures nothing else. `None` measures
    /// everything.
    only: Option<String>,
    programs: Vec<PathBuf>,
}

impl Arguments {
    fn includes(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }
}

/// One line of the table: what was measured, and the result as text.
type Row = (String, String);

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, folder] = &arguments[..]
        && command == bare::COMMAND
    {
        return bare::serve(folder.as_ref()).await;
    }
    let arguments = parse(arguments)?;
    let mut columns = Vec::new();
    for program in &arguments.programs {
        eprintln!("Measuring {}", program.display());
        if let Some(visitors) = arguments.visitors {
            columns.push(measure_visitors(program, &arguments, visitors).await?);
            continue;
        }
        columns.push(measure(program, &arguments).await?);
    }
    print_table(&arguments.programs, &columns);
    Ok(())
}

fn parse(arguments: Vec<String>) -> Result<Arguments> {
    let mut parsed = Arguments {
        duration: Duration::from_secs(5),
        runs: 10,
        site: None,
        visitors: None,
        only: None,
        programs: Vec::new(),
    };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            let value = arguments.next();
            value.with_context(|| format!("{argument}: the value is missing"))
        };
        match argument.as_str() {
            "--seconds" => parsed.duration = Duration::from_secs(value()?.parse()?),
            "--runs" => parsed.runs = value()?.parse()?,
            "--site" => parsed.site = Some(value()?.into()),
            "--visitors" => parsed.visitors = Some(value()?.parse()?),
            "--only" => parsed.only = Some(value()?),
            other if other.starts_with('-') => bail!("{other}: unknown option"),
            _ => parsed.programs.push(argument.into()),
        }
    }
    if parsed.programs.is_empty() {
        bail!(
            "usage: smartcloud-bench [--seconds N] [--runs N] [--site FOLDER] [--only NAME] PROGRAM \
             [OTHER_PROGRAM]\n       smartcloud-bench --visitors N [--site FOLDER] PROGRAM [OTHER_PROGRAM]"
        );
    }
    Ok(parsed)
}

async fn measure(program: &std::path::Path, arguments: &Arguments) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let server = Server::start(program, arguments.site.as_deref(), true).await?;
    rows.push(row(
        "start, new data folder",
        milliseconds(server.started_in),
    ));
    server.stop().await?;
    let server = Server::start(program, arguments.site.as_deref(), false).await?;
    rows.push(row(
        "start, kept data folder",
        milliseconds(server.started_in),
    ));
    rows.push(row("memory at rest", megabytes(server.memory()?)));

    let (before, open, closed) = idle_connections(&server, 2000).await?;
    let text = format!(
        "+{}, +{} when closed",
        megabytes(open.saturating_sub(before)),
        megabytes(closed.saturating_sub(before))
    );
    rows.push(row("2,000 idle connections", text));

    measure_pages(&server, arguments, &mut rows).await?;
    if arguments.includes("journeys") {
        measure_journeys(&server, arguments.runs, &mut rows).await?;
    }
    server.stop().await?;
    Ok(rows)
}

async fn measure_visitors(
    program: &std::path::Path,
    arguments: &Arguments,
    visitors: usize,
) -> Result<Vec<Row>> {
    let site = arguments.site.as_deref();
    let server = Server::start_with(program, site, true, &server::PER_VISITOR).await?;
    let before = server.memory()?;
    let used = server.processor_time()?;
    let outcome = visitors::run(&server, visitors).await?;
    let used = server.processor_time()?.saturating_sub(used);
    let after = server.memory()?;
    server.stop().await?;
    let rows = vec![
        row(
            "visitors at once, lost, mixed up",
            format!("{visitors}, {}, {}", outcome.lost, outcome.mixed_up),
        ),
        row(
            "time, clicks",
            format!("{:.0} s, {}", outcome.took.as_secs_f64(), outcome.clicks()),
        ),
        row(
            "a click: p50, p95, p99, longest",
            [50, 95, 99, 100]
                .map(|percent| milliseconds(outcome.percentile(percent)))
                .join(", "),
        ),
        row(
            "processor time for each visitor",
            milliseconds(used / u32::try_from(visitors.max(1))?),
        ),
        row(
            "memory before, after",
            format!("{}, {}", megabytes(before), megabytes(after)),
        ),
    ];
    if outcome.lost + outcome.mixed_up > 0 {
        bail!(
            "{} of {} visitors are lost, and {} are mixed up",
            outcome.lost,
            outcome.visitors,
            outcome.mixed_up
        );
    }
    Ok(rows)
}

async fn measure_journeys(server: &Server, runs: usize, rows: &mut Vec<Row>) -> Result<()> {
    for at_once in JOURNEYS_AT_ONCE {
        eprintln!("  {at_once} journeys at once");
        // Each result needs at least 20 journeys, so smaller groups of journeys run several times.
        let repeat = 20_usize.div_ceil(at_once);
        let used = server.processor_time()?;
        let outcome = journey::run_many(server, at_once, repeat).await?;
        let used = server.processor_time()?.saturating_sub(used);
        rows.push(row(
            &format!("journeys a second, {at_once} at once"),
            outcome.to_string(),
        ));
        // The processor time includes the calls that create the customers in the simulator.
        rows.push(row(
            &format!("processor time for each journey, {at_once} at once"),
            milliseconds(used / u32::try_from(at_once * repeat)?),
        ));
    }
    rows.push(row(
        "memory after 500 journeys at once",
        megabytes(server.memory()?),
    ));
    // The simulator keeps every customer in memory, and each journey has a new customer. A reset between two runs
    // removes the customers. If the memory still grows, the process leaks memory.
    for run in 1..runs {
        journey::reset(server).await?;
        let outcome = journey::run_many(server, 500, 1).await?;
        let memory = megabytes(server.memory()?);
        eprintln!(
            "  500 journeys at once, run {}: {outcome}; {memory}",
            run + 1
        );
    }
    let name = format!("memory after {runs} such runs");
    rows.push(row(&name, megabytes(server.memory()?)));
    Ok(())
}

async fn measure_pages(server: &Server, arguments: &Arguments, rows: &mut Vec<Row>) -> Result<()> {
    let browser = Browser::new(&server.origin)?;
    let customer = journey::new_customer(server).await?;
    browser.sign_in(&customer, "/").await?;
    let organisation = &customer.organisation;
    let before = format!("/connect/{organisation}/before?plan=basis");
    let before_page = browser.get(&before).await?;
    let css = stylesheet(&browser.get("/").await?.html)?;

    let mut pages: Vec<(&str, String, Option<String>)> = vec![
        ("/health", "/health".to_owned(), None),
        ("style sheet", css, None),
        ("home", "/".to_owned(), None),
        ("before", before, browser.cookies(&before_page.url)),
    ];
    measure_group(server, &pages, arguments, rows).await?;

    // The status page and the dashboard need a connected customer.
    let cookies = journey::connect(&browser, &customer).await?;
    pages = vec![
        (
            "status",
            format!("/connect/{organisation}"),
            cookies.clone(),
        ),
        ("dashboard", format!("/dashboard/{organisation}"), cookies),
    ];
    measure_group(server, &pages, arguments, rows).await
}

async fn measure_group(
    server: &Server,
    pages: &[(&str, String, Option<String>)],
    arguments: &Arguments,
    rows: &mut Vec<Row>,
) -> Result<()> {
    let duration = arguments.duration;
    for (name, path, cookies) in pages.iter().filter(|page| arguments.includes(page.0)) {
        eprintln!("  {name}");
        let load = Load {
            path,
            cookies: cookies.as_deref(),
            accept_encoding: None,
        };
        let body = load
            .body(server.address)
            .await
            .with_context(|| format!("{name}: {path}"))?;
        let compressed = Load {
            accept_encoding: Some("br"),
            ..load
        };
        let compressed = compressed.body(server.address).await?;

        load.run(server.address, duration / 5).await?; // Warm up.
        let used = server.processor_time()?;
        let figures = load.run(server.address, duration).await?;
        let used = server.processor_time()?.saturating_sub(used);
        let bare = bare::Bare::start(&body).await?;
        let bare_load = Load {
            path: "/",
            cookies: None,
            accept_encoding: None,
        };
        let bare_figures = bare_load.run(bare.address, duration).await?;
        bare.stop().await?;

        let ratio = figures.per_second / bare_figures.per_second;
        rows.push(row(
            &format!("{name}: answers a second"),
            format!(
                "{:.0} ({ratio:.2} × bare {:.0})",
                figures.per_second, bare_figures.per_second
            ),
        ));
        rows.push(row(
            &format!("{name}: p50, p99"),
            format!(
                "{}, {}",
                milliseconds(figures.p50),
                milliseconds(figures.p99)
            ),
        ));
        rows.push(row(
            &format!("{name}: processor time for each answer"),
            microseconds(used / figures.count.max(1)),
        ));
        rows.push(row(
            &format!("{name}: bytes, with brotli"),
            format!("{}, {}", body.len(), compressed.len()),
        ));
    }
    Ok(())
}

fn stylesheet(html: &str) -> Result<String> {
    let at = html
        .find("rel=\"stylesheet\"")
        .context("the home page has no style sheet")?;
    let tag = &html[html[..at].rfind('<').unwrap_or(at)..];
    browser::attribute(tag, "href").context("the style sheet has no address")
}

fn row(name: &str, result: String) -> Row {
    eprintln!("  {name}: {result}");
    (name.to_owned(), result)
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

fn microseconds(duration: Duration) -> String {
    format!("{} µs", duration.as_micros())
}

fn megabytes(kilobytes: u64) -> String {
    format!("{} MB", kilobytes / 1000)
}

fn print_table(programs: &[PathBuf], columns: &[Vec<Row>]) {
    let names = programs
        .iter()
        .map(|program| format!(" {} |", program.display()));
    println!("| |{}", names.collect::<String>());
    println!("|---|{}", "---|".repeat(programs.len()));
    for (place, (name, _)) in columns[0].iter().enumerate() {
        let results = columns.iter().filter_map(|rows| rows.get(place));
        let results: Vec<&str> = results.map(|(_, result)| result.as_str()).collect();
        println!("| {name} | {} |", results.join(" | "));
    }
}
