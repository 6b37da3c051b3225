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
  requestOf,
  statusPath,
  test,
} from "./customer.ts";

test("a customer who closes the tab continues with the same request later", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  const request = requestOf(page);
  await page.close();

  const later = await page.context().newPage();
  await later.goto(statusPath(customer.organisation));
  await expect(heading(later)).toHaveText("Venter på svar i Altinn");
  await goToAltinn(later);
  expect(requestOf(later)).toBe(request);
  await answer(later, customer, "Godkjenn systemtilgang");
});

test("an open request is not sent twice, and another plan replaces it", async ({ page, customer }) => {
  await leaveForAltinn(page, customer, "Basis");
  const request = requestOf(page);
  const before = (plan: string) => `/connect/${customer.organisation.number}/before?plan=${plan}`;

  await page.goto(before("basis"));
  await expect(page.getByRole("main")).toContainText("Denne forespørselen er sendt før, og ingen har svart ennå.");
  await goToAltinn(page);
  expect(requestOf(page)).toBe(request);

  await page.goto(before("drift"));
  await expect(page.getByRole("heading", { name: "En forespørsel venter allerede" })).toBeVisible();
  await goToAltinn(page);
  expect(requestOf(page)).not.toBe(request);
  await expect(page.getByRole("heading", { name: "3 enkelttjenester" })).toBeVisible();

  // Altinn no longer has the old request.
  await page.goto(page.url().replace(requestOf(page), request));
  await expect(page.getByRole("main")).toContainText("Forespørselen finnes ikke for den valgte aktøren");
});

test("a request that timed out can be sent again", async ({ page, customer, control }) => {
  await leaveForAltinn(page, customer);
  await control.timeOut(requestOf(page));
  const old = page.url();
  await page.reload();
  await expect(page.getByRole("main")).toContainText("Denne forespørselen har utløpt");

  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Forespørselen er for gammel");
  await link(page, "Spør på nytt").click();
  await goToAltinn(page);
  expect(page.url()).not.toBe(old);
});

test("the status page says that the system user was deleted in Altinn, and offers a new request", async ({ page, customer, site }) => {
  await connect(page, customer);
  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/overview`);
  await page.getByRole("link", { name: /^SmartCloud .*Se fullmakter$/ }).click();
  await expect(page.getByRole("heading", { name: "1 enkelttjeneste" })).toBeVisible();
  const remove = button(page, "Slett systemtilgang");
  await remove.click();
  await expect(page.getByRole("main")).toContainText("Er du sikker på at du vil slette systemtilgangen «SmartCloud»?");
  // The button that confirms has the same name.
  await remove.nth(1).click();
  await expect(page.getByRole("main")).toContainText("Virksomheten har ingen egne systemtilganger");

  // The dashboard has no data, and leads to the status page, which says why.
  await page.goto(`/dashboard/${customer.organisation.number}`);
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Tilgangen er tatt tilbake");
  await link(page, "Be om tilgang på nytt").click();
  await goToAltinn(page);
  await answer(page, customer, "Godkjenn systemtilgang");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
});

test("a connected customer sees no new request", async ({ page, customer }) => {
  await connect(page, customer);
  await page.goto("/");
  await page.getByRole("link", { name: "Velg Proff" }).click();
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til allerede`);
  await expect(page.getByRole("main")).toContainText("Vil du ha Proff? Slett systemtilgangen i Altinn først");
  await expect(button(page, "Gå til Altinn og godkjenn")).toHaveCount(0);
  await link(page, "Åpne oversikten").click();
  await expect(page).toHaveURL(`/dashboard/${customer.organisation.number}`);
});

/**
 * The customer opened the page before leaving, and then a colleague approved. Altinn answers the POST with AUTH-00004.
 */
test("a customer who starts after a colleague approved gets the status page", async ({
  page,
  customer,
  control,
}) => {
  await leaveForAltinn(page, customer);
  const request = requestOf(page);
  await page.goto(`/connect/${customer.organisation.number}/before?plan=basis`);
  await control.answer(request, "approve");
  await button(page, "Gå til Altinn og godkjenn").click();
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
});
