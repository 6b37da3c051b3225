/**
 * The redirect pattern in TypeScript: a vendor gets a system user in Altinn for each of its customers.
 *
 * Copy this file. It has the pattern of SmartCloud's src/redirect.rs, with the same names, the same order and the same
 * step numbers. The comments in src/redirect.rs explain the reason for each rule. The file app.ts contains what your
 * product already has: a database, a log-in and pages. One of these pages is the *page before leaving*. It tells the
 * customer what this program will request, and has the form for `start`.
 *
 *     browser             this program                        Altinn
 *        │ POST start ───────▶ │                                 │
 *        │              1. lock, and save the intent             │
 *        │              2. POST systemuser/request/vendor ─────▶ │
 *        │                     │ ◀── 201 new, or 200 existing ── │
 *        │              3. classify the response                 │
 *        │              4. save the redirect attempt             │
 *        │ ◀── 303 confirmUrl  │                                 │
 *        │ ───────────────────────────────────── GET confirmUrl ▶│
 *        │                     │        the customer logs in, and approves,
 *        │                     │        rejects, forwards or closes the page.
 *        │ ◀───────────────────────────── 302 redirectUrl ────── │
 *        │ GET return?state= ▶ │                                 │
 *        │              5. match the return with an attempt      │
 *        │              6. GET systemuser/request/vendor/{id} ─▶ │
 *        │ ◀── 303 status page │                                 │
 *
 * The file needs Node 20.11 or newer, and no package.
 */

import { createPrivateKey, randomBytes, randomUUID, sign as signBytes } from "node:crypto";
import { readFileSync } from "node:fs";

// ─────────────────────────────────────────────── settings ───────────────────────────────────────────────

function setting(name: string, byDefault: string): string {
    return process.env[name] ?? byDefault;
}

function withoutSlash(url: string): string {
    return url.replace(/\/$/, "");
}

// The defaults are for the simulator that `make run` starts. The README in the parent folder has the values for TT02.
// If SIMULATOR_CONTROL_URL is empty, app.ts registers nothing, and its log-in does not work.
export const PUBLIC_URL = withoutSlash(setting("PUBLIC_URL", "http://localhost:4001"));
export const DATA = setting("DATA", `${import.meta.dirname}/data`);
const PLATFORM = withoutSlash(setting("ALTINN_PLATFORM_URL", "http://127.0.0.1:3101"));
/**
 * Every origin that the browser passes between the form and Altinn's page. The page with the form must list them in
 * `form-action` of its Content-Security-Policy (`respond` in app.ts). The browser then blocks any other origin.
 */
export const REDIRECT_ORIGINS = setting(
    "ALTINN_REDIRECT_ORIGINS",
    "http://127.0.0.1:3100 http://127.0.0.1:3101 http://127.0.0.1:3102",
).split(" ");
const MASKINPORTEN = setting("MASKINPORTEN_URL", "http://127.0.0.1:3103/"); // The issuer, with the slash at its end.
const CLAIMS_API = withoutSlash(setting("CLAIMS_API_URL", "http://127.0.0.1:3104"));
export const CONTROL = withoutSlash(setting("SIMULATOR_CONTROL_URL", "http://127.0.0.1:3100/control"));
export const VENDOR = setting("VENDOR", "314250052");
export const SYSTEM_ID = setting("SYSTEM_ID", `${VENDOR}_typescript`);
export const CLIENT_ID = setting("MASKINPORTEN_CLIENT_ID", "example-typescript");
export const KEY_ID = setting("MASKINPORTEN_KEY_ID", "key-1");
export const KEY_FILE = setting("MASKINPORTEN_KEY_FILE", `${DATA}/maskinporten.pem`);
const TIMEOUT_SECONDS = Number(setting("TIMEOUT_SECONDS", "10"));

export const RETURN_URL = `${PUBLIC_URL}/connect/return`;

export const SCOPE_REGISTER = "altinn:authentication/systemregister.write";
export const SCOPE_WRITE = "altinn:authentication/systemuser.request.write";
export const SCOPE_READ = "altinn:authentication/systemuser.request.read"; // Write does not include this scope.
export const SCOPE_CLAIMS = "skatteetaten:kravogbetalinger";

/** A product of the vendor, and the access that the vendor needs for it. Request no access that a plan does not use. */
export interface Plan {
    name: string;
    rights: string[];
    packages: string[];
}

