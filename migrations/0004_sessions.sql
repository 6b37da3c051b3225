-- The sessions of tower-sessions, which had a table of its own maker's until now. Whoever is signed in during this
-- migration must log in again.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    -- A JSON object, with the entries that session.rs defines.
    data TEXT NOT NULL,
    ends_at BIGINT NOT NULL
);
DROP TABLE IF EXISTS tower_sessions;

-- Each page view reads the customer's newest intent. The index of open intents does not serve that.
CREATE INDEX request_intent_of ON request_intent (organisation);

-- At each sign-in and at each redirect to Altinn, the store deletes old rows by these columns.
CREATE INDEX sign_in_by_time ON sign_in (signed_in_at);
CREATE INDEX redirect_attempt_by_time ON redirect_attempt (left_at);
