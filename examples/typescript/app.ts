/**
 * What a product has already: a database, a log-in and pages. The set-up in the simulator is at the end.
 *
 * The pattern itself is in redirect.ts. Start with that file.
 */

import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, timingSafeEqual } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";

import * as redirect from "./redirect.ts";
import {
    type Customer,
    type Intent,
    type LastCall,
    type ReturnKind,
    type Status,
    CONTROL,
    DATA,
    PLANS,
    PUBLIC_URL,
    Problem,
    checkStatus,
} from "./redirect.ts";

// ─────────────────────────────────────── the store: what is saved ───────────────────────────────────────

interface SavedIntent extends Intent {
    organisation: string;
    requestId?: string;
    isOpen: boolean;
}

interface Attempt {
    browser: string;
    state: string;
    leftAt: number;
    returnedAt?: number;
}

interface Session {
    organisation: string;
    csrfToken: string;
    endsAt: number;
}

const DAY = 24 * 3600 * 1000;

/**
 * A store in one JSON file. It writes the whole file after each change, which is enough for an example. Your product
 * has a database. Node runs one function at a time, so no other code sees a change that is half done.
 */
class FileStore implements redirect.Store {
    private readonly customers: Record<string, Customer>;
    /**
     * The intents by `state`. Closed intents stay, so that the program recognises their `state` in responses and
     * returns.
     */
    private readonly intents: Record<string, SavedIntent>;
    private attempts: Attempt[];
    private readonly sessions: Record<string, Session>;

    constructor(private readonly file: string) {
        const saved = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
        this.customers = saved.customers ?? {};
        this.intents = saved.intents ?? {};
        this.attempts = saved.attempts ?? [];
        this.sessions = saved.sessions ?? {};
    }

    /** Writes a new file beside the old one, and then replaces the old one. So a crash never leaves half a file. */
    private save(): void {
        const { customers, intents, attempts, sessions } = this;
        const descriptor = openSync(`${this.file}.new`, "w", 0o600);
        writeSync(descriptor, JSON.stringify({ customers, intents, attempts, sessions }));
        fsyncSync(descriptor);
        closeSync(descriptor);
        renameSync(`${this.file}.new`, this.file);
    }

    customer(organisation: string): Customer {
        const none: Customer = { organisation, status: "not-connected", checkedAt: 0 };
        return { ...(this.customers[organisation] ?? none) };
    }

    saveCustomer(customer: Customer): void {
        this.customers[customer.organisation] = customer;
        this.save();
    }

    getOrCreateIntent(organisation: string, plan: string): Intent {
        const open = this.openIntent(organisation);
        if (open?.plan === plan) return open;
        // Make a new intent, because the customer chose another plan or the last request is decided.
        const intent: SavedIntent = { organisation, plan, state: randomId(), lastCall: "post", isOpen: true };
        this.closeAll(organisation);
        this.intents[intent.state] = intent;
        this.saveCustomer({ ...this.customer(organisation), wantedPlan: plan });
        return intent;
    }

    openIntent(organisation: string): SavedIntent | undefined {
        return this.intentsOf(organisation).find((intent) => intent.isOpen);
    }

    intentWithState(organisation: string, state: string): SavedIntent | undefined {
        return this.intentsOf(organisation).find((intent) => intent.state === state);
    }

    saveLastCall(organisation: string, state: string, call: LastCall): void {
        const intent = this.intentWithState(organisation, state);
        if (intent) intent.lastCall = call;
        this.save();
    }

    saveRequestId(organisation: string, state: string, requestId: string): void {
        const intent = this.intentWithState(organisation, state);
        if (intent) intent.requestId = requestId;
        this.save();
    }

    planOfRequest(organisation: string, requestId: string): string | undefined {
        return this.intentsOf(organisation).find((intent) => intent.requestId === requestId)?.plan;
    }

    openAnsweredIntent(organisation: string, state: string, requestId: string): void {
        const intent = this.intentWithState(organisation, state);
        if (!intent) return;
        this.closeAll(organisation);
        Object.assign(intent, { isOpen: true, lastCall: "answered", requestId });
        this.save();
    }

