use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures::future::join_all;
use reqwest::{RequestBuilder, StatusCode, header::ACCEPT_LANGUAGE};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use url::Url;

use super::Error;
use crate::{config::Config, i18n::Locale, outbound, plan::Access, recorder};

/// A page waits this long for an entry of Altinn's catalogue. After that, the page shows SmartCloud's own names
/// instead.
const PATIENCE: Duration = Duration::from_millis(1500);

/// SmartCloud reads an entry of the catalogue again after this time. One hour is enough, because Altinn seldom changes
/// a name.
const LIFETIME: Duration = Duration::from_hours(1);

/// If SmartCloud could not read an entry, SmartCloud tries again after this time. Until then, no page waits for the
/// entry.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// The actions in a policy that only read data. For SmartCloud, all other actions write data, for example `write`,
/// `sign` and `delete`.
const READING_ACTIONS: [&str; 4] = ["read", "access", "subscribe", "scopeaccess"];

/// A text from Altinn's catalogue. Some texts exist only in Bokmål, so `locale` says which language the text has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueText {
    pub text: String,
    pub locale: Locale,
}

/// What Altinn's page shows about a right or an access package: the name, the description and the services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    pub name: CatalogueText,
    pub description: Option<CatalogueText>,
    /// A system user with this right or access package has access to these services. A right has exactly one service.
    pub services: Vec<Service>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub name: CatalogueText,
    pub owner: Option<String>,
    /// Whether the policy of the service has actions that write data. `None` if Altinn did not send the policy.
    pub can_write: Option<bool>,
}

/// A client for Altinn's catalogue of resources and access packages, which needs no token. The client caches the
/// results, so the pages stay fast. If Altinn answers too late, the client can return `None`, and the pages must handle
/// `None`.
#[derive(Clone, Debug)]
pub struct CatalogueClient {
    http: reqwest::Client,
    platform: Url,
    cache: Arc<Mutex<HashMap<(Access, Locale), Slot>>>,
}

/// An entry of the cache, and the time of its next read from Altinn. If that read fails, the cache keeps the old entry.
#[derive(Debug, Default)]
struct Slot {
    entry: Option<Arc<CatalogueEntry>>,
    read_again_at: Option<Instant>,
}

impl CatalogueClient {
    #[must_use]
    pub fn new(config: &Config, http: reqwest::Client) -> Self {
        Self {
            http,
            platform: config.altinn.platform_url.clone(),
            cache: Arc::default(),
        }
    }

    /// Returns the catalogue's entry for a right or an access package. Returns `None` if the cache has no entry and
    /// SmartCloud cannot read the entry from Altinn in time.
    pub async fn entry(&self, access: Access, locale: Locale) -> Option<Arc<CatalogueEntry>> {
        let key = (access, locale);
        let now = Instant::now();
        let cached = self.with_slot(key, |slot| {
            let is_fresh = slot.read_again_at.is_some_and(|moment| now < moment);
            is_fresh.then(|| slot.entry.clone())
        });
        if let Some(entry) = cached {
            return entry;
        }
        // A separate task reads the entry. If the page stops waiting, the task continues. So the next page finds the
        // entry in the cache.
        let client = self.clone();
        let read = async move { client.read_into_cache(access, locale).await };
        let read = tokio::spawn(recorder::in_background(read));
        if tokio::time::timeout(PATIENCE, read).await.is_err() {
            tracing::warn!(
                access = access.technical_name(),
                "Altinn's catalogue is slow"
            );
            self.with_slot(key, |slot| slot.read_again_at = Some(now + RETRY_AFTER));
        }
        self.with_slot(key, |slot| slot.entry.clone())
    }

    fn with_slot<T>(&self, key: (Access, Locale), action: impl FnOnce(&mut Slot) -> T) -> T {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        action(cache.entry(key).or_default())
    }

    async fn read_into_cache(&self, access: Access, locale: Locale) {
        let result = match access {
            Access::Right(id) => self.read_right(id, locale).await,
            Access::Package(_) => self.read_package(&access.technical_name(), locale).await,
        };
        let now = Instant::now();
        self.with_slot((access, locale), |slot| match result {
            Ok(entry) => {
                // If Altinn did not send the policy of a service, the entry lacks `can_write`, so SmartCloud reads the
                // entry again soon.
                let services = &entry.services;
                let is_complete = services.iter().all(|service| service.can_write.is_some());
                let lifetime = if is_complete { LIFETIME } else { RETRY_AFTER };
                slot.read_again_at = Some(now + lifetime);
                slot.entry = Some(Arc::new(entry));
            }
            Err(cause) => {
                tracing::warn!(%cause, access = access.technical_name(), "the catalogue cannot be read");
                slot.read_again_at = Some(now + RETRY_AFTER);
            }
        });
    }

