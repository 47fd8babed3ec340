//! `vanthu serve`: the service on a port, with what it does in the background, until it is told to stop.

use super::background::Background;
use super::store::{Capacity, StoreArguments, open_service};
use super::{CliError, OK, at};
use crate::access::SetupLink;
use crate::config::Environment;
use crate::http::{self, App, LogWriter};
use crate::office::TemplateFolder;
use crate::runtime::Runtime;
use crate::service::Service;
use clap::Args;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;

#[derive(Args)]
pub(super) struct ServeArguments {
    /// The address to listen on; port 0 takes a free one [VANTHU_LISTEN, else 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    #[command(flatten)]
    store: StoreArguments,
    /// Addresses or networks, apart by commas, of proxies whose X-Forwarded-For is believed; this machine's own always
    /// are (VANTHU_TRUSTED_PROXY).
    #[arg(long, value_name = "LIST")]
    trusted_proxy: Option<String>,
    /// Renderings at once; 0: one a core.
    #[arg(long, default_value_t = 0, value_name = "N")]
    workers: usize,
    /// Renderings that may wait; beyond them the answer is 503.
    #[arg(long, default_value_t = 64, value_name = "N")]
    queue: usize,
    /// Requests a minute for each key; 0: no limit.
    #[arg(long, default_value_t = 6_000, value_name = "N")]
    rate: u32,
}

/// Time that requests under way, and background work, have to finish once the service is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or SIGINT.
pub(super) fn serve(
    wanted: &ServeArguments,
    templates: TemplateFolder,
    runtime: &Runtime,
    out: &mut dyn Write,
) -> Result<u8, CliError> {
    let log = log_to_stderr().map_err(at(Path::new("log")))?;
    let code = tokio_runtime()?.block_on(run(wanted, templates, runtime, out));
    log.finish();
    code
}

/// The threads that the service runs on.
pub(super) fn tokio_runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(at(Path::new("tokio")))
}

async fn run(
    wanted: &ServeArguments,
    templates: TemplateFolder,
    runtime: &Runtime,
    out: &mut dyn Write,
) -> Result<u8, CliError> {
    let capacity = Capacity { workers: wanted.workers, queue: wanted.queue };
    let service = open_service(&wanted.store, capacity, templates, runtime).await?;
    let environment = Environment::read();
    let proxies = environment.trusted_proxies(wanted.trusted_proxy.as_deref());
    let proxies = proxies.map_err(|word| CliError::Said(no_proxy(&word)))?;
    let address = environment.listen(wanted.listen.as_deref());
    let listener = TcpListener::bind(&address).await.map_err(|source| cannot_listen(&address, &source))?;
    let address = listener.local_addr().map_err(at(Path::new(&address)))?;
    let open = service.access().is_open().await.map_err(crate::service::ServiceError::from)?;
    if open && !address.ip().is_loopback() {
        return Err(CliError::Said(too_open(address)));
    }
    announce(&service, address, open, out).await?;
    let background = Background::start(&service);
    let router = http::router(App::new(service.clone(), wanted.rate).with_proxies(proxies));
    let stop = stop_signal().map_err(at(Path::new("SIGTERM")))?;
    tracing::info!(%address, open, "serving");
    let finished = http::serve(listener, router, stop, GRACE).await;
    let rested = background.stop(GRACE).await;
    service.store().close().await;
    tracing::info!(finished, rested, "stopped");
    Ok(OK)
}

fn no_proxy(word: &str) -> String {
    format!(
        "«{word}» trong --trusted-proxy không phải địa chỉ hay mạng; hãy ghi như 10.0.0.5 hoặc 10.1.0.0/16, cách nhau \
         bằng dấu phẩy"
    )
}

fn cannot_listen(address: &str, source: &std::io::Error) -> CliError {
    let remedy = match source.kind() {
        std::io::ErrorKind::AddrInUse => {
            "cổng này đã có chương trình khác dùng; hãy chọn cổng khác bằng --listen"
        }
        std::io::ErrorKind::PermissionDenied => "không có quyền dùng cổng này; hãy chọn cổng từ 1024 trở lên",
        _ => "hãy xem lại --listen, ví dụ 127.0.0.1:8080",
    };
    CliError::Said(format!("không nghe được ở {address}: {remedy} ({source})"))
}

fn too_open(address: SocketAddr) -> String {
    format!(
        "chưa có khóa hay tài khoản nào nên ai cũng làm được mọi việc; vì thế không nghe ở {address} mà chỉ nghe ở \
         127.0.0.1. Hãy tạo khóa trước (vanthu key create), hoặc chạy với --listen 127.0.0.1:8080 rồi tạo tài khoản \
         quản trị qua đường dẫn in ra."
    )
}

/// Tells the person who started it where it listens. Where nobody can be told it serves all the same, and the link of
/// the first administrator is kept for a start at which somebody can.
async fn announce(
    service: &Service,
    address: SocketAddr,
    open: bool,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let access = service.access();
    let link = access.first_administrator().await.map_err(crate::service::ServiceError::from)?;
    let startup_message = startup_message(address, open, link.as_ref());
    if let Err(error) = out.write_all(startup_message.as_bytes()).and_then(|()| out.flush()) {
        tracing::warn!(%error, "standard output cannot be written");
        if let Some(SetupLink::New(secret)) = &link {
            access.withdraw_setup(secret).await.map_err(crate::service::ServiceError::from)?;
        }
    }
    Ok(())
}

/// Text for the person who started the service.
fn startup_message(address: SocketAddr, open: bool, link: Option<&SetupLink>) -> String {
    let shown = match address.ip().is_unspecified() {
        true => format!("http://localhost:{}", address.port()),
        false => format!("http://{address}"),
    };
    let mut startup_message = format!("Văn Thư đang nghe tại {shown}/\n");
    if open {
        startup_message.push_str(
            "Chưa có khóa hay tài khoản nào: chỉ nhận yêu cầu từ chính máy này, người dùng máy này làm được mọi việc.\n",
        );
    }
    match link {
        Some(SetupLink::New(secret)) => startup_message.push_str(&format!(
            "Tạo tài khoản quản trị đầu tiên (đường dẫn dùng một lần, trong 24 giờ): {shown}/setup/{secret}\n"
        )),
        Some(SetupLink::Told(until)) => startup_message.push_str(&format!(
            "Đường dẫn tạo tài khoản quản trị đầu tiên đã in ở lần khởi động trước, còn dùng được đến {until}. Không \
             còn giữ đường dẫn đó thì tạo tài khoản bằng lệnh «vanthu account create».\n"
        )),
        None => {}
    }
    startup_message
}

/// Done when the program is told to stop.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// One line of JSON for each event, on standard error; a panic is one too. What cannot be written is dropped: the
/// library's own word on that would go to standard error once more, and end the process.
fn log_to_stderr() -> std::io::Result<LogWriter> {
    let log = LogWriter::start(std::io::stderr())?;
    let lines = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(tracing::Level::INFO)
        .log_internal_errors(false)
        .with_writer(log.clone());
    // There is one already where several services run in one test.
    let _ = lines.try_init();
    let startup_message = log.clone();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let said = panic.payload_as_str().unwrap_or_default();
        tracing::error!(place, error = said, "panic");
        startup_message.finish();
    }));
    Ok(log)
}
