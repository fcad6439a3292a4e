//! The page's files: WebAssembly, script, styles, fonts.
//!
//! They are embedded in the release; `server.site_folder` replaces them by a folder. Each is kept
//! with its compressed forms where the build made them.

use crate::StartError;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use std::collections::HashMap;
use std::path::Path;

/// Every file of the site by its path (`pkg/dashboard-light.3f2a.wasm`).
#[derive(Default)]
pub struct Site {
    files: HashMap<String, File>,
}

/// One file, as is and compressed.
#[derive(Default)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The folder cargo-leptos builds into, used when nothing is embedded.
#[cfg(not(feature = "embed-site"))]
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");

#[cfg(feature = "embed-site")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../target/site"]
struct Embedded;

// === impl Site ===

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site")
            .field("files", &self.files.len())
            .finish()
    }
}

impl Site {
    /// The files of `folder`, else the embedded ones, else those of the last build.
    pub fn load(folder: Option<&Path>) -> Result<Self, StartError> {
        match folder {
            Some(folder) => Self::read(folder),
            None => Self::built_in(),
        }
    }

    #[cfg(feature = "embed-site")]
    fn built_in() -> Result<Self, StartError> {
        let mut site = Self::default();
        for path in <Embedded as rust_embed::RustEmbed>::iter() {
            if let Some(file) = <Embedded as rust_embed::RustEmbed>::get(&path) {
                let bytes = match file.data {
                    std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
                };
                site.add(&path, bytes);
            }
        }
        Ok(site)
    }

    #[cfg(not(feature = "embed-site"))]
    fn built_in() -> Result<Self, StartError> {
        let built = Path::new(BUILT);
        if built.is_dir() {
            Self::read(built)
        } else {
            Ok(Self::default())
        }
    }

    fn read(folder: &Path) -> Result<Self, StartError> {
        let mut site = Self::default();
        let mut folders = vec![folder.to_owned()];
        let failed = |error: std::io::Error| StartError::Site {
            folder: folder.to_owned(),
            reason: error.to_string(),
        };
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(name) = path.strip_prefix(folder).ok().and_then(Path::to_str) {
                    site.add(name, std::fs::read(&path).map_err(failed)?.into());
                }
            }
        }
        Ok(site)
    }

    fn add(&mut self, path: &str, bytes: Bytes) {
        if let Some(path) = path.strip_suffix(".br") {
            self.files.entry(path.to_owned()).or_default().brotli = Some(bytes);
        } else if let Some(path) = path.strip_suffix(".gz") {
            self.files.entry(path.to_owned()).or_default().gzip = Some(bytes);
        } else {
            self.files.entry(path.to_owned()).or_default().plain = bytes;
        }
    }

    /// The path of the file in `pkg/` with this ending, whatever hash stands in its name.
    pub fn package_file(&self, ending: &str) -> Option<&str> {
        let is_it = |path: &&String| path.starts_with("pkg/") && path.ends_with(ending);
        self.files.keys().filter(is_it).min().map(String::as_str)
    }

    /// Whether there is a file with this path.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The answer to a request for this path, `None` when there is no such file.
    pub fn answer(&self, path: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let file = self.files.get(path)?;
        let accepted = request
            .get(header::ACCEPT_ENCODING)
            .and_then(|v| v.to_str().ok());
        let accepts = |coding: &str| {
            accepted.is_some_and(|all| {
                all.split(',').map(str::trim).any(|one| {
                    let (name, quality) = one.split_once(';').unwrap_or((one, ""));
                    name.eq_ignore_ascii_case(coding) && quality.trim() != "q=0"
                })
            })
        };
        let (bytes, coding) = match (&file.brotli, &file.gzip) {
            (Some(brotli), _) if accepts("br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts("gzip") => (gzip, Some("gzip")),
            _ => (&file.plain, None),
        };
        let mut response = Response::new(Body::from(bytes.clone()));
        *response.status_mut() = StatusCode::OK;
        let headers = response.headers_mut();
        let mime = mime_guess::from_path(path).first_or_octet_stream();
        if let Ok(value) = HeaderValue::from_str(mime.as_ref()) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        // Names in pkg/ carry a hash of their content, the others do not.
        let caching = if path.starts_with("pkg/") {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=3600"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        Some(response)
    }
}
