//! A connection whose other end must keep on reading: whoever asks for a file and then takes nothing of it would keep
//! his place, and a slice of the file in memory, for ever.
//!
//! And one that closes slowly where it must: an end closed on a client that is still sending resets the connection, and
//! the answer that lies ready on the other side is lost with it.

use crate::limits;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream that fails where nothing more can be written to it for a while, and that takes what is still sent before it
/// closes.
#[derive(Debug)]
pub(super) struct WriteTimeoutStream<S> {
    stream: S,
    /// Runs while the other end takes nothing.
    end: Option<Pin<Box<Sleep>>>,
    /// Flag: a part of a request was left unread.
    unread: Arc<AtomicBool>,
    /// Runs, and counts the bytes, while what is still sent is thrown away.
    lingering: Option<(Pin<Box<Sleep>>, usize)>,
}

impl<S: Unpin> WriteTimeoutStream<S> {
    /// A stream that takes what is still sent before it closes, if `unread` is set by then.
    pub(super) fn new(stream: S, unread: Arc<AtomicBool>) -> Self {
        Self { stream, end: None, unread, lingering: None }
    }

    fn stream(&mut self) -> Pin<&mut S> {
        Pin::new(&mut self.stream)
    }

    fn waited<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.end = None;
            return written;
        }
        let end = self.end.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(limits::WRITE_SECONDS))));
        end.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> WriteTimeoutStream<S> {
    /// Throws away what the other end still sends: to its end, but not for long and not without measure.
    fn linger(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, lingering, .. } = self;
        let begin = || (Box::pin(sleep(Duration::from_secs(limits::LINGER_SECONDS))), limits::LINGER_BYTES);
        let (end, left) = lingering.get_or_insert_with(begin);
        let mut thrown = [0; 16 << 10];
        while *left > 0 && end.as_mut().poll(cx).is_pending() {
            let mut thrown = ReadBuf::new(&mut thrown);
            match Pin::new(&mut *stream).poll_read(cx, &mut thrown) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) if !thrown.filled().is_empty() => {
                    *left = left.saturating_sub(thrown.filled().len());
                }
                Poll::Ready(_) => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteTimeoutStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream().poll_read(cx, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for WriteTimeoutStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = self.stream().poll_write(cx, bytes);
        self.waited(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = self.stream().poll_write_vectored(cx, slices);
        self.waited(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = self.stream().poll_flush(cx);
        self.waited(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            let shut = self.stream().poll_shutdown(cx);
            match self.waited(cx, shut) {
                Poll::Ready(Ok(())) if self.unread.load(Ordering::Relaxed) => {}
                shut => return shut,
            }
        }
        self.linger(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    /// The other end of nothing: it takes so many bytes and then no more.
    struct Full(usize);

    impl AsyncWrite for Full {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            match bytes.len().min(self.0) {
                0 => Poll::Pending,
                taken => {
                    self.0 -= taken;
                    Poll::Ready(Ok(taken))
                }
            }
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncRead for Full {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            into: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            // As much as is wanted, for ever.
            let all = into.remaining();
            into.initialize_unfilled().fill(7);
            into.advance(all);
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn lingering_close_drains_a_bounded_upload() {
        let unread = Arc::<AtomicBool>::default();
        let mut stream = WriteTimeoutStream::new(Full(0), Arc::clone(&unread));
        poll_fn(|cx| Pin::new(&mut stream).poll_shutdown(cx)).await.unwrap();
        assert!(stream.lingering.is_none(), "all was read: it closes at once");
        unread.store(true, Ordering::Relaxed);
        poll_fn(|cx| Pin::new(&mut stream).poll_shutdown(cx)).await.unwrap();
        assert_eq!(stream.lingering.unwrap().1, 0);
    }

    async fn write(stream: &mut WriteTimeoutStream<Full>) -> io::Result<usize> {
        poll_fn(|cx| Pin::new(&mut *stream).poll_write(cx, &[7; 10])).await
    }

    /// Its timeout is half a minute; the test's is not.
    #[tokio::test]
    async fn a_client_that_reads_nothing_meets_the_write_timeout() {
        let mut stream = WriteTimeoutStream::new(Full(15), Arc::default());
        assert_eq!(write(&mut stream).await.unwrap(), 10);
        assert_eq!(write(&mut stream).await.unwrap(), 5);
        assert!(stream.end.is_none());
        let soon = tokio::time::timeout(Duration::from_millis(5), write(&mut stream)).await;
        assert!(soon.is_err(), "it waits");
        stream.end = Some(Box::pin(sleep(Duration::from_millis(1))));
        assert_eq!(write(&mut stream).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
