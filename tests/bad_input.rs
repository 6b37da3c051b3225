//! Sends generated bad HTTP requests to SmartCloud and to the five services of the simulator. An HTTP request must
//! never make a server panic or answer with a 5xx status.
//!
//! The requests are the same in each run. `BAD_INPUTS=10000 cargo test --test bad_input` sends 10,000 of them.

use std::{collections::BTreeSet, fs, net::SocketAddr, path::Path, time::Duration};

use serde_json::{Map, Value, json};
use test_support::AppTestBed;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The number of HTTP requests that the test sends if `BAD_INPUTS` is not set.
const REQUESTS: u64 = 3000;

/// If a connection is still open after this time, the test fails because the server has not answered. The servers close
/// a connection with incomplete headers after 30 seconds, so this time must be longer than 30 seconds.
const NO_RESPONSE: Duration = Duration::from_mins(1);

const METHODS: &[&str] = &[
    "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "BREW",
];

/// Space-separated values for path segments, queries, forms and JSON members. The generator also uses
/// [`Known::values`].
const VALUES: &str = "\
    0 -1 1 true null NaN 1e400 -9223372036854775808 18446744073709551616 991825827 123456789 0192:991825827 .. \
    %2e%2e%2f %00 %ff % %zz %c3%a6 %0d%0aset-cookie:a=b a%20b a+b * {} [] ' %22 00000000-0000-0000-0000-000000000000 \
    FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF urn:altinn:accesspackage:lonn urn:altinn:resource lonn dagl \
    2026-02-30T25:61:61Z 9999-12-31T23:59:59.999999999Z -009999-01-01T00:00:00Z https://evil.example/?a=b#c \
    javascript:alert(1) http://[::1 //evil.example \\\\evil openid approve basis S256 code query login_required \
    authorization_code refresh_token urn:ietf:params:oauth:grant-type:jwt-bearer a.b.c eyJhbGciOiJub25lIn0.e30.";

/// Space-separated names for queries, forms and JSON members.
const NAMES: &str = "\
    id party orgno organisation plan next back locale problem ref state code iss sid error person cancel q page size \
    token client_id client_assertion client_assertion_type client_secret redirect_uri response_type response_mode \
    scope nonce code_challenge code_challenge_method code_verifier grant_type assertion request_uri prompt max_age \
    acr_values ui_locales goto post_logout_redirect_uri id_token_hint resource refresh_token systemId externalRef \
    partyOrgNo rights accessPackages redirectUrl integrationTitle vendor name clientId allowedRedirectUrls isVisible \
    aheadSeconds advanceSeconds days count kind lacks roles packages resources login approval answer jwks pemKeys \
    certificates scopes lifetimeSeconds accessTokenLifetimeSeconds redirectUris unitType parent personalNumber title \
    owner continuationToken DONTCHOOSEREPORTEE agent client partyId partyUuid facilitatorId languages limit offset \
    from";

const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "text/plain",
    "multipart/form-data; boundary=",
    "application/problem+json",
    "*/*",
    "",
];

