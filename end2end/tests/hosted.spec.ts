import { readFileSync } from "node:fs";
import { request } from "node:https";
import { authority, hasProxy, hostedSite, startProxy } from "../proxy.ts";
import { launchOptions, type Site, start } from "../server.ts";
import { answer, connect, expect, heading, leaveForAltinn, link, logIn, statusPath, test as base } from "./customer.ts";

// SmartCloud and the simulator behind a real proxy, on six https names. Only this file needs the proxy.

const test = base.extend<object, { site: Site }>({
  site: [
    async ({}, use, worker) => {
      const site = hostedSite(worker.parallelIndex);
      const stopProxy = await startProxy(site);
      const stop = await start(site, { afresh: false });
      await use(site);
      await stop();
      await stopProxy();
    },
    { scope: "worker" },
  ],
});

test.skip(!hasProxy, "Caddy is not installed: scripts/setup-proxy.sh gets it");

test.use({
  // The browser does not know the proxy's certificate authority. SmartCloud gets it in `SMARTCLOUD_CA_FILE`.
  ignoreHTTPSErrors: true,
  launchOptions: {
    ...launchOptions,
    args: [...(launchOptions.args ?? []), "--host-resolver-rules=MAP *.example 127.0.0.1"],
  },
});

test("a customer goes the whole way over six https names", async ({ page, context, customer, site }) => {
  const seen = new Set<string>();
  context.on("request", (request) => seen.add(new URL(request.url()).origin));
  await connect(page, customer, "Drift");
  await link(page, "Åpne oversikten").click();
  await expect(page).toHaveURL(`${site.smartcloud}/dashboard/${customer.organisation.number}`);
  for (const module of ["Krav", "Lønn", "Varer på vei"]) {
    await expect(page.getByRole("article", { name: module })).toContainText("Hentet med systemtilgangen");
  }
  await page.goto("/logout");
  await page.getByRole("main").getByRole("button").first().click();
  await expect(page).toHaveURL(`${site.smartcloud}/logged-out`);

  // The browser needs four of the names. Only SmartCloud's server calls the other two.
  const origins = [site.smartcloud, site.altinnUi, site.altinnPlatform, site.idPorten];
  expect([...seen].sort()).toEqual(origins.sort());
  const cookies = await context.cookies();
  expect(cookies.filter((cookie) => !cookie.secure)).toEqual([]);
  const own = cookies.filter((cookie) => cookie.domain === new URL(site.smartcloud).hostname);
  expect(own.map((cookie) => cookie.name)).not.toHaveLength(0);
  for (const cookie of own) expect(cookie.name).toMatch(/^__Host-smartcloud/);
});

test("a customer refuses, and tries again", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  await answer(page, customer, "Avvis");
  await logIn(page, customer.person);
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Forespørselen ble avvist");
});

test("the proxy's header tells one visitor's address from another's", async ({ site }) => {
  const from = async (localAddress: string, headers: Record<string, string> = {}) => status(site, localAddress, headers);
  let last = 200;
  for (let calls = 0; calls < 200 && last !== 429; calls++) last = await from("127.0.0.9");
  expect(last).toBe(429);
  // The client cannot choose its address, because the proxy writes the header. SmartCloud allows one more call after
  // three seconds, so a single call may succeed.
  let forged = 200;
  for (let calls = 0; calls < 10 && forged !== 429; calls++) {
    forged = await from("127.0.0.9", { "X-Forwarded-For": "10.1.2.3" });
  }
  expect(forged).toBe(429);
  expect(await from("127.0.0.10")).toBe(200);
});

/** Opens the log-in page over the proxy from one of this machine's own addresses. */
function status(site: Site, localAddress: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(site.smartcloud);
  return new Promise((resolve, reject) => {
    const call = request({
      host: "127.0.0.1",
      port,
      path: "/login",
      servername: hostname,
      ca: readFileSync(authority(site.files)),
      localAddress,
      headers: { Host: `${hostname}:${port}`, ...headers },
    });
    call.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on("error", reject);
    call.end();
  });
}
