import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a product has already: a database, a log-in and pages. The set-up in the simulator is at the end.
 *
 * <p>The pattern itself is in Redirect.java. Start with that file.
 */
final class App {

    // ─────────────────────────────────────── the store: what is saved ───────────────────────────────────────

    /** What the file holds. Public fields, because Jackson reads and writes them. */
    static final class Saved {
        public Map<String, SavedCustomer> customers = new LinkedHashMap<>();
        /** Closed intents stay, so that the program recognises their `state` in responses and in returns. */
        public List<SavedIntent> intents = new ArrayList<>();
        public List<SavedAttempt> attempts = new ArrayList<>();
        public Map<String, Session> sessions = new LinkedHashMap<>();
    }

    static final class SavedCustomer {
        public Redirect.Status status = Redirect.Status.NOT_CONNECTED;
        public String plan;
        public String wantedPlan;
        public String requestId;
        public String systemUserId;
        public long checkedAt;
    }

    static final class SavedIntent {
        public String organisation;
        public String state;
        public String plan;
        public Redirect.LastCall lastCall = Redirect.LastCall.POST;
        public String requestId;
        public boolean isOpen = true;

        Redirect.Intent intent() {
            return new Redirect.Intent(state, plan, lastCall);
        }
    }

    static final class SavedAttempt {
        public String browser;
        public String state;
        public long leftAt;
        public boolean isUsed;
    }

    static final class Session {
        public String organisation;
        public String csrfToken;
        public long endsAt;
    }

    /**
     * A store in one JSON file. It writes the whole file after each change, which is enough for an example. Your
     * product has a database. All methods are synchronized, so no thread sees a change that is half done.
     */
    static final class FileStore implements Redirect.Store {
        private static final ObjectMapper JSON =
                new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

        private final Path file;
        private final Saved saved;

        FileStore(Path file) throws IOException {
            this.file = file;
            this.saved = Files.exists(file) ? JSON.readValue(file.toFile(), Saved.class) : new Saved();
        }

        /** Writes a new file beside the old one, and then replaces the old one. So a crash never leaves half a file. */
        private void save() {
            var next = file.resolveSibling(file.getFileName() + ".new");
            try {
                Files.deleteIfExists(next); // A crash may have left this file.
                var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                try (var channel = FileChannel.open(next, options, onlyOwner("rw-------"))) {
                    var bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(saved));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException error) {
                throw new IllegalStateException("the store cannot be written", error);
            }
        }

        @Override
        public synchronized Redirect.Customer customer(String organisation) {
            var known = saved.customers.getOrDefault(organisation, new SavedCustomer());
            return new Redirect.Customer(organisation, known.status, known.plan, known.wantedPlan, known.requestId,
                    known.systemUserId, Instant.ofEpochMilli(known.checkedAt));
        }

        @Override
        public synchronized void saveCustomer(Redirect.Customer customer) {
            var known = new SavedCustomer();
            known.status = customer.status();
            known.plan = customer.plan();
            known.wantedPlan = customer.wantedPlan();
            known.requestId = customer.requestId();
            known.systemUserId = customer.systemUserId();
            known.checkedAt = customer.checkedAt().toEpochMilli();
            saved.customers.put(customer.organisation(), known);
            save();
        }

        @Override
        public synchronized Redirect.Intent getOrCreateIntent(String organisation, String plan) {
            var open = openIntent(organisation).filter(intent -> intent.plan().equals(plan));
            if (open.isPresent()) {
                return open.get();
            }
            // Make a new intent, because the customer chose another plan or the last request is decided.
            closeAll(organisation);
            var intent = new SavedIntent();
            intent.organisation = organisation;
            intent.state = randomId();
            intent.plan = plan;
            saved.intents.add(intent);
            saved.customers.computeIfAbsent(organisation, unused -> new SavedCustomer()).wantedPlan = plan;
            save();
            return intent.intent();
        }

        @Override
        public synchronized Optional<Redirect.Intent> openIntent(String organisation) {
            return intentsOf(organisation).filter(intent -> intent.isOpen).findFirst().map(SavedIntent::intent);
        }

        @Override
        public synchronized Optional<Redirect.Intent> intentWithState(String organisation, String state) {
            return intentsOf(organisation).filter(intent -> intent.state.equals(state)).findFirst()
                    .map(SavedIntent::intent);
        }

