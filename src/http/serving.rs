//! Connections: taken in, bounded in number and time, closed in order when the service stops.

use super::client::Connection;
use super::write_timeout::WriteTimeoutStream;
use crate::limits;
use axum::Router;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// Pause after a connection could not be taken in: no file handles are left, and trying at once would only burn a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is done; then takes no new connection, and gives those under way `grace` to finish.
/// Gives `true` if all of them finished in that time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    grace: Duration,
) -> bool {
    let permits = Arc::new(Semaphore::new(limits::CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            () = &mut stop => break,
            taken = accept(&listener, &permits) => taken,
        };
        let Some((stream, peer, permit)) = taken else { continue };
        // A small answer should not wait for a full packet.
        let _ = stream.set_nodelay(true);
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(limits::HEAD_SECONDS))
            .max_buf_size(limits::HEAD_BYTES);
        let connection = Connection { peer, unread: Arc::default() };
        let stream = TokioIo::new(WriteTimeoutStream::new(stream, Arc::clone(&connection.unread)));
        let service = TowerToHyperService::new(
            router.clone().map_request(move |request| with_connection(request, &connection)),
        );
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            // How a connection ends is the caller's matter: the requests it carried have their lines in the log.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    tokio::time::timeout(grace, graceful.shutdown()).await.is_ok()
}

/// A request that says by which connection it came.
fn with_connection<B>(mut request: Request<B>, connection: &Connection) -> Request<B> {
    request.extensions_mut().insert(connection.clone());
    request
}

type ConnectionPermit = tokio::sync::OwnedSemaphorePermit;

/// The next connection, once there is a place for it; who comes meanwhile waits in the listener's own queue.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, ConnectionPermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, permit)),
        Err(error) => {
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}
