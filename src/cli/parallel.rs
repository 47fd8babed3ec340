//! Work on many files side by side, and the bar that shows how far it is.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};

/// Inputs each worker takes before outputs are written: enough to keep all busy, few enough to bound memory.
pub(super) const BATCH: usize = 8;

/// Threads that work at once: as many as the machine has cores.
pub(super) fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Results of a function over all inputs, in their order, computed by all workers.
pub(super) fn map_parallel<I: Sync, T: Send>(
    inputs: &[I],
    workers: usize,
    make: impl Fn(&I) -> T + Sync,
) -> Vec<T> {
    let share = inputs.len().div_ceil(workers).max(1);
    let make = &make;
    std::thread::scope(|scope| {
        let threads: Vec<_> = inputs
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(make).collect::<Vec<T>>()))
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<T>>| match thread.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        threads.into_iter().flat_map(join).collect()
    })
}

/// A bar where there is much to do and somebody to see it.
pub(super) fn progress(files: usize) -> ProgressBar {
    if files < 2 || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} còn {eta}");
    ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
