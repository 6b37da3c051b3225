-- From now on, a session row holds only a hash of the session id, and a sign-in holds the time of the customer's last
-- visit. The old rows have neither. Whoever is signed in during this migration must log in again.
DELETE FROM session;
DELETE FROM sign_in;
ALTER TABLE sign_in ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0;
-- When Altinn last listed the organisations.
ALTER TABLE sign_in ADD COLUMN organisations_read_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX sign_in_by_time;
CREATE INDEX sign_in_by_last_seen ON sign_in (last_seen_at);
CREATE INDEX session_by_end ON session (ends_at);

-- A log-in at ID-porten that a browser has started. It was an entry of the session until now.
CREATE TABLE pending_login (
    state TEXT PRIMARY KEY,
    browser TEXT NOT NULL,
    -- A JSON object with the nonce and the PKCE verifier. NULL after the callback.
    secrets TEXT,
    next TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    forget_at BIGINT NOT NULL
);
CREATE INDEX pending_login_of ON pending_login (browser, started_at);
CREATE INDEX pending_login_by_end ON pending_login (forget_at);

-- The id of the intent's request at Altinn. A system user has the same id as its request. So the id says which plan the
-- customer approved, even if the request is gone.
ALTER TABLE request_intent ADD COLUMN request TEXT;
CREATE INDEX request_intent_by_close ON request_intent (closed_at);

-- The limit of redirect attempts for one customer.
CREATE INDEX redirect_attempt_of_customer ON redirect_attempt (organisation, left_at);
