"""The redirect pattern in Python: a vendor gets a system user in Altinn for each of its customers.

Copy this file. It has the pattern of SmartCloud's src/redirect.rs, with the same names, the same order and the same
step numbers. The comments in src/redirect.rs explain the reason for each rule. The file app.py contains what your
product already has: a database, a log-in and pages. One of these pages is the *page before leaving*. It tells the
customer what this program will request, and has the form for `start`.

    browser             this program                        Altinn
       │ POST start ───────▶ │                                 │
       │              1. lock, and save the intent             │
       │              2. POST systemuser/request/vendor ─────▶ │
       │                     │ ◀── 201 new, or 200 existing ── │
       │              3. classify the response                 │
       │              4. save the redirect attempt             │
       │ ◀── 303 confirmUrl  │                                 │
       │ ───────────────────────────────────── GET confirmUrl ▶│
       │                     │        the customer logs in, and approves,
       │                     │        rejects, forwards or closes the page.
       │ ◀───────────────────────────── 302 redirectUrl ────── │
       │ GET return?state= ▶ │                                 │
       │              5. match the return with an attempt      │
       │              6. GET systemuser/request/vendor/{id} ─▶ │
       │ ◀── 303 status page │                                 │

The file needs Python 3.11 or newer, and the library `cryptography`, which signs the grants to Maskinporten.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

# ─────────────────────────────────────────────── settings ───────────────────────────────────────────────


def setting(name: str, default: str) -> str:
    return os.environ.get(name, default)


# The defaults are for the simulator that `make run` starts. The README in the parent folder has the values for TT02.
# If SIMULATOR_CONTROL_URL is empty, app.py registers nothing, and its log-in does not work.
PUBLIC_URL = setting("PUBLIC_URL", "http://localhost:4002").rstrip("/")
DATA = setting("DATA", os.path.join(os.path.dirname(os.path.abspath(__file__)), "data"))
PLATFORM = setting("ALTINN_PLATFORM_URL", "http://127.0.0.1:3101").rstrip("/")
# Every origin that the browser passes between the form and Altinn's page. The page with the form must list them in
# `form-action` of its Content-Security-Policy (`respond` in app.py). The browser then blocks a redirect to another one.
REDIRECT_ORIGINS = setting(
    "ALTINN_REDIRECT_ORIGINS", "http://127.0.0.1:3100 http://127.0.0.1:3101 http://127.0.0.1:3102"
).split()
MASKINPORTEN = setting("MASKINPORTEN_URL", "http://127.0.0.1:3103/")  # The issuer, with the slash at its end.
CLAIMS_API = setting("CLAIMS_API_URL", "http://127.0.0.1:3104").rstrip("/")
CONTROL = setting("SIMULATOR_CONTROL_URL", "http://127.0.0.1:3100/control").rstrip("/")
VENDOR = setting("VENDOR", "314250052")
SYSTEM_ID = setting("SYSTEM_ID", f"{VENDOR}_python")
CLIENT_ID = setting("MASKINPORTEN_CLIENT_ID", "example-python")
KEY_ID = setting("MASKINPORTEN_KEY_ID", "key-1")
KEY_FILE = setting("MASKINPORTEN_KEY_FILE", os.path.join(DATA, "maskinporten.pem"))
TIMEOUT_SECONDS = float(setting("TIMEOUT_SECONDS", "10"))

RETURN_URL = f"{PUBLIC_URL}/connect/return"

SCOPE_REGISTER = "altinn:authentication/systemregister.write"
SCOPE_WRITE = "altinn:authentication/systemuser.request.write"
SCOPE_READ = "altinn:authentication/systemuser.request.read"  # The write scope does not include this scope.
SCOPE_CLAIMS = "skatteetaten:kravogbetalinger"


@dataclass(frozen=True)
class Plan:
    """A product of the vendor, and the access that it needs. Request no access that a plan does not use."""

    name: str
    rights: tuple[str, ...]
    packages: tuple[str, ...] = ()


PLANS = {
    "basis": Plan("Basis", ("ske-krav-og-betalinger",)),
    "drift": Plan("Drift", ("ske-krav-og-betalinger", "ttd_systembruker-salary", "ttd_systembruker-logistikk-demo")),
    "proff": Plan("Proff", ("ttd_systembruker-salary",), ("urn:altinn:accesspackage:krav-og-utlegg",)),
}


@dataclass
class Customer:
    """What the program saves about a customer. `save_customer` in app.py writes it to the database."""

    organisation: str
    status: str = "not-connected"
    plan: str | None = None  # The plan that the customer approved in Altinn.
    wanted_plan: str | None = None  # The plan that the customer chose last. It gives no access.
    request_id: str | None = None
    system_user_id: str | None = None
    checked_at: int = 0


@dataclass(frozen=True)
class Intent:
    """The wanted plan and a `state`, saved before the POST. A customer has at most one open intent."""

    state: str
    plan: str
    last_call: str


class Store(Protocol):
    """The database. Each method must save before it returns, so that a later crash loses nothing. app.py implements it
    with SQLite.
    """

    def customer(self, organisation: str) -> Customer: ...

    def save_customer(self, customer: Customer) -> None: ...

    def get_or_create_intent(self, organisation: str, plan: str) -> Intent:
        """Returns the open intent if it has this plan. Otherwise closes the customer's intents, makes a new one with a
        random `state`, and saves the plan as the customer's `wanted_plan`.
        """

    def open_intent(self, organisation: str) -> Intent | None: ...

    def intent_with_state(self, organisation: str, state: str) -> Intent | None:
        """Also finds closed intents."""

    def save_last_call(self, state: str, call: str) -> None: ...

    def save_request_id(self, organisation: str, state: str, request_id: str) -> None: ...

    def plan_of_request(self, organisation: str, request_id: str) -> str | None:
        """Returns the plan of the intent with this request id, also if the intent is closed."""

    def open_answered_intent(self, organisation: str, state: str, request_id: str) -> None:
        """Opens the intent with this `state`, and closes the customer's other intents. Saves the request id, and sets
        the last call to `answered`.
        """

    def close_intent(self, organisation: str) -> None: ...

    def save_attempt(self, browser: str, state: str) -> None: ...

    def match_return(self, browser: str | None, state: str) -> tuple[str, str | None]:
        """Finds the attempts of this browser with this `state`, and marks all of them as used. Returns the kind of
        return (`first`, `repeated`, `returned-elsewhere` or `unknown-return`) and the customer.
        """


class Exchange(Protocol):
    """One HTTP request and its response, as this file needs them. app.py implements it."""

    form: dict[str, str]
    query: dict[str, str]

    def signed_in_with_csrf_token(self) -> Session:
        """Raises Problem if nobody is signed in, or if the form has no CSRF token of this session."""

    def browser_id(self) -> str:
        """The id in the browser's cookie. Makes a new id, and sets the cookie, if the browser has none."""

    def cookie(self, name: str) -> str | None: ...

    def redirect(self, address: str) -> None: ...

    def problem_page(self, name: str) -> None: ...


