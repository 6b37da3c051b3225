//! For each part of the redirect pattern, the text of its HTTP requests and responses, with made-up values. The
//! responses are shortened responses of Altinn, Maskinporten and ID-porten. Lines that start with `#` are comments.

use code_excerpts::Part;

#[must_use]
pub const fn wire_of(part: Part) -> &'static str {
    match part {
        Part::LogIn => LOG_IN,
        Part::Step(1) => STEP_1,
        Part::Step(2) => STEP_2,
        Part::Step(3) => STEP_3,
        Part::Step(4) => STEP_4,
        Part::Step(5) => STEP_5,
        Part::Step(_) => STEP_6,
        Part::UseAccess => USE_ACCESS,
    }
}

const LOG_IN: &str = r#"# Read the endpoints. Cache them for at most a day.
GET {idporten}/.well-known/openid-configuration

# Push the authorization request (PAR). The client authenticates itself with a JWT (client_assertion) that it signs with
# its key (RS256, kid in the header). Sign a new one for each call:
#   {"iss": "{client id}", "sub": "{client id}", "aud": "{idporten, without a slash at its end}",
#    "iat": now, "exp": now + 60, "jti": "{new for each call}"}
# state, nonce: 32 random bytes each, as base64url. code_verifier: 43 to 128 characters, such as 32 random bytes as
# base64url. code_challenge: the SHA-256 of the verifier's characters, as base64url without "=".
# Save state, nonce and verifier with this browser's cookie.
POST {idporten}/par
Content-Type: application/x-www-form-urlencoded

response_type=code&client_id={client}&redirect_uri={redirect_uri}&scope=openid%20altinn%3Aaccessmanagement%2Fauthorizedparties&state={state}&nonce={nonce}&code_challenge={code_challenge}&code_challenge_method=S256&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={signed JWT}

201 Created
{"request_uri": "urn:idporten:8f…", "expires_in": 120}

# Redirect the browser to {authorization_endpoint}?client_id={client}&request_uri=urn:idporten:8f…
# The browser returns to {redirect_uri}?code={code}&state={state}&iss={idporten}
# Compare state with the saved one of this browser, and iss with {idporten}.

POST {idporten}/token
Content-Type: application/x-www-form-urlencoded

grant_type=authorization_code&code={code}&redirect_uri={redirect_uri}&code_verifier={verifier}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={signed JWT}

200 OK
{"access_token": "…", "id_token": "…", "token_type": "Bearer", "expires_in": 600}

# Check the ID token: signature (jwks_uri), iss, aud, exp, iat, nonce.

# Exchange the ACCESS token (not the ID token) at Altinn. The answer is the new token as text.
GET {platform}/authentication/api/v1/exchange/id-porten
Authorization: Bearer {access_token}

GET {platform}/accessmanagement/api/v1/enduser/authorizedparties?includeRoles=true&includeAccessPackages=true
Authorization: Bearer {token from Altinn}

200 OK
{"data": [
  {"type": "Organization", "organizationNumber": "312450186", "name": "Fjordlys Kafé AS", "isDeleted": false,
   "onlyHierarchyElementWithNoAccess": false, "authorizedRoles": ["daglig-leder"],
   "authorizedAccessPackages": ["lonn"], "subunits": [], …},
  {"type": "Person", "organizationNumber": null, "name": "KARI NORDBY", "subunits": [], …}
]}

# Keep the entries of type Organization. Look into "subunits" too. Skip an entry that is deleted, that has
# "onlyHierarchyElementWithNoAccess": true, or whose organisation number is missing or invalid. One odd entry must not
# stop the log-in."#;

const STEP_1: &str = r#"# The form on the page before leaving. Refuse it if Sec-Fetch-Site or Origin names another site.
# The field "replaces" is there if the page said that a waiting request will be replaced. It has the id of that request.
POST https://smartcloud.example/connect/start
Content-Type: application/x-www-form-urlencoded
Cookie: session={session}; __Host-browser={browser id}

