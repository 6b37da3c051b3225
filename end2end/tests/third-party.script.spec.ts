// Libraries of other people use the simulator as they would use the real services. openid-client, a certified OpenID
// relying party, logs in with ID-porten. jose makes grants for Maskinporten and checks tokens. The tests change one
// setting for the simulator: the libraries accept http.
import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { createRemoteJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from "jose";
import * as openid from "openid-client";
import type { Site } from "../server.ts";
import { type Control, test } from "./site.ts";

const VENDOR = { number: "315816270", name: "Testleverandøren AS" };
const CALLBACK = "http://localhost:9/callback";
const LOGGED_OUT = "http://localhost:9/logged-out";
const SECRET = "a secret / with = signs + a blank";
const KID = "third-party";

const key = generateKeyPair("RS256", { extractable: true });

async function jwks() {
  return { keys: [{ ...(await exportJWK((await key).publicKey)), kid: KID }] };
}

type Method = "private_key_jwt" | "client_secret_basic" | "client_secret_post" | "none";

/** The client authentication for each method. */
async function authentication(method: Method): Promise<openid.ClientAuth> {
  switch (method) {
    case "private_key_jwt":
      return openid.PrivateKeyJwt({ key: (await key).privateKey, kid: KID });
    case "client_secret_basic":
      return openid.ClientSecretBasic(SECRET);
    case "client_secret_post":
      return openid.ClientSecretPost(SECRET);
    case "none":
      return openid.None();
  }
}

/** Registers a new client. The client reads everything else from the metadata (discovery). */
async function discover(site: Site, control: Control, method: Method) {
  const id = randomUUID();
  await control.call("PUT", `idporten-clients/${id}`, {
    organisation: VENDOR,
    name: "openid-client",
    tokenEndpointAuthMethod: method,
    redirectUris: [CALLBACK],
    postLogoutRedirectUris: [LOGGED_OUT],
    refreshTokenLifetimeSeconds: 3600,
    ...(method === "private_key_jwt" ? { jwks: await jwks() } : {}),
    ...(method.startsWith("client_secret") ? { clientSecret: SECRET } : {}),
  });
  return openid.discovery(new URL(site.idPorten), id, undefined, await authentication(method), {
    execute: [openid.allowInsecureRequests],
  });
}

/** Follows the redirects of a log-in like a browser with cookies, up to the client's redirect URI. */
async function choose(address: URL, choice: Record<string, string>) {
  const start = await fetch(address, { redirect: "manual" });
  expect(start.status).toBe(302);
  const chooser = new URL(start.headers.get("location") ?? "", address);
  const answer = await fetch(chooser, { method: "POST", body: new URLSearchParams(choice), redirect: "manual" });
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  return { answer, cookie };
}

const arrived = (answer: Response) => new URL(answer.headers.get("location") ?? "");

for (const method of ["private_key_jwt", "client_secret_basic", "client_secret_post", "none"] as const) {
  test(`openid-client logs in with ${method}, and all that its metadata offer works`, async ({ site, control }) => {
    const config = await discover(site, control, method);
    const verifier = openid.randomPKCECodeVerifier();
    const checks = {
      pkceCodeVerifier: verifier,
      expectedNonce: openid.randomNonce(),
      expectedState: openid.randomState(),
      maxAge: 60,
      idTokenExpected: true,
    };
    const address = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: CALLBACK,
      scope: "openid profile",
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      nonce: checks.expectedNonce,
      state: checks.expectedState,
      acr_values: "idporten-loa-high",
      ui_locales: "se nn",
      max_age: "60",
    });
    expect([...address.searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);

    const { answer, cookie } = await choose(address, { person: "kari" });
    const tokens = await openid.authorizationCodeGrant(config, arrived(answer), checks);
    const claims = tokens.claims();
    expect(claims?.acr).toBe("idporten-loa-high");
    expect(claims?.amr).toEqual(["TestID"]);
    expect(claims?.pid).toMatch(/^\d{11}$/);

    const told = await openid.fetchUserInfo(config, tokens.access_token, claims?.sub ?? "");
    expect(told.pid).toBe(claims?.pid);
    const introspected = (token: string) => openid.tokenIntrospection(config, token);
    // A public client cannot authenticate, so it may not introspect (RFC 7662, section 2.1).
    if (method === "none") await expect(introspected(tokens.access_token)).rejects.toMatchObject({ status: 401 });
    else expect(await introspected(tokens.access_token)).toMatchObject({ active: true, sub: claims?.sub });

    const again = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(again.claims()?.sub).toBe(claims?.sub);
    expect(again.refresh_token).not.toBe(tokens.refresh_token);
    await openid.tokenRevocation(config, again.refresh_token ?? "");
    if (method !== "none") expect(await introspected(again.access_token)).toEqual({ active: false });
    await expect(openid.refreshTokenGrant(config, again.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });

    const end = openid.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? "",
      post_logout_redirect_uri: LOGGED_OUT,
      state: "over",
    });
    const page = await (await fetch(end, { headers: { cookie } })).text();
    expect(page).toContain(`${LOGGED_OUT}?state=over`);
  });
}

