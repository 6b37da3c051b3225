import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The redirect pattern in Java: a vendor gets a system user in Altinn for each of its customers.
 *
 * <p>Copy this file. It has the pattern of SmartCloud's src/redirect.rs, with the same names, the same order and the
 * same step numbers. The comments in src/redirect.rs explain the reason for each rule. The file App.java contains what your
 * product already has: a database, a log-in and pages. One of these pages is the *page before leaving*. It tells the
 * customer what this program will request, and has the form for `start`.
 *
 * <pre>
 *  browser             this program                        Altinn
 *     │ POST start ───────▶ │                                 │
 *     │              1. lock, and save the intent             │
 *     │              2. POST systemuser/request/vendor ─────▶ │
 *     │                     │ ◀── 201 new, or 200 existing ── │
 *     │              3. classify the response                 │
 *     │              4. save the redirect attempt             │
 *     │ ◀── 303 confirmUrl  │                                 │
 *     │ ───────────────────────────────────── GET confirmUrl ▶│
 *     │                     │        the customer logs in, and approves,
 *     │                     │        rejects, forwards or closes the page.
 *     │ ◀───────────────────────────── 302 redirectUrl ────── │
 *     │ GET return?state= ▶ │                                 │
 *     │              5. match the return with an attempt      │
 *     │              6. GET systemuser/request/vendor/{id} ─▶ │
 *     │ ◀── 303 status page │                                 │
 * </pre>
 *
 * <p>The file needs Java 17 or newer, and Jackson for JSON.
 */
final class Redirect {

    // ─────────────────────────────────────────────── settings ───────────────────────────────────────────────