/// A generator of pseudo-random numbers (`SplitMix64`). The numbers are the same in each run and on each machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Picks a random word from a space-separated list.
    fn word(&mut self, list: &'static str) -> &'static str {
        let words: Vec<_> = list.split(' ').collect();
        self.pick(&words)
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Valid values for the HTTP requests that the generator makes. An HTTP request with valid values can pass the first
/// checks of a server.
struct Known {
    /// Values such as the number of a real organisation and the id of a real request.
    values: Vec<String>,
    /// The `Cookie` header of a browser that is signed in to SmartCloud, ID-porten and Altinn.
    cookies: String,
    /// The CSRF token that Altinn's pages expect in forms of this browser.
    antiforgery: String,
    /// The vendor's access token.
    token: String,
    /// JSON bodies of calls to Altinn and of Altinn's responses.
    bodies: Vec<Value>,
}

impl Known {
    fn value(&self, random: &mut Random) -> String {
        match random.below(100) {
            0..35 => {
                let place = random.below(self.values.len());
                self.values[place].clone()
            }
            35..38 => "x".repeat(256),
            38..40 => "%41".repeat(2000),
            40..42 => "\u{e6}\u{1f600}".to_owned(),
            42 => String::new(),
            _ => random.word(VALUES).to_owned(),
        }
    }

    /// Returns a path for a route. Values replace the parameters of the route, such as `{id}` or `:organisation`.
    fn path(&self, random: &mut Random, template: &str) -> String {
        if random.percent(3) {
            return random
                .pick(&[
                    "*",
                    "a:1",
                    "http://a/",
                    "//",
                    "/%",
                    "/\u{e6}",
                    "",
                    "x",
                    "/pkg/../../etc",
                ])
                .to_owned();
        }
        let segments = template.split('/').map(|segment| {
            if segment.starts_with(['{', ':']) || random.percent(3) {
                self.value(random)
            } else {
                segment.to_owned()
            }
        });
        let mut path = segments.collect::<Vec<_>>().join("/");
        if random.percent(5) {
            path = path.to_uppercase();
        }
        path
    }

    fn pairs(&self, random: &mut Random) -> String {
        let pair = |random: &mut Random| format!("{}={}", random.word(NAMES), self.value(random));
        let mut pairs: Vec<_> = (0..random.below(9)).map(|_| pair(random)).collect();
        if random.percent(20) {
            pairs.extend(pairs.clone());
        }
        if random.percent(30) {
            pairs.push(format!("__RequestVerificationToken={}", self.antiforgery));
        }
        pairs.join(random.pick(&["&", "&", "&", ";", "&&"]))
    }

    fn json(&self, random: &mut Random, depth: usize) -> Value {
        match random.below(if depth > 2 { 8 } else { 11 }) {
            0 => Value::Null,
            1 => json!(random.percent(50)),
            2 => json!(i64::MIN),
            3 => json!(u64::MAX),
            4 => json!(1e300),
            5 => json!(random.below(100)),
            6 | 7 => Value::String(self.value(random)),
            8 => (0..random.below(4))
                .map(|_| self.json(random, depth + 1))
                .collect(),
            _ => {
                let member = |random: &mut Random| {
                    let name = random.word(NAMES).to_owned();
                    (name, self.json(random, depth + 1))
                };
                let members: Map<_, _> = (0..random.below(6)).map(|_| member(random)).collect();
                members.into()
            }
        }
    }

    /// Changes, adds or removes a few members of a JSON value at random.
    fn spoil(&self, random: &mut Random, value: &mut Value) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let place = random.below(members.len());
                let name = members.keys().nth(place).unwrap().clone();
                if random.percent(15) {
                    members.remove(&name);
                } else {
                    self.spoil(random, &mut members[&name]);
                }
            }
            Value::Array(items) if !items.is_empty() && random.percent(80) => {
                let place = random.below(items.len());
                if random.percent(15) {
                    items.push(items[place].clone());
                } else {
                    self.spoil(random, &mut items[place]);
                }
            }
            other => *other = self.json(random, 1),
        }
    }

    /// Returns a content type and a body for an HTTP request. In most cases, the content type fits the body.
    fn body(&self, random: &mut Random) -> (&'static str, Vec<u8>) {
        let kind = random.below(100);
        let fitting = match kind {
            10..45 => "application/x-www-form-urlencoded",
            _ => "application/json",
        };
        let content_type = if random.percent(85) {
            fitting
        } else {
            random.pick(CONTENT_TYPES)
        };
        let body = match kind {
            0..10 => Vec::new(),
            10..45 => self.pairs(random).into_bytes(),
            45..70 => {
                let mut body = self.bodies[random.below(self.bodies.len())].clone();
                for _ in 0..random.below(3) {
                    self.spoil(random, &mut body);
                }
                body.to_string().into_bytes()
            }
            70..90 => self.json(random, 0).to_string().into_bytes(),
            90 => "[".repeat(20_000).into_bytes(),
            91 => b"{\"a\": \"\\ud800\", \"a\": 1e999999}".to_vec(),
            92 => vec![b'x'; 300_000],
            93 => "\u{feff}{}".into(),
            _ => (0..random.below(40))
                .map(|_| random.next().to_le_bytes()[0])
                .collect(),
        };
        (content_type, body)
    }

    fn headers(&self, random: &mut Random) -> Vec<String> {
        let mut headers = Vec::new();
        match random.below(10) {
            0..4 => headers.push(format!("authorization: Bearer {}", self.token)),
            4 => headers.push("authorization: Basic !!!".to_owned()),
            5 => headers.push(format!("authorization: Bearer {}", self.value(random))),
            _ => {}
        }
        match random.below(10) {
            0..5 => headers.push(format!("cookie: {}", self.cookies)),
            5 => headers.push(format!("cookie: ;=;smartcloud=%;a={}", self.value(random))),
            _ => {}
        }
        if random.percent(40) {
            headers.push(format!("x-xsrf-token: {}", self.antiforgery));
        }
        let more = [
            "accept: text/html",
            "accept: application/json;q=x",
            "accept-language: en;q=0, \u{e6}, *;q=9",
            "accept-encoding: br;q=nan, gzip",
            "content-encoding: br",
            "origin: null",
            "sec-fetch-site: cross-site",
            "sec-fetch-site: same-origin",
            "range: bytes=5-1,-0",
            "if-none-match: \"",
            "expect: 100-continue",
            "x-request-id: \u{e6}\u{e6}",
            "referer: //",
            "x-forwarded-for: ,",
            "connection: upgrade",
            "upgrade: h2c",
            "host: other.example",
        ];
        for _ in 0..random.below(4) {
            headers.push(random.pick(&more).to_owned());
        }
        headers
    }

    fn request(&self, random: &mut Random, host: SocketAddr, routes: &[Route]) -> Vec<u8> {
        let (template, methods) = &routes[random.below(routes.len())];
        let method = if random.percent(80) {
            &methods[random.below(methods.len())]
        } else {
            random.pick(METHODS)
        };
        let mut path = self.path(random, template);
        if random.percent(50) {
            path = format!("{path}?{}", self.pairs(random));
        }
        let mut lines = vec![format!("{method} {path} HTTP/1.1")];
        match random.below(30) {
            0 => {}
            1 => lines.push("host: ".to_owned()),
            _ => lines.push(format!("host: localhost:{}", host.port())),
        }
        lines.extend(self.headers(random));
        let (content_type, mut body) = self.body(random);
        lines.push(format!("content-type: {content_type}"));
        if random.percent(5) {
            lines.push("transfer-encoding: chunked".to_owned());
            let mut chunks = format!("{:x}\r\n", body.len()).into_bytes();
            chunks.append(&mut body);
            chunks.extend(b"\r\n0\r\n\r\n");
            body = chunks;
        } else {
            lines.push(format!("content-length: {}", body.len()));
        }
        lines.push("connection: close\r\n\r\n".to_owned());
        let mut request = lines.join("\r\n").into_bytes();
        request.append(&mut body);
        request
    }
}