organisation=312450186&plan=basis&replaces=8b1c2f6e-1d0a-4d0e-9a53-5d8b7c0f3a11

# No call leaves your system in this step. Save a row before step 2:
#   state (32 random characters) · organisation · plan · last call "POST" · time
# The same organisation and plan give the same row and the same state until Altinn has decided."#;

const STEP_2: &str = r#"# First a token for yourself. Sign this JWT with your key (RS256, with kid in the header):
#   {"aud": "{maskinporten, with the slash at its end}", "iss": "{client id}",
#    "scope": "altinn:authentication/systemuser.request.write",
#    "iat": now, "exp": now + 100, "jti": "{new for each grant}"}   (Maskinporten documents 120 seconds as the limit)
POST {maskinporten}token
Content-Type: application/x-www-form-urlencoded

grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={signed JWT}

200 OK
{"access_token": "…", "token_type": "Bearer", "expires_in": 119, "scope": "altinn:authentication/systemuser.request.write"}

# Read expires_in: each scope has a lifetime of its own.

POST {platform}/authentication/api/v1/systemuser/request/vendor
Authorization: Bearer {access_token}
Content-Type: application/json

{
  "systemId": "991825827_smartcloud",
  "partyOrgNo": "312450186",
  "rights": [{"resource": [{"id": "urn:altinn:resource", "value": "ske-krav-og-betalinger"}]}],
  "accessPackages": [],
  "redirectUrl": "https://smartcloud.example/connect/return?state=9f…"
}

201 Created
{
  "id": "8b1c2f6e-1d0a-4d0e-9a53-5d8b7c0f3a11",
  "systemId": "991825827_smartcloud",
  "partyOrgNo": "312450186",
  "externalRef": "312450186",
  "rights": [{"resource": [{"id": "urn:altinn:resource", "value": "ske-krav-og-betalinger"}]}],
  "accessPackages": [],
  "status": "New",
  "redirectUrl": "https://smartcloud.example/connect/return?state=9f…",
  "confirmUrl": "https://am.ui.tt02.altinn.no/accessmanagement/ui/systemuser/request?id=8b1c2f6e-…",
  "timedOut": false
}"#;

const STEP_3: &str = r#"# 201, or 200 with status New, your rights and a state that you know: go on with step 4.
# 200 with other rights or an unknown state: tell the customer first. Then DELETE, and POST again:
DELETE {platform}/authentication/api/v1/systemuser/request/vendor/{id}
Authorization: Bearer {token with systemuser.request.write}

202 Accepted

# 200 with Rejected, Denied or Timedout, or with New and "timedOut": true: DELETE, and POST again.
# 200 with Accepted: never delete. Go to step 6.
# 400 with AUTH-00004 or AUTH-00006: the same as Accepted. AUTH-00004 is the usual answer after an approval.
# 400 with AUTH-00007, AUTH-00008 or AUTH-00009: the answer has no id, so find the request:
GET {platform}/authentication/api/v1/systemuser/request/vendor/byexternalref/991825827_smartcloud/312450186/312450186
Authorization: Bearer {token with systemuser.request.read}

# 400 with another code: show the error. Key on "code":
400 Bad Request
{"type": "urn:altinn:error:AUTH-00021", "title": "The RedirectUri was not found or not valid.", "status": 400, "code": "AUTH-00021"}

# 5xx or no answer: Altinn may have created the request. Show the error, and ask before you send the POST again."#;

const STEP_4: &str = r"# Save the attempt (browser id, state, organisation, time). Check that the origin of confirmUrl is one that you know.
# Then answer the form of step 1:
303 See Other
Location: https://am.ui.tt02.altinn.no/accessmanagement/ui/systemuser/request?id=8b1c2f6e-…
Set-Cookie: __Host-browser={browser id}; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax

