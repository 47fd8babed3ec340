//! Unread rest of a request's body when its response is ready: an error often comes before the body was read.
//!
//! A client that is still sending would lose the answer, and the rest of the body would be taken for the next request.
//! So a small rest is taken and thrown away; where it is large or slow, the answer says that the connection ends, and
//! the connection takes what still comes for a while before it closes ([`super::write_timeout`]).

use super::client::Connection;
use crate::limits;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// Lets a request through, and sees to what its handler left of the body.
pub(super) async fn drain_or_close(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let connection = request.extensions().get::<Connection>().cloned();
    // Reading tells such a client to send; one that was answered instead need not.
    let waits = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let shared = SharedBody(Arc::new(Mutex::new(SharedBodyState { body: Some(body), touched: false })));
    let mut response = next.run(Request::from_parts(parts, Body::new(shared.clone()))).await;
    let (rest, touched) = shared.take();
    let ends = response.headers().get(header::CONNECTION).is_some_and(|value| value == "close");
    let is_over = match rest {
        Some(rest) if ends || waits && !touched => rest.is_end_stream(),
        Some(rest) => drain(rest).await,
        None => true,
    };
    if !is_over {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        if let Some(connection) = connection {
            connection.unread.store(true, Ordering::Relaxed);
        }
    }
    response
}

/// Reads a body to its end; false where that is too far away.
async fn drain(mut body: Body) -> bool {
    let timeout = Duration::from_secs(limits::DRAIN_SECONDS);
    let read = async {
        let mut left = limits::DRAIN_BYTES;
        while body.size_hint().lower() <= left {
            let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await else { return true };
            let Ok(frame) = frame else { return false };
            left = left.saturating_sub(frame.data_ref().map_or(1, Bytes::len) as u64);
            if left == 0 {
                return body.is_end_stream();
            }
        }
        false
    };
    tokio::time::timeout(timeout, read).await.unwrap_or(false)
}

/// A body that is lent to whoever answers, and can be taken back.
#[derive(Clone)]
struct SharedBody(Arc<Mutex<SharedBodyState>>);

struct SharedBodyState {
    /// None once it was taken back.
    body: Option<Body>,
    /// Flag: somebody has asked for a piece of it.
    touched: bool,
}

impl SharedBody {
    fn lock(&self) -> MutexGuard<'_, SharedBodyState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The body, and whether any of it was asked for.
    fn take(&self) -> (Option<Body>, bool) {
        let mut state = self.lock();
        (state.body.take(), state.touched)
    }
}

impl HttpBody for SharedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut state = self.lock();
        state.touched = true;
        match &mut state.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(Some(Err(axum::Error::new("the request is answered already")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.lock().body.as_ref().is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}
