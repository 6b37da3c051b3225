//! The HTTP requests and responses of each part of the redirect pattern, as text with made-up values. The responses of
//! Altinn, Maskinporten and ID-porten are shortened. Lines that start with `#` are comments.

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
# state, nonce: at least 128 random bits each, such as 16 random bytes as base64url. code_verifier: 43 to 128 characters,
# such as 32 random bytes as base64url. code_challenge: the SHA-256 of the verifier's characters, as base64url without "=".
# Save state, nonce and verifier with this browser's cookie. acr_values requests the lowest level that you accept. The person
# can log in with a higher level, so accept idporten-loa-substantial and idporten-loa-high in the ID token, and no other level.
POST {idporten}/par
Content-Type: application/x-www-form-urlencoded

response_type=code&client_id={client}&redirect_uri={redirect_uri}&scope=openid%20altinn%3Aaccessmanagement%2Fauthorizedparties&acr_values=idporten-loa-substantial&state={state}&nonce={nonce}&code_challenge={code_challenge}&code_challenge_method=S256&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={signed JWT}

201 Created
{"request_uri": "urn:idporten:8f…", "expires_in": 120}

# Redirect the browser to {authorization_endpoint}?client_id={client}&request_uri=urn:idporten:8f…
# The browser returns to {redirect_uri}?code={code}&state={state}&iss={idporten}
# Compare state with the saved one of this browser, and iss with {idporten}.

POST {idporten}/token
Content-Type: application/x-www-form-urlencoded

grant_type=authorization_code&code={code}&redirect_uri={redirect_uri}&code_verifier={verifier}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={signed JWT}

200 OK
{"access_token": "…", "id_token": "…", "refresh_token": "…", "token_type": "Bearer", "expires_in": 600}

# "refresh_token" is there only if your client is registered for refresh tokens.
# Check the ID token before you use a claim. The table "The checks of the ID token" lists all checks. The keys are at
# jwks_uri. If the signature is wrong, or no key has the kid of the token, read jwks_uri again, once. ID-porten may have new
# keys.

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
# stop the log-in.
# "authorizedRoles" can be empty. The person then has no role in the organisation, but perhaps access packages
# ("authorizedAccessPackages") or single services. Such an entry alone allows nothing in your product: look for the role or the
# package that you require. The person has lost all access when the organisation is no longer in the list.

# A user can lose a role while signed in. So use the list for ten minutes only. The next call of this user then reads it again.
# Do not save the access token. Get a new one with the refresh token, sign a new client_assertion, and keep the new
# refresh_token if the answer has one: the old one may be used up. Let only one call of this sign-in do this at a time.
# Keep the refresh token on your server, with this sign-in, and never in a cookie or a page. SmartCloud keeps it only in
# memory. If you save it, encrypt it. Delete it when the sign-in ends.
POST {idporten}/token
Content-Type: application/x-www-form-urlencoded

grant_type=refresh_token&refresh_token={refresh_token}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={signed JWT}

200 OK
{"access_token": "…", "refresh_token": "…", "token_type": "Bearer", "expires_in": 600}

# Then exchange the access token and read the list, as above.
# 400 with "error": "invalid_grant": the refresh token is too old, used up or revoked. End the sign-in: the user logs in again.
# ID-porten or Altinn does not answer, or answers 429 or 5xx: show nothing about any organisation. The user can try again.

# The user logs out at your product. End the sign-in first, and delete its cookie. Then redirect the browser to the
# end_session_endpoint of the metadata. Otherwise the user stays logged in at ID-porten, and the next person at the same
# computer gets in without a log-in. post_logout_redirect_uri must be registered, character by character.
POST https://smartcloud.example/logout

303 See Other
Location: {end_session_endpoint}?client_id={client}&post_logout_redirect_uri=https%3A%2F%2Fsmartcloud.example%2Flogged-out

# OpenID Connect recommends id_token_hint={the ID token of this sign-in} instead of client_id. A product that sends it must keep
# the ID token on its server until the log-out, only for this. The ID token contains the national identity number, so SmartCloud
# does not keep it, and sends client_id, which ID-porten accepts too. Without both, ID-porten shows a page of its own and does not
# send the browser back. Add a "state" if your page needs one: ID-porten appends it to post_logout_redirect_uri.

