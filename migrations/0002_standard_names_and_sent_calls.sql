-- The tables get the names that the code uses.
ALTER TABLE intent RENAME TO request_intent;
DROP INDEX one_open_intent;
CREATE UNIQUE INDEX one_open_request_intent ON request_intent (organisation) WHERE closed_at IS NULL;

ALTER TABLE departure RENAME TO redirect_attempt;
DROP INDEX departure_of;
CREATE INDEX redirect_attempt_of ON redirect_attempt (browser, state);

-- Which call SmartCloud sent to Altinn last for this intent: 'post', 'delete', 'post-after-delete', or
-- 'answered' when Altinn has answered with the intent's request.
ALTER TABLE request_intent ADD COLUMN last_call TEXT NOT NULL DEFAULT 'post';

-- From now on, journey."plan" is the plan that the customer's approval covers. Until now it was the plan that
-- the customer asked for last, so it says nothing where nobody has approved. The plan that a customer wants
-- stands in request_intent.
UPDATE journey SET "plan" = NULL
WHERE onboarding NOT LIKE '%"connected"%' AND onboarding NOT LIKE '%"withdrawn"%';
