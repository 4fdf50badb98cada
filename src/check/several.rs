//! Many projects in one call: each on a thread of its own, told of in the order in which they were
//! named.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::project::{Report, examine};
use crate::cli::Check;
use crate::interrupt::{self, Interrupted};
use crate::templates::Templates;

/// Python nests deeper than a thread's usual stack.
const STACK: usize = 256 * 1024 * 1024;

/// Checks every project and hands each report on as soon as all before it have been.
pub(super) fn in_order(
    args: &Check,
    progress: bool,
    mut tell: impl FnMut(Report),
) -> Result<(), Interrupted> {
    let [first, rest @ ..] = args.paths.as_slice() else {
        return Ok(());
    };
    if rest.is_empty() {
        // The main thread has a large stack already.
        tell(examine(first, args, &Templates::embedded()));
        return Ok(());
    }
    let bar = bar(args.paths.len(), progress);
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (done, reports) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.min(args.paths.len()) {
            let (next, done) = (&next, done.clone());
            let work = move || {
                let templates = Templates::embedded();
                while interrupt::check().is_ok() {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = args.paths.get(index) else {
                        break;
                    };
                    if done.send((index, examine(path, args, &templates))).is_err() {
                        break;
                    }
                }
            };
            // Where no thread can be had the others do its work.
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work);
        }
        drop(done);
        let mut waiting: BTreeMap<usize, Report> = BTreeMap::new();
        let mut told = 0;
        for (index, report) in reports {
            bar.inc(1);
            waiting.insert(index, report);
            while let Some(report) = waiting.remove(&told) {
                bar.suspend(|| tell(report));
                told += 1;
            }
        }
    });
    bar.finish_and_clear();
    interrupt::check()
}

/// A bar on stderr, where that is a terminal.
fn bar(length: usize, shown: bool) -> ProgressBar {
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(u64::try_from(length).ok(), target);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} projects  {eta} left");
    style
        .map(|style| bar.clone().with_style(style))
        .unwrap_or(bar)
}
