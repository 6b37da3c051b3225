import { rmSync } from "node:fs";
import { siteAt, start } from "../server.ts";
import { button, type Customer, expect, goToAltinn, heading, logIn, statusPath, test } from "./customer.ts";
import { Control } from "./site.ts";

/** The customer approved earlier, and SmartCloud's database was lost after that. */
test("SmartCloud finds a system user again after it lost its database", async ({ page }, info) => {
  const site = siteAt(info.parallelIndex + 2);
  let stop = await start(site);
  try {
    const customer = await new Control(site).call<Customer>("POST", "customers");
    const before = `${site.smartcloud}/connect/${customer.organisation.number}/before?plan=basis`;
    await page.goto(before);
    await logIn(page, customer.person);
    await goToAltinn(page);
    await button(page, "Godkjenn systemtilgang").click();
    await expect(heading(page)).toHaveText("Du er tilbake fra Altinn");

    await page.goto("about:blank");
    await stop();
    for (const file of ["smartcloud.db", "smartcloud.db-wal", "smartcloud.db-shm"]) {
      rmSync(`${site.files}/data/${file}`, { force: true });
    }
    stop = await start(site, { afresh: false });

    await page.goto(before);
    await logIn(page, customer.person);
    // SmartCloud asks Altinn before it redirects the browser.
    await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til allerede`);
    await page.goto(`${site.smartcloud}${statusPath(customer.organisation)}`);
    await expect(heading(page)).toHaveText(`${customer.organisation.name} var koblet til fra før`);
  } finally {
    // Wait for the page's own requests. They would fail when the server stops.
    await page.goto("about:blank");
    await stop();
  }
});
