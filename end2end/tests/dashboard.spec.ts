import { connect, expect, heading, link, logIn, logInToStatus, statusPath, test } from "./customer.ts";

for (const [fault, says, way] of [
  [{ fault: "empty", status: 403 }, "gir ikke adgang til disse tallene", "Åpne systemtilganger i Altinn"],
  [{ fault: "empty", status: 401 }, "godtok ikke nøkkelen til SmartCloud", "Prøv igjen"],
  [{ fault: "html", status: 502 }, "Tjenesten svarer ikke akkurat nå.", "Prøv igjen"],
] as const) {
  test(`one module that fails leaves the others alone: ${says}`, async ({ page, customer, control }) => {
    await connect(page, customer, "Drift");
    await control.fault({ service: "resource-owner", path: "/api/Salary", ...fault, times: "all" });
    await link(page, "Åpne oversikten").click();
    const payroll = page.getByRole("article", { name: "Lønn" });
    await expect(payroll).toContainText(says);
    await expect(payroll).toContainText("Her ville du sett:");
    for (const other of ["Krav", "Varer på vei"]) {
      await expect(page.getByRole("article", { name: other })).toContainText("Hentet med systemtilgangen");
    }
    await expect(payroll.getByRole("link", { name: way })).toBeVisible();
    await control.clearFaults();
    await page.reload();
    await expect(payroll).toContainText("Hentet med systemtilgangen · enkelttjeneste Lønn");
  });
}

test("if Maskinporten does not answer, the boxes are empty and say so", async ({ page, customer, control }) => {
  await connect(page, customer);
  await control.fault({ service: "maskinporten", path: "/token", fault: "empty", status: 503, times: 9 });
  await link(page, "Åpne oversikten").click();
  const claims = page.getByRole("article", { name: "Krav" });
  await expect(claims).toContainText("Maskinporten svarer ikke akkurat nå.");
  await expect(claims).not.toContainText("Tjenesten svarer ikke");
  await control.clearFaults();
  await claims.getByRole("link", { name: "Prøv igjen" }).click();
  await expect(claims).toContainText("Hentet med systemtilgangen");
});

test("the dashboard says that Maskinporten no longer finds the system user, and leads to the status page", async ({
  page,
  customer,
  control,
}) => {
  await connect(page, customer);
  await control.fault({
    service: "maskinporten",
    path: "/token",
    fault: "oauth",
    error: "invalid_altinn_customer_configuration",
    description: "MP-303: no system user was found",
    times: 9,
  });
  await link(page, "Åpne oversikten").click();
  const claims = page.getByRole("article", { name: "Krav" });
  await expect(claims).toContainText("Maskinporten fant ingen systemtilgang for firmaet.");
  // The causes are for those who run SmartCloud, so the customer does not see them at first.
  const causes = claims.getByText("externalRef mangler");
  await expect(causes).toBeHidden();
  await claims.getByText("For brukerstøtte", { exact: true }).click();
  await expect(causes).toBeVisible();
  await control.clearFaults();
  await claims.getByRole("link", { name: "Se hva som gjelder" }).click();
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
});

test("the dashboard of a customer without a system user leads to the status page", async ({ page, customer }) => {
  await logInToStatus(page, customer);
  await page.goto(`/dashboard/${customer.organisation.number}`);
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er ikke koblet til ennå`);
});

test("no amount is cut at any width", async ({ page, customer }) => {
  await connect(page, customer, "Proff");
  await link(page, "Åpne oversikten").click();
  await expect(page).toHaveURL(/\/dashboard\/\d{9}$/);
  await page.waitForLoadState();
  for (const width of [390, 768, 900, 1000, 1024, 1280]) {
    await page.setViewportSize({ width, height: 720 });
    const cut = page.locator(".scroll").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect(await cut, `tables that are too wide at ${width}`).toBe(0);
  }
});

test("on paper, the dashboard has the figures and nothing to press", async ({ page, customer }) => {
  await connect(page, customer, "Drift");
  await link(page, "Åpne oversikten").click();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("table")).toHaveCount(2);
  await expect(page.getByRole("article", { name: "Lønn" })).toContainText("Hentet med systemtilgangen");
  await expect(page.getByRole("article", { name: "Betalinger" })).toBeHidden();
  await expect(page.getByRole("main").getByRole("link")).toHaveCount(0);
});

test.describe("a person without access to the figures", () => {
  test.use({ kind: "forwarder" });

  test("is told who can see them", async ({ page, customer, otherBrowser }) => {
    await connect(otherBrowser, { ...customer, person: customer.accessManager! }, "Drift");
    await link(otherBrowser, "Åpne oversikten").click();
    await expect(otherBrowser.getByText("Hentet med systemtilgangen ·")).toHaveCount(3);

    await page.goto(`/dashboard/${customer.organisation.number}`);
    await logIn(page, customer.person);
    const payroll = page.getByRole("article", { name: "Lønn" });
    await expect(payroll).toContainText("Du har ikke selv tilgang til dette i Altinn.");
    await expect(payroll).toContainText("Det kan også de som har tilgangspakken «Lønn».");
    await expect(payroll.getByRole("table")).toHaveCount(0);
    await expect(page.getByText("Hentet med systemtilgangen ·")).toHaveCount(0);
  });
});