class Session(Protocol):
    organisation: str


store: Store  # app.py opens the database, and sets this variable.


# ───────────────────────────────── start: the customer wants a plan ─────────────────────────────────

# The last call that the program was about to send for an intent. After a crash, this value says what may have happened.
# `answered` means that Altinn has confirmed that the request exists.
POST = "post"
DELETE = "delete"
POST_AFTER_DELETE = "post-after-delete"
ANSWERED = "answered"
REPLACING = (DELETE, POST_AFTER_DELETE)

# Altinn's error codes. Decide by the code and never by the text of an error, because Altinn changes the texts.
SYSTEM_USER_EXISTS = ("AUTH-00004", "AUTH-00006")
REQUEST_EXISTS = ("AUTH-00007", "AUTH-00008", "AUTH-00009")
REQUEST_NOT_FOUND = "AUTH-00010"

# The service wants fewer calls. The call is right, so this program treats 429 like no response: the customer tries later.
TOO_MANY_CALLS = 429


def start(http: Exchange) -> None:
    """Handles POST /connect/start: requests a system user, and redirects the browser to Altinn.

    `replaces` is the id of the waiting request that this POST may delete. The page before leaving has shown the request
    to the customer. Without such a request, the form does not have the field.
    """
    # The organisation comes from the session and not from the form. So nobody can start for another organisation.
    session = http.signed_in_with_csrf_token()
    plan, replaces = http.form.get("plan", ""), http.form.get("replaces")
    if plan not in PLANS:
        raise Problem("bad-input")
    http.redirect(request_access(session.organisation, plan, replaces, http.browser_id()))


