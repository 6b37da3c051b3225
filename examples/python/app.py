"""What a product has already: a database, a log-in and pages. The set-up in the simulator is at the end.

The pattern itself is in redirect.py. Start with that file.
"""

from __future__ import annotations

import hmac
import html
import os
import re
import secrets
import sqlite3
import sys
import threading
import time
import traceback
import urllib.parse
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import redirect
from redirect import ANSWERED, CONTROL, DATA, PLANS, POST, PUBLIC_URL, Customer, Intent, Problem, check_status

# ─────────────────────────────────────── the store: what is saved ───────────────────────────────────────


@dataclass(frozen=True)
class Session:
    organisation: str
    csrf_token: str


class Store:
    """A SQLite database, so that a restart in the middle of a call loses nothing. All threads share one connection."""

    def __init__(self, file: str):
        self.lock = threading.RLock()
        self.db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.executescript("""
            CREATE TABLE IF NOT EXISTS customer (organisation TEXT PRIMARY KEY, status TEXT NOT NULL, plan TEXT,
                wanted_plan TEXT, request_id TEXT, system_user_id TEXT, checked_at INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS intent (state TEXT PRIMARY KEY, organisation TEXT NOT NULL, plan TEXT NOT NULL,
                last_call TEXT NOT NULL, request_id TEXT, is_open INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS attempt (browser TEXT NOT NULL, state TEXT NOT NULL, left_at INTEGER NOT NULL,
                returned_at INTEGER);
            CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, organisation TEXT NOT NULL,
                csrf_token TEXT NOT NULL, ends_at INTEGER NOT NULL);
        """)

    @contextmanager
    def transaction(self):
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                self.db.execute("ROLLBACK")
                raise

    def _one(self, sql: str, *values):
        with self.lock:
            return self.db.execute(sql, values).fetchone()

    def customer(self, organisation: str) -> Customer:
        row = self._one("SELECT * FROM customer WHERE organisation = ?", organisation)
        return Customer(*row) if row else Customer(organisation)

    def save_customer(self, customer: Customer) -> None:
        with self.transaction() as db:
            values = tuple(vars(customer).values())
            db.execute("INSERT OR REPLACE INTO customer VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def get_or_create_intent(self, organisation: str, plan: str) -> Intent:
        with self.transaction() as db:
            row = db.execute(
                "SELECT state, plan, last_call FROM intent WHERE organisation = ? AND plan = ? AND is_open",
                (organisation, plan),
            ).fetchone()
            if row:
                return Intent(*row)
            # Make a new intent, because the customer chose another plan or the last request is decided. The old intents
            # stay as closed intents, so that the program recognises their `state` in Altinn's responses and in later
            # returns.
            db.execute("UPDATE intent SET is_open = 0 WHERE organisation = ?", (organisation,))
            # A `state` needs at least 128 random bits, so that nobody can guess it. This one has 256.
            intent = Intent(secrets.token_urlsafe(32), plan, POST)
            db.execute("INSERT INTO intent VALUES (?, ?, ?, ?, NULL, 1)", (intent.state, organisation, plan, POST))
            db.execute(
                "INSERT OR IGNORE INTO customer VALUES (?, 'not-connected', NULL, NULL, NULL, NULL, 0)", (organisation,)
            )
            db.execute("UPDATE customer SET wanted_plan = ? WHERE organisation = ?", (plan, organisation))
            return intent

    def open_intent(self, organisation: str) -> Intent | None:
        row = self._one("SELECT state, plan, last_call FROM intent WHERE organisation = ? AND is_open", organisation)
        return Intent(*row) if row else None

    def intent_with_state(self, organisation: str, state: str) -> Intent | None:
        sql = "SELECT state, plan, last_call FROM intent WHERE organisation = ? AND state = ?"
        row = self._one(sql, organisation, state)
        return Intent(*row) if row else None

    def save_last_call(self, state: str, call: str) -> None:
        with self.transaction() as db:
            db.execute("UPDATE intent SET last_call = ? WHERE state = ?", (call, state))

    def save_request_id(self, organisation: str, state: str, request_id: str) -> None:
        with self.transaction() as db:
            db.execute(
                "UPDATE intent SET request_id = ? WHERE organisation = ? AND state = ?",
                (request_id, organisation, state),
            )

    def plan_of_request(self, organisation: str, request_id: str) -> str | None:
        row = self._one("SELECT plan FROM intent WHERE organisation = ? AND request_id = ?", organisation, request_id)
        return row[0] if row else None

    def open_answered_intent(self, organisation: str, state: str, request_id: str) -> None:
        """Makes the intent of the request that is open in Altinn the customer's only open intent."""
        if self.intent_with_state(organisation, state) is None:
            return
        with self.transaction() as db:
            db.execute("UPDATE intent SET is_open = 0 WHERE organisation = ?", (organisation,))
            db.execute(
                "UPDATE intent SET is_open = 1, last_call = ?, request_id = ? WHERE state = ?",
                (ANSWERED, request_id, state),
            )

    def close_intent(self, organisation: str) -> None:
        with self.transaction() as db:
            db.execute("UPDATE intent SET is_open = 0 WHERE organisation = ?", (organisation,))

    def save_attempt(self, browser: str, state: str) -> None:
        now = int(time.time())
        with self.transaction() as db:
            db.execute("DELETE FROM attempt WHERE left_at < ?", (now - 30 * 24 * 3600,))
            db.execute("INSERT INTO attempt VALUES (?, ?, ?, NULL)", (browser, state, now))

    def match_return(self, browser: str | None, state: str) -> tuple[str, str | None]:
        """Returns the kind of return, and the customer: `first`, `repeated`, `returned-elsewhere`, `unknown-return`."""
        row = self._one("SELECT organisation FROM intent WHERE state = ?", state)
        if row is None:
            return "unknown-return", None
        with self.transaction() as db:
            mine = (browser, state)
            attempts = db.execute("SELECT returned_at FROM attempt WHERE browser = ? AND state = ?", mine).fetchall()
            if not attempts:
                return "returned-elsewhere", None
            if all(returned_at is not None for (returned_at,) in attempts):
                return "repeated", row[0]
            db.execute("UPDATE attempt SET returned_at = ? WHERE browser = ? AND state = ?", (int(time.time()), *mine))
            return "first", row[0]

    def new_session(self, organisation: str) -> str:
        session_id, now = secrets.token_urlsafe(32), int(time.time())
        with self.transaction() as db:
            db.execute("DELETE FROM session WHERE ends_at < ?", (now,))
            values = (session_id, organisation, secrets.token_urlsafe(32), now + 8 * 3600)
            db.execute("INSERT INTO session VALUES (?, ?, ?, ?)", values)
        return session_id

    def session(self, session_id: str | None) -> Session | None:
        sql = "SELECT organisation, csrf_token FROM session WHERE id = ? AND ends_at > ?"
        row = self._one(sql, session_id, int(time.time()))
        return Session(*row) if row else None

    def delete_session(self, session_id: str | None) -> None:
        with self.transaction() as db:
            db.execute("DELETE FROM session WHERE id = ?", (session_id,))


# ─────────────────────────────────────── the web: forms and pages ───────────────────────────────────────

# The HTTP status, the heading and the text of each problem.
PROBLEMS = {
    "altinn-unreachable": (
        503,
        "Altinn does not answer",
        "Altinn may still have received what we sent. The status page asks Altinn which request there is.",
    ),
    "altinn-refused": (
        502,
        "Altinn refused the request",
        "Nothing has changed. Contact us, and name the reference below.",
    ),
    "rights-refused": (
        502,
        "Altinn does not know all the access in this plan",
        "We must correct this. Try again later.",
    ),
    "redirect-refused": (502, "Altinn does not know the way back to us", "We must correct this. Try again later."),
    "not-as-asked": (502, "Altinn's answer does not fit", "We did not send you on. The status page asks Altinn again."),
    "maskinporten-unreachable": (
        503,
        "Maskinporten does not answer",
        "We sent nothing to Altinn. Try again in a few minutes.",
    ),
    "maskinporten-refused": (502, "Maskinporten refused us", "We must correct this. Try again later."),
    "owner-unreachable": (
        503,
        "The tax administration does not answer",
        "Your access is unchanged. Try again in a few minutes.",
    ),
    "no-access": (
        403,
        "We have no access to your data",
        "Somebody may have withdrawn the access in Altinn. The status page says what to do.",
    ),
    "returned-elsewhere": (
        200,
        "Altinn has your answer",
        "You can close this page. The person who started sees the status.",
    ),
    "unknown-return": (404, "We do not know this address", "Open the status page, and go on from there."),
    "signed-out": (403, "You are not logged in", "Log in, and try again."),
    "forbidden": (
        403,
        "This form did not come from our page",
        "Nothing was done. Open the page again, and press the button there.",
    ),
    "bad-input": (400, "Something is missing in the form", "Go back, and try again."),
    "not-found": (404, "There is no such page", "Go to the first page."),
    "internal": (500, "Something went wrong here", "Contact us, and name the reference below."),
}

STATUS_TEXTS = {
    "not-connected": ("Not connected", "We have no access to your data. Choose a plan."),
    "waiting": ("Waiting for an answer in Altinn", "You or a colleague must answer the request in Altinn."),
    "connected": ("Connected", "We have the access that was approved in Altinn."),
    "refused": ("The request was refused", "You can ask again."),
    "expired": ("The request is too old", "Nobody answered it in time. You can ask again."),
    "withdrawn": ("The access was withdrawn", "Somebody deleted the access in Altinn. You can ask again."),
    "replacement-missing": (
        "The new request was not sent",
        "We took the old request back, but could not send the new one. Try again.",
    ),
}


@dataclass
class Exchange:
    """One HTTP request and its response."""

    handler: BaseHTTPRequestHandler
    query: dict
    form: dict = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)

    def cookie(self, name: str) -> str | None:
        try:
            found = SimpleCookie(self.handler.headers.get("Cookie", "")).get(cookie_name(name))
        except CookieError:
            return None
        return found.value if found else None

    def set_cookie(self, name: str, value: str, seconds: int) -> None:
        # With SameSite=Strict, the browser would not send the cookies when it comes back from Altinn.
        secure = "; Secure" if PUBLIC_URL.startswith("https:") else ""
        self.cookies.append(f"{cookie_name(name)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")

    def browser_id(self) -> str:
        """A random id in a cookie of its own. By this id, the program recognises the browser at the return.

        The id signs nobody in.
        """
        known = self.cookie("browser")
        browser = known if known and len(known) == 43 else secrets.token_urlsafe(32)
        self.set_cookie("browser", browser, 30 * 24 * 3600)
        return browser

    def session(self) -> Session | None:
        session_id = self.cookie("session")
        return redirect.store.session(session_id) if session_id else None

    def signed_in_with_csrf_token(self) -> Session:
        """Returns the session of a form. The token proves that the form comes from a page of this session."""
        session = self.session()
        if session is None:
            raise Problem("signed-out")
        if not hmac.compare_digest(self.form.get("csrf", "").encode(), session.csrf_token.encode()):
            raise Problem("forbidden")
        return session

    def redirect(self, address: str) -> None:
        self.respond(303, b"", {"Location": address})

    def page(self, http_status: int, heading: str, text: str, more: str = "", **data: str | None) -> None:
        """Sends a page. `more` is HTML, and all other texts are escaped."""
        marks = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items() if value)
        title = html.escape(heading)
        self.respond(
            http_status,
            f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="/style.css"></head>
<body><main{marks}><h1>{title}</h1><p>{html.escape(text)}</p>{more}</main>
<nav><a href="/">First page</a> <a href="/status">Status</a></nav></body></html>""".encode(),
            {"Content-Type": "text/html; charset=utf-8"},
        )

    def problem_page(self, name: str, reference: str | None = None) -> None:
        status, heading, text = PROBLEMS[name]
        self.page(status, heading, text, f"<p>Reference: {reference}</p>" if reference else "", problem=name)

    def respond(self, status: int, body: bytes, headers: dict) -> None:
        out = self.handler
        out.send_response(status)
        for cookie in self.cookies:
            out.send_header("Set-Cookie", cookie)
        defaults = {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {' '.join(redirect.REDIRECT_ORIGINS)}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Content-Length": str(len(body)),
        }
        for name, value in (defaults | headers).items():
            out.send_header(name, value)
        out.end_headers()
        out.wfile.write(body)


def cookie_name(name: str) -> str:
    # With this prefix, the browser takes the cookie only from this host and only over https.
    return f"__Host-{name}" if PUBLIC_URL.startswith("https:") else f"example-python-{name}"


def form_html(action: str, session: Session | None, button: str, fields: str = "") -> str:
    token = f'<input type="hidden" name="csrf" value="{session.csrf_token}">' if session else ""
    return f'<form method="post" action="{action}">{token}{fields}<button>{button}</button></form>'


def home(http: Exchange) -> None:
    session = http.session()
    if session is None:
        # Put your product's own log-in here. This form believes every organisation number, so it must never run outside
        # the simulator. With its own log-in, your product keeps the customer signed in when Altinn logs the customer
        # out.
        if not CONTROL:
            raise Problem("signed-out", "put your product's own log-in into home() and login()")
        fields = '<label>Organisation number <input name="organisation" inputmode="numeric" required></label>'
        text = "This log-in is for the simulator only: it checks nothing. Your product's own log-in goes here."
        http.page(200, "Log in", text, form_html("/login", None, "Log in", fields))
        return
    plans = "".join(f'<li><a href="/before?plan={key}">{plan.name}</a></li>' for key, plan in PLANS.items())
    logout = form_html("/logout", session, "Log out")
    http.page(200, "Choose a plan", f"You are logged in for {session.organisation}.", f"<ul>{plans}</ul>{logout}")


def login(http: Exchange) -> None:
    organisation = http.form.get("organisation", "").strip()
    if not CONTROL or not re.fullmatch(r"[0-9]{9}", organisation):
        raise Problem("bad-input")
    http.set_cookie("session", redirect.store.new_session(organisation), 8 * 3600)
    http.redirect("/status")


def logout(http: Exchange) -> None:
    http.signed_in_with_csrf_token()
    redirect.store.delete_session(http.cookie("session"))
    http.set_cookie("session", "", 0)
    http.redirect("/")


def before(http: Exchange) -> None:
    """The page before leaving: says what will be requested, and names a waiting request that will be replaced."""
    session = http.session()
    plan = http.query.get("plan", "")
    if session is None:
        http.redirect("/")
        return
    if plan not in PLANS:
        raise Problem("bad-input")
    customer, old = None, None
    try:
        customer = check_status(session.organisation)
        if customer.status != "connected":
            old = redirect.must_be_replaced(session.organisation, plan)
    except Problem as error:
        # Show the page without `replaces`. `start` asks Altinn again, and replaces no waiting request without this field.
        error.log()
    if customer and customer.status == "connected":
        heading, text = STATUS_TEXTS["connected"]
        http.page(200, heading, text, more_access(customer, plan) + '<p><a href="/data">Show the data</a></p>')
        return
    fields = f'<input type="hidden" name="plan" value="{plan}">'
    warning = ""
    if old:
        fields += f'<input type="hidden" name="replaces" value="{html.escape(old)}">'
        warning = (
            "<p>A request for other access is waiting. If you go on, we take it back, and nobody can approve it.</p>"
        )
    wanted = PLANS[plan]
    access = "".join(f"<li>{html.escape(name)}</li>" for name in wanted.rights + wanted.packages)
    more = f"<ul>{access}</ul>{warning}" + form_html("/connect/start", session, "Go to Altinn", fields)
    http.page(200, f"Plan {wanted.name}", "We will ask for this access in Altinn:", more)


def more_access(customer: Customer, plan: str | None) -> str:
    """Says what a connected customer lacks for a plan. Altinn refuses a second system user (AUTH-00004), so without this
    text, the customer would see nothing happen.

    Your product sends a change request instead: POST systemuser/changerequest/vendor. Save the wanted plan, a `state` and
    the id of the change request before that POST, and send the browser to its `confirmUrl`. This example does not.
    """
    missing = redirect.missing_access(customer, plan) if plan in PLANS else []
    if missing is None:
        return f"<p>We cannot see whether the access covers all that the plan {PLANS[plan].name} needs.</p>"
    if not missing:
        return ""
    return (
        f"<p>The plan {PLANS[plan].name} also needs: {html.escape(', '.join(missing))}. To get it, delete the access in "
        "Altinn, and choose the plan again.</p>"
    )


def status(http: Exchange) -> None:
    """The status page. It asks Altinn each time.

    If Altinn does not answer, the page shows the last known status, and says so.
    """
    session = http.session()
    if session is None:
        http.redirect("/")
        return
    problem = None
    try:
        customer = check_status(session.organisation)
    except Problem as error:
        error.log()
        problem, customer = error, redirect.store.customer(session.organisation)
    heading, text = STATUS_TEXTS[customer.status]
    more = ""
    if problem:
        more = f"<p>{PROBLEMS[problem.name][1]}. This may be old. Reference: {problem.reference}</p>"
    if customer.status == "waiting":
        more += form_html("/connect/resume", session, "Go to Altinn and answer")
    elif customer.status == "connected":
        plan = PLANS[customer.plan].name if customer.plan else "made by you in Altinn"
        more += f'<p>Plan: {plan}</p>{more_access(customer, customer.wanted_plan)}'
        more += '<p><a href="/data">Show the data</a></p>'
    else:
        more += f'<p><a href="/before?plan={customer.wanted_plan or "basis"}">Ask for access</a></p>'
    name = problem.name if problem else None
    http.page(503 if problem else 200, heading, text, more, status=customer.status, problem=name, plan=customer.plan)


def data(http: Exchange) -> None:
    """The page with the customer's open claims: one call with the customer's system user."""
    session = http.session()
    if session is None:
        http.redirect("/")
        return
    claims = redirect.open_claims(session.organisation)
    rows = "".join(
        f"<li>{html.escape(str(claim.get('beskrivelse')))}: {html.escape(str(claim.get('belop')))} kr</li>"
        for claim in claims
    )
    http.page(200, "Open claims", f"From the tax administration: {len(claims)}", f"<ul>{rows}</ul>")


def style(http: Exchange) -> None:
    css = (
        ":root{color-scheme:light dark}"
        "body{font:1.1rem/1.6 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
        "button,input{font:inherit;padding:.5rem 1rem}label{display:block;margin-bottom:1rem}"
    )
    http.respond(200, css.encode(), {"Content-Type": "text/css"})


ROUTES = {
    ("GET", "/"): home,
    ("POST", "/login"): login,
    ("POST", "/logout"): logout,
    ("GET", "/before"): before,
    ("POST", "/connect/start"): redirect.start,
    ("POST", "/connect/resume"): redirect.resume,
    ("GET", "/connect/return"): redirect.returned,
    ("GET", "/status"): status,
    ("GET", "/data"): data,
    ("GET", "/style.css"): style,
}


class Handler(BaseHTTPRequestHandler):
    timeout = 30  # Seconds of silence after which the server closes a connection.

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def answer(self, method: str) -> None:
        address = urllib.parse.urlsplit(self.path)
        http = Exchange(self, dict(urllib.parse.parse_qsl(address.query)))
        try:
            if method == "POST":
                self.read_form(http)
            route = ROUTES.get((method, address.path))
            if route is None:
                raise Problem("not-found")
            route(http)
        except Problem as problem:
            problem.log()
            http.problem_page(problem.name, problem.reference)
        except ConnectionError:
            pass  # The browser has gone.
        except Exception:  # An error in this program: log it, and show a page.
            problem = Problem("internal", f"{method} {address.path} {traceback.format_exc()}")
            problem.log()
            http.problem_page(problem.name, problem.reference)

    def read_form(self, http: Exchange) -> None:
        # The first protection against CSRF: the browser says which site sent the form. The token is the second one.
        site, origin = self.headers.get("Sec-Fetch-Site"), self.headers.get("Origin")
        if site not in (None, "same-origin", "none") or site is None and origin not in (None, PUBLIC_URL):
            raise Problem("forbidden")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > 16 * 1024:
            raise Problem("bad-input")
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        http.form = dict(urllib.parse.parse_qsl(body))

    def log_message(self, *_args) -> None:
        pass  # The default log would contain the query, and so the `state`.

    def version_string(self) -> str:
        return "example"


# ───────────────────────────── set-up: keys, the OAuth client and the system ─────────────────────────────


def jwk_number(value: int) -> str:
    """The number as JWKs write it: big-endian bytes in base64url."""
    return redirect.base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def set_up_in_simulator() -> None:
    """Registers the key, the OAuth client and the system in the simulator.

    In TT02, a vendor does this once. The vendor registers the client and its key by hand in Digdir's self-service.
    """
    if not os.path.exists(redirect.KEY_FILE):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with open(os.open(redirect.KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    public = redirect.private_key().public_key().public_numbers()
    jwk = {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": redirect.KEY_ID,
        "n": jwk_number(public.n),
        "e": jwk_number(public.e),
    }
    client = {
        "organisation": {"number": redirect.VENDOR, "name": "Example AS"},
        "scopes": [redirect.SCOPE_REGISTER, redirect.SCOPE_WRITE, redirect.SCOPE_READ, redirect.SCOPE_CLAIMS],
        "jwks": {"keys": [jwk]},
    }
    url = f"{CONTROL}/maskinporten-clients/{urllib.parse.quote(redirect.CLIENT_ID, safe='')}"
    try:
        status_code, body = redirect.send("PUT", url, json_body=client)
    except OSError as error:
        sys.exit(f"SIMULATOR_CONTROL_URL: no simulator answers at {CONTROL}. Start it with `make run`. ({error})")
    if status_code >= 300:
        sys.exit(f"The simulator refused the client: {status_code} {body[:200]!r}")

    # The system must list all access that any plan requests, and the return URL without its query.
    rights = sorted({right for plan in PLANS.values() for right in plan.rights})
    packages = sorted({urn for plan in PLANS.values() for urn in plan.packages})
    texts = {language: "Example in Python" for language in ("nb", "nn", "en")}
    system = {
        "id": redirect.SYSTEM_ID,
        "vendor": {"ID": f"0192:{redirect.VENDOR}"},
        "name": texts,
        "description": texts,
        "rights": [{"resource": [{"id": "urn:altinn:resource", "value": right}]} for right in rights],
        "accessPackages": [{"urn": urn} for urn in packages],
        "clientId": [redirect.CLIENT_ID],
        "allowedRedirectUrls": [redirect.RETURN_URL],
        "isVisible": False,
    }
    try:
        redirect.altinn("GET", ["vendor", redirect.SYSTEM_ID], redirect.SCOPE_REGISTER, register=True)
        # An update replaces the whole entry, so send all fields.
        redirect.altinn("PUT", ["vendor", redirect.SYSTEM_ID], redirect.SCOPE_REGISTER, json_body=system, register=True)
    except redirect.AltinnError as error:
        if error.status != 404:
            raise
        redirect.altinn("POST", ["vendor"], redirect.SCOPE_REGISTER, json_body=system, register=True)


def main() -> None:
    os.makedirs(DATA, mode=0o700, exist_ok=True)
    redirect.store = Store(os.path.join(DATA, "example.db"))
    if CONTROL:
        try:
            set_up_in_simulator()
        except Problem as problem:
            sys.exit(f"The set-up in the simulator failed: {problem.name} {problem.cause}")
    port = urllib.parse.urlsplit(PUBLIC_URL).port or 4002
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    print(f"Ready: {PUBLIC_URL}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
