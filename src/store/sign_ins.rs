use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Error, Store, random_id};
use altinn_types::OrgNumber;

/// The time after which a sign-in ends, even if the customer is active.
const ABSOLUTE_END: SignedDuration = SignedDuration::from_hours(8);

/// An organisation that the signed-in user may act for. SmartCloud got the organisation from Altinn
/// when the user signed in.
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

/// A sign-in of a customer. A sign-in contains nothing about the person: no national identity number, name or token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The URL of ID-porten's issuer. ID-porten's front-channel logout sends the issuer and `sid`.
    pub issuer: String,
    /// The id of the person's session at ID-porten, never an empty text. The id is `None` if the ID token had no `sid`.
    /// Then only the customer can end the sign-in.
    pub sid: Option<String>,
    pub organisations: Vec<Organisation>,
}

impl Store {
    /// Saves a sign-in and returns its id. The caller puts the id into the session.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Result<String, Error> {
        let id = random_id();
        let organisations = serde_json::to_string(&sign_in.organisations)
            .map_err(Error::unreadable("the organisations of a sign-in"))?;
        sqlx::query("DELETE FROM sign_in WHERE signed_in_at < $1")
            .bind(ended_before(now))
            .execute(&mut *self.connection().await)
            .await?;
        sqlx::query(
            "INSERT INTO sign_in (id, issuer, sid, organisations, signed_in_at) \
             VALUES ($1, $2, $3, $4, $5)",
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

    /// Returns the sign-in with this id, or `None` if the sign-in has ended.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn signed_in(&self, id: &str, now: Timestamp) -> Result<Option<SignIn>, Error> {
        let row: Option<(String, Option<String>, String)> = sqlx::query_as(
            "SELECT issuer, sid, organisations FROM sign_in WHERE id = $1 AND signed_in_at >= $2",
        )
        .bind(id)
        .bind(ended_before(now))
        .fetch_optional(&mut *self.connection().await)
        .await?;
        row.map(|(issuer, sid, organisations)| {
            Ok(SignIn {
                issuer,
                sid,
                organisations: serde_json::from_str(&organisations)
                    .map_err(Error::unreadable("the organisations of a sign-in"))?,
            })
        })
        .transpose()
    }

    /// Deletes the sign-in with this id. Call this function when the customer signs out.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. The sign-in may then still be valid.
    pub async fn sign_out(&self, id: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM sign_in WHERE id = $1")
            .bind(id)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// Deletes all sign-ins of ID-porten's session `sid`, and returns the number of deleted sign-ins. Call this
    /// function when ID-porten sends a front-channel logout. If `sid` is empty, this function deletes nothing. No
    /// session has an empty id.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. The sign-ins may then still be valid.
    pub async fn sign_out_session(&self, issuer: &str, sid: &str) -> Result<u64, Error> {
        if sid.is_empty() {
            return Ok(0);
        }
        let done = sqlx::query("DELETE FROM sign_in WHERE issuer = $1 AND sid = $2")
            .bind(issuer)
            .bind(sid)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(done.rows_affected())
    }
}

fn ended_before(now: Timestamp) -> i64 {
    now.checked_sub(ABSOLUTE_END)
        .unwrap_or(Timestamp::MIN)
        .as_second()
}

#[cfg(test)]
mod tests {
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
    async fn a_sign_in_ends_after_eight_hours() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        let evening = NOON + SignedDuration::from_hours(8);
        assert!(store.signed_in(&id, evening).await.unwrap().is_some());
        let later = evening + SignedDuration::from_secs(1);
        assert!(store.signed_in(&id, later).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn front_channel_logout_needs_issuer_and_session() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let id = store.sign_in(&sign_in(), NOON).await.unwrap();
        let issuer = "https://test.idporten.no";
        for (issuer, sid) in [("https://other.example", "s1"), (issuer, "s2")] {
            assert_eq!(store.sign_out_session(issuer, sid).await.unwrap(), 0);
        }
        assert_eq!(store.sign_out_session(issuer, "s1").await.unwrap(), 1);
        assert!(store.signed_in(&id, NOON).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_empty_session_id_ends_no_sign_in() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let without_sid = SignIn {
            sid: None,
            ..sign_in()
        };
        // No code saves an empty `sid`. But if a row had an empty `sid`, a logout with an empty `sid` must not delete
        // the row.
        let empty_sid = SignIn {
            sid: Some(String::new()),
            ..sign_in()
        };
        for sign_in in [without_sid, empty_sid] {
            let id = store.sign_in(&sign_in, NOON).await.unwrap();
            let ended = store.sign_out_session(&sign_in.issuer, "").await.unwrap();
            assert_eq!(ended, 0, "{sign_in:?}");
            assert_eq!(store.signed_in(&id, NOON).await.unwrap(), Some(sign_in));
        }
    }
}