def request_access(organisation: str, plan: str, replaces: str | None, browser: str) -> str:
    """Does steps 1 to 4. Returns the URL to redirect the browser to."""
    # Step 1: take the lock, and save the intent. After a double click, the second call waits here for the first one.
    with lock_of(organisation):
        # The same customer and plan give the same intent with the same `state`, until the request is decided.
        intent = store.get_or_create_intent(organisation, plan)

        # Step 2: save which call comes next, and send the POST. Step 3: classify the response.
        call = POST_AFTER_DELETE if intent.last_call in REPLACING else POST
        store.save_last_call(intent.state, call)
        body = request_body(organisation, plan, intent.state)
        step = create_request(body)

        if step.action == "replace":
            old = step.request
            # Somebody may be about to approve the old request. So delete a waiting request only if the page before
            # leaving named this very request to the customer. If it did not, show that page again.
            if is_open(old) and replaces != old["id"]:
                record(organisation, intent, old, user=None)
                return f"/before?plan={plan}"
            step = replace(intent, old, body)

        if step.action == "send-browser":
            return send_browser(organisation, browser, step.request, step.intent)
        if step.action == "look-up-system-user":
            if check_status_locked(organisation)[0].status == "connected":
                return "/status"
            raise Problem("not-as-asked", "Altinn says that a system user exists, but does not find it")
        raise Problem("not-as-asked", "after DELETE, Altinn still has an old request")


def request_body(organisation: str, plan: str, state: str) -> dict:
    """Returns the body of POST systemuser/request/vendor.

    `externalRef` is left out. Altinn then stores the customer's organisation number instead.
    """
    wanted = PLANS[plan]
    return {
        "systemId": SYSTEM_ID,
        "partyOrgNo": organisation,
        "rights": [{"resource": [{"id": "urn:altinn:resource", "value": right}]} for right in wanted.rights],
        "accessPackages": [{"urn": urn} for urn in wanted.packages],
        # Altinn sends the browser back with this query unchanged, and adds neither an id nor a status. So only `state`
        # identifies the return.
        "redirectUrl": f"{RETURN_URL}?{urllib.parse.urlencode({'state': state})}",
    }


@dataclass(frozen=True)
class NextStep:
    """What to do after Altinn's response to the POST: `send-browser`, `replace` or `look-up-system-user`."""

    action: str
    request: dict | None = None
    intent: Intent | None = None


def create_request(body: dict) -> NextStep:
    """Sends the POST, and classifies the response. The table "Altinn's response to the POST" lists all responses. It is in
    src/redirect.rs and on the page /steg/3.md of SmartCloud.
    """
    organisation = body["partyOrgNo"]
    try:
        request = altinn("POST", ["request", "vendor"], SCOPE_WRITE, json_body=body)
    except AltinnError as error:
        if error.code in SYSTEM_USER_EXISTS:
            return NextStep("look-up-system-user")  # Never delete anything here.
        # After a 5xx response or a timeout, Altinn may have created the request. Do not repeat the POST here. The
        # customer's next click sends the same POST, and Altinn then answers with the same request.
        if error.code not in REQUEST_EXISTS:
            raise
        # These responses contain no id, so look the request up.
        request = find_request(organisation)
        if request is None:
            raise
    return classify_response(request, body)


