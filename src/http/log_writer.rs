//! Lines of the log on their way to standard error.
//!
//! Takes whole lines, from any thread; writes them one after another from a thread of its own. A line that cannot be
//! written (the disk is full, whoever read has gone, or takes nothing) is dropped and counted: nobody who logs waits or
//! fails for the log's sake.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait at most while standard error takes nothing; of some 300 bytes each.
const QUEUE_LINES: usize = 4_096;
/// Patience with what still waits when the process ends or a panic is told.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// Lines of this process that were dropped. There is one standard error for all of it.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// Number of lines of the log that this process has dropped.
pub fn dropped_lines() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

fn drop_one() {
    DROPPED.fetch_add(1, Ordering::Relaxed);
}

/// The way to standard error. Clones share it.
#[derive(Clone, Debug)]
pub struct LogWriter {
    messages: SyncSender<LogMessage>,
}

#[derive(Debug)]
enum LogMessage {
    /// A line with its end.
    Line(Vec<u8>),
    /// Somebody waits until all lines before are written or dropped.
    Flush(SyncSender<()>),
}

impl LogWriter {
    /// Begins to write lines to `out`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (messages, waiting) = sync_channel(QUEUE_LINES);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || write_all(&waiting, out))?;
        Ok(Self { messages })
    }

    /// Waits until all lines so far are written or dropped, a second at most.
    pub fn finish(&self) {
        let (done, waited) = sync_channel(1);
        if self.messages.try_send(LogMessage::Flush(done)).is_ok() {
            let _ = waited.recv_timeout(FLUSH_TIMEOUT);
        }
    }
}

impl Write for LogWriter {
    /// Takes a whole line; it never fails.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.messages.try_send(LogMessage::Line(line.to_vec())).is_err() {
            drop_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogWriter {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Writes lines until nobody can send any more.
fn write_all(messages: &Receiver<LogMessage>, mut out: impl Write) {
    let mut is_cut = false;
    for message in messages {
        match message {
            LogMessage::Line(line) => {
                // Of a line that was dropped a part may stand there: the next begins anew.
                let begin: &[u8] = if is_cut { b"\n" } else { b"" };
                is_cut = out.write_all(&[begin, &line].concat()).and_then(|()| out.flush()).is_err();
                if is_cut {
                    drop_one();
                }
            }
            // Who waited may have gone.
            LogMessage::Flush(done) => drop(done.try_send(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex, MutexGuard};

    /// There is one count in the process.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    fn alone() -> MutexGuard<'static, ()> {
        ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A disk with room for so many bytes, given more later.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(usize, Vec<u8>)>>);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().unwrap();
            match bytes.len().min(disk.0) {
                0 => Err(io::ErrorKind::StorageFull.into()),
                taken => {
                    disk.0 -= taken;
                    disk.1.extend(&bytes[..taken]);
                    Ok(taken)
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_line_without_room_is_dropped_and_counted_and_the_next_begins_anew() {
        let _alone = alone();
        let (disk, before) = (Disk::default(), dropped_lines());
        disk.0.lock().unwrap().0 = 6;
        let mut log = LogWriter::start(disk.clone()).unwrap();
        log.write_all(b"one\n").unwrap();
        log.write_all(b"two\n").unwrap();
        log.finish();
        assert_eq!(dropped_lines() - before, 1);
        disk.0.lock().unwrap().0 = 100;
        log.write_all(b"three\n").unwrap();
        log.finish();
        assert_eq!(disk.0.lock().unwrap().1, b"one\ntw\nthree\n");
        assert_eq!(dropped_lines() - before, 1);
    }

    /// Somebody who takes nothing until the test ends.
    struct Stuck(Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn logging_does_not_block_on_a_reader_that_takes_nothing() {
        let _alone = alone();
        let before = dropped_lines();
        let (end, stuck) = sync_channel(1);
        let mut log = LogWriter::start(Stuck(stuck)).unwrap();
        for _ in 0..QUEUE_LINES + 100 {
            log.write_all(b"line\n").unwrap();
        }
        assert!((98..=100).contains(&(dropped_lines() - before)), "{}", dropped_lines() - before);
        drop(end);
    }
}
