import { answer, expect, goToAltinn, heading, logIn, statusPath, test } from "./customer.ts";

test.use({ kind: "several" });

test.describe("a few companies", () => {
  test.use({ count: 3 });

  test("are a list to choose from, without a search", async ({ page, customer }) => {
    await page.goto("/connect?plan=drift");
    await logIn(page, customer.person);
    await expect(heading(page)).toHaveText("Hvilket firma gjelder det?");
    await expect(page.getByRole("main")).toContainText("Du har valgt planen Drift");
    const list = page.getByRole("list", { name: "Firmaene dine" });
    await expect(list.getByRole("link")).toHaveCount(3);
    await expect(page.getByRole("search")).toHaveCount(0);

    const chosen = customer.organisations[1]!;
    await list.getByRole("link", { name: chosen.name }).click();
    await expect(heading(page)).toHaveText(`Gi SmartCloud tilgang på vegne av ${chosen.name}`);
    await expect(page.getByRole("main")).toContainText("Plan Drift");
  });

  test("are connected each by itself", async ({ page, customer }) => {
    const [first, second] = customer.organisations as [typeof customer.organisation, typeof customer.organisation];
    await page.goto("/connect?plan=basis");
    await logIn(page, customer.person);
    await page.getByRole("link", { name: first.name }).click();
    await goToAltinn(page);
    await expect(page.getByRole("main")).toContainText(first.name);

    await page.goto(`/connect/${second.number}/before?plan=drift`);
    await goToAltinn(page);
    await expect(page.getByRole("main")).toContainText(second.name);
    await answer(page, { ...customer, organisation: second }, "Godkjenn systemtilgang");

    await logIn(page, customer.person);
    await expect(heading(page)).toHaveText(`${second.name} er koblet til`);
    await page.goto(statusPath(first));
    await expect(heading(page)).toHaveText("Venter på svar i Altinn");
    await page.getByRole("main").getByRole("link", { name: "Bytt firma" }).click();
    await page.getByRole("link", { name: second.name }).click();
    await expect(page).toHaveURL(`/dashboard/${second.number}`);
    await expect(heading(page)).toHaveText(second.name);
  });
});

test.describe("many companies", () => {
  test.use({ count: 12 });

  test("can be searched by name and by number", async ({ page, customer }) => {
    await page.goto("/connect?plan=basis");
    await logIn(page, customer.person);
    const search = page.getByRole("textbox", { name: "Søk etter navn eller organisasjonsnummer" });
    const rows = page.getByRole("list", { name: "Firmaene dine" }).getByRole("link");
    await expect(rows).toHaveCount(12);

    const wanted = customer.organisations[7]!;
    await search.fill(wanted.name.toUpperCase());
    await search.press("Enter");
    await expect(page.getByRole("main")).toContainText("1 treff");
    await expect(rows).toHaveCount(1);

    await search.fill(wanted.number.replace(/(...)(...)(...)/, "$1 $2 $3"));
    await page.getByRole("button", { name: "Søk" }).click();
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(wanted.name);

    await search.fill("finnes ikke");
    await page.getByRole("button", { name: "Søk" }).click();
    await expect(page.getByRole("main")).toContainText("Ingen av firmaene dine passer med søket.");
    await page.getByRole("link", { name: "Vis alle" }).click();
    await expect(rows).toHaveCount(12);
    // SmartCloud kept the chosen plan through the log-in.
    await page.getByRole("link", { name: wanted.name }).click();
    await expect(page).toHaveURL(`/connect/${wanted.number}/before?plan=basis`);
  });
});
