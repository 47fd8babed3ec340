//! Bytes that come in: a bounded body, and what kind its sender says it is.

use crate::http::error::ErrorResponse;
use crate::limits;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

/// Kind of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum BodyKind {
    /// `application/json`, or `…+json`.
    Json,
    /// `multipart/form-data`.
    Multipart,
    /// There is no `Content-Type`.
    Unsaid,
    /// Anything else.
    Other,
}

/// The kind of a body. A compressed one is of none: a few kilobytes could unpack to gigabytes.
pub(in crate::http) fn kind(headers: &HeaderMap) -> BodyKind {
    let packed = headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    let Some(said) = headers.get(header::CONTENT_TYPE) else { return BodyKind::Unsaid };
    let name = said.to_str().unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match name.as_str() {
        _ if packed => BodyKind::Other,
        "application/json" => BodyKind::Json,
        "multipart/form-data" => BodyKind::Multipart,
        name if name.starts_with("application/") && name.ends_with("+json") => BodyKind::Json,
        _ => BodyKind::Other,
    }
}

/// The most bytes a body of this kind may have, whoever reads it.
pub(in crate::http) fn most(kind: BodyKind) -> usize {
    match kind {
        BodyKind::Multipart => limits::FORM_BYTES,
        _ => limits::BATCH_BYTES,
    }
}

/// All bytes of a body, if they are not too many and come in time; a body that says its length is refused before it
/// comes.
pub(in crate::http) async fn collect(
    headers: &HeaderMap,
    body: Body,
    most: usize,
) -> Result<Bytes, ErrorResponse> {
    let timeout = Duration::from_secs(limits::BODY_SECONDS);
    tokio::time::timeout(timeout, all(headers, body, most))
        .await
        .unwrap_or_else(|_| Err(ErrorResponse::too_slow()))
}

async fn all(headers: &HeaderMap, mut body: Body, most: usize) -> Result<Bytes, ErrorResponse> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(ErrorResponse::too_large(most));
    }
    let mut first = Bytes::new();
    let mut all = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let broken = |_| ErrorResponse::unreadable("Nội dung bị ngắt giữa chừng khi đang gửi.");
        let Ok(piece) = frame.map_err(broken)?.into_data() else { continue };
        if first.len() + all.len() + piece.len() > most {
            return Err(ErrorResponse::too_large(most));
        }
        match (first.is_empty(), all.is_empty()) {
            // One piece, as most drafts are, is not copied.
            (true, true) => first = piece,
            (_, true) => {
                all.reserve_exact(length.unwrap_or(0).max(first.len() + piece.len()));
                all.extend_from_slice(&std::mem::take(&mut first));
                all.extend_from_slice(&piece);
            }
            (_, false) => all.extend_from_slice(&piece),
        }
    }
    Ok(if all.is_empty() { first } else { all.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::response::IntoResponse;

    fn said(content_type: &'static str) -> HeaderMap {
        [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))].into_iter().collect()
    }

    #[test]
    fn the_kind_of_a_body_follows_its_content_type() {
        assert_eq!(kind(&said("application/json; charset=utf-8")), BodyKind::Json);
        assert_eq!(kind(&said("Application/Merge-Patch+JSON")), BodyKind::Json);
        assert_eq!(kind(&said("multipart/form-data; boundary=x")), BodyKind::Multipart);
        assert_eq!(kind(&said("text/json")), BodyKind::Other);
        assert_eq!(kind(&HeaderMap::new()), BodyKind::Unsaid);
        let mut packed = said("application/json");
        packed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(kind(&packed), BodyKind::Other);
    }

    #[tokio::test]
    async fn a_body_is_taken_up_to_its_limit_and_not_a_byte_more() {
        let collected = async |bytes| collect(&HeaderMap::new(), Body::from(vec![7; bytes]), 100).await;
        assert_eq!(collected(0).await.unwrap(), Bytes::new());
        assert_eq!(collected(100).await.unwrap().len(), 100);
        let refused = collected(101).await.unwrap_err().into_response();
        assert_eq!(refused.status(), 413);
        let lying = [(header::CONTENT_LENGTH, HeaderValue::from_static("101"))].into_iter().collect();
        assert!(collect(&lying, Body::empty(), 100).await.is_err());
    }
}
