import { readFileSync } from "node:fs";
import { siteAt, start } from "../server.ts";
import {
  answer,
  button,
  connect,
  expect,
  goToAltinn,
  heading,
  leaveForAltinn,
  link,
  logIn,
  logInToPlan,
  statusPath,
  test,
} from "./customer.ts";
import { Control } from "./site.ts";

const REQUESTS = { service: "altinn-platform", path: "/authentication/api/v1/systemuser/request/vendor" };

/** The log of the server. */
const linesOfLog = (files: string) => readFileSync(`${files}/server.log`, "utf8").split("\n");

test("the page says that Altinn does not answer, and loses nothing", async ({ page, customer, control }) => {
  await logInToPlan(page, customer, "Drift");
  for (const fault of [{ fault: "empty", status: 503 }, { fault: "html", status: 502 }, { fault: "cut" }]) {
    await control.fault({ ...REQUESTS, method: "POST", ...fault });
    await button(page, "Gå til Altinn og godkjenn").click();
    await expect(page.getByRole("heading", { name: "Vi får ikke svar fra Altinn" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(/Referanse for brukerstøtte: [0-9a-f]{32}/);
    await expect(page.getByRole("main")).toContainText("Plan Drift");
  }
  await goToAltinn(page);
});

for (const [code, title] of [
  ["AUTH-00001", "Altinn lar oss ikke be om alt planen trenger"],
  ["AUTH-00063", "Altinn lar oss ikke be om alt planen trenger"],
  ["AUTH-00064", "Altinn lar oss ikke be om alt planen trenger"],
  ["AUTH-00021", "Altinn kjenner ikke veien tilbake til SmartCloud"],
  ["AUTH-00026", "Altinn kjenner ikke veien tilbake til SmartCloud"],
  ["AUTH-00011", "Altinn tok ikke imot forespørselen"],
] as const) {
  test(`a request that Altinn refuses by ${code} is told as what it is`, async ({ page, customer, control, site }) => {
    await logInToPlan(page, customer);
    await control.fault({ ...REQUESTS, method: "POST", fault: "problem", code });
    await button(page, "Gå til Altinn og godkjenn").click();
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    // The log has the reference that the page shows for support.
    const reference = await page.getByRole("main").locator("code").filter({ hasText: /^[0-9a-f]{32}$/ }).innerText();
    expect(linesOfLog(site.files).some((line) => line.includes(reference) && line.includes(code))).toBe(true);
    // The page offers a way to continue.
    await goToAltinn(page);
  });
}

test("SmartCloud asks Altinn again if Altinn did not answer at the return", async ({ page, customer, control }) => {
  await leaveForAltinn(page, customer);
  await control.fault({ ...REQUESTS, method: "GET", fault: "empty", status: 503, times: "all" });
  await answer(page, customer, "Godkjenn systemtilgang");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText("Vi vet ikke svaret akkurat nå");
  await expect(page.getByRole("main")).toContainText("Det du har gjort, er lagret.");
  await control.clearFaults();
  await link(page, "Prøv igjen").click();
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
});

test("while Altinn is down, the page says that it shows an earlier status", async ({ page, customer, control }) => {
  await connect(page, customer);
  await control.fault({ service: "altinn-platform", path: "/authentication/api/v1/systemuser", fault: "cut", times: 9 });
  const answered = page.waitForResponse((response) => response.url().endsWith(statusPath(customer.organisation)));
  await page.goto(statusPath(customer.organisation));
  expect((await answered).status()).toBe(503);
  await expect(heading(page)).toHaveText("Vi vet ikke svaret akkurat nå");
  await expect(page.getByRole("main")).toContainText(
    `Sist vi fikk svar, var det slik: ${customer.organisation.name} er koblet til.`,
  );

  await page.goto(`/dashboard/${customer.organisation.number}`);
  await expect(heading(page)).toHaveText("Vi får ikke svar fra Altinn");
  await control.clearFaults();
  await link(page, "Prøv igjen").click();
  await expect(page.getByRole("article", { name: "Krav" })).toContainText("Hentet med systemtilgangen");
});

test("the page says that ID-porten does not answer, and the next try works", async ({ page, customer, control }) => {
  await page.goto("/connect?plan=basis");
  await control.fault({ service: "id-porten", path: "/par", fault: "empty", status: 503 });
  await button(page, "Logg inn med ID-porten").click();
  await expect(page.getByRole("heading", { name: "Vi får ikke svar fra ID-porten" })).toBeVisible();
  await logIn(page, customer.person);
  await expect(page).toHaveURL(`/connect/${customer.organisation.number}/before?plan=basis`);
});

// SmartCloud caches its tokens. This test needs a SmartCloud without a token.
for (const [fault, title] of [
  [{ fault: "empty", status: 503 }, "Vi får ikke svar fra Maskinporten"],
  [
    { fault: "oauth", error: "invalid_scope", description: "MP-200: Token request contains invalid scopes for client" },
    "Maskinporten godtok ikke SmartCloud",
  ],
] as const) {
  test(`a Maskinporten that gives no token is told of: ${title}`, async ({ page }, info) => {
    const site = siteAt(info.parallelIndex + 2);
    const stop = await start(site);
    try {
      const control = new Control(site);
      const customer = await control.call<Parameters<typeof logInToPlan>[1]>("POST", "customers");
      await page.goto(`${site.smartcloud}/connect?plan=basis`);
      await control.fault({ service: "maskinporten", path: "/token", ...fault, times: 20 });
      await logIn(page, customer.person);
      // The page works without Altinn's answer, because `start` asks Altinn again.
      await expect(heading(page)).toHaveText(`Gi SmartCloud tilgang på vegne av ${customer.organisation.name}`);
      await button(page, "Gå til Altinn og godkjenn").click();
      await expect(page.getByRole("heading", { name: title })).toBeVisible();

      await page.goto(`${site.smartcloud}${statusPath(customer.organisation)}`);
      await expect(page.getByRole("main")).toContainText(title);
      await control.clearFaults();
      await page.goto(`${site.smartcloud}/connect/${customer.organisation.number}/before?plan=basis`);
      await goToAltinn(page);
    } finally {
      // Wait for the page's own requests. They would fail when the server stops.
      await page.goto("about:blank");
      await stop();
    }
  });
}
