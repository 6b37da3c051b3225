import { connect, expect, heading, link, logInToStatus, statusPath, test } from "./customer.ts";

for (const [fault, says, way] of [
  [{ fault: "empty", status: 403 }, "gir ikke adgang til disse tallene", "Åpne systemtilganger i Altinn"],
  [{ fault: "empty", status: 401 }, "godtok ikke nøkkelen til SmartCloud", "Prøv igjen"],
  [{ fault: "html", status: 502 }, "Tjenesten svarer ikke akkurat nå.", "Prøv igjen"],
] as const) {
  test(`one module that fails leaves the others alone: ${says}`, async ({ page, customer, control }) => {
    await connect(page, customer, "Drift");
    await control.fault({ service: "resource-owner", path: "/api/Salary", ...fault });
    await link(page, "Åpne oversikten").click();
    const payroll = page.getByRole("article", { name: "Lønn" });
    await expect(payroll).toContainText(says);
    await expect(payroll).toContainText("Her ville du sett:");
    for (const other of ["Krav", "Varer på vei"]) {
      await expect(page.getByRole("article", { name: other })).toContainText("Hentet med systemtilgangen");
    }
    await expect(payroll.getByRole("link", { name: way })).toBeVisible();
    await page.reload();
    await expect(payroll).toContainText("Hentet med systemtilgangen · enkelttjeneste Lønn");
  });
}

test("if Maskinporten does not answer, the boxes are empty and say so", async ({ page, customer, control }) => {
  await connect(page, customer);
  await control.fault({ service: "maskinporten", path: "/token", fault: "empty", status: 503, times: 9 });
  await link(page, "Åpne oversikten").click();
  const claims = page.getByRole("article", { name: "Krav" });
  await expect(claims).toContainText("Tjenesten svarer ikke akkurat nå.");
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
  await expect(claims).toContainText("Systemtilgangen finnes ikke lenger i Altinn.");
  await expect(page.getByRole("main")).not.toContainText("MP-303");
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