# When the user logs out somewhere else, ID-porten loads your front-channel logout URI in a frame, without your cookies.
# End the sign-ins that have this sid (a claim of the ID token).
GET https://smartcloud.example/login/frontchannel-logout?iss={idporten}&sid={sid}

200 OK
Cache-Control: no-store
Content-Security-Policy: default-src 'none'; frame-ancestors {the origins of ID-porten}"#;

const STEP_1: &str = r#"# The `before` page is your page with the form. It says what you will request, and whether the POST of step 2 will replace a
# waiting request.
GET https://smartcloud.example/connect/312450186/before?plan=basis

# While your server makes this page, it asks Altinn for the status, as in step 6. If the customer is connected, the page has no
# form. Otherwise the server looks for a waiting request:
GET {platform}/authentication/api/v1/systemuser/request/vendor/byexternalref/991825827_smartcloud/312450186/312450186
Authorization: Bearer {token with systemuser.request.read}

200 OK
{"id": "8b1c2f6e-1d0a-4d0e-9a53-5d8b7c0f3a11", "status": "New", "timedOut": false, "rights": […], "accessPackages": […], "redirectUrl": "…?state=…", …}

# 404 with AUTH-00010, another status than New, or "timedOut": true: no request waits. The form has no field "replaces".
# New, with exactly the rights and access packages of the plan, in any order, and with a state that you know: the POST will
# return this request. The form has no field "replaces".
# New, with other access or an unknown state: the POST will replace this request. Say so on the page, and put the id into the form:
200 OK
<form method="post" action="/connect/start">
  <input type="hidden" name="organisation" value="312450186">
  <input type="hidden" name="plan" value="basis">
  <input type="hidden" name="replaces" value="8b1c2f6e-1d0a-4d0e-9a53-5d8b7c0f3a11">
  <button>Go to Altinn</button>
</form>

# If Altinn does not answer, show the page without "replaces". Step 3 deletes no waiting request that the page did not name.

# The customer presses the button. Refuse the form if Sec-Fetch-Site or Origin names another site.
POST https://smartcloud.example/connect/start
Content-Type: application/x-www-form-urlencoded
Cookie: session={session}; __Host-browser={browser id}

organisation=312450186&plan=basis&replaces=8b1c2f6e-1d0a-4d0e-9a53-5d8b7c0f3a11

# Step 4 says which names the cookies need without https, for example on http://localhost.

# No call leaves your system in this step. Save a row before step 2:
#   state (at least 128 random bits, such as 32 hexadecimal digits) · organisation · plan · last call "POST" · time
# The same organisation and plan give the same row and the same state until Altinn has decided, or until the customer
# chooses another plan."#;

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
# 400 with AUTH-00004 or AUTH-00006: the same as Accepted. AUTH-00004 is the usual answer after an approval. If the customer
# wanted another plan than the approved one, say so: step 6, "When a connected customer wants more access".
# 400 with AUTH-00007, AUTH-00008 or AUTH-00009: the answer has no id, so find the request:
GET {platform}/authentication/api/v1/systemuser/request/vendor/byexternalref/991825827_smartcloud/312450186/312450186
Authorization: Bearer {token with systemuser.request.read}

# 400 with another code: show the error. Key on "code":
400 Bad Request
{"type": "urn:altinn:error:AUTH-00021", "title": "The RedirectUri was not found or not valid.", "status": 400, "code": "AUTH-00021"}

# 5xx, 429 or no answer: Altinn may have created the request. Show the error, and do not repeat the POST by yourself. The next
# click of the customer sends the same POST with the same state. Altinn has one request for each system, organisation and
# externalRef, so it then answers with the same request. The status page finds the request too (step 6)."#;

const STEP_4: &str = r"# Save the attempt (browser id, state, organisation, time). Check that the origin of confirmUrl is one that you know.
# Then answer the form of step 1:
303 See Other
Location: https://am.ui.tt02.altinn.no/accessmanagement/ui/systemuser/request?id=8b1c2f6e-…
Set-Cookie: __Host-browser={browser id}; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax

# A browser accepts a cookie with the prefix __Host-, or with Secure, only over https. On http://localhost, use another name and
# leave Secure out: SmartCloud then uses the name smartcloud-browser. All ports of localhost share their cookies, so two
# programs on one machine need different names.