test("openid-client gets the right error for a cancelled log-in", async ({ site, control }) => {
  const config = await discover(site, control, "client_secret_basic");
  const verifier = openid.randomPKCECodeVerifier();
  const address = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: "openid",
    state: "s",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const { answer } = await choose(address, { cancel: "true" });
  const grant = openid.authorizationCodeGrant(config, arrived(answer), { pkceCodeVerifier: verifier, expectedState: "s" });
  await expect(grant).rejects.toMatchObject({ error: "access_denied" });
});

/** The form that the browser posts to the vendor's address. Nothing listens at that address. */
async function posted(page: Page, address: URL) {
  const request = page.waitForRequest((request) => request.url() === CALLBACK && request.method() === "POST");
  await page.route(CALLBACK, (route) => route.fulfill({ contentType: "text/html", body: "<title>Arrived</title>" }));
  await page.goto(address.href);
  await page.locator("button[value=kari]").click();
  const body = (await request).postData() ?? "";
  await expect(page).toHaveTitle("Arrived");
  return new Request(CALLBACK, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body,
  });
}

test("a browser posts the response to openid-client with form_post", async ({ site, control, page }) => {
  const config = await discover(site, control, "private_key_jwt");
  const verifier = openid.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedNonce: openid.randomNonce(), expectedState: openid.randomState() };
  const address = await openid.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: CALLBACK,
    scope: "openid",
    response_mode: "form_post",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    nonce: checks.expectedNonce,
    state: checks.expectedState,
  });
  const tokens = await openid.authorizationCodeGrant(config, await posted(page, address), checks);
  expect(tokens.claims()?.nonce).toBe(checks.expectedNonce);
});

/** Starts a log-in with a signed response: the address for the browser, and the values to check later. */
async function signedLogin(config: openid.Configuration) {
  openid.useJwtResponseMode(config);
  const verifier = openid.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedNonce: openid.randomNonce(), expectedState: openid.randomState() };
  const address = openid.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: "openid",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    nonce: checks.expectedNonce,
    state: checks.expectedState,
  });
  expect(address.searchParams.get("response_mode")).toBe("jwt");
  return { address, checks };
}

test("openid-client accepts signed responses, and errors in them", async ({ site, control }) => {
  const config = await discover(site, control, "private_key_jwt");
  const { address, checks } = await signedLogin(config);
  const { answer } = await choose(address, { person: "kari" });
  expect([...arrived(answer).searchParams.keys()]).toEqual(["response"]);
  const tokens = await openid.authorizationCodeGrant(config, arrived(answer), checks);
  expect(tokens.claims()?.nonce).toBe(checks.expectedNonce);

  const second = await signedLogin(config);
  const { answer: refused } = await choose(second.address, { cancel: "true" });
  const grant = openid.authorizationCodeGrant(config, arrived(refused), second.checks);
  await expect(grant).rejects.toMatchObject({ error: "access_denied" });
});

test("openid-client refuses a signed response that was changed", async ({ site, control }) => {
  const config = await discover(site, control, "client_secret_basic");
  const { address, checks } = await signedLogin(config);
  const { answer } = await choose(address, { person: "kari" });
  const changed = arrived(answer);
  const [header, claims = "", signature] = (changed.searchParams.get("response") ?? "").split(".");
  const others = { ...JSON.parse(Buffer.from(claims, "base64url").toString()), code: "another" };
  const forged = [header, Buffer.from(JSON.stringify(others)).toString("base64url"), signature].join(".");
  changed.searchParams.set("response", forged);
  // openid-client itself finds the forgery. It does not call ID-porten, which would answer `invalid_grant`.
  const grant = openid.authorizationCodeGrant(config, changed, checks);
  await expect(grant).rejects.toMatchObject({ code: "OAUTH_INVALID_RESPONSE" });
});