    static String setting(String name, String byDefault) {
        return Optional.ofNullable(System.getenv(name)).orElse(byDefault);
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    // The defaults are for the simulator that `make run` starts. The README in the parent folder has those for TT02.
    // If SIMULATOR_CONTROL_URL is empty, App.java registers nothing, and its log-in does not work.
    static final String PUBLIC_URL = withoutSlash(setting("PUBLIC_URL", "http://localhost:4003"));
    static final Path DATA = Path.of(setting("DATA", "data"));
    static final String PLATFORM = withoutSlash(setting("ALTINN_PLATFORM_URL", "http://127.0.0.1:3101"));
    /**
     * Every origin that the browser passes between the form and Altinn's page. The page with the form must list them in
     * `form-action` of its Content-Security-Policy (`respond` in App.java). The browser then blocks any other origin.
     */
    static final List<String> REDIRECT_ORIGINS = List.of(setting("ALTINN_REDIRECT_ORIGINS",
            "http://127.0.0.1:3100 http://127.0.0.1:3101 http://127.0.0.1:3102").split(" "));
    /** Maskinporten's issuer, with the slash at its end. */
    static final String MASKINPORTEN = setting("MASKINPORTEN_URL", "http://127.0.0.1:3103/");
    static final String CLAIMS_API = withoutSlash(setting("CLAIMS_API_URL", "http://127.0.0.1:3104"));
    static final String CONTROL = withoutSlash(setting("SIMULATOR_CONTROL_URL", "http://127.0.0.1:3100/control"));
    static final String VENDOR = setting("VENDOR", "314250052");
    static final String SYSTEM_ID = setting("SYSTEM_ID", VENDOR + "_java");
    static final String CLIENT_ID = setting("MASKINPORTEN_CLIENT_ID", "example-java");
    static final String KEY_ID = setting("MASKINPORTEN_KEY_ID", "key-1");
    static final Path KEY_FILE = Path.of(setting("MASKINPORTEN_KEY_FILE", DATA.resolve("maskinporten.pem").toString()));
    static final Duration TIMEOUT = Duration.ofSeconds(Long.parseLong(setting("TIMEOUT_SECONDS", "10")));

    static final String RETURN_URL = PUBLIC_URL + "/connect/return";

    static final String SCOPE_REGISTER = "altinn:authentication/systemregister.write";
    static final String SCOPE_WRITE = "altinn:authentication/systemuser.request.write";
    /** The write scope does not include this scope. */
    static final String SCOPE_READ = "altinn:authentication/systemuser.request.read";
    static final String SCOPE_CLAIMS = "skatteetaten:kravogbetalinger";

    /**
     * A product of the vendor, and the access that the vendor needs for it. Request no access that a plan does not use.
     */
    record Plan(String name, List<String> rights, List<String> packages) {}

    static final Map<String, Plan> PLANS = new LinkedHashMap<>();

    static {
        PLANS.put("basis", new Plan("Basis", List.of("ske-krav-og-betalinger"), List.of()));
        PLANS.put("drift", new Plan("Drift",
                List.of("ske-krav-og-betalinger", "ttd_systembruker-salary", "ttd_systembruker-logistikk-demo"),
                List.of()));
        PLANS.put("proff", new Plan("Proff", List.of("ttd_systembruker-salary"),
                List.of("urn:altinn:accesspackage:krav-og-utlegg")));
    }

    // ───────────────────────────────────── what the program saves ─────────────────────────────────────

    enum Status { NOT_CONNECTED, WAITING, CONNECTED, REFUSED, EXPIRED, WITHDRAWN, REPLACEMENT_MISSING }

    /**
     * What the program saves about a customer.
     *
     * @param plan the plan that the customer approved in Altinn
     * @param wantedPlan the plan that the customer chose last. It gives no access
     */
    record Customer(String organisation, Status status, String plan, String wantedPlan, String requestId,
            String systemUserId, Instant checkedAt) {

        /** The request that waits for an answer. An approver can still approve an expired request, so it counts too. */
        Optional<String> waitingRequest() {
            return Optional.ofNullable(status == Status.WAITING || status == Status.EXPIRED ? requestId : null);
        }
    }

    /**
     * The last call that the program was about to send for an intent. After a crash, it says what may have happened.
     * `ANSWERED` means that Altinn has confirmed that the request exists.
     */
    enum LastCall {
        POST, DELETE, POST_AFTER_DELETE, ANSWERED;

        boolean isReplacing() {
            return this == DELETE || this == POST_AFTER_DELETE;
        }
    }

    /** The wanted plan and a `state`, saved before the POST. A customer has at most one open intent. */
    record Intent(String state, String plan, LastCall lastCall) {}

    enum ReturnKind { FIRST, REPEATED, OTHER_BROWSER, UNKNOWN }

    record ReturnMatch(ReturnKind kind, String organisation) {}

    /**
     * The database. Each method must save before it returns, so that a later crash loses nothing. App.java implements
     * this interface with a file.
     */
    interface Store {
        Customer customer(String organisation);

        void saveCustomer(Customer customer);

        /**
         * Returns the open intent if it has this plan. Otherwise closes the customer's intents, makes a new one with a
         * random `state`, and saves the plan as the customer's `wantedPlan`.
         */
        Intent getOrCreateIntent(String organisation, String plan);

        Optional<Intent> openIntent(String organisation);

        /** Also finds closed intents. */
        Optional<Intent> intentWithState(String organisation, String state);

        void saveLastCall(String state, LastCall call);

        void saveRequestId(String organisation, String state, String requestId);

        /** Returns the plan of the intent with this request id, also if the intent is closed. */
        Optional<String> planOfRequest(String organisation, String requestId);

        /**
         * Opens the intent with this `state`, and closes the customer's other intents. Saves the request id, and sets
         * `lastCall` to `ANSWERED`.
         */
        void openAnsweredIntent(String organisation, String state, String requestId);

        void closeIntent(String organisation);

        void saveAttempt(String browser, String state);

        /** Finds the attempts of this browser with this `state`, and marks all of them as used. */
        ReturnMatch matchReturn(Optional<String> browser, String state);
    }

    /** One HTTP request and its response, as this file needs them. App.java implements it. */
    interface Exchange {
        Optional<String> query(String name);

        Optional<String> form(String name);

        /** Throws a {@link Problem} if nobody is signed in, or if the form has no CSRF token of this session. */
        String signedInWithCsrfToken();

        /** The id in the browser's cookie. Makes a new id, and sets the cookie, if the browser has none. */
        String browserId();

        Optional<String> cookie(String name);

        void redirect(String address) throws IOException;

        void problemPage(String name) throws IOException;
    }

    private final Store store;

    Redirect(Store store) {
        this.store = store;
    }

    // ───────────────────────────────── start: the customer wants a plan ─────────────────────────────────

    // Altinn's error codes. Decide by the code and never by the text of an error, because Altinn changes the texts.
    private static final List<String> SYSTEM_USER_EXISTS = List.of("AUTH-00004", "AUTH-00006");
    private static final List<String> REQUEST_EXISTS = List.of("AUTH-00007", "AUTH-00008", "AUTH-00009");
    private static final String REQUEST_NOT_FOUND = "AUTH-00010";

    /**
     * Handles POST /connect/start: requests a system user, and redirects the browser to Altinn.
     *
     * <p>`replaces` is the id of the waiting request that this POST may delete. The page before leaving has shown the
     * request to the customer. Without such a request, the form does not have the field.
     */
    void start(Exchange http) throws IOException {
        // The organisation comes from the session and not from the form. So nobody can start for another organisation.
        var organisation = http.signedInWithCsrfToken();
        var plan = http.form("plan").orElse("");
        if (!PLANS.containsKey(plan)) {
            throw new Problem("bad-input", "");
        }
        http.redirect(requestAccess(organisation, plan, http.form("replaces"), http.browserId()));
    }

    /** Does steps 1 to 4. Returns the URL to redirect the browser to. */
    private String requestAccess(String organisation, String plan, Optional<String> replaces, String browser) {
        // Step 1: take the lock, and save the intent. After a double click, the second call waits here for the first.
        synchronized (lockOf(organisation)) {
            // The same customer and plan give the same intent with the same `state`, until the request is decided.
            var intent = store.getOrCreateIntent(organisation, plan);

            // Step 2: save which call comes next, and send the POST. Step 3: classify the response.
            var call = intent.lastCall().isReplacing() ? LastCall.POST_AFTER_DELETE : LastCall.POST;
            store.saveLastCall(intent.state(), call);
            var body = requestBody(organisation, plan, intent.state());
            var next = createRequest(body);

            if (next instanceof Replace step) {
                var old = step.request();
                // Somebody may be about to approve the old request. So delete a waiting request only if the page before
                // leaving named this very request to the customer. If it did not, show that page again.
                if (isOpen(old) && !replaces.equals(Optional.of(idOf(old)))) {
                    record(organisation, Optional.of(intent), Optional.of(old), Optional.empty());
                    return "/before?plan=" + plan;
                }
                next = replace(organisation, intent, old, body);
            }
            if (next instanceof SendBrowser step) {
                return sendBrowser(organisation, browser, step.request(), step.intent());
            }
            if (next instanceof LookUpSystemUser) {
                if (checkStatusLocked(organisation).customer().status() == Status.CONNECTED) {
                    return "/status";
                }
                throw new Problem("not-as-asked", "Altinn says that a system user exists, but does not find it");
            }
            throw new Problem("not-as-asked", "after DELETE, Altinn still has an old request");
        }
    }

    /**
     * Returns the body of POST systemuser/request/vendor.
     *
     * <p>`externalRef` is left out. Altinn then stores the customer's organisation number instead.
     */
    private static JsonNode requestBody(String organisation, String plan, String state) {
        var wanted = PLANS.get(plan);
        return JSON.valueToTree(Map.of(
                "systemId", SYSTEM_ID,
                "partyOrgNo", organisation,
                "rights", wanted.rights().stream().map(Redirect::right).toList(),
                "accessPackages", wanted.packages().stream().map(urn -> Map.of("urn", urn)).toList(),
                // Altinn sends the browser back with this query unchanged, and adds neither an id nor a status. So only
                // `state` identifies the return.
                "redirectUrl", RETURN_URL + "?" + encode(Map.of("state", state))));
    }

    static Map<String, Object> right(String resource) {
        return Map.of("resource", List.of(Map.of("id", "urn:altinn:resource", "value", resource)));
    }

    /** What to do after Altinn's response to the POST. */
    private sealed interface NextStep permits SendBrowser, Replace, LookUpSystemUser {}

    private record SendBrowser(JsonNode request, Intent intent) implements NextStep {}

    private record Replace(JsonNode request) implements NextStep {}

    private record LookUpSystemUser() implements NextStep {}

    /**
     * Sends the POST, and classifies the response. The table "Altinn's response to the POST" lists all responses. It is
     * in src/redirect.rs and on the page /steg/3.md of SmartCloud.
     */
    private NextStep createRequest(JsonNode body) {
        JsonNode request;
        try {
            request = withId(altinn("POST", List.of("systemuser", "request", "vendor"), SCOPE_WRITE, body)).orElseThrow();
        } catch (AltinnError error) {
            if (SYSTEM_USER_EXISTS.contains(error.code)) {
                return new LookUpSystemUser(); // Never delete anything here.
            }
            // After a 5xx response or a timeout, Altinn may have created the request. Do not repeat the POST here. The
            // customer's next click sends the same POST, and Altinn then answers with the same request.
            if (!REQUEST_EXISTS.contains(error.code)) {
                throw error;
            }
            // These responses contain no id, so look the request up.
            request = findRequest(body.path("partyOrgNo").asText("")).orElseThrow(() -> error);
        }
        return classifyResponse(request, body);
    }

    /**
     * Decides what to do with Altinn's request. The HTTP status 200 is not enough: the response may contain a request
     * that was rejected long ago, or a request for another plan.
     */
    private NextStep classifyResponse(JsonNode request, JsonNode body) {
        return switch (request.path("status").asText("")) {
            case "Accepted" -> new LookUpSystemUser();
            case "New" -> usableIntent(request, body)
                    .<NextStep>map(intent -> new SendBrowser(request, intent))
                    .orElse(new Replace(request));
            // A finished request blocks a new one, so replace it.
            case "Rejected", "Denied", "Timedout" -> new Replace(request);
            // This program does not know the status. The request may still be open, so never delete it.
            default -> intentOf(request)
                    .map(intent -> new SendBrowser(request, intent))
                    .orElseThrow(() -> new Problem("not-as-asked", "the request has an unknown status"));
        };
    }

    /**
     * Returns the intent of an open request that asks for the access in `body`. Returns nothing if `start` must replace
     * the request. A request keeps the rights and the `redirectUrl` of its first POST, so compare both.
     */
    private Optional<Intent> usableIntent(JsonNode request, JsonNode body) {
        return isOpen(request) && accessOf(request).equals(accessOf(body)) ? intentOf(request) : Optional.empty();
    }

    /**
     * Sends DELETE and then POST. Before each call, saves which call comes next.
     *
     * <p>This method must finish even if the browser closes its connection. If it stopped after the DELETE, Altinn
     * would have no request. This thread goes on by itself. In ASP.NET Core, do not pass `HttpContext.RequestAborted` to
     * these calls.
     */
    private NextStep replace(String organisation, Intent intent, JsonNode old, JsonNode body) {
        // A colleague may approve the old request just before the DELETE. Altinn then has a system user with the id of
        // the old request, but no request. So save that id in the intent of the old request, which has the plan.
        stateOf(old).ifPresent(state -> store.saveRequestId(organisation, state, idOf(old)));
        store.saveLastCall(intent.state(), LastCall.DELETE);
        try {
            altinn("DELETE", List.of("systemuser", "request", "vendor", idOf(old)), SCOPE_WRITE, null);
        } catch (AltinnError error) {
            if (!error.code.equals(REQUEST_NOT_FOUND)) { // With this code, the old request is gone.
                throw error;
            }
        }
        store.saveLastCall(intent.state(), LastCall.POST_AFTER_DELETE);
        return createRequest(body);
    }

    /** Step 4: saves the redirect attempt, and returns Altinn's `confirmUrl`. The caller holds the lock. */
    private String sendBrowser(String organisation, String browser, JsonNode request, Intent intent) {
        var address = confirmUrl(request);
        store.saveAttempt(browser, intent.state());
        record(organisation, Optional.of(intent), Optional.of(request), Optional.empty());
        return address;
    }

    /** Returns `confirmUrl` unchanged, but only if its origin is known. No response may send a customer elsewhere. */
    private static String confirmUrl(JsonNode request) {
        var address = request.path("confirmUrl").asText("");
        try {
            var uri = URI.create(address);
            if (REDIRECT_ORIGINS.contains(uri.getScheme() + "://" + uri.getRawAuthority())) {
                return address;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // The problem below covers this case too.
        }
        throw new Problem("not-as-asked", "the origin of confirmUrl is not in ALTINN_REDIRECT_ORIGINS");
    }

    // ──────────────────────── resume: a request waits, and the customer goes on ────────────────────────

    /** Handles POST /connect/resume: redirects the browser to the waiting request. Creates and deletes nothing. */
    void resume(Exchange http) throws IOException {
        http.redirect(redirectToWaitingRequest(http.signedInWithCsrfToken(), http.browserId()));
    }

    private String redirectToWaitingRequest(String organisation, String browser) {
        synchronized (lockOf(organisation)) {
            var checked = checkStatusLocked(organisation);
            var open = checked.request().filter(Redirect::isOpen);
            if (open.isEmpty()) {
                return "/status"; // A colleague has answered meanwhile. The status page shows what follows.
            }
            var intent = intentOf(open.get());
            if (intent.isPresent()) {
                return sendBrowser(organisation, browser, open.get(), intent.get());
            }
            // The `state` is unknown, for example because the database was lost. Only `start` may replace the request.
            var wanted = checked.customer().wantedPlan();
            return wanted == null ? "/" : "/before?plan=" + wanted;
        }
    }

    // ─────────────────────────────── returned: a browser comes from Altinn ───────────────────────────────

    /**
     * Handles GET /connect/return?state=…: steps 5 and 6.
     *
     * <p>Anybody can call this URL, so it decides nothing and shows nothing about a customer.
     */
    void returned(Exchange http) throws IOException {
        // Step 5: match the return with an attempt.
        var match = store.matchReturn(http.cookie("browser"), http.query("state").orElse(""));
        switch (match.kind()) {
            case FIRST -> {
                // Step 6: ask Altinn. If Altinn does not answer now, the status page asks again.
                try {
                    checkStatus(match.organisation());
                } catch (Problem problem) {
                    problem.log();
                }
                http.redirect("/status");
            }
            case REPEATED -> http.redirect("/status");
            // The browser belongs to an approver or a colleague. The decision in Altinn is valid anyway, and the status
            // page learns of it from Altinn.
            case OTHER_BROWSER -> http.problemPage("returned-elsewhere");
            case UNKNOWN -> http.problemPage("unknown-return");
        }
    }

    // ───────────────────────────── the status: what Altinn says about a customer ─────────────────────────────

    /** What Altinn said just now about a customer. */
    private record Checked(Customer customer, Optional<JsonNode> request) {}

    /**
     * Asks Altinn for the status, and saves it. Altinn sends no notification, so each page that shows the status calls
     * this method.
     */
    Customer checkStatus(String organisation) {
        synchronized (lockOf(organisation)) {
            return checkStatusLocked(organisation).customer();
        }
    }

    private Checked checkStatusLocked(String organisation) {
        var known = store.customer(organisation);
        var intent = store.openIntent(organisation);
        var request = known.waitingRequest().flatMap(Redirect::getRequest);
        // Perhaps the response to the POST was lost. Altinn knows whether the POST had an effect.
        if (request.isEmpty() && intent.isPresent()) {
            request = findRequest(organisation);
        }
        // A customer can also create or delete a system user in Altinn without a request, even while a request is open.
        // So always ask Altinn for the system user too.
        var user = findSystemUser(organisation);
        return new Checked(record(organisation, intent, request, user), request);
    }

    /** Saves what Altinn said about the customer. `user` is the system user's id. The caller holds the lock. */
    private Customer record(
            String organisation, Optional<Intent> intent, Optional<JsonNode> request, Optional<String> user) {
        var before = store.customer(organisation);
        var status = nextStatus(before, intent, request, user.isPresent());
        request.ifPresent(known -> stateOf(known).ifPresent(state -> {
            if (isOpen(known)) {
                store.openAnsweredIntent(organisation, state, idOf(known));
            } else {
                store.saveRequestId(organisation, state, idOf(known));
            }
        }));
        // Set the plan only when Altinn says that the request is approved, never before.
        var plan = before.plan();
        if (user.isPresent() && !user.get().equals(before.systemUserId())) {
            // A system user has the same id as its request. If no intent has this id, the customer created the system
            // user in Altinn, and the plan is null.
            plan = store.planOfRequest(organisation, user.get()).orElse(null);
        }
        var requestId = request.map(Redirect::idOf).orElse(before.requestId());
        var customer = new Customer(organisation, status, plan, before.wantedPlan(), requestId, user.orElse(null),
                Instant.now());
        store.saveCustomer(customer);

        // A POST without a response may take effect later, so keep its intent open.
        var unanswered = request.isEmpty()
                && intent.map(Intent::lastCall).equals(Optional.of(LastCall.POST))
                && (status == Status.NOT_CONNECTED || status == Status.WITHDRAWN);
        if (status != Status.WAITING && status != Status.REPLACEMENT_MISSING && !unanswered) {
            store.closeIntent(organisation);
        }
        if (status != Status.CONNECTED || !user.equals(Optional.ofNullable(before.systemUserId()))) {
            // The cached token may be for a system user that no longer exists.
            TOKENS.keySet().removeIf(key -> key.organisation().equals(organisation));
        }
        return customer;
    }

    /** Says which status follows from Altinn's responses. The return of the browser does not change the status. */
    private static Status nextStatus(
            Customer before, Optional<Intent> intent, Optional<JsonNode> request, boolean hasUser) {
        if (hasUser) {
            return Status.CONNECTED;
        }
        if (request.filter(Redirect::isOpen).isPresent()) {
            return Status.WAITING;
        }
        if (request.isEmpty() && intent.filter(known -> known.lastCall().isReplacing()).isPresent()) {
            return Status.REPLACEMENT_MISSING;
        }
        var decision = request.map(known -> known.path("status").asText("")).orElse("");
        var wasConnected = before.status() == Status.CONNECTED || before.status() == Status.WITHDRAWN;
        if (wasConnected || decision.equals("Accepted")) {
            return Status.WITHDRAWN;
        }
        if (request.isPresent()) {
            return decision.equals("Rejected") || decision.equals("Denied") ? Status.REFUSED : Status.EXPIRED;
        }
        return intent.isPresent() || before.waitingRequest().isPresent() ? Status.NOT_CONNECTED : before.status();
    }

    // ─────────────────────────────────────────── small parts ───────────────────────────────────────────

    private static final Map<String, Object> LOCKS = new ConcurrentHashMap<>();

    /**
     * The customer's lock. If you run several processes, use a lock in the database instead.
     *
     * <p>In C#, `lock` does not allow `await`, so use one `SemaphoreSlim(1, 1)` for each customer. Java's lock is
     * re-entrant, and a SemaphoreSlim is not: code that holds it calls `checkStatusLocked` and never `checkStatus`.
     */
    private static Object lockOf(String organisation) {
        return LOCKS.computeIfAbsent(organisation, unused -> new Object());
    }

    private static String idOf(JsonNode request) {
        return request.path("id").asText("");
    }

    /**
     * Whether the request waits for an answer. When it expires after 180 days, its status stays `New`, but `timedOut`
     * is true.
     */
    private static boolean isOpen(JsonNode request) {
        var decided = List.of("Accepted", "Rejected", "Denied", "Timedout");
        return !decided.contains(request.path("status").asText("")) && !request.path("timedOut").asBoolean();
    }

    /** The access that a request asks for. Two requests for the same access give equal lists. */
    private static List<String> accessOf(JsonNode request) {
        var access = new ArrayList<String>();
        for (var right : request.path("rights")) {
            access.add(StreamSupport.stream(right.path("resource").spliterator(), false)
                    .map(part -> part.path("id").asText("") + " " + part.path("value").asText(""))
                    .sorted().collect(Collectors.joining("\n")));
        }
        request.path("accessPackages").forEach(part -> access.add(part.path("urn").asText("")));
        access.sort(null);
        return access;
    }

    /** Returns the `state` in the request's `redirectUrl`, if that is this program's return URL. */
    private static Optional<String> stateOf(JsonNode request) {
        var parts = request.path("redirectUrl").asText("").split("\\?", 2);
        return parts.length == 2 && parts[0].equals(RETURN_URL)
                ? Optional.ofNullable(decode(parts[1]).get("state"))
                : Optional.empty();
    }

    /** Returns the intent for which this program sent the request, or nothing if it did not. */
    private Optional<Intent> intentOf(JsonNode request) {
        return stateOf(request).flatMap(state -> store.intentWithState(request.path("partyOrgNo").asText(""), state));
    }

    /**
     * Returns the access of a plan that a connected customer lacks. Returns nothing if the customer created the system
     * user in Altinn: Altinn does not tell a vendor which access that system user has.
     */
    static Optional<List<String>> missingAccess(Customer customer, Plan wanted) {
        return Optional.ofNullable(customer.plan()).map(PLANS::get).map(approved -> {
            var missing = new ArrayList<>(wanted.rights());
            missing.addAll(wanted.packages());
            missing.removeAll(approved.rights());
            missing.removeAll(approved.packages());
            return missing;
        });
    }

    /**
     * Returns the id of the open request that `start` would replace. The page before leaving names it to the customer.
     */
    Optional<String> mustBeReplaced(String organisation, String plan) {
        return findRequest(organisation)
                .filter(Redirect::isOpen)
                .filter(request -> usableIntent(request, requestBody(organisation, plan, "")).isEmpty())
                .map(Redirect::idOf);
    }

    /** Returns the fields of a form or a query, percent-encoded. */
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Parses a form or a query. Skips what is not percent-encoded correctly. */
    static Map<String, String> decode(String fields) {
        var decoded = new HashMap<String, String>();
        for (var field : fields.split("&")) {
            var parts = field.split("=", 2);
            try {
                decoded.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts.length == 2 ? parts[1] : "", UTF_8));
            } catch (IllegalArgumentException notEncoded) {
                continue;
            }
        }
        return decoded;
    }