/// Returns all string literals in the source code that can be paths of routes. If the code nests a path under a prefix,
/// the result contains the path with and without the prefix.
fn templates(folder: &str) -> Vec<String> {
    fn read(folder: &Path, code: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, code);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                code.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut code = String::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut code,
    );
    let paths = |start: &str| -> BTreeSet<String> {
        let rest = code.split(start).skip(1);
        let text = rest.filter_map(|rest| Some(format!("/{}", rest.split_once('"')?.0)));
        text.filter(|path| path.len() < 100 && !path.contains([' ', '\n', '*', '\\']))
            .collect()
    };
    let (routes, prefixes) = (paths("\"/"), paths(".nest(\"/"));
    let nested = prefixes
        .iter()
        .flat_map(|prefix| routes.iter().map(move |route| format!("{prefix}{route}")));
    nested.chain(routes.iter().cloned()).collect()
}

/// Sends an HTTP request, and returns everything that the server sends until it closes the connection. Returns `None`
/// if the connection is still open after [`NO_RESPONSE`].
async fn send(address: SocketAddr, request: &[u8]) -> Option<String> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut response = Vec::new();
        // Ignore write errors, because the server can close the connection before it has read the whole HTTP request.
        let _ = stream.write_all(request).await;
        let _ = stream.read_to_end(&mut response).await;
        String::from_utf8_lossy(&response).into_owned()
    };
    tokio::time::timeout(NO_RESPONSE, exchange).await.ok()
}

/// A route of a server: its template, and the methods that the route has.
type Route = (String, Vec<String>);