export const PLANS = new Map<string, Plan>([
    ["basis", { name: "Basis", rights: ["ske-krav-og-betalinger"], packages: [] }],
    [
        "drift",
        {
            name: "Drift",
            rights: ["ske-krav-og-betalinger", "ttd_systembruker-salary", "ttd_systembruker-logistikk-demo"],
            packages: [],
        },
    ],
    [
        "proff",
        { name: "Proff", rights: ["ttd_systembruker-salary"], packages: ["urn:altinn:accesspackage:krav-og-utlegg"] },
    ],
]);

// ───────────────────────────────────── what the program saves ─────────────────────────────────────

export type Status =
    | "not-connected"
    | "waiting"
    | "connected"
    | "refused"
    | "expired"
    | "withdrawn"
    | "replacement-missing";

export interface Customer {
    organisation: string;
    status: Status;
    /** The plan that the customer approved in Altinn. */
    plan?: string;
    /** The plan that the customer chose last. It gives no access. */
    wantedPlan?: string;
    requestId?: string;
    systemUserId?: string;
    /** When Altinn last answered, in milliseconds since 1970. */
    checkedAt: number;
}

/**
 * The last call that the program was about to send for an intent. After a crash, it says what may have happened.
 * `answered` means that Altinn has confirmed that the request exists.
 */
export type LastCall = "post" | "delete" | "post-after-delete" | "answered";

/** The wanted plan and a `state`, which the program saves before the POST. A customer has at most one open intent. */
export interface Intent {
    state: string;
    plan: string;
    lastCall: LastCall;
}

export type ReturnKind = "first" | "repeated" | "returned-elsewhere" | "unknown-return";

/**
 * The database. Each function must save before it returns, so that a later crash loses nothing. app.ts implements this
 * interface with a JSON file.
 */
export interface Store {
    customer(organisation: string): Customer;
    saveCustomer(customer: Customer): void;
    /**
     * Returns the open intent if it has this plan. Otherwise closes the customer's intents, makes a new one with a
     * random `state`, and saves the plan as the customer's `wantedPlan`.
     */
    getOrCreateIntent(organisation: string, plan: string): Intent;
    openIntent(organisation: string): Intent | undefined;
    /** Also finds closed intents. */
    intentWithState(organisation: string, state: string): Intent | undefined;
    saveLastCall(organisation: string, state: string, call: LastCall): void;
    saveRequestId(organisation: string, state: string, requestId: string): void;
    /** Returns the plan of the intent with this request id, also if the intent is closed. */
    planOfRequest(organisation: string, requestId: string): string | undefined;
    /**
     * Opens the intent with this `state`, and closes the customer's other intents. Saves the request id, and sets
     * `lastCall` to `answered`.
     */
    openAnsweredIntent(organisation: string, state: string, requestId: string): void;
    closeIntent(organisation: string): void;
    saveAttempt(browser: string, state: string): void;
    /** Finds the attempts of this browser with this `state`, and marks all of them as used. */
    matchReturn(browser: string | undefined, state: string): { kind: ReturnKind; organisation?: string };
}

let store: Store;

export function useStore(opened: Store): void {
    store = opened;
}

/** One HTTP request and its response, as this file needs them. app.ts implements it. */
export interface Exchange {
    query(name: string): string | undefined;
    form(name: string): string | undefined;
    /** Throws if nobody is signed in, or if the form has no CSRF token of this session. */
    signedInWithCsrfToken(): { organisation: string };
    /** The id in the browser's cookie. Makes a new id, and sets the cookie, if the browser has none. */
    browserId(): string;
    cookie(name: string): string | undefined;
    redirect(address: string): void;
    problemPage(name: string): void;
}

// ───────────────────────────────── start: the customer wants a plan ─────────────────────────────────

// Altinn's error codes. Decide by the code and never by the text of an error, because Altinn changes the texts.
const SYSTEM_USER_EXISTS = ["AUTH-00004", "AUTH-00006"];
const REQUEST_EXISTS = ["AUTH-00007", "AUTH-00008", "AUTH-00009"];
const REQUEST_NOT_FOUND = "AUTH-00010";

/** The members of Altinn's request that this program reads. Do not require others, because Altinn adds members. */
interface SystemUserRequest {
    id: string;
    partyOrgNo: string;
    status?: string;
    rights?: { resource?: { id: string; value: string }[] }[];
    accessPackages?: { urn: string }[];
    redirectUrl?: string;
    confirmUrl?: string;
    timedOut?: boolean;
}

