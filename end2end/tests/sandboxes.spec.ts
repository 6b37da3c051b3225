import { type Browser, chromium, type Page, request } from "@playwright/test";
import { FIRST_PORT, launchOptions, type Site, siteAt, start, target } from "../server.ts";
import { button, choosePlan, expect, goToAltinn, heading, test as base } from "./customer.ts";
import { HttpVisitor } from "./http-visitor.ts";

// Each visitor has a sandbox. These tests start several browsers, each with its own process and cookies.

/** The ports come between those of the other sites. */
function perVisitorSite(place: number): Site {
  const port = FIRST_PORT + 57 + place;
  const simulatorPort = FIRST_PORT + 65 + 10 * place;
  const origin = (offset: number) => `http://127.0.0.1:${simulatorPort + offset}`;
  const files = `${target}/end2end/per-visitor-${place}`;
  return {
    ...siteAt(place),
    smartcloud: `http://localhost:${port}`,
    altinnUi: origin(0),
    altinnPlatform: origin(1),
    idPorten: origin(2),
    maskinporten: origin(3),
    resourceOwner: origin(4),
    control: `${origin(0)}/control`,
    health: `http://localhost:${port}/health`,
    files,
    env: {
      SMARTCLOUD_PUBLIC_URL: `http://localhost:${port}`,
      SMARTCLOUD_DATA: `${files}/data`,
      SIMULATOR_PORT: `${simulatorPort}`,
      SMARTCLOUD_LOGIN_LIMIT: "100000",
      SMARTCLOUD_SANDBOXES: "per-visitor",
      SMARTCLOUD_PRESENTER_KEY: "a-key-that-nobody-guesses",
    },
  };
}

const test = base.extend<{ pages: Page[] }, { site: Site }>({
  site: [
    async ({}, use, worker) => {
      const site = perVisitorSite(worker.parallelIndex);
      const stop = await start(site);
      await use(site);
      await stop();
    },
    { scope: "worker" },
  ],
  /** The first page of each of four browsers. */
  pages: async ({ site, javaScriptEnabled }, use) => {
    const browsers: Browser[] = [];
    for (let place = 0; place < 4; place++) browsers.push(await chromium.launch(launchOptions));
    const pages = browsers.map((browser) =>
      browser.newPage({
        baseURL: site.smartcloud,
        locale: "nb-NO",
        timezoneId: "Europe/Oslo",
        javaScriptEnabled: javaScriptEnabled !== false,
      }),
    );
    await use(await Promise.all(pages));
    for (const browser of browsers) await browser.close();
  },
});

/** The sandbox that the simulator's banner names. */
async function sandboxOf(page: Page): Promise<string> {
  const banner = page.getByText(/Sandkasse [a-z0-9]{6}/);
  await expect(banner).toBeVisible();
  return /Sandkasse ([a-z0-9]{6})/.exec((await banner.textContent()) ?? "")![1]!;
}

/** Presses the log-in button, and chooses a person of the browser's sandbox. Returns the sandbox. */
async function logInAs(page: Page, name: string): Promise<string> {
  await page.getByRole("main").getByRole("button", { name: /^Logg inn/ }).click();
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
  const sandbox = await sandboxOf(page);
  await page.getByRole("button", { name }).click();
  await expect(heading(page)).not.toHaveText("Hvem vil du logge inn som?");
  return sandbox;
}

async function goToAltinnAs(page: Page, name: string): Promise<string> {
  await choosePlan(page);
  const sandbox = await logInAs(page, name);
  await goToAltinn(page);
  expect(await sandboxOf(page)).toBe(sandbox);
  return sandbox;
}

/** Answers on Altinn's page, and logs in again at SmartCloud. Returns the address of the status page. */
async function answerAs(page: Page, name: string, answer: string): Promise<string> {
  await page.getByRole("main").getByText(answer, { exact: true }).click();
  await expect(heading(page)).toHaveText("Du er tilbake fra Altinn");
  await logInAs(page, name);
  return page.url();
}

/** Goes from the home page to an approved request, without a browser. Returns the address of the status page. */
async function approveOverHttp(site: Site): Promise<string> {
  const extraHTTPHeaders = { accept: "text/html", "accept-language": "nb" };
  const context = await request.newContext({ extraHTTPHeaders, timeout: 60_000 });
  const visitor = new HttpVisitor(context);
  await visitor.open(site.smartcloud);
  await visitor.follow("Velg Basis");
  await visitor.press("Logg inn");
  await visitor.press("Kari Nordby");
  await visitor.press("Gå til Altinn");
  await visitor.press("Godkjenn systemtilgang");
  expect(visitor.heading()).toBe("Fjordlys Kafé AS er koblet til");
  const status = visitor.url;
  await context.dispose();
  return status;
}

