import { networkInterfaces } from "node:os";
import { FIRST_PORT, type Site, siteAt, start, target } from "../server.ts";
import { connect, expect, link, test as base } from "./customer.ts";

// SmartCloud and the simulator on this machine's address in a network, over http, as phones in a room reach them. For a
// browser such a page is no secure context, and all six services have the same host.

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
const address = addresses.find((found) => found.family === "IPv4" && !found.internal)?.address;

function roomSite(place: number): Site {
  const port = FIRST_PORT + 80 + place;
  const simulatorPort = FIRST_PORT + 85 + 5 * place;
  const url = (port: number) => `http://${address}:${port}`;
  const files = `${target}/end2end/room-${place}`;
  return {
    ...siteAt(place),
    smartcloud: url(port),
    altinnUi: url(simulatorPort),
    altinnPlatform: url(simulatorPort + 1),
    idPorten: url(simulatorPort + 2),
    maskinporten: url(simulatorPort + 3),
    resourceOwner: url(simulatorPort + 4),
    control: `${url(simulatorPort)}/control`,
    health: `${url(port)}/health`,
    files,
    env: {
      SMARTCLOUD_ROOM: address ?? "",
      SMARTCLOUD_PUBLIC_URL: url(port),
      SMARTCLOUD_DATA: `${files}/data`,
      SIMULATOR_PORT: `${simulatorPort}`,
    },
  };
}

const test = base.extend<object, { site: Site }>({
  site: [
    async ({}, use, worker) => {
      const site = roomSite(worker.parallelIndex);
      const stop = await start(site);
      await use(site);
      await stop();
    },
    { scope: "worker" },
  ],
});

test.skip(address === undefined, "this machine has no address in a network");

test("a customer goes the whole way over http in a room", async ({ page, context, customer, site, javaScriptEnabled }) => {
  await connect(page, customer);
  if (javaScriptEnabled !== false) expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await link(page, "Åpne oversikten").click();
  await expect(page.getByRole("article", { name: "Krav" })).toContainText("Hentet med systemtilgangen");
  // All services share one host, and browsers send a cookie to all ports of a host. So no two services may use the same
  // name.
  const names = (await context.cookies()).map((cookie) => cookie.name);
  expect(new Set(names).size).toBe(names.length);
  await page.goto("/logout");
  await page.getByRole("main").getByRole("button").first().click();
  await expect(page).toHaveURL(`${site.smartcloud}/logged-out`);
});
