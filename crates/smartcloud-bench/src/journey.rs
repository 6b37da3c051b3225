//! The whole journey of a customer: log-in, choice of a plan, approval in Altinn, second log-in, and dashboard.

use std::{fmt, sync::Arc, time::Instant};

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{browser::Browser, server::Server};

/// The label of the button that approves the request on Altinn's page.
const APPROVE: &str = "Godkjenn systemtilgang";

/// A person who may approve for an organisation. No other journey uses this person or this organisation.
#[derive(Clone)]
pub struct Customer {
    pub person: String,
    pub name: String,
    pub organisation: String,
}

pub async fn new_customer(server: &Server) -> Result<Customer> {
    let call = Client::new().post(format!("{}customers", server.control));
    let response = call.json(&json!({ "kind": "approver" })).send().await?;
    let customer: Value = response.error_for_status()?.json().await?;
    let text = |path: &str| {
        let text = customer.pointer(path).and_then(Value::as_str);
        text.map(str::to_owned)
            .with_context(|| format!("the customer has no {path}"))
    };
    Ok(Customer {
        person: text("/person/key")?,
        name: text("/person/name")?,
        organisation: text("/organisation/number")?,
    })
}

/// Removes all customers from the simulator.
pub async fn reset(server: &Server) -> Result<()> {
    let call = Client::new().post(format!("{}reset", server.control));
    call.send().await?.error_for_status()?;
    Ok(())
}

/// Approves SmartCloud's request in Altinn as a signed-in customer, then logs in again and opens the dashboard. Returns
/// the cookies of the new session.
pub async fn connect(browser: &Browser, customer: &Customer) -> Result<Option<String>> {
    let organisation = customer.organisation.as_str();
    browser
        .get(&format!("/connect/{organisation}/before?plan=basis"))
        .await?;
    let form = [("organisation", organisation), ("plan", "basis")];
    let altinn = browser.post("/connect/start", &form).await?;
    let altinn = if altinn.html.contains(APPROVE) {
        altinn
    } else {
        browser.choose(altinn, customer).await?
    };
    browser.press(&altinn, APPROVE).await?;
    // Altinn's log-out has ended SmartCloud's session, so the customer logs in again.
    let status = format!("/connect/{organisation}");
    let page = browser.sign_in(customer, &status).await?;
    ensure!(
        page.html.contains("er koblet til"),
        "the customer is not connected"
    );
    let dashboard = browser.get(&format!("/dashboard/{organisation}")).await?;
    Ok(browser.cookies(&dashboard.url))
}

async fn run(origin: &str, customer: &Customer) -> Result<()> {
    let browser = Browser::new(origin)?;
    browser.get("/").await?;
    browser.sign_in(customer, "/").await?;
    connect(&browser, customer).await?;
    Ok(())
}

pub struct Outcome {
    per_second: f64,
    lost: usize,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}, {} lost", self.per_second, self.lost)
    }
}

/// Runs `repeat` groups of journeys in sequence. The `at_once` journeys of each group run in parallel.
pub async fn run_many(server: &Server, at_once: usize, repeat: usize) -> Result<Outcome> {
    let mut customers = Vec::new();
    for _ in 0..at_once * repeat {
        customers.push(new_customer(server).await?);
    }
    let count = u32::try_from(customers.len())?;
    let origin: Arc<str> = server.origin.as_str().into();
    let mut lost = 0;
    let started = Instant::now();
    for customers in customers.chunks(at_once) {
        let mut journeys = JoinSet::new();
        for customer in customers {
            let (origin, customer) = (Arc::clone(&origin), customer.clone());
            journeys.spawn(async move { run(&origin, &customer).await });
        }
        while let Some(result) = journeys.join_next().await {
            if let Err(error) = result? {
                if lost < 3 {
                    eprintln!("  a journey is lost: {error:#}");
                }
                lost += 1;
            }
        }
    }
    Ok(Outcome {
        per_second: f64::from(count) / started.elapsed().as_secs_f64(),
        lost,
    })
}