/// Returns the path templates that are routes of the server, with their methods. This function sends an unknown HTTP
/// method to each path. If the path is a route, the server answers 405.
async fn routes(address: SocketAddr, templates: &[String]) -> Vec<Route> {
    let mut routes = Vec::new();
    for template in templates {
        let segments = template.split('/').map(|segment| match segment {
            "{provider}" => "maskinporten",
            segment if segment.starts_with(['{', ':']) => "1",
            segment => segment,
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let request = format!(
            "BREW {path} HTTP/1.1\r\nhost: localhost:{}\r\nconnection: close\r\n\r\n",
            address.port()
        );
        let response = send(address, request.as_bytes()).await.unwrap();
        if response.starts_with("HTTP/1.1 405") {
            let mut headers = response.lines();
            let allow = headers.find_map(|line| line.strip_prefix("allow: "));
            let methods = allow
                .unwrap_or("GET")
                .split(',')
                .map(|name| name.trim().to_owned());
            routes.push((template.clone(), methods.collect()));
        }
    }
    routes
}

/// Whether the test must skip this HTTP request, because the request signs the browser out, generates a key or adds a
/// fault. It is slow to generate a key. With a fault, the simulator would answer 5xx on purpose.
fn is_left_out(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let line = text.lines().next().unwrap_or_default();
    line.contains("logout")
        || line.contains("/control") && (line.contains("fault") || line.contains("rotate"))
}

/// Whether the server is allowed to send this response to the HTTP request. A 500 from Altinn is correct if it has a
/// body, because the contract says that Altinn answers 500 in some cases. A 500 without a body means that the simulator
/// had a panic or an unexpected error.
fn is_allowed(request: &[u8], response: &str, is_altinn: bool) -> bool {
    if response.starts_with("HTTP/1.1 500") {
        let line = request
            .split(|byte| *byte == b'\r')
            .next()
            .unwrap_or_default();
        let is_control = String::from_utf8_lossy(line).contains("/control");
        return is_altinn && !is_control && !response.contains("content-length: 0\r\n");
    }
    response.starts_with("HTTP/1.1 ") && !response.starts_with("HTTP/1.1 5")
}

async fn known(bed: &AppTestBed) -> Known {
    let customer = bed.new_customer().await;
    let browser = bed.browser();
    browser.sign_in(&customer.person).await;
    let confirm_url = browser.leave(&customer, "basis").await;
    browser.open_at_altinn(&confirm_url, &customer.person).await;
    let cookies = browser.cookies();
    let pairs: Vec<_> = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let scopes = "altinn:authentication/systemregister.write \
                  altinn:authentication/systemuser.request.read \
                  altinn:authentication/systemuser.request.write";
    let token = bed
        .app
        .maskinporten
        .vendor_token(scopes, jiff::Timestamp::now())
        .await
        .unwrap();
    let id = confirm_url
        .query_pairs()
        .find(|(name, _)| name == "id")
        .unwrap()
        .1;
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/altinn-simulator/contract");
    let bodies = fs::read_dir(contract).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let is_body = path
            .extension()
            .is_some_and(|extension| extension == "json")
            && fs::metadata(&path).unwrap().len() < 20_000;
        is_body.then(|| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    });
    let mut bodies: Vec<Value> = bodies.collect();
    bodies.sort_by_key(Value::to_string);
    Known {
        values: vec![
            customer.organisation.number.clone(),
            customer.person.key.clone(),
            id.into_owned(),
            bed.config.system.id.to_string(),
            "ske-krav-og-betalinger".to_owned(),
            "kari".to_owned(),
        ],
        cookies: pairs.join("; "),
        antiforgery: cookies.get("XSRF-TOKEN").cloned().unwrap_or_default(),
        token: token.secret().clone(),
        bodies,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bad_input_leads_to_a_5xx() {
    let count = std::env::var("BAD_INPUTS").map_or(REQUESTS, |count| count.parse().unwrap());
    let bed = AppTestBed::start_with(&[("SMARTCLOUD_LOGIN_LIMIT", "1000000")]).await;
    let known = known(&bed).await;
    let origins = bed.simulator.origins();
    let of_app = templates("src");
    let of_simulator = templates("crates/altinn-simulator/src");
    let mut servers = vec![(bed.address, &of_app, false)];
    // Calls of the control API can change the simulator's state, so the server with this API comes last.
    for (url, is_altinn) in [
        (&origins.altinn_platform, true),
        (&origins.maskinporten, false),
        (&origins.idporten, false),
        (&origins.resource_owner, false),
        (&origins.altinn_ui, true),
    ] {
        let address = SocketAddr::from(([127, 0, 0, 1], url.port().unwrap()));
        servers.push((address, &of_simulator, is_altinn));
    }

    let mut random = Random(8);
    let mut bad = Vec::new();
    let per_server = count.div_ceil(servers.len() as u64);
    for (address, templates, is_altinn) in servers {
        let routes = routes(address, templates).await;
        assert!(routes.len() > 2, "{routes:?}");
        for _ in 0..per_server {
            let request = known.request(&mut random, address, &routes);
            if is_left_out(&request) {
                continue;
            }
            let response = send(address, &request).await.unwrap_or_default();
            let response = response.trim_start_matches("HTTP/1.1 100 Continue\r\n\r\n");
            if !is_allowed(&request, response, is_altinn) {
                let sent =
                    String::from_utf8_lossy(&request[..request.len().min(1500)]).into_owned();
                let got: String = response.chars().take(600).collect();
                bad.push(format!("{sent}\n--- answered\n{got}"));
            }
        }
    }
    assert!(
        bad.is_empty(),
        "{} bad responses:\n\n{}",
        bad.len(),
        bad.join("\n\n=====\n")
    );
}