def classify_response(request: dict, body: dict) -> NextStep:
    """Decides what to do with Altinn's request. The HTTP status 200 is not enough: the response may contain a request
    that was rejected long ago, or a request for another plan.
    """
    status = request.get("status")
    if status == "Accepted":
        return NextStep("look-up-system-user")
    if status == "New":
        intent = usable_intent(request, body)
        return NextStep("send-browser", request, intent) if intent else NextStep("replace", request)
    if status in ("Rejected", "Denied", "Timedout"):
        return NextStep("replace", request)  # A finished request blocks a new one, so replace it.
    # This program does not know the status. The request may still be open, so never delete it.
    intent = intent_of(request)
    if intent is None:
        raise Problem("not-as-asked", "the request has an unknown status")
    return NextStep("send-browser", request, intent)


def usable_intent(request: dict, body: dict) -> Intent | None:
    """Returns the intent of an open request that asks for the access in `body`, or None if it must be replaced.

    A request keeps the rights and the `redirectUrl` of its first POST, so compare both.
    """
    return intent_of(request) if is_open(request) and access_of(request) == access_of(body) else None


def replace(intent: Intent, old: dict, body: dict) -> NextStep:
    """Sends DELETE and then POST. Before each call, saves which call comes next.

    This function must finish even if the browser closes its connection. If it stopped after the DELETE, Altinn would
    have no request. This thread goes on by itself. If your framework cancels a handler when the browser leaves, as
    frameworks with asyncio can, run these calls in a task of their own.
    """
    # A colleague may approve the old request just before the DELETE. Altinn then has a system user with the id of the
    # old request, but no request. So save that id in the intent of the old request, which has the approved plan.
    old_state = state_of(old)
    if old_state:
        store.save_request_id(organisation=old["partyOrgNo"], state=old_state, request_id=old["id"])
    store.save_last_call(intent.state, DELETE)
    try:
        altinn("DELETE", ["request", "vendor", old["id"]], SCOPE_WRITE)
    except AltinnError as error:
        if error.code != REQUEST_NOT_FOUND:  # With this code, the old request is already gone.
            raise
    store.save_last_call(intent.state, POST_AFTER_DELETE)
    return create_request(body)


def send_browser(organisation: str, browser: str, request: dict, intent: Intent) -> str:
    """Step 4: saves the redirect attempt, and returns Altinn's `confirmUrl`. The caller holds the lock."""
    address = confirm_url(request)
    store.save_attempt(browser, intent.state)
    record(organisation, intent, request, user=None)
    return address


def confirm_url(request: dict) -> str:
    """Returns `confirmUrl` unchanged, but only if its origin is known. No response may send a customer elsewhere."""
    address = request.get("confirmUrl") or ""
    parts = urllib.parse.urlsplit(address)
    # `urlsplit` ignores line breaks. In the Location header, a line break would begin another header.
    has_only_visible_characters = re.fullmatch("[!-~]*", address) is not None
    if f"{parts.scheme}://{parts.netloc}" not in REDIRECT_ORIGINS or not has_only_visible_characters:
        raise Problem("not-as-asked", "the origin of confirmUrl is not in ALTINN_REDIRECT_ORIGINS")
    return address


# ──────────────────────── resume: a request waits, and the customer goes on ────────────────────────


def resume(http: Exchange) -> None:
    """Handles POST /connect/resume: redirects the browser to the waiting request. Creates and deletes nothing."""
    session = http.signed_in_with_csrf_token()
    http.redirect(redirect_to_waiting_request(session.organisation, http.browser_id()))


