//! Lists with limit and continue, and single objects.

use std::sync::Arc;

use bytes::Bytes;

use crate::{
    api::{answer::Failure, ask::ListOptions},
    kind::Kind,
    store::{Entry, Objects, Store},
};

/// How objects are written: whole, or only their metadata
/// (`Accept: application/json;as=PartialObjectMetadata`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Whole,
    MetadataOnly,
}

/// What kind of RV-dependent read a list is.
enum Read {
    /// The state as it is now.
    Newest,
    /// Exactly as it was.
    At(u64),
}

// === impl Form ===

impl Form {
    /// The form an `Accept` header asks for.
    pub(crate) fn accepted(accept: &str) -> Self {
        if accept.contains("as=PartialObjectMetadata") {
            Form::MetadataOnly
        } else {
            Form::Whole
        }
    }

    /// One object with its `kind` and `apiVersion`.
    pub(crate) fn object(self, kind: Kind, entry: &Entry) -> Vec<u8> {
        let mut text = Vec::with_capacity(entry.tail.len() + 64);
        match self {
            Form::Whole => {
                text.extend_from_slice(head(kind.name(), kind.api_version()).as_bytes());
                text.extend_from_slice(&entry.tail);
            }
            Form::MetadataOnly => partial_object(&mut text, entry),
        }
        text
    }

    fn item(self, text: &mut Vec<u8>, entry: &Entry) {
        match self {
            Form::Whole => {
                text.push(b'{');
                text.extend_from_slice(&entry.tail);
            }
            Form::MetadataOnly => partial_object(text, entry),
        }
    }

    fn list_head(self, kind: Kind) -> String {
        match self {
            Form::Whole => head(&format!("{}List", kind.name()), kind.api_version()),
            Form::MetadataOnly => head("PartialObjectMetadataList", "meta.k8s.io/v1"),
        }
    }
}