# The page with the form must have sent all origins between the form and Altinn's page:
Content-Security-Policy: …; form-action 'self' https://am.ui.tt02.altinn.no https://platform.tt02.altinn.no https://login.test.idporten.no https://test.idporten.no

# Later, the customer presses a button of the status page to go on with the request that waits. Take the lock, read the
# request as in step 6, and save a new attempt. Create and delete nothing.
POST https://smartcloud.example/connect/resume
Content-Type: application/x-www-form-urlencoded
Cookie: session={session}; __Host-browser={browser id}

organisation=312450186

# The request is still New: as above.
303 See Other
Location: https://am.ui.tt02.altinn.no/accessmanagement/ui/systemuser/request?id=8b1c2f6e-…

# It is decided, or gone: the status page.
303 See Other
Location: /connect/312450186";

const STEP_5: &str = r"# Altinn redirects the browser to your redirectUrl, unchanged: no id, no status, and the same for yes and no. After a
# forward, the browser returns when the customer presses the last button. It does not return if the customer closes the tab,
# or if an approver opens the request from Altinn's own list.
GET https://smartcloud.example/connect/return?state=9f…
Cookie: __Host-browser={browser id}

# Match browser id and state with an unused attempt, and mark the attempt as used.
# First or repeated return of this browser: do step 6, and redirect to the status page.
303 See Other
Location: /connect/312450186

# Another browser, or a state that you do not know: show a page that names no customer.
303 See Other
Location: /returned";

const STEP_6: &str = r#"GET {platform}/authentication/api/v1/systemuser/request/vendor/8b1c2f6e-1d0a-4d0e-9a53-5d8b7c0f3a11
Authorization: Bearer {token with systemuser.request.read}

200 OK
{"id": "8b1c2f6e-…", "status": "Accepted", "timedOut": false, …}

# The status is New, Accepted, Rejected, Denied or Timedout. 404 with AUTH-00010: there is no such request.
# Then look for the system user. This GET needs the WRITE scope:
GET {platform}/authentication/api/v1/systemuser/vendor/byquery?system-id=991825827_smartcloud&orgno=312450186
Authorization: Bearer {token with systemuser.request.write}

200 OK
{"id": "8b1c2f6e-…", "systemId": "991825827_smartcloud", "reporteeOrgNo": "312450186", "userType": "standard", …}

# 404 without a code: the customer has no system user for this system.
# The system user has the same id as its request. So the plan of that request is the approved plan.
# Ask at the return, and each time a page shows the status. Altinn notifies no vendor."#;

const USE_ACCESS: &str = r#"# Sign the grant of step 2 with the resource owner's scope and with the customer:
#   "scope": "skatteetaten:kravogbetalinger",
#   "authorization_details": [{"type": "urn:altinn:systemuser",
#     "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": "0192:312450186"}}]
# If the request had an externalRef, put the same "externalRef" beside "systemuser_org".
POST {maskinporten}token
Content-Type: application/x-www-form-urlencoded

grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={signed JWT}

200 OK
{"access_token": "…", "token_type": "Bearer", "expires_in": 599, "scope": "skatteetaten:kravogbetalinger"}

# Not approved yet, withdrawn, or a wrong externalRef, organisation or client:
400 Bad Request
{"error": "invalid_altinn_customer_configuration", "error_description": "MP-303: …"}

# Send the token as it is. Do not exchange it at Altinn for such an API. {claims API} is the address of Skatteetaten's API
# "Krav og betalinger": https://kravogbetalinger.api.skatteetaten-test.no in test. "aapnekrav" are the claims that are
# not paid. The same path with "krav" has all claims.
GET {claims API}/v1/regnskapssystem/312450186/aapnekrav?fraOgMed=2026-01-01&tilOgMed=2026-12-31
Authorization: Bearer {access_token}
Korrelasjonsid: {new UUID}

200 OK
{"krav": [{"beskrivelse": "…", "belop": 18250.0, …}]}"#;