    // ─────────────────────────────────────── Altinn's and other APIs ───────────────────────────────────────

    /** A failure that a page explains. `name` selects the page's text, and the details are for the log only. */
    @SuppressWarnings("serial") // Nobody serialises this exception.
    static class Problem extends RuntimeException {
        final String name;
        /** The customer gives this reference to support, who finds the log line by it. */
        final String reference;

        Problem(String name, String details) {
            super(details);
            this.name = name;
            var bytes = new byte[4];
            new SecureRandom().nextBytes(bytes);
            this.reference = HexFormat.of().formatHex(bytes);
        }

        void log() {
            System.err.println("problem " + reference + ": " + name + " " + getMessage());
        }
    }

    /** Altinn refused a call, or sent no usable response. */
    @SuppressWarnings("serial")
    static final class AltinnError extends Problem {
        /** The HTTP status, or 0 if Altinn sent no response. */
        final int status;
        /** Altinn's error code, such as AUTH-00004, or an empty text. */
        final String code;

        AltinnError(int status, String code, String details) {
            super(problemOf(status, code), status + " " + code + " " + details);
            this.status = status;
            this.code = code;
        }

        private static String problemOf(int status, String code) {
            return switch (code) {
                // The plan and the vendor's entry in the system register disagree.
                case "AUTH-00001", "AUTH-00063", "AUTH-00064" -> "rights-refused";
                // The return URL is not in the system register.
                case "AUTH-00021", "AUTH-00026" -> "redirect-refused";
                default -> isRefusal(status) ? "altinn-refused" : "altinn-unreachable";
            };
        }
    }