def redirect_to_waiting_request(organisation: str, browser: str) -> str:
    with lock_of(organisation):
        customer, request = check_status_locked(organisation)
        if request is None or not is_open(request):
            return "/status"  # A colleague has answered meanwhile. The status page shows what follows.
        intent = intent_of(request)
        if intent is None:
            # The `state` is unknown, for example because the database was lost. Only `start` may replace the request.
            return f"/before?plan={customer.wanted_plan}" if customer.wanted_plan else "/"
        return send_browser(organisation, browser, request, intent)


# ─────────────────────────────── returned: a browser comes from Altinn ───────────────────────────────


def returned(http: Exchange) -> None:
    """Handles GET /connect/return?state=…: steps 5 and 6.

    Anybody can call this URL, so it decides nothing and shows nothing about a customer.
    """
    # Step 5: match the return with an attempt.
    kind, organisation = store.match_return(http.cookie("browser"), http.query.get("state", ""))
    if kind == "first":
        # Step 6: ask Altinn. If Altinn does not answer now, the status page asks again.
        try:
            check_status(organisation)
        except Problem as problem:
            problem.log()
    if kind in ("first", "repeated"):
        http.redirect("/status")
        return
    # The browser belongs to an approver or a colleague, or the `state` is unknown. The decision in Altinn is valid
    # anyway, and the status page learns of it from Altinn.
    http.problem_page(kind)


# ───────────────────────────── the status: what Altinn says about a customer ─────────────────────────────


def check_status(organisation: str) -> Customer:
    """Asks Altinn for the status, and saves it. Altinn sends no notification, so each page that shows the status calls
    this function.

    The lock is not re-entrant: code that holds the lock calls `check_status_locked`.
    """
    with lock_of(organisation):
        return check_status_locked(organisation)[0]


def check_status_locked(organisation: str) -> tuple[Customer, dict | None]:
    customer = store.customer(organisation)
    intent = store.open_intent(organisation)
    # An approver can still approve an expired request, so read that one too.
    asked_for = customer.request_id if customer.status in ("waiting", "expired") else None
    request = get_request(asked_for) if asked_for else None
    # Perhaps the response to the POST was lost. Altinn knows whether the POST had an effect.
    if request is None and intent is not None:
        request = find_request(organisation)
    # A customer can also create or delete a system user in Altinn without a request, even while a request is open. So
    # always ask Altinn for the system user too.
    user = find_system_user(organisation)
    return record(organisation, intent, request, user), request


def record(organisation: str, intent: Intent | None, request: dict | None, user: dict | None) -> Customer:
    """Saves what Altinn said about the customer. The caller holds the customer's lock."""
    customer = store.customer(organisation)
    asked_for = customer.request_id if customer.status in ("waiting", "expired") else None
    customer.status = next_status(customer.status, asked_for, intent, request, user)
    if request:
        customer.request_id = request["id"]
        state = state_of(request)
        if state and is_open(request):
            store.open_answered_intent(organisation, state, request["id"])
        elif state:
            store.save_request_id(organisation, state, request["id"])
    # Set the plan only when Altinn says that the request is approved, never before.
    if user and user["id"] != customer.system_user_id:
        # A system user has the same id as its request. If no intent has this id, the customer created the system user
        # in Altinn, and the plan is None.
        customer.plan = store.plan_of_request(organisation, user["id"])
    earlier_user = customer.system_user_id
    customer.system_user_id = user["id"] if user else None
    customer.checked_at = int(time.time())
    store.save_customer(customer)

    # A POST without a response may take effect later, so keep its intent open.
    unanswered = intent is not None and intent.last_call == POST and request is None
    if customer.status not in ("waiting", "replacement-missing") and not (
        unanswered and customer.status in ("not-connected", "withdrawn")
    ):
        store.close_intent(organisation)
    if customer.status != "connected" or customer.system_user_id != earlier_user:
        maskinporten_forget(organisation)  # The cached token may be for a system user that no longer exists.
    return customer


