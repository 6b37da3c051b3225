-- What must outlive a restart. Times are seconds since 1970, in UTC.

-- A customer's way to a system user, as Altinn last told it.
CREATE TABLE journey (
    organisation TEXT PRIMARY KEY,
    onboarding TEXT NOT NULL,
    "plan" TEXT,
    request TEXT,
    asked_at BIGINT,
    opened_at BIGINT,
    answered_at BIGINT,
    checked_at BIGINT
);

-- What a customer wants to ask for, saved before Altinn is called. One is open for each customer; the
-- others stay, so that a late return is still known.
CREATE TABLE intent (
    state TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE UNIQUE INDEX one_open_intent ON intent (organisation) WHERE closed_at IS NULL;

-- One trip of one browser to Altinn.
CREATE TABLE departure (
    id TEXT PRIMARY KEY,
    browser TEXT NOT NULL,
    state TEXT NOT NULL,
    organisation TEXT NOT NULL,
    left_at BIGINT NOT NULL,
    returned_at BIGINT
);
CREATE INDEX departure_of ON departure (browser, state);

-- Who is signed in. The session holds the id only, so that ID-porten's front-channel logout, which comes
-- without a cookie, can end it. No personal number, no subject, no token.
CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    sid TEXT NOT NULL,
    organisations TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL
);
CREATE INDEX sign_in_of ON sign_in (issuer, sid);
