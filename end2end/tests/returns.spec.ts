import {
  answer,
  button,
  connect,
  expect,
  goToAltinn,
  heading,
  isBackSignedOut,
  leaveForAltinn,
  link,
  logIn,
  logInToPlan,
  requestOf,
  statusPath,
  test,
} from "./customer.ts";

for (const query of ["?state=0", "", "?state=%00%ff", "?state=a&state=b"]) {
  test(`a made-up return leads nowhere: ${query || "no state"}`, async ({ page }) => {
    await page.goto(`/connect/return${query}`);
    await expect(page).toHaveURL(/problem=(unknown-return|bad-input)&ref=[0-9a-f]{32}$/);
    const title = /^(Vi kjenner ikke igjen denne lenken|Noe manglet i skjemaet)$/;
    await expect(page.getByRole("main").getByRole("heading", { name: title })).toBeVisible();
  });
}

test("a forged state changes nothing for a customer who is at Altinn", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  await page.goto("/connect/return?state=AAAAAAAAAAAAAAAAAAAAAA");
  await expect(heading(page)).toHaveText("Vi kjenner ikke igjen denne lenken");
  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Venter på svar i Altinn");
});

test("a return in the approver's browser names nobody, and SmartCloud still gets the answer", async ({
  page,
  customer,
  otherBrowser,
}) => {
  await leaveForAltinn(page, customer);
  await otherBrowser.goto(page.url());
  await otherBrowser.getByRole("searchbox").fill(customer.person.key);
  await button(otherBrowser, "Søk").click();
  await otherBrowser.getByRole("button", { name: customer.person.name }).click();
  await button(otherBrowser, "Godkjenn systemtilgang").click();

  await expect(otherBrowser).toHaveURL(/\/returned\?problem=returned-elsewhere&/);
  await expect(heading(otherBrowser)).toHaveText("Du er ferdig i Altinn");
  const html = await otherBrowser.content();
  expect(html).not.toContain(customer.organisation.name);
  expect(html).not.toContain(customer.organisation.number);
  await expect(link(otherBrowser, "Logg inn")).toBeVisible();

  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
});

test("a second return leads to the same page", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  const returned = page.waitForRequest((request) => new URL(request.url()).pathname === "/connect/return", {
    timeout: 60_000,
  });
  await answer(page, customer, "Avvis");
  const address = (await returned).url();
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText("Forespørselen ble avvist");

  await page.goto(address);
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Forespørselen ble avvist");
});

test("the back button in Altinn leads to the page before leaving, and from there to the same request", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  const request = requestOf(page);
  await page.goBack();
  await expect(heading(page)).toHaveText(`Gi SmartCloud tilgang på vegne av ${customer.organisation.name}`);
  await goToAltinn(page);
  expect(requestOf(page)).toBe(request);
});

test("the back button after the answer shows no old approval page", async ({ page, customer }) => {
  await connect(page, customer);
  const altinns = /systemuser\/request\?id=/;
  for (let steps = 0; steps < 10 && !altinns.test(page.url()); steps += 1) {
    await page.goBack();
    // SmartCloud makes each page anew, so no page shows old numbers or texts.
    await expect(page.getByRole("main")).not.toContainText("Venter på svar i Altinn");
  }
  await expect(page).toHaveURL(altinns);
  await expect(page.getByRole("main")).toContainText("Denne forespørselen er allerede godkjent");
  await button(page, "Lukk og logg ut").click();
  await isBackSignedOut(page, customer);
});

test("a double click makes one request", async ({ page, customer, control }) => {
  await logInToPlan(page, customer);
  const before = (await control.state()).requests;
  await button(page, "Gå til Altinn og godkjenn").dblclick();
  await expect(heading(page)).toHaveText("Gi tilgang til system");
  expect((await control.state()).requests).toBe(before + 1);
  await answer(page, customer, "Godkjenn systemtilgang");
});

test("two tabs that start at the same time make one request", async ({ page, customer, context, control }) => {
  await logInToPlan(page, customer);
  const before = (await control.state()).requests;
  const other = await context.newPage();
  await other.goto(page.url());
  await Promise.all([goToAltinn(page), goToAltinn(other)]);
  expect(requestOf(other)).toBe(requestOf(page));
  expect((await control.state()).requests).toBe(before + 1);
});

test("two tabs share one request, and the second tab says that the request is answered", async ({ page, customer, context }) => {
  await leaveForAltinn(page, customer);
  const other = await context.newPage();
  await other.goto(`/connect/${customer.organisation.number}/before?plan=basis`);
  await goToAltinn(other);
  expect(requestOf(other)).toBe(requestOf(page));

  await answer(page, customer, "Godkjenn systemtilgang");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);

  await other.reload();
  await expect(other.getByRole("main")).toContainText("Denne forespørselen er allerede godkjent");
  await button(other, "Lukk og logg ut").click();
  await isBackSignedOut(other, customer);
  await logIn(other, customer.person);
  await expect(heading(other)).toHaveText(`${customer.organisation.name} er koblet til`);
});