def next_status(
    before: str, asked_for: str | None, intent: Intent | None, request: dict | None, user: dict | None
) -> str:
    """Says which status follows from Altinn's responses. The return of the browser does not change the status."""
    if user:
        return "connected"
    if request and is_open(request):
        return "waiting"
    if intent and intent.last_call in REPLACING and request is None:
        return "replacement-missing"
    if before in ("connected", "withdrawn") or request and request.get("status") == "Accepted":
        return "withdrawn"
    if request:
        return "refused" if request.get("status") in ("Rejected", "Denied") else "expired"
    return "not-connected" if intent or asked_for else before


# ─────────────────────────────────────────── small parts ───────────────────────────────────────────

_locks: dict[str, threading.Lock] = {}


def lock_of(organisation: str) -> threading.Lock:
    """The customer's lock. If you run several processes, use a lock in the database instead."""
    return _locks.setdefault(organisation, threading.Lock())


def is_open(request: dict) -> bool:
    """Whether the request waits for an answer.

    When it expires after 180 days, its status stays `New`, but `timedOut` is true.
    """
    decided = request.get("status") in ("Accepted", "Rejected", "Denied", "Timedout")
    return not decided and not request.get("timedOut", False)


def access_of(request: dict) -> tuple:
    """The access that a request asks for, sorted. Two requests for the same access give equal values."""
    rights = sorted(
        tuple(sorted((part.get("id"), part.get("value")) for part in right.get("resource", [])))
        for right in request.get("rights") or []
    )
    return rights, sorted(package.get("urn") for package in request.get("accessPackages") or [])


def state_of(request: dict) -> str | None:
    """Returns the `state` in the request's `redirectUrl`, if that is this program's return URL."""
    address, _, query = (request.get("redirectUrl") or "").partition("?")
    if address != RETURN_URL:
        return None
    return dict(urllib.parse.parse_qsl(query)).get("state")


def intent_of(request: dict) -> Intent | None:
    """Returns the intent for which this program sent the request, or None if it did not."""
    state = state_of(request)
    return store.intent_with_state(request["partyOrgNo"], state) if state else None


def missing_access(customer: Customer, plan: str) -> list[str] | None:
    """Returns the access of a plan that a connected customer lacks. Returns None if the customer created the system user
    in Altinn: Altinn does not tell a vendor which access that system user has.
    """
    if customer.plan is None:
        return None
    wanted, approved = PLANS[plan], PLANS[customer.plan]
    return sorted({*wanted.rights, *wanted.packages} - {*approved.rights, *approved.packages})


def must_be_replaced(organisation: str, plan: str) -> str | None:
    """Returns the id of the open request that `start` would replace. The page before leaving names this id."""
    request = find_request(organisation)
    if request is None or not is_open(request):
        return None
    return None if usable_intent(request, request_body(organisation, plan, "")) else request["id"]


# ─────────────────────────────────────── Altinn's and other APIs ───────────────────────────────────────


class Problem(Exception):
    """A failure that a page explains. `name` is a key of PROBLEMS, and `cause` is for the log only."""

    def __init__(self, name: str, cause: object = ""):
        super().__init__(name)
        self.name = name
        self.cause = cause
        # The customer gives this reference to support, who finds the log line by it.
        self.reference = secrets.token_hex(4)

    def log(self) -> None:
        print(f"problem {self.reference}: {self.name} {self.cause}", file=sys.stderr, flush=True)