        @Override
        public synchronized void saveLastCall(String state, Redirect.LastCall call) {
            saved.intents.stream().filter(intent -> intent.state.equals(state))
                    .forEach(intent -> intent.lastCall = call);
            save();
        }

        @Override
        public synchronized void saveRequestId(String organisation, String state, String requestId) {
            intentsOf(organisation).filter(intent -> intent.state.equals(state))
                    .forEach(intent -> intent.requestId = requestId);
            save();
        }

        @Override
        public synchronized Optional<String> planOfRequest(String organisation, String requestId) {
            return intentsOf(organisation).filter(intent -> requestId.equals(intent.requestId)).findFirst()
                    .map(intent -> intent.plan);
        }

        @Override
        public synchronized void openAnsweredIntent(String organisation, String state, String requestId) {
            var known = intentsOf(organisation).filter(intent -> intent.state.equals(state)).findFirst();
            known.ifPresent(intent -> {
                closeAll(organisation);
                intent.isOpen = true;
                intent.lastCall = Redirect.LastCall.ANSWERED;
                intent.requestId = requestId;
                save();
            });
        }

        @Override
        public synchronized void closeIntent(String organisation) {
            closeAll(organisation);
            save();
        }

        @Override
        public synchronized void saveAttempt(String browser, String state) {
            var oldest = Instant.now().minus(Duration.ofDays(30)).toEpochMilli();
            saved.attempts.removeIf(attempt -> attempt.leftAt < oldest);
            var attempt = new SavedAttempt();
            attempt.browser = browser;
            attempt.state = state;
            attempt.leftAt = System.currentTimeMillis();
            saved.attempts.add(attempt);
            save();
        }

        @Override
        public synchronized Redirect.ReturnMatch matchReturn(Optional<String> browser, String state) {
            var intent = saved.intents.stream().filter(known -> known.state.equals(state)).findFirst();
            if (intent.isEmpty()) {
                return new Redirect.ReturnMatch(Redirect.ReturnKind.UNKNOWN, null);
            }
            var mine = saved.attempts.stream()
                    .filter(attempt -> browser.equals(Optional.of(attempt.browser)) && attempt.state.equals(state))
                    .toList();
            if (mine.isEmpty()) {
                return new Redirect.ReturnMatch(Redirect.ReturnKind.OTHER_BROWSER, null);
            }
            var isFirst = mine.stream().anyMatch(attempt -> !attempt.isUsed);
            mine.forEach(attempt -> attempt.isUsed = true);
            save();
            var kind = isFirst ? Redirect.ReturnKind.FIRST : Redirect.ReturnKind.REPEATED;
            return new Redirect.ReturnMatch(kind, intent.get().organisation);
        }

        synchronized String newSession(String organisation) {
            saved.sessions.values().removeIf(session -> session.endsAt < System.currentTimeMillis());
            var session = new Session();
            session.organisation = organisation;
            session.csrfToken = randomId();
            session.endsAt = Instant.now().plus(Duration.ofHours(8)).toEpochMilli();
            var id = randomId();
            saved.sessions.put(id, session);
            save();
            return id;
        }

        synchronized Optional<Session> session(String id) {
            return Optional.ofNullable(saved.sessions.get(id))
                    .filter(session -> System.currentTimeMillis() < session.endsAt);
        }

        synchronized void deleteSession(String id) {
            saved.sessions.remove(id);
            save();
        }

        private Stream<SavedIntent> intentsOf(String organisation) {
            return saved.intents.stream().filter(intent -> intent.organisation.equals(organisation));
        }

        private void closeAll(String organisation) {
            intentsOf(organisation).forEach(intent -> intent.isOpen = false);
        }
    }

    /**
     * The permissions that keep other users of the machine away from the sessions and the key. Windows has none of
     * these.
     */
    private static FileAttribute<?>[] onlyOwner(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns a value that nobody can guess. For that, 128 random bits are enough, and this value has 256. */
    private static String randomId() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Redirect.base64Url(bytes);
    }

    // ─────────────────────────────────────── the web: forms and pages ───────────────────────────────────────

    /** The HTTP status, the heading and the text of a page about a problem. */
    private record ProblemText(int status, String heading, String text) {}