fn head(kind: &str, api_version: &str) -> String {
    format!(r#"{{"kind":"{kind}","apiVersion":"{api_version}","#)
}

fn partial_object(text: &mut Vec<u8>, entry: &Entry) {
    text.extend_from_slice(head("PartialObjectMetadata", "meta.k8s.io/v1").as_bytes());
    text.extend_from_slice(br#""metadata":"#);
    text.extend_from_slice(&entry.metadata);
    text.push(b'}');
}

/// The list object a request is answered with.
pub(crate) fn list(
    store: &Store,
    kind: Kind,
    namespace: Option<&str>,
    options: &ListOptions,
    form: Form,
) -> Result<Bytes, Failure> {
    let selector = options.selector(kind)?;
    let resume = options.resume.as_deref().map(Continue::read).transpose()?;
    let read = match &resume {
        Some(resume) => Read::At(resume.revision),
        None => read_of(options, store.revision())?,
    };
    let revision = match read {
        Read::Newest => store.revision(),
        Read::At(revision) => revision,
    };
    let past;
    let objects = match read {
        Read::Newest => store.objects(kind),
        Read::At(revision) => {
            past = store
                .objects_at(kind, revision)
                .map_err(|_| match &resume {
                    Some(resume) => resume.expired(store.revision()),
                    None => {
                        Failure::expired("The resourceVersion for the provided list is too old.")
                    }
                })?;
            &past
        }
    };
    // A list "from any version" is answered from the cache as a whole, whatever its limit.
    let limit = match options.limit {
        0 => usize::MAX,
        _ if options.resource_version == "0" && resume.is_none() => usize::MAX,
        limit => limit,
    };
    let start = resume.map(|resume| resume.start).unwrap_or_default();
    let mut matching =
        in_namespace(objects, namespace, &start).filter(|(_, entry)| selector.matches(entry));
    let page: Vec<(&String, &Arc<Entry>)> = matching.by_ref().take(limit).collect();
    let left = if limit == usize::MAX {
        0
    } else {
        matching.count()
    };

    let mut text = form.list_head(kind).into_bytes();
    text.extend_from_slice(format!(r#""metadata":{{"resourceVersion":"{revision}""#).as_bytes());
    if let (Some((last, _)), 1..) = (page.last(), left) {
        let resume = Continue {
            revision,
            start: format!("{last}\0"),
        };
        text.extend_from_slice(format!(r#","continue":"{}""#, resume.token()).as_bytes());
        if selector.is_everything() {
            text.extend_from_slice(format!(r#","remainingItemCount":{left}"#).as_bytes());
        }
    }
    text.extend_from_slice(br#"},"items":["#);
    for (number, (_, entry)) in page.into_iter().enumerate() {
        if number > 0 {
            text.push(b',');
        }
        form.item(&mut text, entry);
    }
    text.extend_from_slice(b"]}\n");
    Ok(text.into())
}

/// The objects of a namespace, or all, from `start` on.
pub(crate) fn in_namespace<'s>(
    objects: &'s Objects,
    namespace: Option<&str>,
    start: &str,
) -> impl Iterator<Item = (&'s String, &'s Arc<Entry>)> {
    let prefix = namespace
        .map(|namespace| format!("{namespace}/"))
        .unwrap_or_default();
    let from = if start > prefix.as_str() {
        start.to_owned()
    } else {
        prefix.clone()
    };
    objects
        .range(from..)
        .take_while(move |(key, _)| key.starts_with(&prefix))
}

fn read_of(options: &ListOptions, newest: u64) -> Result<Read, Failure> {
    let rule = options.resource_version_match.as_str();
    match (options.revision()?, rule) {
        (None, "") => Ok(Read::Newest),
        (None, _) => Err(Failure::invalid_list_options(
            "resourceVersionMatch",
            "Forbidden",
            "resourceVersionMatch is forbidden unless resourceVersion is provided",
        )),
        (Some(0), "Exact") => Err(Failure::invalid_list_options(
            "resourceVersionMatch",
            "Forbidden",
            "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
        )),
        (Some(revision), _) if revision > newest => Err(Failure::too_large(revision, newest)),
        (Some(revision), "Exact") => Ok(Read::At(revision)),
        // Without a rule, a page of a given version is read exactly at it (the "legacy" rule).
        (Some(revision), "") if revision > 0 && options.limit > 0 => Ok(Read::At(revision)),
        (Some(_), _) => Ok(Read::Newest),
    }
}

/// Where the next page of a list begins. Opaque to clients: hexadecimal text.
struct Continue {
    revision: u64,
    start: String,
}

// === impl Continue ===

impl Continue {
    fn token(&self) -> String {
        let text = format!("{}:{}", self.revision, self.start);
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    fn read(token: &str) -> Result<Self, Failure> {
        let invalid = || {
            Failure::bad_request(
                "invalid continue token: continue key is not valid: illegal base64 data",
            )
        };
        let digits = token.as_bytes().chunks(2);
        let bytes: Option<Vec<u8>> = digits
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        let text = String::from_utf8(bytes.ok_or_else(invalid)?).map_err(|_| invalid())?;
        let (revision, start) = text.split_once(':').ok_or_else(invalid)?;
        let revision = revision.parse().map_err(|_| invalid())?;
        Ok(Self {
            revision,
            start: start.to_owned(),
        })
    }

    /// The refusal of a token whose version is gone, with one to go on at the newest version.
    fn expired(&self, newest: u64) -> Failure {
        let resume = Continue {
            revision: newest,
            start: self.start.clone(),
        };
        Failure {
            resume: Some(resume.token()),
            ..Failure::expired(
                "The provided continue parameter is too old to display a consistent list result. \
                 You can start a new list without the continue parameter, or use the continue \
                 token in this response to retrieve the remainder of the results. Continuing with \
                 the provided token results in an inconsistent list - objects that were created, \
                 modified, or deleted between the time the first chunk was returned and now may \
                 show up in the list.",
            )
        }
    }
}