test("a browser posts the signed response to openid-client with form_post.jwt", async ({ site, control, page }) => {
  const config = await discover(site, control, "private_key_jwt");
  const { address, checks } = await signedLogin(config);
  address.searchParams.set("response_mode", "form_post.jwt");
  const tokens = await openid.authorizationCodeGrant(config, await posted(page, address), checks);
  expect(tokens.claims()?.nonce).toBe(checks.expectedNonce);
});

/** Registers a vendor. jose signs its grants. */
async function vendor(site: Site, control: Control) {
  const id = randomUUID();
  const write = "altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write";
  const demo = "altinn:systembruker.demo";
  await control.call("PUT", `maskinporten-clients/${id}`, {
    organisation: VENDOR,
    scopes: [...write.split(" "), demo],
    jwks: await jwks(),
  });
  const metadata = await json(await fetch(`${site.maskinporten}/.well-known/oauth-authorization-server`));
  const keys = createRemoteJWKSet(new URL(String(metadata.jwks_uri)));
  const grant = async (scope: string, details?: object) => {
    const assertion = await new SignJWT({ scope, ...(details ? { authorization_details: [details] } : {}) })
      .setProtectedHeader({ alg: "RS256", kid: KID })
      .setIssuer(id)
      .setAudience(String(metadata.issuer))
      .setIssuedAt()
      .setExpirationTime("120s")
      .setJti(randomUUID())
      .sign((await key).privateKey);
    const [grant_type = ""] = metadata.grant_types_supported as string[];
    return fetch(String(metadata.token_endpoint), { method: "POST", body: new URLSearchParams({ grant_type, assertion }) });
  };
  const token = async (scope: string, details?: object) => {
    const text = String((await json(await grant(scope, details))).access_token);
    const { payload } = await jwtVerify(text, keys, { issuer: String(metadata.issuer), algorithms: ["RS256"] });
    return { text, payload };
  };
  return { id, grant, token, write, demo };
}

async function json(answer: Response): Promise<JWTPayload & Record<string, unknown>> {
  expect(answer.ok, `${answer.url}: ${answer.status}`).toBe(true);
  return answer.json();
}

test("jose gets tokens of a system user, checks them, and exchanges one at Altinn", async ({ site, control }) => {
  const { id, grant, token, write, demo } = await vendor(site, control);
  const own = await token(write);
  const api = `${site.altinnPlatform}/authentication/api/v1`;
  const post = (path: string, body: object) =>
    fetch(`${api}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${own.text}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const rights = [{ resource: [{ id: "urn:altinn:resource", value: "ske-krav-og-betalinger" }] }];
  const systemId = `${VENDOR.number}_third-party-${id.slice(0, 8)}`;
  const texts = { nb: "Skyen", nn: "Skya", en: "The cloud" };
  await json(
    await post("systemregister/vendor", {
      id: systemId,
      vendor: { authority: "iso6523-actorid-upis", ID: `0192:${VENDOR.number}` },
      name: texts,
      description: texts,
      rights,
      clientId: [id],
      allowedRedirectUrls: ["https://vendor.example/receipt"],
    }),
  );
  const customer = await control.call<{ organisation: { number: string } }>("POST", "customers", { kind: "approver" });
  const partyOrgNo = customer.organisation.number;
  const details = {
    type: "urn:altinn:systemuser",
    systemuser_org: { authority: "iso6523-actorid-upis", ID: `0192:${partyOrgNo}` },
  };
  const early = await grant(demo, details);
  expect(early.status).toBe(400);
  expect(((await early.json()) as { error: string }).error).toBe("invalid_altinn_customer_configuration");

  const request = await json(await post("systemuser/request/vendor", { systemId, partyOrgNo, rights }));
  await control.answer(String(request.id), "approve");
  const { text, payload } = await token(demo, details);
  expect(payload.authorization_details).toMatchObject([{ systemuser_id: [request.id], system_id: systemId }]);

  const exchanged = await fetch(`${api}/exchange/maskinporten`, { headers: { authorization: `Bearer ${text}` } });
  const altinn = await json(await fetch(`${api}/openid/.well-known/openid-configuration`));
  const keys = createRemoteJWKSet(new URL(String(altinn.jwks_uri)));
  const checked = await jwtVerify(await exchanged.text(), keys, { issuer: String(altinn.issuer) });
  expect(checked.payload.authorization_details).toMatchObject({ systemuser_id: [request.id] });
});