type NewRequest = Omit<SystemUserRequest, "id"> & { systemId: string };

/**
 * Handles POST /connect/start: requests a system user, and redirects the browser to Altinn.
 *
 * `replaces` is the id of the waiting request that this POST may delete. The page before leaving has shown the request
 * to the customer. Without such a request, the form does not have the field.
 */
export async function start(http: Exchange): Promise<void> {
    // The organisation comes from the session and not from the form. So nobody can start for another organisation.
    const { organisation } = http.signedInWithCsrfToken();
    const plan = http.form("plan") ?? "";
    if (!PLANS.has(plan)) throw new Problem("bad-input");
    http.redirect(await requestAccess(organisation, plan, http.form("replaces"), http.browserId()));
}

/** Does steps 1 to 4. Returns the URL to redirect the browser to. */
async function requestAccess(organisation: string, plan: string, replaces: string | undefined, browser: string) {
    // Step 1: take the lock, and save the intent. After a double click, the second call waits here for the first one.
    return withLock(organisation, async () => {
        // The same customer and plan give the same intent with the same `state`, until the request is decided.
        const intent = store.getOrCreateIntent(organisation, plan);

        // Step 2: save which call comes next, and send the POST. Step 3: classify the response.
        store.saveLastCall(organisation, intent.state, isReplacing(intent) ? "post-after-delete" : "post");
        const body = requestBody(organisation, plan, intent.state);
        let next = await createRequest(body);

        if (next.action === "replace") {
            const old = next.request;
            // Somebody may be about to approve the old request. So delete a waiting request only if the page before
            // leaving named this very request to the customer. If it did not, show that page again.
            if (isOpen(old) && replaces !== old.id) {
                record(organisation, intent, old, undefined);
                return `/before?plan=${plan}`;
            }
            next = await replace(organisation, intent, old, body);
        }
        switch (next.action) {
            case "send-browser":
                return sendBrowser(organisation, browser, next.request, next.intent);
            case "look-up-system-user": {
                const { customer } = await checkStatusLocked(organisation);
                if (customer.status === "connected") return "/status";
                throw new Problem("not-as-asked", "Altinn says that a system user exists, but does not find it");
            }
            case "replace":
                throw new Problem("not-as-asked", "after DELETE, Altinn still has an old request");
        }
    });
}

/**
 * Returns the body of POST systemuser/request/vendor.
 *
 * `externalRef` is left out. Altinn then stores the customer's organisation number instead.
 */
function requestBody(organisation: string, plan: string, state: string): NewRequest {
    const wanted = PLANS.get(plan);
    return {
        systemId: SYSTEM_ID,
        partyOrgNo: organisation,
        rights: (wanted?.rights ?? []).map((value) => ({ resource: [{ id: "urn:altinn:resource", value }] })),
        accessPackages: (wanted?.packages ?? []).map((urn) => ({ urn })),
        // Altinn sends the browser back with this query unchanged, and adds neither an id nor a status. So only `state`
        // identifies the return.
        redirectUrl: `${RETURN_URL}?${new URLSearchParams({ state })}`,
    };
}

/** What to do after Altinn's response to the POST. */
type NextStep =
    | { action: "send-browser"; request: SystemUserRequest; intent: Intent }
    | { action: "replace"; request: SystemUserRequest }
    | { action: "look-up-system-user" };

/**
 * Sends the POST, and classifies the response. The table "Altinn's response to the POST" lists all responses. It is in
 * src/redirect.rs and on the page /steg/3.md of SmartCloud.
 */
async function createRequest(body: NewRequest): Promise<NextStep> {
    let request: SystemUserRequest | undefined;
    try {
        request = await altinn<SystemUserRequest>("POST", ["systemuser", "request", "vendor"], SCOPE_WRITE, { body });
    } catch (error) {
        const code = error instanceof AltinnError ? (error.code ?? "") : "";
        if (SYSTEM_USER_EXISTS.includes(code)) return { action: "look-up-system-user" }; // Never delete anything here.
        // After a 5xx response or a timeout, Altinn may have created the request. Do not repeat the POST here. The
        // customer's next click sends the same POST, and Altinn then answers with the same request.
        if (!REQUEST_EXISTS.includes(code)) throw error;
        // These responses contain no id, so look the request up.
        request = await findRequest(body.partyOrgNo);
        if (request === undefined) throw error;
    }
    return classifyResponse(request, body);
}