class AltinnError(Problem):
    """Altinn refused a call, or sent no usable response.

    `status` is the HTTP status, or None if Altinn sent no response. `code` is Altinn's error code, such as AUTH-00004.
    """

    def __init__(self, status: int | None, code: str | None, cause: object = ""):
        if code in ("AUTH-00001", "AUTH-00063", "AUTH-00064"):
            name = "rights-refused"  # The plan and the vendor's entry in the system register disagree.
        elif code in ("AUTH-00021", "AUTH-00026"):
            name = "redirect-refused"  # The return URL is not in the system register.
        elif status is not None and 400 <= status < 500 and status != TOO_MANY_CALLS:
            name = "altinn-refused"
        else:
            name = "altinn-unreachable"
        super().__init__(name, f"{status} {code} {cause}")
        self.status = status
        self.code = code


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect could send the bearer token to another host, so the program follows none."""

    def redirect_request(self, *_args, **_kwargs):
        return None


_opener = urllib.request.build_opener(_NoRedirects)
_BODY_LIMIT = 1024 * 1024


def send(method: str, url: str, *, headers: dict | None = None, json_body=None, form=None) -> tuple[int, bytes]:
    """Sends one call, and never repeats it. Raises OSError if the service sends no usable response.

    The timeout is for each wait on the connection. A service that sends one byte at a time can take longer. In your
    product, limit the whole call, as most HTTP clients can.
    """
    headers = dict(headers or {})
    data = None
    if json_body is not None:
        data, headers["Content-Type"] = json.dumps(json_body).encode(), "application/json"
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        try:
            response = _opener.open(request, timeout=TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            response = error  # A response with an error status is a response too.
        with response:
            body = response.read(_BODY_LIMIT + 1)
            if len(body) > _BODY_LIMIT:
                raise OSError("the response is too large")
            return response.status, body
    except http.client.HTTPException as error:
        raise OSError(f"no complete response: {type(error).__name__}") from error


def send_with_token(
    method: str, url: str, scope: str, organisation: str | None = None, *, headers: dict | None = None, json_body=None
) -> tuple[int, bytes]:
    """Sends a call with an access token. After 401, gets a new token and sends the call once more.

    Maskinporten can withdraw a token before it expires. An API that answers 401 has not carried out the call.
    """
    status, body = 401, b""
    for _attempt in range(2):
        token = maskinporten_token(scope, organisation)
        bearer = {"Authorization": f"Bearer {token}"}
        status, body = send(method, url, headers=(headers or {}) | bearer, json_body=json_body)
        if status != 401:
            break
        with _tokens_lock:
            _tokens.pop((scope, organisation), None)
    return status, body


def parse_json(body: bytes) -> dict:
    """Returns the JSON object in a body, or an empty object if the body has none.

    A proxy can answer with HTML, and some error responses have no body.
    """
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def altinn(method: str, path: list[str], scope: str, *, json_body=None, query: dict | None = None, register=False):
    """Calls Altinn's authentication API as the vendor. Returns the JSON of a 2xx response."""
    segments = ["systemregister" if register else "systemuser", *path]
    url = f"{PLATFORM}/authentication/api/v1/" + "/".join(urllib.parse.quote(part, safe="") for part in segments)
    if query:
        url += "?" + urllib.parse.urlencode(query)
    try:
        # The token from Maskinporten is used as it is. Do not exchange it at Altinn.
        status, body = send_with_token(method, url, scope, json_body=json_body)
    except OSError as error:
        raise AltinnError(None, None, error) from error
    answer = parse_json(body)
    if not 200 <= status < 300:
        raise AltinnError(status, answer.get("code"))
    if method in ("GET", "POST") and not register and "id" not in answer:
        raise AltinnError(status, None, "the response is not the promised JSON")
    return answer


def get_request(request_id: str) -> dict | None:
    return _or_none(["request", "vendor", request_id])


def find_request(organisation: str) -> dict | None:
    """This program sends no `externalRef`, so Altinn uses the customer's organisation number as `externalRef`."""
    return _or_none(["request", "vendor", "byexternalref", SYSTEM_ID, organisation, organisation])


def _or_none(path: list[str]) -> dict | None:
    try:
        return altinn("GET", path, SCOPE_READ)
    except AltinnError as error:
        if error.code == REQUEST_NOT_FOUND:
            return None
        raise


