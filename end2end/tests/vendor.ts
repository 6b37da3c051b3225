import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { Site } from "../server.ts";
import { type Customer, expect, test as base } from "./customer.ts";
import type { Control } from "./site.ts";

export { expect };

const ORGANISATION = { number: "315816270", name: "Testleverandøren AS" };
const KID = "vendor";
const SCOPES = [
  "altinn:authentication/systemregister.write",
  "altinn:authentication/systemuser.request.write",
  "altinn:authentication/systemuser.request.read",
];

const key = generateKeyPair("RS256", { extractable: true });

export const right = (resource: string) => ({ resource: [{ id: "urn:altinn:resource", value: resource }] });
export const accessPackage = (name: string) => ({ urn: `urn:altinn:accesspackage:${name}` });

export type Wanted = { rights?: object[]; accessPackages?: object[] };
export type Asked = { id: string; confirmUrl: string };

/** A vendor that is independent of SmartCloud and calls Altinn as any vendor's system does. */
export class Vendor {
  private readonly systems: string[] = [];

  private constructor(
    private readonly site: Site,
    private readonly token: string,
  ) {}

  static async of(site: Site, control: Control): Promise<Vendor> {
    const client = randomUUID();
    const { publicKey, privateKey } = await key;
    await control.call("PUT", `maskinporten-clients/${client}`, {
      organisation: ORGANISATION,
      scopes: SCOPES,
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: KID }] },
    });
    const metadata = await fetch(`${site.maskinporten}/.well-known/oauth-authorization-server`);
    const { issuer, token_endpoint } = (await metadata.json()) as Record<string, string>;
    const assertion = await new SignJWT({ scope: SCOPES.join(" ") })
      .setProtectedHeader({ alg: "RS256", kid: KID })
      .setIssuer(client)
      .setAudience(issuer ?? "")
      .setIssuedAt()
      .setExpirationTime("60s")
      .setJti(randomUUID())
      .sign(privateKey);
    const grant = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
    const answer = await fetch(token_endpoint ?? "", { method: "POST", body: new URLSearchParams(grant) });
    const { access_token } = (await answer.json()) as Record<string, string>;
    return new Vendor(site, access_token ?? "");
  }

  /** The redirect URL. Any page that exists can be used. */
  get redirectUrl() {
    return `${this.site.smartcloud}/how`;
  }

  /** Registers a system. Customers can choose a visible system in Altinn. */
  async register(name: string, wanted: Wanted, isVisible = false): Promise<string> {
    const id = `${ORGANISATION.number}_${randomUUID().slice(0, 8)}`;
    const texts = { nb: name, nn: name, en: name };
    await this.call("POST", "systemregister/vendor", {
      id,
      vendor: { authority: "iso6523-actorid-upis", ID: `0192:${ORGANISATION.number}` },
      name: texts,
      description: texts,
      ...wanted,
      // A client can belong to one system only.
      clientId: [randomUUID()],
      isVisible,
      allowedRedirectUrls: [this.redirectUrl],
    });
    this.systems.push(id);
    return id;
  }

  /** Requests a system user. */
  ask(systemId: string, customer: Customer, wanted: Wanted) {
    return this.request("systemuser/request/vendor", systemId, customer, wanted);
  }

  /** Requests an agent system user. */
  askForAgent(systemId: string, customer: Customer, accessPackages: object[]) {
    return this.request("systemuser/request/vendor/agent", systemId, customer, { accessPackages });
  }

  /** Requests a change of a system user. */
  askForChange(systemUser: string, change: object) {
    const ids = new URLSearchParams({ "correlation-id": randomUUID(), "system-user-id": systemUser });
    const path = `systemuser/changerequest/vendor?${ids}`;
    return this.call<Asked>("POST", path, { ...change, redirectUrl: this.redirectUrl });
  }

  /** Reads the status of a request as the vendor. */
  async status(kind: "vendor" | "vendor/agent", request: string) {
    const { status } = await this.call<{ status: string }>("GET", `systemuser/request/${kind}/${request}`);
    return status;
  }

  async statusOfChange(request: string) {
    const { status } = await this.call<{ status: string }>("GET", `systemuser/changerequest/vendor/${request}`);
    return status;
  }

  /** Deletes the systems, so that other tests do not find them in Altinn's list. */
  async withdraw() {
    for (const id of this.systems) await this.call("DELETE", `systemregister/vendor/${id}`);
  }

  private request(path: string, systemId: string, customer: Customer, wanted: Wanted) {
    const partyOrgNo = customer.organisation.number;
    const redirectUrl = this.redirectUrl;
    return this.call<Asked>("POST", path, { systemId, partyOrgNo, externalRef: randomUUID(), redirectUrl, ...wanted });
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.site.altinnPlatform}/authentication/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}

type Fixtures = {
  /** A vendor other than SmartCloud. */
  vendor: Vendor;
};

export const test = base.extend<Fixtures>({
  vendor: async ({ site, control }, use) => {
    const vendor = await Vendor.of(site, control);
    await use(vendor);
    await vendor.withdraw();
  },
});