    /// Reads a right with `GET resourceregistry/api/v1/resource/{id}`. The response contains the texts in all
    /// languages.
    async fn read_right(&self, id: &str, locale: Locale) -> Result<CatalogueEntry, Error> {
        let path = ["resourceregistry", "api", "v1", "resource", id];
        let call = self.http.get(self.url(&path));
        let (resource, can_write) = tokio::join!(read::<Resource>(call), self.read_can_write(id));
        let resource = resource?;
        let name = resource.title.pick(locale).unwrap_or(CatalogueText {
            text: id.to_owned(),
            locale,
        });
        let owner = resource.has_competent_authority;
        let owner = owner.and_then(|owner| owner.name?.pick(locale));
        let description = resource.description;
        Ok(CatalogueEntry {
            description: description.and_then(|description| description.pick(locale)),
            services: vec![Service {
                name: name.clone(),
                owner: owner.map(|name| name.text),
                can_write,
            }],
            name,
        })
    }

    /// Reads an access package and its services with `GET
    /// accessmanagement/api/v1/meta/info/accesspackages/package/urn/{urn}`. Altinn chooses the language of the texts by
    /// the header `Accept-Language`.
    async fn read_package(&self, urn: &str, locale: Locale) -> Result<CatalogueEntry, Error> {
        let package: Package = self.read_package_part(&["urn", urn], locale).await?;
        // Altinn does not always send the services of an access package together with the package. If the services are
        // missing, read them with a second call.
        let resources = if package.resources.is_empty() {
            self.read_package_part(&[&package.id, "resources"], locale)
                .await?
        } else {
            package.resources
        };
        let in_locale = |text: String| CatalogueText { text, locale };
        let services = resources.into_iter().filter_map(|row| {
            serde_json::from_value::<PackageResource>(row)
                .inspect_err(|cause| tracing::warn!(%cause, urn, "skipped a service of a package"))
                .ok()
        });
        let services = services.map(|resource| async move {
            Service {
                can_write: self.read_can_write(&resource.ref_id).await,
                name: CatalogueText {
                    text: resource.name,
                    locale,
                },
                owner: resource.provider.and_then(|provider| provider.name),
            }
        });
        Ok(CatalogueEntry {
            name: in_locale(package.name),
            description: package.description.map(in_locale),
            services: join_all(services).await,
        })
    }

    async fn read_package_part<T: DeserializeOwned>(
        &self,
        parts: &[&str],
        locale: Locale,
    ) -> Result<T, Error> {
        let mut path = vec!["accessmanagement", "api", "v1", "meta", "info"];
        path.extend(["accesspackages", "package"]);
        path.extend(parts);
        let call = self.http.get(self.url(&path));
        read(call.header(ACCEPT_LANGUAGE, locale.code())).await
    }

    /// Returns whether the policy of a resource has actions that write. The call is `GET
    /// resourceregistry/api/v1/resource/{id}/policy/rights`. Its response lists each action, and who is allowed to
    /// perform the action.
    async fn read_can_write(&self, id: &str) -> Option<bool> {
        let path = ["resourceregistry", "api", "v1", "resource", id];
        let mut url = self.url(&path);
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(["policy", "rights"]);
        }
        let rights: Vec<PolicyRight> = read(self.http.get(url))
            .await
            .inspect_err(|cause| tracing::warn!(%cause, id, "the policy cannot be read"))
            .ok()?;
        let writes = |right: &PolicyRight| {
            let action = right.action.value.to_lowercase();
            !READING_ACTIONS.contains(&action.as_str())
        };
        Some(rights.iter().any(writes))
    }

    /// Builds a URL of Altinn's platform. Percent-encodes each part, so a slash in an id cannot change the path.
    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.platform.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }
}

/// Sends an HTTP request without a token, and parses the body of the response. For an empty list, Altinn answers 204
/// without a body.
async fn read<T: DeserializeOwned>(call: RequestBuilder) -> Result<T, Error> {
    let response = outbound::send(call).await?;
    let status = response.status();
    let body = response.into_body();
    match status {
        StatusCode::NO_CONTENT => Ok(outbound::parse_json(b"[]")?),
        _ if status.is_success() => Ok(outbound::parse_json(&body)?),
        _ => Err(Error::Status { status }),
    }
}

/// A text in up to three languages. Altinn can leave out any of the languages.
#[derive(Deserialize)]
struct Texts {
    nb: Option<String>,
    nn: Option<String>,
    en: Option<String>,
}

impl Texts {
    /// Returns the text in this language. If Altinn has no text in this language, returns the text in Bokmål.
    fn pick(self, locale: Locale) -> Option<CatalogueText> {
        let wanted = match locale {
            Locale::Nb => None,
            Locale::Nn => self.nn,
            Locale::En => self.en,
        };
        let in_locale = |text: Option<String>, locale| {
            let text = text.filter(|text| !text.trim().is_empty())?;
            Some(CatalogueText { text, locale })
        };
        in_locale(wanted, locale).or_else(|| in_locale(self.nb, Locale::Nb))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    title: Texts,
    description: Option<Texts>,
    has_competent_authority: Option<Authority>,
}

#[derive(Deserialize)]
struct Authority {
    name: Option<Texts>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    description: Option<String>,
    #[serde(default)]
    resources: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PackageResource {
    ref_id: String,
    name: String,
    provider: Option<Provider>,
}

#[derive(Deserialize)]
struct Provider {
    name: Option<String>,
}

#[derive(Deserialize)]
struct PolicyRight {
    action: Action,
}

#[derive(Deserialize)]
struct Action {
    value: String,
}
