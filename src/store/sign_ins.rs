use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tower_sessions::session;

use super::{Error, Store, old_rows::seconds_before, random_id, sessions, time};
use altinn_types::OrgNumber;

/// A sign-in ends this long after its start. Activity of the customer does not extend this time.
pub const ABSOLUTE_END: SignedDuration = SignedDuration::from_hours(8);

/// A sign-in ends after 30 minutes without activity of the customer. The saved time of the last visit can be too early,
/// so one minute is added ([`VISITS_SAVED_EACH`]).
pub(super) const IDLE_END: SignedDuration = SignedDuration::from_mins(31);

/// The store saves the time of the customer's last visit at most once in this period. Otherwise, each page view would
/// write to the database.
const VISITS_SAVED_EACH: SignedDuration = SignedDuration::from_mins(1);

/// An organisation that the signed-in user may act for, according to Altinn's last list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub number: OrgNumber,
    pub name: String,
    /// The codes of the user's roles in the organisation, such as `daglig-leder`.
    pub roles: Vec<String>,
    /// The codes of the access packages that the user has in the organisation, such as `lonn`.
    #[serde(default)]
    pub packages: Vec<String>,
}

/// A sign-in of a customer, without the person's name, national identity number or tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The URL of ID-porten's issuer. A front-channel logout of ID-porten contains this issuer and the `sid`.
    pub issuer: String,
    /// The id of the person's session at ID-porten, which is never empty. `None` if the ID token had no `sid`. In that
    /// case, only the customer can end the sign-in.
    pub sid: Option<String>,
    pub organisations: Vec<Organisation>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveSignIn {
    pub organisations: Vec<Organisation>,
    /// When Altinn last returned the list of organisations.
    pub organisations_read_at: Timestamp,
    last_seen_at: Timestamp,
}

/// Converts the database columns `organisations`, `organisations_read_at` and `last_seen_at` of a sign-in to an
/// [`ActiveSignIn`].
fn read_row(
    (organisations, read_at, last_seen_at): (String, i64, i64),
) -> Result<ActiveSignIn, Error> {
    Ok(ActiveSignIn {
        organisations: serde_json::from_str(&organisations)
            .map_err(Error::unreadable("the organisations of a sign-in"))?,
        organisations_read_at: time(Some(read_at)).unwrap_or_default(),
        last_seen_at: time(Some(last_seen_at)).unwrap_or_default(),
    })
}

impl ActiveSignIn {
    /// Whether the last saved visit is so old that the caller must save the visit at `now`.
    #[must_use]
    pub fn is_visit_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.last_seen_at) >= VISITS_SAVED_EACH
    }
}

impl Store {
    /// Saves a new sign-in and returns its id. The caller must put this id into the session.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, nobody is signed in.
    pub async fn sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Result<String, Error> {
        let id = random_id();
        let organisations = serde_json::to_string(&sign_in.organisations)
            .map_err(Error::unreadable("the organisations of a sign-in"))?;
        sqlx::query(
            "INSERT INTO sign_in (id, issuer, sid, organisations, signed_in_at, last_seen_at, \
             organisations_read_at) VALUES ($1, $2, $3, $4, $5, $5, $5)",
        )
        .bind(&id)
        .bind(&sign_in.issuer)
        .bind(&sign_in.sid)
        .bind(organisations)
        .bind(now.as_second())
        .execute(&mut *self.connection().await)
        .await?;
        Ok(id)
    }

    /// Finds a sign-in by its id. Returns `None` if the sign-in has ended.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the caller does not know whether somebody is signed in.
    pub async fn signed_in(&self, id: &str, now: Timestamp) -> Result<Option<ActiveSignIn>, Error> {
        let row: Option<(String, i64, i64)> = sqlx::query_as(
            "SELECT organisations, organisations_read_at, last_seen_at FROM sign_in \
             WHERE id = $1 AND signed_in_at > $2 AND last_seen_at > $3",
        )
        .bind(id)
        .bind(seconds_before(now, ABSOLUTE_END))
        .bind(seconds_before(now, IDLE_END))
        .fetch_optional(&mut *self.connection().await)
        .await?;
        row.map(read_row).transpose()
    }

