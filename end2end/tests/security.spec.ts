import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { button, expect, heading, leaveForAltinn, logInToPlan, statusPath, test } from "./customer.ts";

// Every test checks that no page breaks its own Content-Security-Policy: see `faults` in site.ts.

/** Opens a page of another site. */
async function openElsewhere(page: Page, html: string): Promise<() => void> {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return () => server.close();
}

test("a form on another site changes nothing in SmartCloud", async ({ page, customer, site, control }) => {
  await logInToPlan(page, customer);
  const { requests } = await control.state();
  const close = await openElsewhere(
    page,
    `<form method="post" action="${site.smartcloud}/connect/start">
     <input name="organisation" value="${customer.organisation.number}"><input name="plan" value="basis">
     <button>Vinn en premie</button></form>`,
  );
  const response = page.waitForResponse(`${site.smartcloud}/connect/start`);
  await page.getByRole("button", { name: "Vinn en premie" }).click();
  expect((await response).status()).toBe(403);
  expect((await control.state()).requests).toBe(requests);
  close();
});

test("no other site can show SmartCloud's pages in a frame", async ({ page, site, faults }) => {
  const frames = [site.smartcloud, site.altinnUi].map((url) => `<iframe src="${url}"></iframe>`);
  const close = await openElsewhere(page, frames.join(""));
  // The browser reports one error for each blocked frame.
  const refused = () => faults.filter((fault) => fault.includes("frame-ancestors"));
  await expect.poll(() => refused().length).toBe(2);
  for (const frame of page.frames().slice(1)) await expect(frame.getByRole("heading")).toHaveCount(0);
  faults.length = 0;
  close();
});

test("Altinn does not learn which page the customer came from", async ({ page, customer, site }) => {
  await logInToPlan(page, customer);
  const request = page.waitForRequest((request) => request.url().startsWith(site.altinnUi));
  await button(page, "Gå til Altinn og godkjenn").click();
  await expect(heading(page)).toHaveText("Gi tilgang til system");
  expect((await (await request).allHeaders())["referer"]).toBeUndefined();
});

test("a form leads only to origins that its page allows", async ({ page, customer, site }) => {
  const policyOf = async (path: string) => {
    const answer = await page.goto(path);
    return /form-action ([^;]*)/.exec(answer!.headers()["content-security-policy"]!)![1]!.split(" ");
  };
  await leaveForAltinn(page, customer);
  expect(await policyOf("/")).toEqual(["'self'"]);
  expect((await policyOf("/logout")).sort()).toEqual(["'self'", site.idPorten]);
  const hops = ["'self'", site.altinnUi, site.altinnPlatform, site.idPorten];
  expect((await policyOf(statusPath(customer.organisation))).sort()).toEqual(hops);
});