/**
 * Decides what to do with Altinn's request. The HTTP status 200 is not enough: the response may contain a request that
 * was rejected long ago, or a request for another plan.
 */
function classifyResponse(request: SystemUserRequest, body: NewRequest): NextStep {
    switch (request.status) {
        case "Accepted":
            return { action: "look-up-system-user" };
        case "New": {
            const intent = usableIntent(request, body);
            return intent ? { action: "send-browser", request, intent } : { action: "replace", request };
        }
        case "Rejected":
        case "Denied":
        case "Timedout":
            return { action: "replace", request }; // A finished request blocks a new one, so replace it.
        default: {
            // This program does not know the status. The request may still be open, so never delete it.
            const intent = intentOf(request);
            if (intent) return { action: "send-browser", request, intent };
            throw new Problem("not-as-asked", "the request has an unknown status");
        }
    }
}

/**
 * Returns the intent of an open request that asks for the access in `body`. Returns undefined if `start` must replace
 * the request. A request keeps the rights and the `redirectUrl` of its first POST, so compare both.
 */
function usableIntent(request: SystemUserRequest, body: NewRequest): Intent | undefined {
    return isOpen(request) && accessOf(request) === accessOf(body) ? intentOf(request) : undefined;
}

/**
 * Sends DELETE and then POST. Before each call, saves which call comes next.
 *
 * This function must finish even if the browser closes its connection. If it stopped after the DELETE, Altinn would
 * have no request. Node goes on by itself. Do not connect an AbortSignal of the browser's request with these calls.
 */
async function replace(organisation: string, intent: Intent, old: SystemUserRequest, body: NewRequest) {
    // A colleague may approve the old request just before the DELETE. Altinn then has a system user with the id of the
    // old request, but no request. So save that id in the intent of the old request, which has the approved plan.
    const oldState = stateOf(old);
    if (oldState) store.saveRequestId(organisation, oldState, old.id);
    store.saveLastCall(organisation, intent.state, "delete");
    try {
        await altinn("DELETE", ["systemuser", "request", "vendor", old.id], SCOPE_WRITE);
    } catch (error) {
        const isGone = error instanceof AltinnError && error.code === REQUEST_NOT_FOUND;
        if (!isGone) throw error;
    }
    store.saveLastCall(organisation, intent.state, "post-after-delete");
    return createRequest(body);
}

/** Step 4: saves the redirect attempt, and returns Altinn's `confirmUrl`. The caller holds the lock. */
function sendBrowser(organisation: string, browser: string, request: SystemUserRequest, intent: Intent): string {
    const address = confirmUrl(request);
    store.saveAttempt(browser, intent.state);
    record(organisation, intent, request, undefined);
    return address;
}

/** Returns `confirmUrl` unchanged, but only if its origin is known. No response may send a customer elsewhere. */
function confirmUrl(request: SystemUserRequest): string {
    const address = request.confirmUrl ?? "";
    // `URL` ignores line breaks, and a header must not contain any.
    const hasOnlyVisibleCharacters = /^[!-~]*$/.test(address);
    if (!hasOnlyVisibleCharacters || !URL.canParse(address) || !REDIRECT_ORIGINS.includes(new URL(address).origin)) {
        throw new Problem("not-as-asked", "the origin of confirmUrl is not in ALTINN_REDIRECT_ORIGINS");
    }
    return address;
}

// ──────────────────────── resume: a request waits, and the customer goes on ────────────────────────

/** Handles POST /connect/resume: redirects the browser to the waiting request. Creates and deletes nothing. */
export async function resume(http: Exchange): Promise<void> {
    const { organisation } = http.signedInWithCsrfToken();
    http.redirect(await redirectToWaitingRequest(organisation, http.browserId()));
}

async function redirectToWaitingRequest(organisation: string, browser: string): Promise<string> {
    return withLock(organisation, async () => {
        const { customer, request } = await checkStatusLocked(organisation);
        // If a colleague has answered meanwhile, the status page shows what follows.
        if (request === undefined || !isOpen(request)) return "/status";
        const intent = intentOf(request);
        if (intent) return sendBrowser(organisation, browser, request, intent);
        // The `state` is unknown, for example because the database was lost. Only `start` may replace the request.
        return customer.wantedPlan ? `/before?plan=${customer.wantedPlan}` : "/";
    });
}

