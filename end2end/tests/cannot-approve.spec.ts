import {
  answer,
  button,
  choosePerson,
  expect,
  goToAltinn,
  heading,
  leaveForAltinn,
  link,
  logIn,
  logInToStatus,
  statusPath,
  test,
} from "./customer.ts";

test.describe("someone who lacks a power", () => {
  test.use({ kind: "lacks" });

  test("is told by Altinn what is lacking, and the request stays open", async ({ page, customer }) => {
    await leaveForAltinn(page, customer, "Drift");
    await button(page, "Godkjenn systemtilgang").click();
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("Tjenester som ikke kunne delegeres:");
    await expect(alert.getByRole("listitem")).toContainText([/^Lønn.*: Din rolle har ikke fullmakt til å delegere/]);
    await expect(alert).toContainText("Feilkode: AMUI-");
    await expect(alert).toContainText("Forespørselen er fortsatt åpen.");

    await page.goto(statusPath(customer.organisation));
    await expect(heading(page)).toHaveText("Venter på svar i Altinn");
  });

  test("can approve what asks for nothing that is lacking", async ({ page, customer }) => {
    await leaveForAltinn(page, customer, "Basis");
    await answer(page, customer, "Godkjenn systemtilgang");
    await logIn(page, customer.person);
    await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  });
});

test.describe("someone who may only forward", () => {
  test.use({ kind: "forwarder" });

  test("forwards; the access manager approves from Altinn's own overview", async ({
    page,
    customer,
    site,
    otherBrowser,
  }) => {
    await leaveForAltinn(page, customer);
    await expect(page.getByRole("heading", { name: "Du mangler nødvendig fullmakt" })).toBeVisible();
    await expect(page.getByText("Godkjenn systemtilgang")).toHaveCount(0);
    await button(page, "Ja, send videre").click();
    await expect(page.getByRole("status")).toContainText("Forespørselen er videresendt");
    await answer(page, customer, "Avslutt");

    await logIn(page, customer.person);
    await expect(heading(page)).toHaveText("Venter på svar i Altinn");
    await expect(page.getByRole("main")).toContainText("SmartCloud kan ikke se om forespørselen er sendt videre");

    await otherBrowser.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/overview`);
    await choosePerson(otherBrowser, customer.accessManager!);
    await expect(heading(otherBrowser)).toHaveText(`Systemtilganger for ${customer.organisation.name}`);
    await otherBrowser.getByRole("link", { name: /^SmartCloud .*Godkjenn egen systemtilgang$/ }).click();
    await button(otherBrowser, "Godkjenn systemtilgang").click();
    // The customer opened the page from Altinn, so the way ends in Altinn.
    await expect(heading(otherBrowser)).toHaveText(`Systemtilganger for ${customer.organisation.name}`);
    await expect(otherBrowser.getByRole("link", { name: /NY.*Se fullmakter/ })).toBeVisible();

    await page.goto(statusPath(customer.organisation));
    await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  });

  test("closes; the access manager goes on from SmartCloud's status page", async ({ page, customer, otherBrowser }) => {
    await leaveForAltinn(page, customer);
    await answer(page, customer, "Lukk og logg ut");
    await logIn(page, customer.person);
    await expect(heading(page)).toHaveText("Venter på svar i Altinn");
    const invitation = page.getByRole("blockquote");
    await expect(invitation).toContainText(statusPath(customer.organisation));

    // The colleague opens the address from the message.
    const [address] = (await invitation.innerText()).match(/http:\S+/)!;
    await otherBrowser.goto(address);
    await expect(otherBrowser.getByRole("main")).not.toContainText(customer.organisation.name);
    await logIn(otherBrowser, customer.accessManager!);
    await expect(heading(otherBrowser)).toHaveText("Venter på svar i Altinn");
    await goToAltinn(otherBrowser);
    await answer(otherBrowser, customer, "Godkjenn systemtilgang");

    await page.goto(statusPath(customer.organisation));
    await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  });

  test("has the question whether to forward in sight on a projector", async ({ page, customer }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await leaveForAltinn(page, customer);
    for (const name of ["Ja, send videre", "Lukk og logg ut"]) {
      await expect(button(page, name)).toBeInViewport({ ratio: 1 });
    }
  });

  test("forwards, and a colleague answers in the same browser", async ({ page, customer }) => {
    await leaveForAltinn(page, customer);
    await button(page, "Ja, send videre").click();
    await answer(page, customer, "Avslutt");
    await logIn(page, customer.accessManager!);
    await expect(heading(page)).toHaveText("Venter på svar i Altinn");
    await goToAltinn(page);
    await answer(page, customer, "Godkjenn systemtilgang");
    await logInToStatus(page, customer, customer.accessManager);
    await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  });
});

test.describe("someone who has nothing to do with the company", () => {
  test.use({ kind: "unrelated" });

  test("has no company to choose at SmartCloud", async ({ page, customer }) => {
    await page.goto("/connect?plan=basis");
    await logIn(page, customer.person);
    await expect(page).toHaveURL(/problem=no-organisations/);
    await expect(page.getByRole("heading", { name: "Vi fant ingen firmaer du kan handle for" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Be daglig leder i firmaet om å gi deg en rolle i Altinn");
    // The colleague is not logged in.
    await page.goto("/organisation");
    await expect(page).toHaveURL(/\/login\?next=/);
  });

  test("is turned away at Altinn's page", async ({ page, customer, otherBrowser }) => {
    await leaveForAltinn(otherBrowser, { ...customer, person: customer.accessManager! });
    await page.goto(otherBrowser.url());
    const response = page.waitForResponse((response) => response.status() === 403, { timeout: 60_000 });
    await choosePerson(page, customer.person);
    await expect(page.getByRole("main")).toContainText("Du mangler fullmakt til å godkjenne denne forespørselen");
    await expect(page.getByRole("main")).toContainText(`${customer.person.name} har ingen rolle i virksomheten`);
    await expect(page.getByRole("main")).not.toContainText(customer.organisation.name);
    expect((await response).request().isNavigationRequest()).toBe(true);

    // The page offers a way to continue.
    await link(page, "Bytt person").click();
    await choosePerson(page, customer.accessManager!);
    await button(page, "Godkjenn systemtilgang").click();
    await expect(page).toHaveURL(/\/returned\?problem=returned-elsewhere&/);
  });
});

test.describe("a person with a company", () => {
  test("sees nothing of somebody else's", async ({ page, customer, control }) => {
    const stranger = await control.call<typeof customer>("POST", "customers");
    await page.goto(statusPath(customer.organisation));
    await logIn(page, stranger.person);
    await expect(heading(page)).toHaveText("Du kan ikke handle for dette firmaet");
    await expect(page.getByRole("main")).not.toContainText(customer.organisation.name);
    await link(page, "Se firmaene dine").click();
    await expect(page.getByRole("main")).toContainText(stranger.organisation.name);
  });
});