    private static final ProblemText INTERNAL =
            new ProblemText(500, "Something went wrong here", "Contact us, and name the reference below.");

    private static final Map<String, ProblemText> PROBLEMS = Map.ofEntries(
            problem("altinn-unreachable", 503, "Altinn does not answer",
                    "Altinn may still have received what we sent. The status page asks Altinn which request there is."),
            problem("altinn-refused", 502, "Altinn refused the request",
                    "Nothing has changed. Contact us, and name the reference below."),
            problem("rights-refused", 502, "Altinn does not know all the access in this plan",
                    "We must correct this. Try again later."),
            problem("redirect-refused", 502, "Altinn does not know the way back to us",
                    "We must correct this. Try again later."),
            problem("not-as-asked", 502, "Altinn's answer does not fit",
                    "We did not send you on. The status page asks Altinn again."),
            problem("maskinporten-unreachable", 503, "Maskinporten does not answer",
                    "We sent nothing to Altinn. Try again in a few minutes."),
            problem("maskinporten-refused", 502, "Maskinporten refused us", "We must correct this. Try again later."),
            problem("owner-unreachable", 503, "The tax administration does not answer",
                    "Your access is unchanged. Try again in a few minutes."),
            problem("no-access", 403, "We have no access to your data",
                    "Somebody may have withdrawn the access in Altinn. The status page says what to do."),
            problem("returned-elsewhere", 200, "Altinn has your answer",
                    "You can close this page. The person who started sees the status."),
            problem("unknown-return", 404, "We do not know this address", "Open the status page, and go on from there."),
            problem("signed-out", 403, "You are not logged in", "Log in, and try again."),
            problem("forbidden", 403, "This form did not come from our page",
                    "Nothing was done. Open the page again, and press the button there."),
            problem("bad-input", 400, "Something is missing in the form", "Go back, and try again."),
            problem("not-found", 404, "There is no such page", "Go to the first page."));

    private static Map.Entry<String, ProblemText> problem(String name, int status, String heading, String text) {
        return Map.entry(name, new ProblemText(status, heading, text));
    }

    private static String[] statusText(Redirect.Status status) {
        return switch (status) {
            case NOT_CONNECTED -> new String[] {"Not connected", "We have no access to your data. Choose a plan."};
            case WAITING -> new String[] {"Waiting for an answer in Altinn",
                "You or a colleague must answer the request in Altinn."};
            case CONNECTED -> new String[] {"Connected", "We have the access that was approved in Altinn."};
            case REFUSED -> new String[] {"The request was refused", "You can ask again."};
            case EXPIRED -> new String[] {"The request is too old", "Nobody answered it in time. You can ask again."};
            case WITHDRAWN -> new String[] {"The access was withdrawn",
                "Somebody deleted the access in Altinn. You can ask again."};
            case REPLACEMENT_MISSING -> new String[] {"The new request was not sent",
                "We took the old request back, but could not send the new one. Try again."};
        };
    }

    private static final boolean SECURE = Redirect.PUBLIC_URL.startsWith("https:");

    /** With the prefix `__Host-`, the browser takes the cookie only from this host and only over https. */
    private static String cookieName(String name) {
        return SECURE ? "__Host-" + name : "example-java-" + name;
    }

    /** One HTTP request and its response. */
    private final class Exchange implements Redirect.Exchange {
        private final HttpExchange http;
        private final Map<String, String> query;
        private Map<String, String> form = Map.of();
        private final List<String> newCookies = new ArrayList<>();

        Exchange(HttpExchange http) {
            this.http = http;
            this.query = Redirect.decode(Optional.ofNullable(http.getRequestURI().getRawQuery()).orElse(""));
        }

        @Override
        public Optional<String> query(String name) {
            return Optional.ofNullable(query.get(name));
        }

        @Override
        public Optional<String> form(String name) {
            return Optional.ofNullable(form.get(name));
        }

        private Optional<String> header(String name) {
            return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
        }

        @Override
        public Optional<String> cookie(String name) {
            var start = cookieName(name) + "=";
            return Stream.of(header("Cookie").orElse("").split(";")).map(String::strip)
                    .filter(pair -> pair.startsWith(start)).findFirst().map(pair -> pair.substring(start.length()));
        }