// ─────────────────────────────── returned: a browser comes from Altinn ───────────────────────────────

/**
 * Handles GET /connect/return?state=…: steps 5 and 6.
 *
 * Anybody can call this URL, so it decides nothing and shows nothing about a customer.
 */
export async function returned(http: Exchange): Promise<void> {
    // Step 5: match the return with an attempt.
    const { kind, organisation } = store.matchReturn(http.cookie("browser"), http.query("state") ?? "");
    if (kind === "first" && organisation) {
        // Step 6: ask Altinn. If Altinn does not answer now, the status page asks again.
        await checkStatus(organisation).catch(logProblem);
    }
    if (kind === "first" || kind === "repeated") return http.redirect("/status");
    // The browser belongs to an approver or a colleague, or the `state` is unknown. The decision in Altinn is valid
    // anyway, and the status page learns of it from Altinn.
    http.problemPage(kind);
}

// ───────────────────────────── the status: what Altinn says about a customer ─────────────────────────────

/**
 * Asks Altinn for the status, and saves it. Altinn sends no notification, so each page that shows the status calls this
 * function.
 *
 * The lock is not re-entrant: code that holds the lock calls `checkStatusLocked`.
 */
export async function checkStatus(organisation: string): Promise<Customer> {
    return withLock(organisation, async () => (await checkStatusLocked(organisation)).customer);
}

async function checkStatusLocked(organisation: string) {
    const known = store.customer(organisation);
    const intent = store.openIntent(organisation);
    const askedFor = waitingRequest(known);
    let request = askedFor ? await getRequest(askedFor) : undefined;
    // Perhaps the response to the POST was lost. Altinn knows whether the POST had an effect.
    if (request === undefined && intent !== undefined) request = await findRequest(organisation);
    // A customer can also create or delete a system user in Altinn without a request, even while a request is open. So
    // always ask Altinn for the system user too.
    const user = await findSystemUser(organisation);
    return { customer: record(organisation, intent, request, user), request };
}

/** Saves what Altinn said about the customer. The caller holds the customer's lock. */
function record(
    organisation: string,
    intent: Intent | undefined,
    request: SystemUserRequest | undefined,
    user: { id: string } | undefined,
): Customer {
    const customer = store.customer(organisation);
    customer.status = nextStatus(customer, intent, request, user !== undefined);
    if (request) {
        customer.requestId = request.id;
        const state = stateOf(request);
        if (state && isOpen(request)) store.openAnsweredIntent(organisation, state, request.id);
        else if (state) store.saveRequestId(organisation, state, request.id);
    }
    // Set the plan only when Altinn says that the request is approved, never before.
    if (user && user.id !== customer.systemUserId) {
        // A system user has the same id as its request. If no intent has this id, the customer created the system user
        // in Altinn, and the plan is undefined.
        customer.plan = store.planOfRequest(organisation, user.id);
    }
    const earlierUser = customer.systemUserId;
    customer.systemUserId = user?.id;
    customer.checkedAt = Date.now();
    store.saveCustomer(customer);

    // A POST without a response may take effect later, so keep its intent open.
    const unanswered =
        intent?.lastCall === "post" &&
        request === undefined &&
        (customer.status === "not-connected" || customer.status === "withdrawn");
    if (customer.status !== "waiting" && customer.status !== "replacement-missing" && !unanswered) {
        store.closeIntent(organisation);
    }
    // The cached token may be for a system user that no longer exists.
    if (customer.status !== "connected" || customer.systemUserId !== earlierUser) forgetTokens(organisation);
    return customer;
}

/** Says which status follows from Altinn's responses. The return of the browser does not change the status. */
function nextStatus(
    before: Customer,
    intent: Intent | undefined,
    request: SystemUserRequest | undefined,
    hasUser: boolean,
): Status {
    if (hasUser) return "connected";
    if (request && isOpen(request)) return "waiting";
    if (!request && intent && isReplacing(intent)) return "replacement-missing";
    const wasConnected = before.status === "connected" || before.status === "withdrawn";
    if (wasConnected || request?.status === "Accepted") return "withdrawn";
    if (request) return request.status === "Rejected" || request.status === "Denied" ? "refused" : "expired";
    return intent || waitingRequest(before) ? "not-connected" : before.status;
}

