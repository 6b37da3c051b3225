-- From now on, these two tables hold only a hash of the id in the browser's cookie. SQLite cannot hash the old ids, so the
-- old rows are deleted. A customer who is at ID-porten or Altinn during this migration comes back as an unknown browser,
-- and logs in again.
DELETE FROM pending_login;
DELETE FROM redirect_attempt;
