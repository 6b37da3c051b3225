import { answer, button, choosePerson, expect, heading, link, logIn, logInToPlan, statusPath, test } from "./customer.ts";

test("a customer approves in Altinn, comes back signed out, logs in and sees the numbers", async ({
  page,
  customer,
}) => {
  const { number, name } = customer.organisation;
  await page.goto("/");
  await page.getByRole("link", { name: "Velg Basis" }).click();
  await expect(heading(page)).toHaveText("Logg inn");
  await button(page, "Logg inn med ID-porten").click();
  await expect(page.getByRole("main")).toContainText("SmartCloud ber deg logge inn.");
  await choosePerson(page, customer.person);

  await expect(page).toHaveURL(`/connect/${number}/before?plan=basis`);
  await expect(heading(page)).toHaveText(`Gi SmartCloud tilgang på vegne av ${name}`);
  const requested = page.getByRole("region", { name: "Dette ber vi om" });
  await expect(requested.getByRole("heading", { level: 3 })).toHaveText(["Krav og betalinger"]);
  await requested.getByText("Teknisk navn").click();
  await expect(requested.getByText("ske-krav-og-betalinger")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Du sendes til Altinn (simulert)");
  await button(page, "Gå til Altinn og godkjenn").click();

  // The customer has a session at ID-porten, so ID-porten shows no log-in page.
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/accessmanagement\/ui\/systemuser\/request\?id=/);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(
    "SmartCloud ber om godkjenning til å lage en systemtilgang",
  );
  await expect(page.getByText("Simulering – ikke Altinn")).toBeVisible();
  await expect(page.getByRole("heading", { name: "1 enkelttjeneste" })).toBeVisible();
  await answer(page, customer, "Godkjenn systemtilgang");
  await expect(page.getByRole("main")).toContainText("Svaret ditt er tatt vare på i Altinn.");

  await logIn(page, customer.person);
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText(`${name} er koblet til`);
  await link(page, "Åpne oversikten").click();

  await expect(page).toHaveURL(`/dashboard/${number}`);
  const claims = page.getByRole("article", { name: "Krav" });
  await expect(claims).toContainText("Hentet med systemtilgangen · enkelttjeneste Krav og betalinger");
  expect(await claims.getByRole("row").count()).toBeGreaterThan(1);
  // SmartCloud fetched no data that the plan does not include.
  await expect(page.getByRole("article", { name: "Lønn" })).toContainText("Planen Basis viser ikke dette, og ber ikke om tilgang til det.");
});

for (const [plan, asks, modules] of [
  ["Drift", ["3 enkelttjenester"], ["Krav", "Lønn", "Varer på vei"]],
  ["Proff", ["1 tilgangspakke", "1 enkelttjeneste"], ["Krav", "Betalinger", "Lønn"]],
] as const) {
  test(`Altinn asks for what the plan ${plan} promised, and the dashboard shows its modules`, async ({
    page,
    customer,
  }) => {
    await page.goto("/");
    await page.getByRole("link", { name: `Velg ${plan}` }).click();
    await logIn(page, customer.person);
    await page.waitForLoadState();
    const promised = await page
      .getByRole("region", { name: "Dette ber vi om" })
      .getByRole("heading", { level: 3 })
      .count();
    await button(page, "Gå til Altinn og godkjenn").click();
    await expect(page.getByRole("heading", { level: 4 })).toHaveText([...asks]);
    await expect(page.getByRole("main").getByRole("listitem").getByRole("button")).toHaveCount(promised);

    await answer(page, customer, "Godkjenn systemtilgang");
    await logIn(page, customer.person);
    await link(page, "Åpne oversikten").click();
    for (const module of modules) {
      await expect(page.getByRole("article", { name: module })).toContainText("Hentet med systemtilgangen ·");
    }
    await expect(page.getByText("Hentet med systemtilgangen ·")).toHaveCount(modules.length);
  });
}

for (const plan of ["Basis", "Drift", "Proff"]) {
  test(`the button to Altinn is in sight on a small laptop: ${plan}`, async ({ page, customer }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await logInToPlan(page, customer, plan);
    await expect(button(page, "Gå til Altinn og godkjenn")).toBeInViewport({ ratio: 1 });
  });
}

test("on paper, the page before leaving has the list and nothing to press", async ({ page, customer }) => {
  await logInToPlan(page, customer, "Proff");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { name: "Krav, betalinger og utlegg" })).toBeVisible();
  // If Altinn's catalogue is slow, the page has SmartCloud's own names, and SmartCloud reads the catalogue in the
  // background.
  const service = page.getByText("Utleggstrekk");
  await expect(async () => {
    if (!(await service.isVisible())) await page.reload();
    await expect(service).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("navigation")).toHaveCount(0);
});
