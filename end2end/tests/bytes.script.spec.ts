import type { Page } from "@playwright/test";
import { expect, heading, leaveForAltinn, statusPath, test } from "./customer.ts";

// The number of transferred bytes does not depend on the machine, so a test can limit it. The browser here loads
// everything that a page refers to. A kB is 1000 bytes.

type Fetched = { url: string; type: string; bytes: number };

/** Records each response that the browser fetches from now on, with its size in bytes, headers included. */
async function fetched(page: Page): Promise<Fetched[]> {
  const browser = await page.context().newCDPSession(page);
  const all = new Map<string, Fetched>();
  browser.on("Network.responseReceived", ({ requestId, type, response }) => {
    all.set(requestId, { url: response.url, type, bytes: 0 });
    list.push(all.get(requestId)!);
  });
  browser.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const one = all.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  const list: Fetched[] = [];
  await browser.send("Network.enable");
  return list;
}

const sum = (all: Fetched[]) => all.reduce((bytes, one) => bytes + one.bytes, 0);
const listing = (all: Fetched[]) => all.map((one) => `${one.bytes} ${one.type} ${one.url}`).join("\n");

test("home takes 50 kB at most, its font included, and has no script at all", async ({ page }) => {
  const all = await fetched(page);
  await page.goto("/", { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  // The icon of the page counts as a picture too.
  const parts = all.filter((one) => one.type !== "Image" && !one.url.endsWith(".svg"));
  expect(parts.map((one) => one.type).sort(), listing(all)).toEqual(["Document", "Font", "Stylesheet"]);
  expect(parts.every((one) => one.bytes > 0), listing(all)).toBe(true);
  expect(sum(parts), listing(parts)).toBeLessThanOrEqual(50_000);
  await expect(page.locator("script, link[rel=modulepreload], link[as=fetch], link[as=script]")).toHaveCount(0);
});

test("a page with an island takes 160 kB at most in all", async ({ page, customer, context }) => {
  await leaveForAltinn(page, customer);
  // A new context has an empty cache.
  const tab = await context.newPage();
  const all = await fetched(tab);
  const browser = await context.newCDPSession(tab);
  await browser.send("Network.setCacheDisabled", { cacheDisabled: true });
  await tab.goto(statusPath(customer.organisation), { waitUntil: "networkidle" });
  await expect(heading(tab)).toHaveText("Venter på svar i Altinn");
  expect(all.some((one) => one.url.endsWith(".wasm") && one.bytes > 0), listing(all)).toBe(true);
  expect(sum(all), listing(all)).toBeLessThanOrEqual(160_000);
});

test("one style sheet, of 16 kB at most by brotli", async ({ page }) => {
  const all = await fetched(page);
  await page.goto("/", { waitUntil: "networkidle" });
  const sheets = all.filter((one) => one.type === "Stylesheet");
  expect(sheets).toHaveLength(1);
  expect(sheets[0]!.bytes).toBeGreaterThan(1_000);
  expect(sheets[0]!.bytes, listing(sheets)).toBeLessThanOrEqual(16_000);
});

test("files are cached without a limit, and sent compressed", async ({ page, customer, request, site }) => {
  const files = new Set<string>();
  page.on("request", (request) => {
    if (request.url().startsWith(`${site.smartcloud}/pkg/`)) files.add(request.url());
  });
  await leaveForAltinn(page, customer);
  await page.goto(statusPath(customer.organisation), { waitUntil: "networkidle" });
  const endings = [...files].map((file) => file.split(".").pop()).sort();
  expect(new Set(endings)).toEqual(new Set(["css", "js", "svg", "wasm", "woff2"]));

  for (const file of files) {
    for (const encoding of ["br", "gzip"]) {
      const answer = await request.get(file, { headers: { "accept-encoding": encoding } });
      const headers = answer.headers();
      expect(headers["cache-control"], file).toBe("public, max-age=31536000, immutable");
      // A font file is compressed already.
      if (!file.endsWith(".woff2")) expect(headers["content-encoding"], file).toBe(encoding);
    }
  }
  for (const encoding of ["br", "gzip"]) {
    const home = await request.get("/", { headers: { "accept-encoding": encoding } });
    expect(home.headers()["content-encoding"]).toBe(encoding);
    expect(home.headers()["cache-control"]).toBe("no-store");
  }
});