// ─────────────────────────────────────────── small parts ───────────────────────────────────────────

const locks = new Map<string, Promise<unknown>>();

/** Runs one `task` at a time for each customer. If you run several processes, use a lock in the database instead. */
function withLock<T>(organisation: string, task: () => Promise<T>): Promise<T> {
    const before = locks.get(organisation) ?? Promise.resolve();
    const result = before.then(task);
    const settled = result.catch(() => undefined); // A failed task must not stop the next one.
    locks.set(organisation, settled);
    void settled.then(() => {
        if (locks.get(organisation) === settled) locks.delete(organisation);
    });
    return result;
}

/**
 * The id of the request that waits for an answer. An approver can still approve an expired request, so it counts too.
 */
function waitingRequest(customer: Customer): string | undefined {
    return customer.status === "waiting" || customer.status === "expired" ? customer.requestId : undefined;
}

function isReplacing(intent: Intent): boolean {
    return intent.lastCall === "delete" || intent.lastCall === "post-after-delete";
}

/**
 * Whether the request waits for an answer. When it expires after 180 days, its status stays `New`, but `timedOut` is
 * true.
 */
function isOpen(request: SystemUserRequest): boolean {
    const decided = ["Accepted", "Rejected", "Denied", "Timedout"].includes(request.status ?? "");
    return !decided && !request.timedOut;
}

/** The access that a request asks for, as a text. Two requests for the same access give the same text. */
function accessOf(request: Pick<SystemUserRequest, "rights" | "accessPackages">): string {
    const rights = (request.rights ?? []).map((right) =>
        JSON.stringify((right.resource ?? []).map(({ id, value }) => JSON.stringify([id, value])).sort()),
    );
    const packages = (request.accessPackages ?? []).map(({ urn }) => urn);
    return JSON.stringify([rights.sort(), packages.sort()]);
}

/** Returns the `state` in the request's `redirectUrl`, if that is this program's return URL. */
function stateOf(request: SystemUserRequest): string | undefined {
    const [address, query] = (request.redirectUrl ?? "").split("?", 2);
    return address === RETURN_URL ? (new URLSearchParams(query).get("state") ?? undefined) : undefined;
}

/** Returns the intent for which this program sent the request, or undefined if it did not. */
function intentOf(request: SystemUserRequest): Intent | undefined {
    const state = stateOf(request);
    return state ? store.intentWithState(request.partyOrgNo, state) : undefined;
}

/**
 * Returns the access of a plan that a connected customer lacks. Returns undefined if the customer created the system user
 * in Altinn: Altinn does not tell a vendor which access that system user has.
 */
export function missingAccess(customer: Customer, wanted: Plan): string[] | undefined {
    const approved = PLANS.get(customer.plan ?? "");
    if (approved === undefined) return undefined;
    const known = new Set([...approved.rights, ...approved.packages]);
    return [...wanted.rights, ...wanted.packages].filter((name) => !known.has(name));
}

/** Returns the id of the open request that `start` would replace. The page before leaving names it to the customer. */
export async function mustBeReplaced(organisation: string, plan: string): Promise<string | undefined> {
    const request = await findRequest(organisation);
    if (request === undefined || !isOpen(request)) return undefined;
    return usableIntent(request, requestBody(organisation, plan, "")) ? undefined : request.id;
}

// ─────────────────────────────────────── Altinn's and other APIs ───────────────────────────────────────

/** A failure that a page explains. `problem` selects the page's text, and `details` is for the log only. */
export class Problem extends Error {
    /** The customer gives this reference to support, who finds the log line by it. */
    readonly reference = randomBytes(4).toString("hex");

    constructor(
        readonly problem: string,
        readonly details: unknown = "",
    ) {
        super(problem);
    }
}

/** Logs a problem. Throws every other error, because that is an error in this program. */
export function logProblem(error: unknown): void {
    if (!(error instanceof Problem)) throw error;
    console.error(`problem ${error.reference}: ${error.problem}`, String(error.details));
}

/** Altinn refused a call, or sent no usable response. */
export class AltinnError extends Problem {
    constructor(
        /** The HTTP status, or undefined if Altinn sent no response. */
        readonly status: number | undefined,
        /** Altinn's error code, such as AUTH-00004. */
        readonly code: string | undefined,
        cause: unknown = "",
    ) {
        super(AltinnError.problemOf(status, code), `${status} ${code} ${cause}`);
    }

