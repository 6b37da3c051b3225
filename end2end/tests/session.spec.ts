import {
  button,
  choosePerson,
  connect,
  expect,
  goToAltinn,
  heading,
  link,
  logIn,
  logInToPlan,
  logInToStatus,
  test,
} from "./customer.ts";

test("an expired session leads through log-in and keeps the plan", async ({ page, customer, context }) => {
  await logInToPlan(page, customer, "Drift");
  await context.clearCookies({ name: "smartcloud" });
  await button(page, "Gå til Altinn og godkjenn").click();
  await expect(heading(page)).toHaveText("Logg inn");
  await expect(page.getByRole("heading", { name: "Du er ikke logget inn" })).toBeVisible();
  // The session at ID-porten is still valid.
  await page.getByRole("main").getByRole("button", { name: /^Logg inn/ }).click();
  await expect(heading(page)).toHaveText(`Gi SmartCloud tilgang på vegne av ${customer.organisation.name}`);
  await expect(page.getByRole("main")).toContainText("Plan Drift");
  await goToAltinn(page);
  await expect(page.getByRole("heading", { name: "3 enkelttjenester" })).toBeVisible();
});

test("logging out ends the sessions at SmartCloud and at ID-porten", async ({ page, customer }) => {
  await connect(page, customer);
  await page.getByRole("navigation", { name: "Hovedmeny" }).getByRole("link", { name: "Logg ut" }).click();
  await expect(heading(page)).toHaveText("Vil du logge ut?");
  await button(page, "Logg ut").click();
  await expect(page).toHaveURL("/logged-out");
  await expect(heading(page)).toHaveText("Du er logget ut");

  await page.goto(`/dashboard/${customer.organisation.number}`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await button(page, "Logg inn med ID-porten").click();
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
});

test("a customer who cancels the log-out stays logged in", async ({ page, customer }) => {
  await logInToPlan(page, customer);
  await page.goto("/logout");
  await link(page, "Fortsett innlogget").click();
  // A person with one company does not have to choose.
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er ikke koblet til ennå`);
  await expect(page.getByRole("link", { name: "Logg ut" })).toBeVisible();
});

test("logging out in Altinn ends the session at SmartCloud", async ({ page, customer, context }) => {
  await logInToPlan(page, customer);
  const tab = await context.newPage();
  await tab.goto(page.url());
  await goToAltinn(tab);
  await tab.getByRole("banner").getByRole("link", { name: "Logg ut" }).click();
  await expect(tab.getByText("Du er logget ut av Altinn og ID-porten.")).toBeVisible();

  await page.reload();
  await expect(page).toHaveURL(/\/login\?next=/);
});

test("a cancelled log-in can be started again", async ({ page, customer }) => {
  await page.goto("/connect?plan=proff");
  await button(page, "Logg inn med ID-porten").click();
  await button(page, "Avbryt").click();
  await expect(page.getByRole("heading", { name: "Du avbrøt innloggingen" })).toBeVisible();
  await button(page, "Logg inn med ID-porten").click();
  await choosePerson(page, customer.person);
  await expect(page).toHaveURL(`/connect/${customer.organisation.number}/before?plan=proff`);
});

test("an expired log-in page says that it has expired", async ({ page, customer }) => {
  await page.goto("/login");
  await button(page, "Logg inn med ID-porten").click();
  const old = page.url();
  await choosePerson(page, customer.person);
  await expect(page.getByRole("link", { name: "Logg ut" })).toBeVisible();
  await page.goto(old);
  await expect(heading(page)).toHaveText("Innloggingen er ikke lenger åpen");
});

test("a log-in redirects to no other site", async ({ page, customer }) => {
  await page.goto("/login?next=https://example.com/");
  await logIn(page, customer.person);
  await expect(page.getByRole("link", { name: "Logg ut" })).toBeVisible();
  expect(new URL(page.url()).hostname).toBe("localhost");
});

test("no script can read the session cookie, and the browser sends it on the way back from Altinn", async ({ page, customer, context }) => {
  await logInToStatus(page, customer);
  const cookies = (await context.cookies()).filter((cookie) => cookie.domain === "localhost");
  expect(cookies.map((cookie) => cookie.name).sort()).toContain("smartcloud");
  for (const cookie of cookies) {
    expect(cookie, cookie.name).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  }
  // The browser forgets the cookie after the longest sign-in. The server ends a sign-in after half an hour without a
  // visit.
  const session = cookies.find((cookie) => cookie.name === "smartcloud");
  expect(session?.expires).toBeLessThan(Date.now() / 1000 + 9 * 60 * 60 + 60);
});
