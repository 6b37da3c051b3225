use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};
use openidconnect::IssuerUrl;

use super::{Client, Error, http_client::HttpClient, oidc_types::Metadata};

/// SmartCloud reads ID-porten's metadata again when the cached metadata is this old. ID-porten allows at most 24 hours.
const METADATA_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// ID-porten's metadata and public keys, with the time when SmartCloud read them.
#[derive(Debug)]
pub(super) struct CachedMetadata {
    metadata: Arc<Metadata>,
    read_at: Timestamp,
}

impl Client {
    /// Returns ID-porten's metadata from the cache. If the cache is empty or too old, reads the metadata from ID-porten
    /// first.
    pub(super) async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Error> {
        {
            let cache = self
                .metadata_cache
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(CachedMetadata { metadata, read_at }) = &*cache
                && now.duration_since(*read_at) < METADATA_LIFETIME
            {
                return Ok(Arc::clone(metadata));
            }
        }
        self.read_metadata(now).await
    }

    /// Reads the metadata and the public keys from ID-porten, and saves them in the cache. Returns an error if the
    /// issuer in the metadata differs from the issuer in SmartCloud's settings, even by one character.
    pub(super) async fn read_metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Error> {
        let issuer = IssuerUrl::new(self.issuer.clone())?;
        let metadata = Metadata::discover_async(issuer, &HttpClient(&self.http))
            .await
            .map_err(|error| match error {
                openidconnect::DiscoveryError::Request(error) => error.into(),
                openidconnect::DiscoveryError::Validation(reason) => Error::Issuer(reason),
                other => Error::Unreadable(other.to_string()),
            })?;
        let metadata = Arc::new(metadata);
        let mut cache = self
            .metadata_cache
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *cache = Some(CachedMetadata {
            metadata: Arc::clone(&metadata),
            read_at: now,
        });
        Ok(metadata)
    }
}