    closeIntent(organisation: string): void {
        this.closeAll(organisation);
        this.save();
    }

    saveAttempt(browser: string, state: string): void {
        const now = Date.now();
        this.attempts = this.attempts.filter((attempt) => now - attempt.leftAt < 30 * DAY);
        this.attempts.push({ browser, state, leftAt: now });
        this.save();
    }

    matchReturn(browser: string | undefined, state: string): { kind: ReturnKind; organisation?: string } {
        const intent = Object.values(this.intents).find((known) => known.state === state);
        if (!intent) return { kind: "unknown-return" };
        const mine = this.attempts.filter((attempt) => attempt.browser === browser && attempt.state === state);
        if (mine.length === 0) return { kind: "returned-elsewhere" };
        const unused = mine.filter((attempt) => attempt.returnedAt === undefined);
        for (const attempt of unused) attempt.returnedAt = Date.now();
        if (unused.length > 0) this.save();
        return { kind: unused.length > 0 ? "first" : "repeated", organisation: intent.organisation };
    }

    newSession(organisation: string): string {
        const id = randomId();
        for (const [old, session] of Object.entries(this.sessions)) {
            if (session.endsAt < Date.now()) delete this.sessions[old];
        }
        this.sessions[id] = { organisation, csrfToken: randomId(), endsAt: Date.now() + DAY / 3 };
        this.save();
        return id;
    }

    session(id: string): Session | undefined {
        const session = Object.hasOwn(this.sessions, id) ? this.sessions[id] : undefined;
        return session && Date.now() < session.endsAt ? session : undefined;
    }

    deleteSession(id: string): void {
        delete this.sessions[id];
        this.save();
    }

    private intentsOf(organisation: string): SavedIntent[] {
        return Object.values(this.intents).filter((intent) => intent.organisation === organisation);
    }

    private closeAll(organisation: string): void {
        for (const intent of this.intentsOf(organisation)) intent.isOpen = false;
    }
}

/** Returns a value that nobody can guess. For that, 128 random bits are enough, and this value has 256. */
function randomId(): string {
    return randomBytes(32).toString("base64url");
}

let store: FileStore;

// ─────────────────────────────────────── the web: forms and pages ───────────────────────────────────────

/** The HTTP status, the heading and the text of each problem. */
const PROBLEMS: Record<string, [number, string, string]> = {
    "altinn-unreachable": [503, "Altinn does not answer", "Altinn may still have received what we sent. The status page asks Altinn which request there is."],
    "altinn-refused": [502, "Altinn refused the request", "Nothing has changed. Contact us, and name the reference below."],
    "rights-refused": [502, "Altinn does not know all the access in this plan", "We must correct this. Try again later."],
    "redirect-refused": [502, "Altinn does not know the way back to us", "We must correct this. Try again later."],
    "not-as-asked": [502, "Altinn's answer does not fit", "We did not send you on. The status page asks Altinn again."],
    "maskinporten-unreachable": [503, "Maskinporten does not answer", "We sent nothing to Altinn. Try again in a few minutes."],
    "maskinporten-refused": [502, "Maskinporten refused us", "We must correct this. Try again later."],
    "owner-unreachable": [503, "The tax administration does not answer", "Your access is unchanged. Try again in a few minutes."],
    "no-access": [403, "We have no access to your data", "Somebody may have withdrawn the access in Altinn. The status page says what to do."],
    "returned-elsewhere": [200, "Altinn has your answer", "You can close this page. The person who started sees the status."],
    "unknown-return": [404, "We do not know this address", "Open the status page, and go on from there."],
    "signed-out": [403, "You are not logged in", "Log in, and try again."],
    forbidden: [403, "This form did not come from our page", "Nothing was done. Open the page again, and press the button there."],
    "bad-input": [400, "Something is missing in the form", "Go back, and try again."],
    "not-found": [404, "There is no such page", "Go to the first page."],
};
const INTERNAL: [number, string, string] = [500, "Something went wrong here", "Contact us, and name the reference below."];

