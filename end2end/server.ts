import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { chromium, type PlaywrightTestConfig } from "@playwright/test";

// `make run` uses other ports, so the demo can run beside the tests. To run the tests in two folders at once, set
// E2E_PORT in one of them.
export const FIRST_PORT = Number(process.env.E2E_PORT ?? 4000);

export const target = resolve(process.env.CARGO_TARGET_DIR ?? "../target");
const program = `${target}/demo/smartcloud`;

/** A SmartCloud and its simulator. The simulator's services are on another site, each on an origin of its own. */
export type Site = ReturnType<typeof siteAt>;

export function siteAt(place: number) {
  const port = FIRST_PORT + place;
  const simulatorPort = FIRST_PORT + 100 + 10 * place;
  const origin = (offset: number) => `http://127.0.0.1:${simulatorPort + offset}`;
  const files = `${target}/end2end/${place}`;
  return {
    smartcloud: `http://localhost:${port}`,
    altinnUi: origin(0),
    altinnPlatform: origin(1),
    idPorten: origin(2),
    maskinporten: origin(3),
    resourceOwner: origin(4),
    /** The base URL of the control API, without a proxy. */
    control: `${origin(0)}/control`,
    /** The URL of SmartCloud's health check, without a proxy. */
    health: `http://localhost:${port}/health`,
    /** The folder for its data and its log. */
    files,
    env: {
      SMARTCLOUD_PUBLIC_URL: `http://localhost:${port}`,
      SMARTCLOUD_DATA: `${files}/data`,
      SIMULATOR_PORT: `${simulatorPort}`,
      // All tests come from one client address.
      SMARTCLOUD_LOGIN_LIMIT: "100000",
    } as Record<string, string>,
  };
}

/** Starts the demo build, with a new data folder unless `afresh` is false. Returns a function that stops it. */
export async function start(site: Site, { afresh = true } = {}): Promise<() => Promise<void>> {
  if (afresh) rmSync(site.files, { recursive: true, force: true });
  mkdirSync(site.files, { recursive: true });
  const log = openSync(`${site.files}/server.log`, "a");
  const server = spawn(program, { env: { ...process.env, ...site.env }, stdio: ["ignore", log, log] });
  const gone = new Promise<void>((done) => server.once("exit", () => done()));
  await ready(site, server);
  return async () => {
    server.kill("SIGKILL");
    await gone;
  };
}

async function ready(site: Site, server: ChildProcess) {
  const until = Date.now() + 30_000;
  while (Date.now() < until && server.exitCode === null) {
    const answer = await fetch(site.health).catch(() => null);
    // If another program already had the port, that program answers, and our server exits.
    if (answer?.ok && server.exitCode === null) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${program} does not run:\n${readFileSync(`${site.files}/server.log`, "utf8").slice(-2000)}`);
}

const first = siteAt(0);

/** Playwright's settings to start one SmartCloud, for a run that needs only one. */
export const webServer: PlaywrightTestConfig["webServer"] = {
  command: `rm -rf '${first.files}' && mkdir -p '${first.files}' && exec '${program}' >'${first.files}/server.log' 2>&1`,
  env: first.env,
  url: first.smartcloud,
  // A server that already runs may be an older build.
  reuseExistingServer: false,
  timeout: 30_000,
};

/** Playwright's own Chromium, or else the system's: see scripts/setup-browser.sh. */
export const launchOptions = existsSync(chromium.executablePath())
  ? {}
  : { executablePath: "/usr/bin/chromium", args: ["--disable-gpu", "--disable-quic", "--disable-sync"] };