    private static problemOf(status: number | undefined, code: string | undefined): string {
        // The plan and the vendor's entry in the system register disagree.
        if (["AUTH-00001", "AUTH-00063", "AUTH-00064"].includes(code ?? "")) return "rights-refused";
        // The return URL is not in the system register.
        if (["AUTH-00021", "AUTH-00026"].includes(code ?? "")) return "redirect-refused";
        return isRefusal(status) ? "altinn-refused" : "altinn-unreachable";
    }
}

/**
 * Whether a service refuses the call itself. With 429, the service wants fewer calls. The call is right, so this program
 * treats 429 like no response: the customer tries later.
 */
function isRefusal(status: number | undefined): boolean {
    return status !== undefined && status >= 400 && status < 500 && status !== 429;
}

const BODY_LIMIT = 1024 * 1024;

/** Sends one call, and never repeats it. Throws if the service sends no complete response in time. */
export async function send(url: string, options: RequestInit): Promise<{ status: number; json: Record<string, unknown> }> {
    const response = await fetch(url, {
        ...options,
        redirect: "manual", // A redirect could send the bearer token to another host.
        signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
        size += part.length;
        if (size > BODY_LIMIT) throw new Error("the response is too large");
        parts.push(part);
    }
    return { status: response.status, json: parseJson(Buffer.concat(parts).toString()) };
}

/**
 * Sends a call with an access token. After 401, gets a new token and sends the call once more.
 *
 * Maskinporten can withdraw a token before it expires. An API that answers 401 has not carried out the call.
 */
async function sendWithToken(
    scope: string,
    organisation: string | undefined,
    url: string,
    options: RequestInit & { headers: Record<string, string> },
) {
    const attempt = async () => {
        const token = await maskinportenToken(scope, organisation);
        return send(url, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });
    };
    const answer = await attempt();
    if (answer.status !== 401) return answer;
    tokens.delete(tokenKey(scope, organisation));
    return attempt();
}

/**
 * Returns the JSON object in a body. Returns an empty object if the body has none: a proxy can answer with HTML, and
 * some error responses have no body.
 */
function parseJson(body: string): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(body);
        return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
        return {};
    }
}

function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/** Says why fetch failed. The message of fetch itself is always the same, and the cause has the reason. */
export function reason(error: unknown): string {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `no answer: ${cause instanceof Error ? cause.message : cause}`;
}

/** Calls Altinn's authentication API as the vendor. Returns the JSON of a 2xx response. */
export async function altinn<T>(
    method: string,
    path: string[],
    scope: string,
    { body, query, promises = "id" }: { body?: unknown; query?: Record<string, string>; promises?: string } = {},
): Promise<T> {
    let url = `${PLATFORM}/authentication/api/v1/${path.map(encodeURIComponent).join("/")}`;
    if (query) url += `?${new URLSearchParams(query)}`;
    // The token from Maskinporten is used as it is. Do not exchange it at Altinn.
    const headers = { "Content-Type": "application/json" };
    const options = { method, headers, body: JSON.stringify(body) };
    const answer = await sendWithToken(scope, undefined, url, options).catch((error: unknown) => {
        throw error instanceof Problem ? error : new AltinnError(undefined, undefined, reason(error));
    });
    if (answer.status < 200 || answer.status >= 300) throw new AltinnError(answer.status, text(answer.json.code));
    if (method !== "DELETE" && promises && !text(answer.json[promises])) {
        throw new AltinnError(undefined, undefined, "the response is not the promised JSON");
    }
    return answer.json as T;
}

function getRequest(id: string): Promise<SystemUserRequest | undefined> {
    return requestOrNone(["systemuser", "request", "vendor", id]);
}

/** This program sends no `externalRef`, so Altinn uses the customer's organisation number as `externalRef`. */
function findRequest(organisation: string): Promise<SystemUserRequest | undefined> {
    const path = ["systemuser", "request", "vendor", "byexternalref", SYSTEM_ID, organisation, organisation];
    return requestOrNone(path);
}

async function requestOrNone(path: string[]): Promise<SystemUserRequest | undefined> {
    try {
        return await altinn<SystemUserRequest>("GET", path, SCOPE_READ);
    } catch (error) {
        if (error instanceof AltinnError && error.code === REQUEST_NOT_FOUND) return undefined;
        throw error;
    }
}