const STATUS_TEXTS: Record<Status, [string, string]> = {
    "not-connected": ["Not connected", "We have no access to your data. Choose a plan."],
    waiting: ["Waiting for an answer in Altinn", "You or a colleague must answer the request in Altinn."],
    connected: ["Connected", "We have the access that was approved in Altinn."],
    refused: ["The request was refused", "You can ask again."],
    expired: ["The request is too old", "Nobody answered it in time. You can ask again."],
    withdrawn: ["The access was withdrawn", "Somebody deleted the access in Altinn. You can ask again."],
    "replacement-missing": [
        "The new request was not sent",
        "We took the old request back, but could not send the new one. Try again.",
    ],
};

const SECURE = PUBLIC_URL.startsWith("https:");

/** With the prefix `__Host-`, the browser takes the cookie only from this host and only over https. */
function cookieName(name: string): string {
    return SECURE ? `__Host-${name}` : `example-typescript-${name}`;
}

/** One HTTP request and its response. */
class Exchange implements redirect.Exchange {
    readonly url: URL;
    private readonly cookies: string[] = [];

    constructor(
        private readonly request: IncomingMessage,
        private readonly response: ServerResponse,
        private readonly fields = new URLSearchParams(),
    ) {
        this.url = addressOf(request);
    }

    query(name: string): string | undefined {
        return this.url.searchParams.get(name) ?? undefined;
    }

    form(name: string): string | undefined {
        return this.fields.get(name) ?? undefined;
    }