/**
 * Fifty clients, of which five act at each moment. If more of them acted at once, the unoptimised program would answer
 * the four browsers too late.
 */
async function fiftyClients(site: Site): Promise<string[]> {
  const ten = async () => {
    const statuses: string[] = [];
    for (let count = 0; count < 10; count++) statuses.push(await approveOverHttp(site));
    return statuses;
  };
  return (await Promise.all(Array.from({ length: 5 }, ten))).flat();
}

test("four browsers and fifty HTTP clients at the same time are in sandboxes of their own", async ({ pages, site }) => {
  test.setTimeout(300_000);
  const clients = fiftyClients(site);
  // Each browser goes to Altinn's page before any of them answers.
  const sandboxes = await Promise.all(pages.map((page) => goToAltinnAs(page, "Kari Nordby")));
  expect(new Set(sandboxes).size).toBe(4);
  // One visitor rejects the request. The other three, who act as Kari in their own sandboxes, approve theirs.
  const statuses = await Promise.all(
    pages.map((page, place) => answerAs(page, "Kari Nordby", place === 3 ? "Avvis" : "Godkjenn systemtilgang")),
  );
  // The address of a status page names the organisation, so no two visitors have the same organisation.
  expect(new Set([...statuses, ...(await clients)]).size).toBe(54);
  for (const [place, page] of pages.entries()) {
    const title = place === 3 ? "Forespørselen ble avvist" : "Fjordlys Kafé AS er koblet til";
    await expect(heading(page), `browser ${place}`).toHaveText(title);
  }
  // No visitor can open the page of another visitor's company.
  await Promise.all(
    pages.map(async (page, place) => {
      const answer = await page.goto(statuses[(place + 1) % 4]!);
      expect(answer?.status(), `browser ${place}`).toBe(403);
      await expect(page.getByRole("main")).not.toContainText("Fjordlys");
    }),
  );
});

test("an employee and an access manager meet in one sandbox, from two browsers", async ({ pages }) => {
  const [siv, liv] = [pages[0]!, pages[1]!];
  const sandbox = await goToAltinnAs(siv, "Siv Haugen");
  const request = siv.url();
  await button(siv, "Ja, send videre").click();
  await expect(siv.getByRole("status")).toContainText("Forespørselen er videresendt");

  // Liv's browser has no cookie. The link leads it into Siv's sandbox.
  await liv.goto(request);
  await expect(heading(liv)).toHaveText("Hvem vil du logge inn som?");
  expect(await sandboxOf(liv)).toBe(sandbox);
  await liv.getByRole("button", { name: "Liv Strand" }).click();
  await expect(heading(liv)).toHaveText("Gi tilgang til system");
  await button(liv, "Godkjenn systemtilgang").click();
  await expect(liv).toHaveURL(/\/returned\?/);

  await answerAs(siv, "Siv Haugen", "Avslutt");
  await expect(heading(siv)).toHaveText("Solvik Snekkeri AS er koblet til");
});

test("start afresh leaves no trace of the old sandbox in either half", async ({ pages, site }) => {
  const page = pages[0]!;
  const first = await goToAltinnAs(page, "Kari Nordby");
  const status = await answerAs(page, "Kari Nordby", "Godkjenn systemtilgang");
  await expect(heading(page)).toHaveText("Fjordlys Kafé AS er koblet til");

  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/overview`);
  await page.getByRole("link", { name: "Bytt person" }).click();
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
  await button(page, "Begynn på nytt").click();
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
  const second = await sandboxOf(page);
  expect(second).not.toBe(first);
  await page.getByRole("button", { name: "Kari Nordby" }).click();
  await expect(heading(page)).toHaveText("Systemtilganger for Fjordlys Kafé AS");
  await expect(page.getByRole("main")).not.toContainText("SmartCloud");
  await page.goto(status);
  await expect(page.getByRole("main")).not.toContainText("Fjordlys");
  await choosePlan(page);
  await page.getByRole("main").getByRole("button", { name: /^Logg inn/ }).click();
  // Kari of the new sandbox is logged in at ID-porten. There is no request to her company yet.
  await expect(heading(page)).toContainText("Gi SmartCloud tilgang på vegne av");
});
