//! Many visitors at once, as in a webinar. Each visitor has a sandbox, and waits some seconds between two clicks.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::task::JoinSet;

use crate::{
    browser::{Browser, Page},
    server::Server,
};

/// The person whom every visitor chooses. Each sandbox has a person with this name.
const PERSON: &str = "Kari Nordby";

/// The label of the button that approves the request on Altinn's page.
const APPROVE: &str = "Godkjenn systemtilgang";

/// The shortest time in milliseconds that a visitor waits before a click.
const SHORTEST_THOUGHT: u64 = 2000;
/// A visitor waits up to this many milliseconds more than `SHORTEST_THOUGHT`.
const RANGE_OF_THOUGHTS: u64 = 6000;

/// One visitor on the way from the home page to the dashboard.
struct Visitor {
    number: u64,
    browser: Browser,
    /// For each click, the time until the next page has arrived.
    clicks: Vec<Duration>,
}

impl Visitor {
    /// Waits before the click, because a person also needs time to think. Then clicks, and measures the time until the
    /// next page has arrived. The waiting times differ between visitors, but are the same in each run.
    async fn click(&mut self, click: impl AsyncFnOnce(&Browser) -> Result<Page>) -> Result<Page> {
        let place = self.clicks.len() as u64;
        let thought = (self.number * 7919 + place * 104_729) % RANGE_OF_THOUGHTS;
        tokio::time::sleep(Duration::from_millis(SHORTEST_THOUGHT + thought)).await;
        let started = Instant::now();
        let page = click(&self.browser).await?;
        self.clicks.push(started.elapsed());
        Ok(page)
    }

    /// Lets the visitor click from the home page to the dashboard. Returns the number of the organisation that the
    /// visitor got from the sandbox.
    async fn run(&mut self) -> Result<String> {
        self.click(async |browser| browser.get("/").await).await?;
        let next = "/connect?plan=basis";
        let chooser = self
            .click(async |browser| browser.post("/login/start", &[("next", next)]).await)
            .await?;
        let before = self
            .click(async |browser| browser.press(&chooser, PERSON).await)
            .await?;
        let organisation = organisation_of(&before)?;
        let form = [("organisation", organisation.as_str()), ("plan", "basis")];
        let altinn = self
            .click(async |browser| browser.post("/connect/start", &form).await)
            .await?;
        self.click(async |browser| browser.press(&altinn, APPROVE).await)
            .await?;
        // At the end of the approval, Altinn logs the user out, which also ends SmartCloud's session. So the visitor
        // logs in again.
        let next = format!("/connect/{organisation}");
        let chooser = self
            .click(async |browser| browser.post("/login/start", &[("next", &next)]).await)
            .await?;
        let status = self
            .click(async |browser| browser.press(&chooser, PERSON).await)
            .await?;
        ensure!(
            organisation_of(&status)? == organisation,
            "after the second log-in, the visitor is at {}",
            status.url
        );
        ensure!(
            status.html.contains("er koblet til"),
            "the visitor is not connected"
        );
        let path = format!("/dashboard/{organisation}");
        let dashboard = self.click(async |browser| browser.get(&path).await).await?;
        ensure!(
            dashboard.html.contains("Hentet med systemtilgangen"),
            "the dashboard has no figures"
        );
        Ok(organisation)
    }
}

/// Returns the organisation number in the address of a page, such as `/connect/312450186/before`.
fn organisation_of(page: &Page) -> Result<String> {
    let mut segments = page.url.path_segments().context("a page has a path")?;
    match (segments.next(), segments.next()) {
        (Some("connect" | "dashboard"), Some(number)) => Ok(number.to_owned()),
        _ => bail!("{} names no organisation", page.url),
    }
}

pub struct Outcome {
    pub visitors: usize,
    pub lost: usize,
    /// The number of visitors who got the same organisation as another visitor. This number must be 0, because no two
    /// visitors share a sandbox.
    pub mixed_up: usize,
    /// The response times of all visitors' clicks, in ascending order. A response time is the time from the click until
    /// the next page has arrived.
    clicks: Vec<Duration>,
    pub took: Duration,
}

impl Outcome {
    /// Returns a percentile of the response times. If `percent` is 95, no more than 5 percent of the clicks took
    /// longer.
    pub fn percentile(&self, percent: usize) -> Duration {
        let place = (self.clicks.len() * percent).div_ceil(100);
        let place = place.saturating_sub(1);
        self.clicks.get(place).copied().unwrap_or_default()
    }

    pub fn clicks(&self) -> usize {
        self.clicks.len()
    }
}

pub async fn run(server: &Server, visitors: usize) -> Result<Outcome> {
    let origin: Arc<str> = server.origin.as_str().into();
    let started = Instant::now();
    let mut journeys = JoinSet::new();
    for number in 0..visitors {
        let origin = Arc::clone(&origin);
        journeys.spawn(async move {
            let mut visitor = Visitor {
                number: number as u64,
                browser: Browser::new(&origin)?,
                clicks: Vec::new(),
            };
            let organisation = visitor.run().await;
            anyhow::Ok((organisation, visitor.clicks))
        });
    }
    let mut outcome = Outcome {
        visitors,
        lost: 0,
        mixed_up: 0,
        clicks: Vec::new(),
        took: Duration::ZERO,
    };
    let mut organisations = HashSet::new();
    while let Some(result) = journeys.join_next().await {
        let (organisation, clicks) = result??;
        outcome.clicks.extend(clicks);
        match organisation {
            Ok(organisation) => {
                if !organisations.insert(organisation) {
                    outcome.mixed_up += 1;
                }
            }
            Err(error) => {
                if outcome.lost < 3 {
                    eprintln!("  a visitor is lost: {error:#}");
                }
                outcome.lost += 1;
            }
        }
    }
    outcome.clicks.sort_unstable();
    outcome.took = started.elapsed();
    Ok(outcome)
}