        void setCookie(String name, String value, long seconds) {
            // With SameSite=Strict, the browser would not send the cookies when it comes back from Altinn.
            newCookies.add("%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                    .formatted(cookieName(name), value, seconds, SECURE ? "; Secure" : ""));
        }

        /**
         * A random id in a cookie of its own. By this id, the program recognises the browser at the return. The id
         * signs nobody in.
         */
        @Override
        public String browserId() {
            var browser = cookie("browser").filter(known -> known.matches("[\\w-]{43}")).orElseGet(App::randomId);
            setCookie("browser", browser, Duration.ofDays(30).toSeconds());
            return browser;
        }

        Optional<Session> session() {
            return cookie("session").flatMap(store::session);
        }

        /** Returns the organisation. The token proves that the form comes from a page of this session. */
        @Override
        public String signedInWithCsrfToken() {
            var session = session().orElseThrow(() -> new Redirect.Problem("signed-out", ""));
            var sent = form("csrf").orElse("").getBytes(UTF_8);
            if (!MessageDigest.isEqual(sent, session.csrfToken.getBytes(UTF_8))) {
                throw new Redirect.Problem("forbidden", "");
            }
            return session.organisation;
        }

        @Override
        public void redirect(String address) throws IOException {
            respond(303, "", Map.of("Location", address));
        }

        @Override
        public void problemPage(String name) throws IOException {
            problemPage(name, "");
        }

        void problemPage(String name, String reference) throws IOException {
            var problem = PROBLEMS.getOrDefault(name, INTERNAL);
            var more = reference.isEmpty() ? "" : "<p>Reference: " + reference + "</p>";
            page(problem.status(), problem.heading(), problem.text(), more, " data-problem=\"" + escape(name) + "\"");
        }

        /** Sends a page. `more` and `marks` are HTML, and all other texts are escaped. */
        void page(int status, String heading, String text, String more, String marks) throws IOException {
            var html = """
                    <!doctype html>
                    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                    <title>%1$s</title><link rel="stylesheet" href="/style.css"></head>
                    <body><main%4$s><h1>%1$s</h1><p>%2$s</p>%3$s</main>
                    <nav><a href="/">First page</a> <a href="/status">Status</a></nav></body></html>
                    """.formatted(escape(heading), escape(text), more, marks);
            respond(status, html, Map.of("Content-Type", "text/html; charset=utf-8"));
        }

        void respond(int status, String body, Map<String, String> more) throws IOException {
            var headers = http.getResponseHeaders();
            headers.set("Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "
                            + String.join(" ", Redirect.REDIRECT_ORIGINS));
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            newCookies.forEach(cookie -> headers.add("Set-Cookie", cookie));
            more.forEach(headers::set);
            var bytes = body.getBytes(UTF_8);
            http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (var out = http.getResponseBody()) {
                out.write(bytes);
            }
        }

        void readForm() throws IOException {
            // The first protection against CSRF: the browser says which site sent the form. The token is the second
            // one.
            var isOurs = header("Sec-Fetch-Site").map(site -> site.equals("same-origin") || site.equals("none"))
                    .orElseGet(() -> header("Origin").map(Redirect.PUBLIC_URL::equals).orElse(true));
            if (!isOurs) {
                throw new Redirect.Problem("forbidden", "another site sent the form");
            }
            var limit = 16 * 1024;
            var body = http.getRequestBody().readNBytes(limit + 1);
            if (body.length > limit) {
                throw new Redirect.Problem("bad-input", "the form is too large");
            }
            form = Redirect.decode(new String(body, UTF_8));
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String formHtml(String action, Optional<Session> session, String button, String fields) {
        var token = session.map(known -> hidden("csrf", known.csrfToken)).orElse("");
        return "<form method=\"post\" action=\"%s\">%s%s<button>%s</button></form>"
                .formatted(action, token, fields, button);
    }

    private static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"%s\" value=\"%s\">".formatted(name, escape(value));
    }

    private static String list(Stream<String> items) {
        return items.map(item -> "<li>" + item + "</li>").collect(Collectors.joining("", "<ul>", "</ul>"));
    }

    private final FileStore store;
    private final Redirect redirect;

    private App(FileStore store) {
        this.store = store;
        this.redirect = new Redirect(store);
    }

    private void home(Exchange http) throws IOException {
        var session = http.session();
        if (session.isEmpty()) {
            // Put your product's own log-in here. This form believes every organisation number, so it must never run
            // outside the simulator. With its own log-in, your product keeps the customer signed in when Altinn logs
            // the customer out.
            if (Redirect.CONTROL.isEmpty()) {
                throw new Redirect.Problem("signed-out", "put your product's own log-in into home() and login()");
            }
            var field = "<label>Organisation number <input name=\"organisation\" inputmode=\"numeric\" required></label>";
            var text = "This log-in is for the simulator only: it checks nothing. Your product's own log-in goes here.";
            http.page(200, "Log in", text, formHtml("/login", session, "Log in", field), "");
            return;
        }
        var plans = Redirect.PLANS.entrySet().stream()
                .map(plan -> "<a href=\"/before?plan=%s\">%s</a>".formatted(plan.getKey(), plan.getValue().name()));
        var text = "You are logged in for " + session.get().organisation + ".";
        http.page(200, "Choose a plan", text, list(plans) + formHtml("/logout", session, "Log out", ""), "");
    }

    private void login(Exchange http) throws IOException {
        var organisation = http.form("organisation").orElse("").strip();
        if (Redirect.CONTROL.isEmpty() || !organisation.matches("[0-9]{9}")) {
            throw new Redirect.Problem("bad-input", "");
        }
        http.setCookie("session", store.newSession(organisation), Duration.ofHours(8).toSeconds());
        http.redirect("/status");
    }

    private void logout(Exchange http) throws IOException {
        http.signedInWithCsrfToken();
        http.cookie("session").ifPresent(store::deleteSession);
        http.setCookie("session", "", 0);
        http.redirect("/");
    }

    /** The page before leaving: says what will be requested, and names a waiting request that will be replaced. */
    private void before(Exchange http) throws IOException {
        var session = http.session();
        var key = http.query("plan").orElse("");
        if (session.isEmpty()) {
            http.redirect("/");
            return;
        }
        if (!Redirect.PLANS.containsKey(key)) {
            throw new Redirect.Problem("bad-input", "");
        }
        var organisation = session.get().organisation;
        var old = Optional.<String>empty();
        try {
            var customer = redirect.checkStatus(organisation);
            if (customer.status() == Redirect.Status.CONNECTED) {
                var text = statusText(customer.status());
                http.page(200, text[0], text[1], moreAccess(customer, key) + SHOW_DATA, "");
                return;
            }
            old = redirect.mustBeReplaced(organisation, key);
        } catch (Redirect.Problem error) {
            // Show the page without `replaces`. `start` asks Altinn again, and replaces no waiting request without this
            // field.
            error.log();
        }
        var plan = Redirect.PLANS.get(key);
        var fields = hidden("plan", key) + old.map(id -> hidden("replaces", id)).orElse("");
        var warning = old.isEmpty() ? ""
                : "<p>A request for other access is waiting. If you go on, we take it back, and nobody can approve it.</p>";
        var access = list(Stream.concat(plan.rights().stream(), plan.packages().stream()).map(App::escape));
        var more = access + warning + formHtml("/connect/start", session, "Go to Altinn", fields);
        http.page(200, "Plan " + plan.name(), "We will ask for this access in Altinn:", more, "");
    }

    private static final String SHOW_DATA = "<p><a href=\"/data\">Show the data</a></p>";

    /**
     * Says what a connected customer lacks for a plan. Altinn refuses a second system user (AUTH-00004), so without this
     * text, the customer would see nothing happen.
     *
     * <p>Your product sends a change request instead: POST systemuser/changerequest/vendor. Save the wanted plan, a
     * `state` and the id of the change request before that POST, and send the browser to its `confirmUrl`. This example
     * does not.
     */
    private static String moreAccess(Redirect.Customer customer, String key) {
        var wanted = Redirect.PLANS.get(key);
        if (wanted == null) {
            return "";
        }
        var missing = Redirect.missingAccess(customer, wanted);
        if (missing.isEmpty()) {
            return "<p>We cannot see whether the access covers all that the plan %s needs.</p>".formatted(wanted.name());
        }
        if (missing.get().isEmpty()) {
            return "";
        }
        return "<p>The plan %s also needs: %s. To get it, delete the access in Altinn, and choose the plan again.</p>"
                .formatted(wanted.name(), escape(String.join(", ", missing.get())));
    }

    /**
     * The status page. It asks Altinn each time. If Altinn does not answer, it shows the last known status, and says
     * so.
     */
    private void status(Exchange http) throws IOException {
        var session = http.session();
        if (session.isEmpty()) {
            http.redirect("/");
            return;
        }
        var organisation = session.get().organisation;
        var problem = Optional.<Redirect.Problem>empty();
        try {
            redirect.checkStatus(organisation);
        } catch (Redirect.Problem error) {
            error.log();
            problem = Optional.of(error);
        }
        var customer = store.customer(organisation);
        var more = problem.map(known -> "<p>%s. This may be old. Reference: %s</p>"
                .formatted(PROBLEMS.getOrDefault(known.name, INTERNAL).heading(), known.reference)).orElse("");
        more += switch (customer.status()) {
            case WAITING -> formHtml("/connect/resume", session, "Go to Altinn and answer", "");
            case CONNECTED -> "<p>Plan: %s</p>".formatted(
                    customer.plan() == null ? "made by you in Altinn" : Redirect.PLANS.get(customer.plan()).name())
                    + moreAccess(customer, customer.wantedPlan()) + SHOW_DATA;
            default -> "<p><a href=\"/before?plan=%s\">Ask for access</a></p>"
                    .formatted(Optional.ofNullable(customer.wantedPlan()).orElse("basis"));
        };
        var marks = " data-status=\"%s\"".formatted(customer.status().name().toLowerCase().replace('_', '-'))
                + problem.map(known -> " data-problem=\"" + known.name + "\"").orElse("")
                + (customer.plan() == null ? "" : " data-plan=\"" + customer.plan() + "\"");
        var text = statusText(customer.status());
        http.page(problem.isPresent() ? 503 : 200, text[0], text[1], more, marks);
    }

    /** The page with the customer's open claims: one call with the customer's system user. */
    private void data(Exchange http) throws IOException {
        var session = http.session();
        if (session.isEmpty()) {
            http.redirect("/");
            return;
        }
        var rows = new ArrayList<String>();
        for (JsonNode claim : Redirect.openClaims(session.get().organisation)) {
            rows.add(escape(claim.path("beskrivelse").asText("")) + ": " + claim.path("belop").asLong() + " kr");
        }
        http.page(200, "Open claims", "From the tax administration: " + rows.size(), list(rows.stream()), "");
    }

    private void style(Exchange http) throws IOException {
        var css = ":root{color-scheme:light dark}"
                + "body{font:1.1rem/1.6 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
                + "button,input{font:inherit;padding:.5rem 1rem}label{display:block;margin-bottom:1rem}";
        http.respond(200, css, Map.of("Content-Type", "text/css"));
    }

    private void route(Exchange http, String methodAndPath) throws IOException {
        switch (methodAndPath) {
            case "GET /" -> home(http);
            case "POST /login" -> login(http);
            case "POST /logout" -> logout(http);
            case "GET /before" -> before(http);
            case "POST /connect/start" -> redirect.start(http);
            case "POST /connect/resume" -> redirect.resume(http);
            case "GET /connect/return" -> redirect.returned(http);
            case "GET /status" -> status(http);
            case "GET /data" -> data(http);
            case "GET /style.css" -> style(http);
            default -> throw new Redirect.Problem("not-found", "");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var http = new Exchange(exchange);
            try {
                if (exchange.getRequestMethod().equals("POST")) {
                    http.readForm();
                }
                route(http, exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            } catch (Redirect.Problem problem) {
                problem.log();
                http.problemPage(problem.name, problem.reference);
            } catch (RuntimeException error) { // An error in this program: log it, and show a page.
                var trace = new StringWriter();
                error.printStackTrace(new PrintWriter(trace));
                var problem = new Redirect.Problem("internal", trace.toString());
                problem.log();
                http.problemPage(problem.name, problem.reference);
            }
        }
    }

    // ───────────────────────────── set-up: keys, the OAuth client and the system ─────────────────────────────

    /**
     * Registers the key, the OAuth client and the system in the simulator. In TT02, a vendor does this once. The vendor
     * registers the client and its key by hand in Digdir's self-service.
     */
    private static void setUpInSimulator() throws IOException, GeneralSecurityException {
        if (Files.notExists(Redirect.KEY_FILE)) {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
            var base64 = encoder.encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            Files.createFile(Redirect.KEY_FILE, onlyOwner("rw-------"));
            Files.writeString(Redirect.KEY_FILE,
                    "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        }
        var key = Redirect.privateKey();
        var publicKey = Map.of("kty", "RSA", "use", "sig", "alg", "RS256", "kid", Redirect.KEY_ID,
                "n", Redirect.base64Url(key.getModulus()), "e", Redirect.base64Url(key.getPublicExponent()));
        var client = Map.of(
                "organisation", Map.of("number", Redirect.VENDOR, "name", "Example AS"),
                "scopes", List.of(Redirect.SCOPE_REGISTER, Redirect.SCOPE_WRITE, Redirect.SCOPE_READ,
                        Redirect.SCOPE_CLAIMS),
                "jwks", Map.of("keys", List.of(publicKey)));
        var url = Redirect.CONTROL + "/maskinporten-clients/" + URLEncoder.encode(Redirect.CLIENT_ID, UTF_8);
        var request = HttpRequest.newBuilder(URI.create(url))
                .PUT(BodyPublishers.ofString(Redirect.JSON.writeValueAsString(client)))
                .header("Content-Type", "application/json").build();
        Redirect.Answer registered;
        try {
            registered = Redirect.send(request);
        } catch (IOException error) {
            throw new IOException("SIMULATOR_CONTROL_URL: no simulator answers at " + Redirect.CONTROL
                    + ". Start it with `make run`. (" + error.getMessage() + ")", error);
        }
        if (registered.status() >= 300) {
            throw new IOException("The simulator refused the client: " + registered);
        }

        // The system must list all access that any plan requests, and the return URL without its query.
        var plans = Redirect.PLANS.values();
        var rights = plans.stream().flatMap(plan -> plan.rights().stream()).distinct().map(Redirect::right).toList();
        var packages = plans.stream().flatMap(plan -> plan.packages().stream()).distinct()
                .map(urn -> Map.of("urn", urn)).toList();
        var texts = Map.of("nb", "Example in Java", "nn", "Example in Java", "en", "Example in Java");
        JsonNode system = Redirect.JSON.valueToTree(Map.of(
                "id", Redirect.SYSTEM_ID,
                "vendor", Map.of("ID", "0192:" + Redirect.VENDOR),
                "name", texts,
                "description", texts,
                "rights", rights,
                "accessPackages", packages,
                "clientId", List.of(Redirect.CLIENT_ID),
                "allowedRedirectUrls", List.of(Redirect.RETURN_URL),
                "isVisible", false));
        var entry = List.of("systemregister", "vendor", Redirect.SYSTEM_ID);
        try {
            Redirect.altinn("GET", entry, Redirect.SCOPE_REGISTER, null);
            // An update replaces the whole entry, so send all fields.
            Redirect.altinn("PUT", entry, Redirect.SCOPE_REGISTER, system);
        } catch (Redirect.AltinnError error) {
            if (error.status != 404) {
                throw error;
            }
            Redirect.altinn("POST", List.of("systemregister", "vendor"), Redirect.SCOPE_REGISTER, system);
        }
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (Files.notExists(Redirect.DATA)) {
            Files.createDirectories(Redirect.DATA, onlyOwner("rwx------"));
        }
        var app = new App(new FileStore(Redirect.DATA.resolve("example.json")));
        if (!Redirect.CONTROL.isEmpty()) {
            try {
                setUpInSimulator();
            } catch (IOException error) {
                System.err.println(error.getMessage());
                System.exit(1);
            } catch (Redirect.Problem problem) {
                System.err.println("The set-up in the simulator failed: " + problem.name + " " + problem.getMessage());
                System.exit(1);
            }
        }
        var port = URI.create(Redirect.PUBLIC_URL).getPort();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port == -1 ? 4003 : port);
        var server = HttpServer.create(address, 0);
        server.createContext("/", app::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("Ready: " + Redirect.PUBLIC_URL);
    }
}
