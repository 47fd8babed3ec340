//! A document's file as an answer: whole or in part, in slices read as the caller takes them, so that a file of any
//! size costs the memory of one slice.

use super::App;
use super::error::{ApiError, ErrorResponse};
use super::range::{self, RequestedRange};
use crate::service::{Service, ServiceError, StoredFile};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// Bytes of one slice: what a caller who does not read on costs.
const SLICE: u64 = 64 << 10;

/// The answer to a request for a file: 200, 206, 304 or 416.
pub(super) async fn answer(
    app: &App,
    method: &Method,
    asked: &HeaderMap,
    file: StoredFile,
) -> Result<Response, ApiError> {
    let etag = format!("\"{}\"", file.sha256);
    if range::etag_matches(asked, &etag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        set_cache_headers(&mut response, &etag);
        return Ok(response);
    }
    let (status, range) = match range::requested_range(asked, &etag, file.bytes) {
        RequestedRange::Whole => (StatusCode::OK, 0..file.bytes),
        RequestedRange::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
        RequestedRange::Unsatisfiable => return Err(unsatisfiable(file.bytes).into()),
    };
    let length = range.end - range.start;
    let mut response = match *method {
        Method::HEAD => status.into_response(),
        _ => (status, body(&app.service, file.clone(), range.clone()).await?).into_response(),
    };
    set_cache_headers(&mut response, &etag);
    let headers = response.headers_mut();
    put(headers, header::CONTENT_TYPE, &file.media_type);
    put(headers, header::CONTENT_LENGTH, &length.to_string());
    put(headers, header::CONTENT_DISPOSITION, &content_disposition(&file.name));
    if status == StatusCode::PARTIAL_CONTENT {
        put(
            headers,
            header::CONTENT_RANGE,
            &format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes),
        );
    }
    Ok(response)
}

fn unsatisfiable(bytes: u64) -> ErrorResponse {
    let detail = format!("Tệp chỉ có {bytes} byte; không có đoạn được yêu cầu.");
    ErrorResponse::new(StatusCode::RANGE_NOT_SATISFIABLE, "no-range", detail)
        .with(header::CONTENT_RANGE, format!("bytes */{bytes}"))
}

/// Sets the headers that hold for the whole file and any part of it: ETag, ranges, caching.
fn set_cache_headers(response: &mut Response, etag: &str) {
    let headers = response.headers_mut();
    put(headers, header::ETAG, etag);
    put(headers, header::ACCEPT_RANGES, "bytes");
    // The files of a document never change while it exists, but who may see it may.
    put(headers, header::CACHE_CONTROL, "private, max-age=31536000, immutable");
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The name to save a file under, for old programs in ASCII and for others as it is (RFC 6266).
pub(super) fn content_disposition(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let ascii: String =
        name.chars().map(|c| if u8::try_from(c).is_ok_and(plain) { c } else { '_' }).collect();
    let mut full = String::with_capacity(name.len());
    for byte in name.bytes() {
        match plain(byte) {
            true => full.push(char::from(byte)),
            false => full.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{full}")
}

/// The bytes, of which the first slice is read already: where nothing can be read, the answer is still a refusal.
async fn body(service: &Service, file: StoredFile, range: Range<u64>) -> Result<Body, ServiceError> {
    let end = range.end.min(range.start + SLICE);
    let first = service.file_bytes(&file, range.start..end).await?;
    if end == range.end {
        return Ok(Body::from(first));
    }
    let slices = FileStream {
        service: service.clone(),
        file: Arc::new(file),
        ahead: end..range.end,
        first: Some(first.into()),
        reading: None,
    };
    Ok(Body::new(slices))
}

type PendingRead = Pin<Box<dyn Future<Output = Result<Vec<u8>, ServiceError>> + Send>>;

/// The slices of a file that are still to be sent.
struct FileStream {
    service: Service,
    file: Arc<StoredFile>,
    first: Option<Bytes>,
    reading: Option<PendingRead>,
    ahead: Range<u64>,
}

impl hyper::body::Body for FileStream {
    type Data = Bytes;
    type Error = ServiceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ServiceError>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if self.reading.is_none() {
            let Some(slice) = next(&mut self.ahead) else { return Poll::Ready(None) };
            let (service, file) = (self.service.clone(), Arc::clone(&self.file));
            self.reading = Some(Box::pin(async move { service.file_bytes(&file, slice).await }));
        }
        let Some(reading) = self.reading.as_mut() else { return Poll::Ready(None) };
        let read = ready!(reading.as_mut().poll(cx));
        self.reading = None;
        Poll::Ready(Some(read.map(|bytes| Frame::data(bytes.into()))))
    }

    fn size_hint(&self) -> SizeHint {
        match self.reading {
            Some(_) => SizeHint::default(),
            None => SizeHint::with_exact(
                self.first.as_ref().map_or(0, |f| f.len() as u64) + (self.ahead.end - self.ahead.start),
            ),
        }
    }
}

/// The next slice, taken off what is ahead.
fn next(ahead: &mut Range<u64>) -> Option<Range<u64>> {
    let end = ahead.end.min(ahead.start + SLICE);
    let slice = ahead.start..end;
    ahead.start = end;
    (!slice.is_empty()).then_some(slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_slice_by_slice_to_its_last_byte() {
        let mut ahead = 5..5 + 2 * SLICE + 1;
        let slices: Vec<_> = std::iter::from_fn(|| next(&mut ahead)).collect();
        assert_eq!(slices, [5..5 + SLICE, 5 + SLICE..5 + 2 * SLICE, 5 + 2 * SLICE..6 + 2 * SLICE]);
    }

    #[test]
    fn content_disposition_gives_a_name_in_ascii_and_in_utf_8() {
        assert_eq!(
            content_disposition("Kế hoạch\"\r\n.pdf"),
            "attachment; filename=\"K__ho_ch___.pdf\"; \
             filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%22%0D%0A.pdf"
        );
    }
}