# The page with the form must have sent all origins between the form and Altinn's page. These are the origins of TT02. In
# production, they are https://am.ui.altinn.no, https://platform.altinn.no, https://login.idporten.no and https://idporten.no. For
# a simulator, they are its Altinn pages, its platform and its ID-porten, such as http://127.0.0.1:3100, http://127.0.0.1:3101
# and http://127.0.0.1:3102. If this SmartCloud has a simulator, /llms.txt has the line for it.
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
{"id": "8b1c2f6e-…", "status": "Accepted", "escalated": false, "timedOut": false, …}

# You cannot see a forward: the status stays New, and "escalated" is always false in the answers to vendors.
# The status is New, Accepted, Rejected, Denied or Timedout. 404 with AUTH-00010: there is no such request.
# Then look for the system user. This GET needs the WRITE scope:
GET {platform}/authentication/api/v1/systemuser/vendor/byquery?system-id=991825827_smartcloud&orgno=312450186
Authorization: Bearer {token with systemuser.request.write}

200 OK
{"id": "8b1c2f6e-…", "systemId": "991825827_smartcloud", "reporteeOrgNo": "312450186", "userType": "standard", …}

# 404 without a code: the customer has no system user for this system.
# The system user has the same id as its request. So the plan of that request is the approved plan.
# Ask at the return, and each time a page shows the status. Altinn notifies no vendor.

# A connected customer wants a plan with more access. SmartCloud does not send these calls. The table "When a connected customer
# wants more access" has all answers.
# Save {new UUID} with the wanted plan and a state before the POST: it becomes the id of the change request. The body can have
# four lists: requiredRights and requiredAccessPackages add access, unwantedRights and unwantedAccessPackages remove it. Leave
# out the lists that you do not need, and never send null. The system must be registered with all access that the lists add.
POST {platform}/authentication/api/v1/systemuser/changerequest/vendor?correlation-id={new UUID}&system-user-id=8b1c2f6e-…
Authorization: Bearer {token with systemuser.request.write}
Content-Type: application/json

{
  "requiredRights": [{"resource": [{"id": "urn:altinn:resource", "value": "ttd_systembruker-salary"}]}],
  "unwantedRights": [],
  "requiredAccessPackages": [{"urn": "urn:altinn:accesspackage:krav-og-utlegg"}],
  "unwantedAccessPackages": [],
  "redirectUrl": "https://smartcloud.example/connect/return?state=c4…"
}

201 Created
{"id": "{new UUID}", "status": "New", "timedOut": false, "confirmUrl": "https://am.ui.tt02.altinn.no/accessmanagement/ui/systemuser/changerequest?id=…", …}

# The same POST again, for example after a lost answer, returns the stored change request:
200 OK
{"id": "{new UUID}", "status": "New", …}

# All four lists are empty. Altinn has saved nothing:
200 OK
{"id": "{new UUID}", "status": "NoChangeNeeded", "confirmUrl": "", …}

# 404 with AUTH-00015: there is no such system user, or it is an agent system user.
# 409 with AUTH-00061: the UUID belongs to another change request. Use a new UUID.

GET {platform}/authentication/api/v1/systemuser/changerequest/vendor/{new UUID}
Authorization: Bearer {token with systemuser.request.read}

200 OK
{"id": "{new UUID}", "status": "Accepted", "timedOut": false, …}

# 404 with AUTH-00010 after a POST without an answer: the POST has had no effect until now. It may still have one later, so keep
# the UUID. The customer's next click sends the same POST.

# The customer wants another plan while the change request waits. Tell the customer first.
DELETE {platform}/authentication/api/v1/systemuser/changerequest/vendor/{new UUID}
Authorization: Bearer {token with systemuser.request.write}

202 Accepted

# 404 with AUTH-00010: there is no such change request, for example because you have withdrawn it already."#;

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
# "Krav og betalinger": https://kravogbetalinger.api.skatteetaten-test.no in test. The address in production is not known here.
# The owner of an API tells you its address when it gives you the scope. "aapnekrav" are the claims that are not paid. The same
# path with "krav" has all claims.
GET {claims API}/v1/regnskapssystem/312450186/aapnekrav?fraOgMed=2026-01-01&tilOgMed=2026-12-31
Authorization: Bearer {access_token}
Korrelasjonsid: {new UUID}

200 OK
{"krav": [{"beskrivelse": "…", "belop": 18250.0, …}]}"#;