    /// Returns the sign-in of a session, and the id of the sign-in. The session contains this id in the entry with the
    /// name `entry`. Returns `None` if the session has no such entry, or if the session or the sign-in has ended.
    ///
    /// Each page needs the sign-in, so one query reads both the session and the sign-in. If you use PostgreSQL, give
    /// the column `data` the type JSON.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn signed_in_with(
        &self,
        session: &session::Id,
        entry: &str,
        now: Timestamp,
    ) -> Result<Option<(String, ActiveSignIn)>, Error> {
        let row: Option<(String, String, i64, i64)> = sqlx::query_as(
            "SELECT sign_in.id, organisations, organisations_read_at, last_seen_at FROM session \
             JOIN sign_in ON sign_in.id = session.data ->> $1 \
             WHERE session.id = $2 AND ends_at > $3 AND signed_in_at > $4 AND last_seen_at > $5",
        )
        .bind(entry)
        .bind(sessions::hash(session))
        .bind(Timestamp::now().as_second()) // The machine's clock: see `load` in `sessions.rs`.
        .bind(seconds_before(now, ABSOLUTE_END))
        .bind(seconds_before(now, IDLE_END))
        .fetch_optional(&mut *self.connection().await)
        .await?;
        row.map(|(id, organisations, read_at, last_seen_at)| {
            Ok((id, read_row((organisations, read_at, last_seen_at))?))
        })
        .transpose()
    }

    /// Saves that the customer opened a page or sent a form at `now`. If the sign-in has ended in the meantime, nothing
    /// changes, so a slow HTTP request cannot make the ended sign-in valid again.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn save_visit(&self, id: &str, now: Timestamp) -> Result<(), Error> {
        sqlx::query("UPDATE sign_in SET last_seen_at = $1 WHERE id = $2 AND last_seen_at < $1")
            .bind(now.as_second())
            .bind(id)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// Saves the organisations that Altinn listed at `now`. If the sign-in has ended in the meantime, nothing changes.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the saved list is unchanged.
    pub async fn save_organisations(
        &self,
        id: &str,
        organisations: &[Organisation],
        now: Timestamp,
    ) -> Result<(), Error> {
        let organisations = serde_json::to_string(organisations)
            .map_err(Error::unreadable("the organisations of a sign-in"))?;
        sqlx::query(
            "UPDATE sign_in SET organisations = $1, organisations_read_at = $2 WHERE id = $3",
        )
        .bind(organisations)
        .bind(now.as_second())
        .bind(id)
        .execute(&mut *self.connection().await)
        .await?;
        Ok(())
    }

    /// Returns the ids of all sign-ins in the database.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn sign_in_ids(&self) -> Result<HashSet<String>, Error> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM sign_in")
            .fetch_all(&mut *self.connection().await)
            .await?;
        Ok(ids.into_iter().collect())
    }

    /// Deletes the sign-in of a customer who signs out.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the sign-in is possibly still valid.
    pub async fn sign_out(&self, id: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM sign_in WHERE id = $1")
            .bind(id)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// Deletes all sign-ins of ID-porten's session `sid`, and returns the ids of the deleted sign-ins. Call this
    /// function when ID-porten sends a front-channel logout. If `sid` is empty, the function deletes nothing.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the sign-ins are possibly still valid.
    pub async fn sign_out_session(&self, issuer: &str, sid: &str) -> Result<Vec<String>, Error> {
        if sid.is_empty() {
            return Ok(Vec::new());
        }
        let ids =
            sqlx::query_scalar("DELETE FROM sign_in WHERE issuer = $1 AND sid = $2 RETURNING id")
                .bind(issuer)
                .bind(sid)
                .fetch_all(&mut *self.connection().await)
                .await?;
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use tower_sessions::SessionStore;

    use super::*;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    fn sign_in() -> SignIn {
        SignIn {
            issuer: "https://test.idporten.no".to_owned(),
            sid: Some("s1".to_owned()),
            organisations: vec![],
        }
    }

    #[tokio::test]
    async fn a_sign_in_ends_after_half_an_hour_without_a_visit() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        let after = |minutes| NOON + SignedDuration::from_mins(minutes);
        let found = store.signed_in(&id, after(30)).await.unwrap().unwrap();
        assert!(found.is_visit_due(after(30)));
        assert!(store.signed_in(&id, after(31)).await.unwrap().is_none());

        // The test saves the visit at minute 30 before the visit at minute 29. The visit at minute 30 must still count
        // as the last visit.
        store.save_visit(&id, after(30)).await.unwrap();
        store.save_visit(&id, after(29)).await.unwrap();
        let found = store.signed_in(&id, after(60)).await.unwrap().unwrap();
        assert!(!found.is_visit_due(after(30)));
        assert!(store.signed_in(&id, after(61)).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_sign_in_ends_after_eight_hours_even_with_visits() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        let evening = NOON + ABSOLUTE_END - SignedDuration::from_secs(1);
        store.save_visit(&id, evening).await.unwrap();
        assert!(store.signed_in(&id, evening).await.unwrap().is_some());
        let later = evening + SignedDuration::from_secs(1);
        assert!(store.signed_in(&id, later).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_late_write_does_not_bring_back_a_sign_in_that_has_ended() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        store.sign_out(&id).await.unwrap();
        store.save_visit(&id, NOON).await.unwrap();
        store.save_organisations(&id, &[], NOON).await.unwrap();
        assert!(store.signed_in(&id, NOON).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn front_channel_logout_needs_issuer_and_session() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        let issuer = "https://test.idporten.no";
        for (issuer, sid) in [("https://other.example", "s1"), (issuer, "s2")] {
            let ended = store.sign_out_session(issuer, sid).await.unwrap();
            assert!(ended.is_empty(), "{issuer} {sid}");
        }
        let ended = store.sign_out_session(issuer, "s1").await.unwrap();
        assert_eq!(ended, [id.as_str()]);
        assert!(store.signed_in(&id, NOON).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_empty_session_id_ends_no_sign_in() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let without_sid = SignIn {
            sid: None,
            ..sign_in()
        };
        // SmartCloud never saves an empty `sid`. But if a row had an empty `sid`, a logout with an empty `sid` must not
        // delete that row.
        let empty_sid = SignIn {
            sid: Some(String::new()),
            ..sign_in()
        };
        for sign_in in [without_sid, empty_sid] {
            let id = store.sign_in(&sign_in, NOON).await.unwrap();
            let ended = store.sign_out_session(&sign_in.issuer, "").await.unwrap();
            assert!(ended.is_empty(), "{sign_in:?}");
            assert!(store.signed_in(&id, NOON).await.unwrap().is_some());
        }
    }

    #[tokio::test]
    async fn a_session_leads_to_its_own_sign_in_until_one_of_the_two_ends() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        let other = store.sign_in(&sign_in(), NOON).await.unwrap();
        let now = Timestamp::now();
        let session = async |entries: &[(&str, &str)], seconds: i64| {
            let entries = entries
                .iter()
                .map(|(name, id)| ((*name).to_owned(), (*id).into()));
            let ends_at = now.as_second() + seconds;
            let mut record = session::Record {
                id: session::Id::default(),
                data: entries.collect(),
                expiry_date: ::time::OffsetDateTime::from_unix_timestamp(ends_at).unwrap(),
            };
            store.create(&mut record).await.unwrap();
            record.id
        };
        let open = session(&[("signed-in", id.as_str())], 60).await;
        let ended = session(&[("signed-in", id.as_str())], -1).await;
        let empty = session(&[], 60).await;
        let of_other = session(&[("x", id.as_str()), ("signed-in", other.as_str())], 60).await;
        let find = async |session: &session::Id, now| {
            let found = store.signed_in_with(session, "signed-in", now).await;
            found.unwrap().map(|(id, _)| id)
        };
        assert_eq!(find(&open, NOON).await, Some(id.clone()));
        assert_eq!(find(&ended, NOON).await, None);
        assert_eq!(find(&empty, NOON).await, None);
        assert_eq!(find(&session::Id::default(), NOON).await, None);
        assert_eq!(find(&of_other, NOON).await, Some(other));

        let (_, found) = store
            .signed_in_with(&open, "signed-in", NOON)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(Some(found), store.signed_in(&id, NOON).await.unwrap());
        assert_eq!(find(&open, NOON + IDLE_END).await, None);
        store.sign_out(&id).await.unwrap();
        assert_eq!(find(&open, NOON).await, None);
    }
}
