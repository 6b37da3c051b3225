import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { FIRST_PORT, type Site, target } from "./server.ts";

// SmartCloud behind a reverse proxy, as docs/host-it.md describes it: six https names, one certificate authority.

/** Caddy, from scripts/setup-proxy.sh or from the system. */
const caddy = existsSync(`${target}/tools/caddy`) ? `${target}/tools/caddy` : "caddy";

/** Whether the proxy is installed. */
export const hasProxy = spawnSync(caddy, ["version"]).status === 0;

/** The ports of this site are between those of the other sites in server.ts. */
export function hostedSite(place: number): Site & { proxyPort: number } {
  const port = FIRST_PORT + 50 + place;
  const proxyPort = FIRST_PORT + 54 + place;
  const simulatorPort = FIRST_PORT + 60 + 10 * place;
  const url = (host: string) => `https://${host}:${proxyPort}`;
  const files = `${target}/end2end/hosted-${place}`;
  const site = {
    smartcloud: url("smartcloud.example"),
    altinnUi: url("am.altinn.example"),
    altinnPlatform: url("platform.altinn.example"),
    idPorten: url("idporten.example"),
    maskinporten: url("maskinporten.example"),
    resourceOwner: url("resources.example"),
    control: `http://127.0.0.1:${simulatorPort}/control`,
    health: `http://127.0.0.1:${port}/health`,
    files,
    proxyPort,
  };
  return {
    ...site,
    env: {
      SMARTCLOUD_PUBLIC_URL: site.smartcloud,
      SMARTCLOUD_LISTEN: `127.0.0.1:${port}`,
      SMARTCLOUD_DATA: `${files}/data`,
      SMARTCLOUD_CLIENT_ADDRESS_HEADER: "X-Forwarded-For",
      SMARTCLOUD_LOGIN_LIMIT: "40",
      SMARTCLOUD_CA_FILE: authority(files),
      SMARTCLOUD_RESOLVE: "platform.altinn.example=127.0.0.1 idporten.example=127.0.0.1 " +
        "maskinporten.example=127.0.0.1 resources.example=127.0.0.1",
      SIMULATOR_PORT: `${simulatorPort}`,
      SIMULATOR_ALTINN_UI_URL: site.altinnUi,
      SIMULATOR_PLATFORM_URL: site.altinnPlatform,
      SIMULATOR_IDPORTEN_URL: site.idPorten,
      SIMULATOR_MASKINPORTEN_URL: site.maskinporten,
      SIMULATOR_RESOURCE_OWNER_URL: site.resourceOwner,
    },
  };
}

/** The certificate of the authority that Caddy makes for itself. */
export const authority = (files: string) => `${files}/caddy/pki/authorities/local/root.crt`;

/** Starts the proxy. Returns a function that stops it. */
export async function startProxy(site: ReturnType<typeof hostedSite>): Promise<() => Promise<void>> {
  rmSync(site.files, { recursive: true, force: true });
  mkdirSync(site.files, { recursive: true });
  const simulatorPort = Number(site.env["SIMULATOR_PORT"]);
  const ports: [string, string | number][] = [
    [site.smartcloud, new URL(site.health).port],
    [site.altinnUi, simulatorPort],
    [site.altinnPlatform, simulatorPort + 1],
    [site.idPorten, simulatorPort + 2],
    [site.maskinporten, simulatorPort + 3],
    [site.resourceOwner, simulatorPort + 4],
  ];
  const proxied = ports.map(
    ([url, port]) => `${url} {
      reverse_proxy 127.0.0.1:${port} {
        transport http {
          keepalive 20s
        }
      }
    }`,
  );
  const settings = `{
    admin off
    auto_https disable_redirects
    skip_install_trust
    local_certs
    default_bind 127.0.0.1
    https_port ${site.proxyPort}
    storage file_system ${site.files}/caddy
  }
  ${proxied.join("\n")}`;
  writeFileSync(`${site.files}/Caddyfile`, settings);
  const log = openSync(`${site.files}/proxy.log`, "a");
  const arguments_ = ["run", "--config", `${site.files}/Caddyfile`, "--adapter", "caddyfile"];
  // Caddy saves its settings in this folder.
  const env = { ...process.env, XDG_CONFIG_HOME: `${site.files}/caddy` };
  const proxy = spawn(caddy, arguments_, { env, stdio: ["ignore", log, log] });
  const gone = new Promise<void>((done) => proxy.once("exit", () => done()));
  await made(site, proxy);
  return async () => {
    proxy.kill("SIGKILL");
    await gone;
  };
}

/** Waits for the certificate authority. SmartCloud itself waits until the proxy answers. */
async function made(site: Site, proxy: ChildProcess) {
  const until = Date.now() + 30_000;
  while (Date.now() < until && proxy.exitCode === null) {
    if (existsSync(authority(site.files))) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the proxy does not run:\n${readFileSync(`${site.files}/proxy.log`, "utf8").slice(-2000)}`);
}