    cookie(name: string): string | undefined {
        const start = `${cookieName(name)}=`;
        const pairs = (this.request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
        return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
    }

    setCookie(name: string, value: string, seconds: number): void {
        // With SameSite=Strict, the browser would not send the cookies when it comes back from Altinn.
        const secure = SECURE ? "; Secure" : "";
        this.cookies.push(
            `${cookieName(name)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
        );
    }

    /**
     * A random id in a cookie of its own. By this id, the program recognises the browser at the return. The id signs
     * nobody in.
     */
    browserId(): string {
        const known = this.cookie("browser");
        const browser = known && /^[\w-]{43}$/.test(known) ? known : randomId();
        this.setCookie("browser", browser, 30 * 24 * 3600);
        return browser;
    }

    session(): Session | undefined {
        return store.session(this.cookie("session") ?? "");
    }

    /** Returns the session of a form. The token proves that the form comes from a page of this session. */
    signedInWithCsrfToken(): Session {
        const session = this.session();
        if (!session) throw new Problem("signed-out");
        const [sent, right] = [Buffer.from(this.form("csrf") ?? ""), Buffer.from(session.csrfToken)];
        if (sent.length !== right.length || !timingSafeEqual(sent, right)) throw new Problem("forbidden");
        return session;
    }

    redirect(address: string): void {
        this.respond(303, "", { Location: address });
    }

    problemPage(name: string, reference?: string): void {
        const [status, heading, text] = PROBLEMS[name] ?? INTERNAL;
        this.page(status, heading, text, reference ? `<p>Reference: ${reference}</p>` : "", { problem: name });
    }

    /** Sends a page. `more` is HTML, and all other texts are escaped. */
    page(status: number, heading: string, text: string, more = "", data: Record<string, string | undefined> = {}): void {
        const known = Object.entries(data).filter(([, value]) => value);
        const marks = known.map(([name, value]) => ` data-${name}="${escape(value)}"`).join("");
        this.respond(
            status,
            `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(heading)}</title><link rel="stylesheet" href="/style.css"></head>
<body><main${marks}><h1>${escape(heading)}</h1><p>${escape(text)}</p>${more}</main>
<nav><a href="/">First page</a> <a href="/status">Status</a></nav></body></html>`,
            { "Content-Type": "text/html; charset=utf-8" },
        );
    }

    respond(status: number, body: string, headers: Record<string, string>): void {
        this.response.writeHead(status, {
            "Content-Security-Policy":
                "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
                `form-action 'self' ${redirect.REDIRECT_ORIGINS.join(" ")}`,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Set-Cookie": this.cookies,
            ...headers,
        });
        this.response.end(body);
    }
}

function escape(value: unknown): string {
    return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function formHtml(action: string, session: Session | undefined, button: string, fields = ""): string {
    const token = session ? `<input type="hidden" name="csrf" value="${session.csrfToken}">` : "";
    return `<form method="post" action="${action}">${token}${fields}<button>${button}</button></form>`;
}

function home(http: Exchange): void {
    const session = http.session();
    if (!session) {
        // Put your product's own log-in here. This form believes every organisation number, so it must never run
        // outside the simulator. With its own log-in, your product keeps the customer signed in when Altinn logs the
        // customer out.
        if (!CONTROL) throw new Problem("signed-out", "put your product's own log-in into home() and login()");
        const fields = '<label>Organisation number <input name="organisation" inputmode="numeric" required></label>';
        const text = "This log-in is for the simulator only: it checks nothing. Your product's own log-in goes here.";
        return http.page(200, "Log in", text, formHtml("/login", undefined, "Log in", fields));
    }
    const plans = [...PLANS].map(([key, { name }]) => `<li><a href="/before?plan=${key}">${name}</a></li>`).join("");
    const logOut = formHtml("/logout", session, "Log out");
    http.page(200, "Choose a plan", `You are logged in for ${session.organisation}.`, `<ul>${plans}</ul>${logOut}`);
}

function login(http: Exchange): void {
    const organisation = (http.form("organisation") ?? "").trim();
    if (!CONTROL || !/^[0-9]{9}$/.test(organisation)) throw new Problem("bad-input");
    http.setCookie("session", store.newSession(organisation), 8 * 3600);
    http.redirect("/status");
}

function logout(http: Exchange): void {
    http.signedInWithCsrfToken();
    store.deleteSession(http.cookie("session") ?? "");
    http.setCookie("session", "", 0);
    http.redirect("/");
}

/** The page before leaving: says what will be requested, and names a waiting request that will be replaced. */
async function before(http: Exchange): Promise<void> {
    const session = http.session();
    if (!session) return http.redirect("/");
    const key = http.query("plan") ?? "";
    const plan = PLANS.get(key);
    if (!plan) throw new Problem("bad-input");
    let customer: Customer | undefined;
    let old: string | undefined;
    try {
        customer = await checkStatus(session.organisation);
        if (customer.status !== "connected") old = await redirect.mustBeReplaced(session.organisation, key);
    } catch (error) {
        // Show the page without `replaces`. `start` asks Altinn again, and replaces no waiting request without this field.
        redirect.logProblem(error);
    }
    if (customer?.status === "connected") {
        const [heading, text] = STATUS_TEXTS.connected;
        return http.page(200, heading, text, `${moreAccess(customer, key)}<p><a href="/data">Show the data</a></p>`);
    }
    let fields = `<input type="hidden" name="plan" value="${key}">`;
    let warning = "";
    if (old) {
        fields += `<input type="hidden" name="replaces" value="${escape(old)}">`;
        warning = "<p>A request for other access is waiting. If you go on, we take it back, and nobody can approve it.</p>";
    }
    const access = [...plan.rights, ...plan.packages].map((name) => `<li>${escape(name)}</li>`).join("");
    const more = `<ul>${access}</ul>${warning}${formHtml("/connect/start", session, "Go to Altinn", fields)}`;
    http.page(200, `Plan ${plan.name}`, "We will ask for this access in Altinn:", more);
}

/**
 * Says what a connected customer lacks for a plan. Altinn refuses a second system user (AUTH-00004), so without this text,
 * the customer would see nothing happen.
 *
 * Your product sends a change request instead: POST systemuser/changerequest/vendor. Save the wanted plan, a `state` and
 * the id of the change request before that POST, and send the browser to its `confirmUrl`. This example does not.
 */
function moreAccess(customer: redirect.Customer, key: string | undefined): string {
    const wanted = PLANS.get(key ?? "");
    if (wanted === undefined) return "";
    const missing = redirect.missingAccess(customer, wanted);
    if (missing === undefined) {
        return `<p>We cannot see whether the access covers all that the plan ${wanted.name} needs.</p>`;
    }
    if (missing.length === 0) return "";
    return (
        `<p>The plan ${wanted.name} also needs: ${escape(missing.join(", "))}. To get it, delete the access in Altinn, ` +
        "and choose the plan again.</p>"
    );
}

/**
 * The status page. It asks Altinn each time. If Altinn does not answer, it shows the last known status, and says so.
 */
async function status(http: Exchange): Promise<void> {
    const session = http.session();
    if (!session) return http.redirect("/");
    let problem: Problem | undefined;
    try {
        await checkStatus(session.organisation);
    } catch (error) {
        redirect.logProblem(error);
        problem = error as Problem;
    }
    const customer = store.customer(session.organisation);
    const [heading, text] = STATUS_TEXTS[customer.status];
    let more = "";
    if (problem) {
        const what = (PROBLEMS[problem.problem] ?? INTERNAL)[1];
        more += `<p>${what}. This may be old. Reference: ${problem.reference}</p>`;
    }
    if (customer.status === "waiting") {
        more += formHtml("/connect/resume", session, "Go to Altinn and answer");
    } else if (customer.status === "connected") {
        const plan = PLANS.get(customer.plan ?? "")?.name ?? "made by you in Altinn";
        more += `<p>Plan: ${plan}</p>${moreAccess(customer, customer.wantedPlan)}`;
        more += '<p><a href="/data">Show the data</a></p>';
    } else {
        more += `<p><a href="/before?plan=${customer.wantedPlan ?? "basis"}">Ask for access</a></p>`;
    }
    const marks = { status: customer.status, problem: problem?.problem, plan: customer.plan };
    http.page(problem ? 503 : 200, heading, text, more, marks);
}

/** The page with the customer's open claims: one call with the customer's system user. */
async function data(http: Exchange): Promise<void> {
    const session = http.session();
    if (!session) return http.redirect("/");
    const claims = await redirect.openClaims(session.organisation);
    const rows = claims.map(({ beskrivelse, belop }) => `<li>${escape(beskrivelse)}: ${escape(belop)} kr</li>`).join("");
    http.page(200, "Open claims", `From the tax administration: ${claims.length}`, `<ul>${rows}</ul>`);
}

function style(http: Exchange): void {
    const css =
        ":root{color-scheme:light dark}" +
        "body{font:1.1rem/1.6 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}" +
        "button,input{font:inherit;padding:.5rem 1rem}label{display:block;margin-bottom:1rem}";
    http.respond(200, css, { "Content-Type": "text/css" });
}

const ROUTES: Record<string, (http: Exchange) => void | Promise<void>> = {
    "GET /": home,
    "POST /login": login,
    "POST /logout": logout,
    "GET /before": before,
    "POST /connect/start": redirect.start,
    "POST /connect/resume": redirect.resume,
    "GET /connect/return": redirect.returned,
    "GET /status": status,
    "GET /data": data,
    "GET /style.css": style,
};

/**
 * Returns the URL of a request. A path such as `//…` would resolve to another host, so it is appended and not resolved.
 */
function addressOf(request: IncomingMessage): URL {
    const address = PUBLIC_URL + (request.url ?? "/");
    return new URL(URL.canParse(address) ? address : PUBLIC_URL);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let http = new Exchange(request, response);
    try {
        if (request.method === "POST") http = new Exchange(request, response, await readForm(request));
        const name = `${request.method} ${http.url.pathname}`;
        const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
        if (!route) throw new Problem("not-found");
        await route(http);
    } catch (error) {
        // An error that is no `Problem` is an error in this program: log it, and show a page.
        const problem = error instanceof Problem ? error : new Problem("internal", (error as Error).stack);
        redirect.logProblem(problem);
        if (!response.headersSent) http.problemPage(problem.problem, problem.reference);
    }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
    // The first protection against CSRF: the browser says which site sent the form. The token is the second one.
    const site = request.headers["sec-fetch-site"];
    const origin = request.headers.origin;
    const isOurs = site ? site === "same-origin" || site === "none" : !origin || origin === PUBLIC_URL;
    if (!isOurs) throw new Problem("forbidden");
    let body = "";
    for await (const part of request.setEncoding("utf8")) {
        body += part;
        if (body.length > 16 * 1024) throw new Problem("bad-input");
    }
    return new URLSearchParams(body);
}

// ───────────────────────────── set-up: keys, the OAuth client and the system ─────────────────────────────

/**
 * Registers the key, the OAuth client and the system in the simulator. In TT02, a vendor does this once. The vendor
 * registers the client and its key by hand in Digdir's self-service.
 */
async function setUpInSimulator(): Promise<void> {
    if (!existsSync(redirect.KEY_FILE)) {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        writeFileSync(redirect.KEY_FILE, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    }
    const publicKey = createPublicKey(createPrivateKey(readFileSync(redirect.KEY_FILE))).export({ format: "jwk" });
    const client = {
        organisation: { number: redirect.VENDOR, name: "Example AS" },
        scopes: [redirect.SCOPE_REGISTER, redirect.SCOPE_WRITE, redirect.SCOPE_READ, redirect.SCOPE_CLAIMS],
        jwks: { keys: [{ ...publicKey, use: "sig", alg: "RS256", kid: redirect.KEY_ID }] },
    };
    const url = `${CONTROL}/maskinporten-clients/${encodeURIComponent(redirect.CLIENT_ID)}`;
    const headers = { "Content-Type": "application/json" };
    const registered = await redirect
        .send(url, { method: "PUT", headers, body: JSON.stringify(client) })
        .catch((cause: unknown) => {
            const why = `no simulator answers at ${CONTROL}. Start it with \`make run\`. (${redirect.reason(cause)})`;
            throw new Problem("no-simulator", `SIMULATOR_CONTROL_URL: ${why}`);
        });
    if (registered.status >= 300) throw new Error(`The simulator refused the client: ${JSON.stringify(registered.json)}`);

    // The system must list all access that any plan requests, and the return URL without its query.
    const plans = [...PLANS.values()];
    const rights = [...new Set(plans.flatMap((plan) => plan.rights))];
    const packages = [...new Set(plans.flatMap((plan) => plan.packages))];
    const texts = { nb: "Example in TypeScript", nn: "Example in TypeScript", en: "Example in TypeScript" };
    const body = {
        id: redirect.SYSTEM_ID,
        vendor: { ID: `0192:${redirect.VENDOR}` },
        name: texts,
        description: texts,
        rights: rights.map((value) => ({ resource: [{ id: "urn:altinn:resource", value }] })),
        accessPackages: packages.map((urn) => ({ urn })),
        clientId: [redirect.CLIENT_ID],
        allowedRedirectUrls: [redirect.RETURN_URL],
        isVisible: false,
    };
    const entry = ["systemregister", "vendor", redirect.SYSTEM_ID];
    try {
        await redirect.altinn("GET", entry, redirect.SCOPE_REGISTER);
        // An update replaces the whole entry, so send all fields.
        await redirect.altinn("PUT", entry, redirect.SCOPE_REGISTER, { body, promises: "" });
    } catch (error) {
        if (!(error instanceof redirect.AltinnError) || error.status !== 404) throw error;
        await redirect.altinn("POST", ["systemregister", "vendor"], redirect.SCOPE_REGISTER, { body, promises: "" });
    }
}

async function main(): Promise<void> {
    mkdirSync(DATA, { recursive: true, mode: 0o700 });
    store = new FileStore(`${DATA}/example.json`);
    redirect.useStore(store);
    if (CONTROL) await setUpInSimulator();
    const server = createServer((request, response) => void answer(request, response));
    server.listen(Number(new URL(PUBLIC_URL).port || "4001"), "127.0.0.1", () => console.log(`Ready: ${PUBLIC_URL}`));
}

main().catch((error: unknown) => {
    if (error instanceof Problem) console.error(`The set-up in the simulator failed: ${error.problem} ${error.details}`);
    else console.error(error);
    process.exitCode = 1;
});