/**
 * This program sends no `externalRef`, so leave `external-ref` out here. The call only reads, but it needs the *write*
 * scope.
 */
async function findSystemUser(organisation: string): Promise<{ id: string } | undefined> {
    const query = { "system-id": SYSTEM_ID, orgno: organisation };
    try {
        return await altinn<{ id: string }>("GET", ["systemuser", "vendor", "byquery"], SCOPE_WRITE, { query });
    } catch (error) {
        // Only a 404 without a code means that there is none.
        if (error instanceof AltinnError && error.status === 404 && error.code === undefined) return undefined;
        throw error;
    }
}

// ─────────────────────────── Maskinporten: tokens for the vendor and for a customer ───────────────────────────

const tokens = new Map<string, { token: string; renewAt: number; organisation?: string }>();

function tokenKey(scope: string, organisation: string | undefined): string {
    return `${scope} ${organisation ?? ""}`;
}

/** Returns an access token. With `organisation`, the token acts for the system user of that customer. */
async function maskinportenToken(scope: string, organisation?: string): Promise<string> {
    const key = tokenKey(scope, organisation);
    const cached = tokens.get(key);
    const now = Date.now();
    if (cached && now < cached.renewAt) return cached.token;
    const owner = { authority: "iso6523-actorid-upis", ID: `0192:${organisation}` };
    const iat = Math.floor(now / 1000);
    const grant = sign({
        aud: MASKINPORTEN,
        iss: CLIENT_ID,
        scope,
        iat,
        exp: iat + 100, // Maskinporten documents 120 seconds as the limit.
        jti: randomUUID(), // Each grant can be used once.
        ...(organisation && { authorization_details: [{ type: "urn:altinn:systemuser", systemuser_org: owner }] }),
    });
    const form = new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: grant,
    });
    const { status, json } = await send(`${MASKINPORTEN}token`, { method: "POST", body: form }).catch((error: unknown) => {
        throw new Problem("maskinporten-unreachable", reason(error));
    });
    const token = text(json.access_token);
    if (status !== 200 || token === undefined) {
        // Log the error and its code. Never log the grant or a token.
        const cause = `${status} ${text(json.error)} ${text(json.error_description)?.slice(0, 100)}`;
        // MP-303: the system user is not approved, or is deleted.
        if (json.error === "invalid_altinn_customer_configuration") throw new Problem("no-access", cause);
        throw new Problem(isRefusal(status) ? "maskinporten-refused" : "maskinporten-unreachable", cause);
    }
    // Remove old tokens. Otherwise the cache would grow with each customer.
    for (const [old, { renewAt }] of tokens) if (renewAt < now) tokens.delete(old);
    tokens.set(key, { token, renewAt: now + (Number(json.expires_in) || 0) * 1000 - 15_000, organisation });
    return token;
}

function forgetTokens(organisation: string): void {
    for (const [key, cached] of tokens) if (cached.organisation === organisation) tokens.delete(key);
}

function sign(claims: object): string {
    const header = { alg: "RS256", kid: KEY_ID };
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    const signature = signBytes("sha256", Buffer.from(signed), createPrivateKey(readFileSync(KEY_FILE)));
    return `${signed}.${signature.toString("base64url")}`;
}

/** One call with the customer's system user: the open claims in Skatteetaten's API. */
export async function openClaims(organisation: string): Promise<Record<string, unknown>[]> {
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const period = new URLSearchParams({ fraOgMed: day(-365), tilOgMed: day(365) });
    const url = `${CLAIMS_API}/v1/regnskapssystem/${encodeURIComponent(organisation)}/aapnekrav?${period}`;
    const options = { headers: { Korrelasjonsid: randomUUID() } };
    const answer = await sendWithToken(SCOPE_CLAIMS, organisation, url, options).catch((error: unknown) => {
        throw error instanceof Problem ? error : new Problem("owner-unreachable", reason(error));
    });
    const { status, json } = answer;
    if (status === 401 || status === 403) throw new Problem("no-access", `the resource owner answered ${status}`);
    if (status !== 200) throw new Problem("owner-unreachable", `the resource owner answered ${status}`);
    return Array.isArray(json.krav) ? (json.krav as Record<string, unknown>[]) : [];
}