def find_system_user(organisation: str) -> dict | None:
    """Looks the customer's system user up. The call only reads, but it needs the *write* scope.

    This program sends no `externalRef`, so leave `external-ref` out here.
    """
    query = {"system-id": SYSTEM_ID, "orgno": organisation}
    try:
        return altinn("GET", ["vendor", "byquery"], SCOPE_WRITE, query=query)
    except AltinnError as error:
        if error.status == 404 and error.code is None:  # Only a 404 without a code means that there is none.
            return None
        raise


# ─────────────────────────── Maskinporten: tokens for the vendor and for a customer ───────────────────────────

_tokens: dict[tuple[str, str | None], tuple[str, float]] = {}
_tokens_lock = threading.Lock()


def maskinporten_token(scope: str, organisation: str | None = None) -> str:
    """Returns an access token. With `organisation`, the token acts for the system user of that customer."""
    with _tokens_lock:
        token, renew_at = _tokens.get((scope, organisation), ("", 0.0))
    if time.time() < renew_at:
        return token
    asked_at = time.time()
    claims: dict = {
        "aud": MASKINPORTEN,
        "iss": CLIENT_ID,
        "scope": scope,
        "iat": int(asked_at),
        "exp": int(asked_at) + 100,  # Maskinporten documents 120 seconds as the limit.
        "jti": str(uuid.uuid4()),  # Each grant can be used once.
    }
    if organisation:
        owner = {"authority": "iso6523-actorid-upis", "ID": f"0192:{organisation}"}
        claims["authorization_details"] = [{"type": "urn:altinn:systemuser", "systemuser_org": owner}]
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": sign(claims)}
    try:
        status, body = send("POST", f"{MASKINPORTEN}token", form=form)
    except OSError as error:
        raise Problem("maskinporten-unreachable", error) from error
    answer = parse_json(body)
    if not 200 <= status < 300 or "access_token" not in answer:
        # Log the error and its code. Never log the grant or a token.
        cause = f"{status} {answer.get('error')} {str(answer.get('error_description'))[:100]!r}"
        if answer.get("error") == "invalid_altinn_customer_configuration":
            raise Problem("no-access", cause)  # MP-303: the system user is not approved, or is deleted.
        refused = 400 <= status < 500 and status != TOO_MANY_CALLS
        raise Problem("maskinporten-refused" if refused else "maskinporten-unreachable", cause)
    with _tokens_lock:
        for key in [key for key, (_, until) in _tokens.items() if until < asked_at]:
            del _tokens[key]  # Otherwise the cache would grow with each customer.
        _tokens[scope, organisation] = (answer["access_token"], asked_at + answer.get("expires_in", 0) - 15)
    return answer["access_token"]


def maskinporten_forget(organisation: str) -> None:
    with _tokens_lock:
        for key in [key for key in _tokens if key[1] == organisation]:
            del _tokens[key]


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(claims: dict) -> str:
    header = {"alg": "RS256", "kid": KEY_ID}
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{base64url(private_key().sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def private_key() -> rsa.RSAPrivateKey:
    with open(KEY_FILE, "rb") as file:
        return serialization.load_pem_private_key(file.read(), password=None)


def open_claims(organisation: str) -> list[dict]:
    """One call with the customer's system user: the open claims in Skatteetaten's API."""
    today = date.today()
    period = {"fraOgMed": today - timedelta(days=365), "tilOgMed": today + timedelta(days=365)}
    url = f"{CLAIMS_API}/v1/regnskapssystem/{organisation}/aapnekrav?{urllib.parse.urlencode(period)}"
    headers = {"Korrelasjonsid": str(uuid.uuid4())}
    try:
        status, body = send_with_token("GET", url, SCOPE_CLAIMS, organisation, headers=headers)
    except OSError as error:
        raise Problem("owner-unreachable", error) from error
    if status in (401, 403):
        raise Problem("no-access", f"the resource owner answered {status}")
    if status != 200:
        raise Problem("owner-unreachable", f"the resource owner answered {status}")
    return parse_json(body).get("krav", [])
