//! Serves the site's files: the style sheet, the font and the islands' code.
//!
//! The site builder puts a hash of each file's content into the name of the file. The name without the hash, such as
//! `smartcloud.css`, is the *plain name*. The site builder also writes `assets.json`, which maps each plain name to the
//! URL path of the file. The server reads all files once, at its start.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    fs,
    hash::Hasher,
    io,
    path::Path,
};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::encoding::Encoding;

/// The `Cache-Control` of a file with a hash in its name. Browsers can keep the file for a year, because changed
/// content gets a new name.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The `Cache-Control` of a file in a development build. Such a file keeps its name when its content changes, so
/// browsers must ask the server again.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(Debug, Default)]
pub struct Assets {
    /// Maps the plain name of each file (the name without a hash) to the URL path of the file.
    paths: HashMap<String, String>,
    /// The files that the server sends. The key is the path of the file within `/pkg/`.
    files: HashMap<String, File>,
}

/// A file of the site, with the compressed versions that the site builder wrote beside it.
#[derive(Debug)]
struct File {
    content_type: HeaderValue,
    plain: Content,
    brotli: Option<Content>,
    gzip: Option<Content>,
}

#[derive(Debug)]
struct Content {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Assets {
    /// Reads `assets.json` and the files in the folder `site`.
    ///
    /// The server also starts if `assets.json` is missing, and the pages then use file names without a hash. The server
    /// answers 404 for any other missing file.
    #[must_use]
    pub fn read(site: &Path) -> Self {
        let list = site.join("assets.json");
        let paths = fs::read(&list)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        if paths.is_none() {
            tracing::warn!(
                list = %list.display(),
                "the list of the site's files cannot be read; run `make demo` or `cargo xtask site`"
            );
        }
        let mut files = HashMap::new();
        if let Err(error) = read_folder(&site.join("pkg"), "", &mut files) {
            tracing::warn!(
                %error,
                site = %site.display(),
                "the site's files cannot be read; run `make demo` or `cargo xtask site`"
            );
        }
        Self {
            paths: paths.unwrap_or_default(),
            files,
        }
    }

    /// Whether the name of each file contains a hash of the file's content. In a development build, the names contain
    /// no hash.
    #[must_use]
    pub fn named_by_content(&self) -> bool {
        let is_plain = |(name, path): (&String, &String)| *path == format!("/pkg/{name}");
        !self.paths.is_empty() && !self.paths.iter().any(is_plain)
    }

    /// Returns the URL path of a file, such as `/pkg/smartcloud.ab12.css`. `name` is the name without the hash, such as
    /// `smartcloud.css`.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.paths
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("/pkg/{name}"))
    }

    /// Returns the HTTP response with the file at `path`, which is relative to `/pkg/`. `request` holds the headers of
    /// the HTTP request.
    #[must_use]
    pub fn respond(&self, path: &str, request: &HeaderMap) -> Response {
        let Some(file) = self.files.get(path) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let cache_control = if self.named_by_content() {
            KEEP
        } else {
            REVALIDATE
        };
        file.respond(request, cache_control)
    }
}

impl File {
    fn read(path: &Path) -> io::Result<Self> {
        let compressed = |extension: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(extension);
            fs::read(name).ok().map(Content::new)
        };
        Ok(Self {
            content_type: content_type(path),
            plain: Content::new(fs::read(path)?),
            brotli: compressed(".br"),
            gzip: compressed(".gz"),
        })
    }

    fn respond(&self, request: &HeaderMap, cache_control: HeaderValue) -> Response {
        let is_compressed = self.brotli.is_some() || self.gzip.is_some();
        let (content, encoding) = match (Encoding::of(request), &self.brotli, &self.gzip) {
            (Encoding::Brotli, Some(content), _) => (content, Encoding::Brotli),
            (Encoding::Brotli | Encoding::Gzip, _, Some(content)) => (content, Encoding::Gzip),
            _ => (&self.plain, Encoding::Identity),
        };
        let is_current = request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|etag| etag.trim().trim_start_matches("W/"))
            .any(|etag| etag == "*" || content.etag == etag);
        let mut response = if is_current {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(content.bytes.clone()))
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, cache_control);
        headers.insert(header::ETAG, content.etag.clone());
        if is_compressed {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if !is_current {
            headers.insert(header::CONTENT_TYPE, self.content_type.clone());
            if let Some(encoding) = encoding.header() {
                headers.insert(header::CONTENT_ENCODING, encoding);
            }
        }
        response
    }
}

impl Content {
    fn new(bytes: Vec<u8>) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        let etag = HeaderValue::try_from(format!("\"{:016x}\"", hasher.finish()));
        Self {
            bytes: bytes.into(),
            etag: etag.unwrap_or(HeaderValue::from_static("\"\"")),
        }
    }
}

/// Reads all files of a folder and of its subfolders into `files`. `prefix` is the path of the folder within `/pkg/`.
fn read_folder(folder: &Path, prefix: &str, files: &mut HashMap<String, File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if path
            .extension()
            .is_none_or(|extension| extension != "br" && extension != "gz")
        {
            files.insert(name, File::read(&path)?);
        }
    }
    Ok(())
}

fn content_type(path: &Path) -> HeaderValue {
    let extension = path.extension().and_then(|extension| extension.to_str());
    HeaderValue::from_static(match extension {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_paths<const N: usize>(paths: [(&str, &str); N]) -> Assets {
        Assets {
            paths: paths
                .map(|(name, path)| (name.to_owned(), path.to_owned()))
                .into(),
            files: HashMap::new(),
        }
    }

    #[test]
    fn a_file_without_an_entry_has_its_plain_name() {
        let assets = with_paths([("smartcloud.css", "/pkg/smartcloud.ab12.css")]);
        assert_eq!(assets.path("smartcloud.css"), "/pkg/smartcloud.ab12.css");
        assert_eq!(assets.path("inter.woff2"), "/pkg/inter.woff2");
        assert!(assets.named_by_content());

        assert!(!with_paths([("inter.woff2", "/pkg/inter.woff2")]).named_by_content());
        assert!(!Assets::default().named_by_content());
    }

    #[test]
    fn a_browser_gets_the_form_that_it_accepts_and_304_for_its_etag() {
        let mut assets = with_paths([("a.css", "/pkg/a.1.css")]);
        let file = File {
            content_type: content_type(Path::new("a.css")),
            plain: Content::new(b"plain".to_vec()),
            brotli: Some(Content::new(b"brotli".to_vec())),
            gzip: None,
        };
        let etag = file.brotli.as_ref().unwrap().etag.clone();
        assets.files.insert("a.1.css".to_owned(), file);

        let mut request = HeaderMap::new();
        let plain = assets.respond("a.1.css", &request);
        assert_eq!(plain.headers()[header::CONTENT_TYPE], "text/css");
        assert_eq!(plain.headers()[header::VARY], "accept-encoding");
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
        assert_ne!(plain.headers()[header::ETAG], etag);

        request.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("gzip, br"),
        );
        let compressed = assets.respond("a.1.css", &request);
        assert_eq!(compressed.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(compressed.headers()[header::ETAG], etag);
        assert_eq!(compressed.headers()[header::CACHE_CONTROL], KEEP);

        request.insert(header::IF_NONE_MATCH, etag);
        let unchanged = assets.respond("a.1.css", &request);
        assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);

        let missing = assets.respond("../Cargo.toml", &request);
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    }
}