    /**
     * Whether a service refuses the call itself. With 429, the service wants fewer calls. The call is right, so this
     * program treats 429 like no response: the customer tries later.
     */
    private static boolean isRefusal(int status) {
        return status >= 400 && status < 500 && status != 429;
    }

    record Answer(int status, JsonNode json) {}

    static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODY_LIMIT = 1024 * 1024;

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(3))
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // A redirect could send the bearer token to another host.
            .build();

    /** Sends one call, and never repeats it. Throws IOException if there is no complete response in time. */
    static Answer send(HttpRequest request) throws IOException {
        var body = new ByteArrayOutputStream();
        var reader = BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> {
            if (body.size() + bytes.length > BODY_LIMIT) {
                throw new UncheckedIOException(new IOException("the response is too large"));
            }
            body.writeBytes(bytes);
        }));
        var call = CLIENT.sendAsync(request, reader);
        try {
            // The time limit counts for the whole call. HttpRequest.timeout would end with the headers.
            HttpResponse<Void> response = call.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), parseJson(body.toByteArray()));
        } catch (TimeoutException error) {
            call.cancel(true);
            throw new IOException("no complete response in time", error);
        } catch (ExecutionException error) {
            throw new IOException(String.valueOf(error.getCause()), error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IOException("the program stops", error);
        }
    }

    /**
     * Sends a call with an access token. After 401, gets a new token and sends the call once more.
     *
     * <p>Maskinporten can withdraw a token before it expires. An API that answers 401 has not carried out the call.
     */
    private static Answer sendWithToken(HttpRequest.Builder request, TokenKey key) throws IOException {
        var answer = send(request.setHeader("Authorization", "Bearer " + maskinportenToken(key)).build());
        if (answer.status() != 401) {
            return answer;
        }
        TOKENS.remove(key);
        return send(request.setHeader("Authorization", "Bearer " + maskinportenToken(key)).build());
    }

    /**
     * Returns the JSON of a body. Returns an empty object if the body is not JSON: a proxy can answer with HTML, and
     * some error responses have no body.
     */
    private static JsonNode parseJson(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noJson) {
            return JSON.createObjectNode();
        }
    }

    /** Calls Altinn's authentication API as the vendor. Returns the JSON of a 2xx response. */
    static JsonNode altinn(String method, List<String> path, String scope, JsonNode body) {
        return altinn(method, path, "", scope, body);
    }

    private static JsonNode altinn(String method, List<String> path, String query, String scope, JsonNode body) {
        // URLEncoder writes a blank as `+`, which is right in a query and wrong in a path.
        var segments = path.stream().map(part -> URLEncoder.encode(part, UTF_8).replace("+", "%20"));
        var url = PLATFORM + "/authentication/api/v1/" + segments.collect(Collectors.joining("/")) + query;
        var request = HttpRequest.newBuilder(URI.create(url))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json");
        Answer answer;
        try {
            // The token from Maskinporten is used as it is. Do not exchange it at Altinn.
            answer = sendWithToken(request, new TokenKey(scope, ""));
        } catch (IOException error) {
            throw new AltinnError(0, "", "no answer: " + error.getMessage());
        }
        if (answer.status() / 100 != 2) {
            throw new AltinnError(answer.status(), answer.json().path("code").asText(""), "");
        }
        return answer.json();
    }

    /** Checks that a response has an `id`, as each request and each system user has. */
    private static Optional<JsonNode> withId(JsonNode answer) {
        if (answer.path("id").asText("").isEmpty()) {
            throw new AltinnError(0, "", "the response is not the promised JSON");
        }
        return Optional.of(answer);
    }

    private static Optional<JsonNode> getRequest(String id) {
        return requestOrNone(List.of("systemuser", "request", "vendor", id));
    }

    /** This program sends no `externalRef`, so Altinn uses the customer's organisation number as `externalRef`. */
    private static Optional<JsonNode> findRequest(String organisation) {
        return requestOrNone(
                List.of("systemuser", "request", "vendor", "byexternalref", SYSTEM_ID, organisation, organisation));
    }

    private static Optional<JsonNode> requestOrNone(List<String> path) {
        try {
            return withId(altinn("GET", path, SCOPE_READ, null));
        } catch (AltinnError error) {
            if (error.code.equals(REQUEST_NOT_FOUND)) {
                return Optional.empty();
            }
            throw error;
        }
    }

    /**
     * This program sends no `externalRef`, so leave `external-ref` out here. The call only reads, but it needs the
     * *write* scope.
     */
    private static Optional<String> findSystemUser(String organisation) {
        var query = "?" + encode(Map.of("system-id", SYSTEM_ID, "orgno", organisation));
        try {
            return withId(altinn("GET", List.of("systemuser", "vendor", "byquery"), query, SCOPE_WRITE, null))
                    .map(Redirect::idOf);
        } catch (AltinnError error) {
            if (error.status == 404 && error.code.isEmpty()) { // Only a 404 without a code means that there is none.
                return Optional.empty();
            }
            throw error;
        }
    }

    // ─────────────────────────── Maskinporten: tokens for the vendor and for a customer ───────────────────────────

    /** `organisation` is empty for the vendor's own tokens. */
    private record TokenKey(String scope, String organisation) {}

    private record CachedToken(String token, Instant renewAt) {}

    private static final Map<TokenKey, CachedToken> TOKENS = new ConcurrentHashMap<>();

    /** Returns an access token. With an organisation, the token acts for the system user of that customer. */
    private static String maskinportenToken(TokenKey key) {
        var now = Instant.now();
        var cached = TOKENS.get(key);
        if (cached != null && now.isBefore(cached.renewAt())) {
            return cached.token();
        }
        var claims = new LinkedHashMap<String, Object>();
        claims.put("aud", MASKINPORTEN);
        claims.put("iss", CLIENT_ID);
        claims.put("scope", key.scope());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 100); // Maskinporten documents 120 seconds as the limit.
        claims.put("jti", UUID.randomUUID().toString()); // Each grant can be used once.
        if (!key.organisation().isEmpty()) {
            var owner = Map.of("authority", "iso6523-actorid-upis", "ID", "0192:" + key.organisation());
            var details = Map.of("type", "urn:altinn:systemuser", "systemuser_org", owner);
            claims.put("authorization_details", List.of(details));
        }
        var form = Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", sign(claims));
        var request = HttpRequest.newBuilder(URI.create(MASKINPORTEN + "token"))
                .POST(BodyPublishers.ofString(encode(form)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        Answer answer;
        try {
            answer = send(request);
        } catch (IOException error) {
            throw new Problem("maskinporten-unreachable", "no answer: " + error.getMessage());
        }
        var status = answer.status();
        var json = answer.json();
        if (status != 200 || !json.path("access_token").isTextual()) {
            // Log the error and its code. Never log the grant or a token.
            var description = json.path("error_description").asText("");
            var details = status + " " + json.path("error").asText("") + " "
                    + description.substring(0, Math.min(100, description.length()));
            // MP-303: the system user is not approved, or is deleted.
            if (json.path("error").asText("").equals("invalid_altinn_customer_configuration")) {
                throw new Problem("no-access", details);
            }
            throw new Problem(isRefusal(status) ? "maskinporten-refused" : "maskinporten-unreachable", details);
        }
        // Remove old tokens. Otherwise the cache would grow with each customer.
        TOKENS.values().removeIf(old -> old.renewAt().isBefore(now));
        var token = json.path("access_token").asText("");
        TOKENS.put(key, new CachedToken(token, now.plusSeconds(json.path("expires_in").asLong() - 15)));
        return token;
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sign(Map<String, Object> claims) {
        try {
            var header = Map.of("alg", "RS256", "kid", KEY_ID);
            var signed = base64Url(JSON.writeValueAsBytes(header)) + "." + base64Url(JSON.writeValueAsBytes(claims));
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + base64Url(signature.sign());
        } catch (GeneralSecurityException | IOException error) {
            throw new IllegalStateException("MASKINPORTEN_KEY_FILE: the key cannot be used", error);
        }
    }

    /** Reads the private key, which is PKCS #8 in PEM. */
    static RSAPrivateCrtKey privateKey() throws GeneralSecurityException, IOException {
        var base64 = Files.readString(KEY_FILE).replaceAll("-----[A-Z ]+-----|\\s", "");
        var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
    }

    /** Encodes a number for a JWK: base64url of its big-endian bytes, without a sign byte. */
    static String base64Url(BigInteger number) {
        var bytes = number.toByteArray();
        return base64Url(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /** One call with the customer's system user: the open claims in Skatteetaten's API. */
    static JsonNode openClaims(String organisation) {
        var today = LocalDate.now();
        var period = Map.of("fraOgMed", today.minusYears(1).toString(), "tilOgMed", today.plusYears(1).toString());
        var url = CLAIMS_API + "/v1/regnskapssystem/" + organisation + "/aapnekrav?" + encode(period);
        var request = HttpRequest.newBuilder(URI.create(url)).header("Korrelasjonsid", UUID.randomUUID().toString());
        Answer answer;
        try {
            answer = sendWithToken(request, new TokenKey(SCOPE_CLAIMS, organisation));
        } catch (IOException error) {
            throw new Problem("owner-unreachable", "no answer: " + error.getMessage());
        }
        return switch (answer.status()) {
            case 200 -> answer.json().path("krav");
            case 401, 403 -> throw new Problem("no-access", "the resource owner answered " + answer.status());
            default -> throw new Problem("owner-unreachable", "the resource owner answered " + answer.status());
        };
    }
}
