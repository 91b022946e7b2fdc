//! Work on many threads whose results come out in the order of the input.
//!
//! # How
//!
//! Each worker takes the next item from the one iterator, works on it and sends the result with its number. The caller's
//! thread puts the results back in order. A worker takes nothing more while it is `WINDOW` items for each thread ahead
//! of the last result given out, so that memory is bounded by the items in flight, however slow one of them or the
//! reader of the results is. Nothing waits for a batch to fill: the first result is out as soon as it is ready.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

/// How many items for each thread may be in flight.
const WINDOW: u64 = 32;

/// The input and how far it is read and given out.
struct Flow<I> {
    items: I,
    taken: u64,
    given: u64,
    stopped: bool,
}

/// Applies `work` to every item and hands each result to `give`, in order; stops at the first error of `give`.
///
/// Where `work` panics, `recover` makes the item's result: one item never stops the run.
pub(super) fn map_in_order<T: Send, R: Send, E>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
    recover: impl Fn() -> R + Sync,
    mut give: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.max(1);
    let window = WINDOW * threads as u64;
    let flow = Mutex::new(Flow { items, taken: 0, given: 0, stopped: false });
    let room = Condvar::new();
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, flow, room, work, recover) = (send.clone(), &flow, &room, &work, &recover);
            scope.spawn(move || {
                while let Some((number, item)) = next(flow, room, window) {
                    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(item)));
                    if send.send((number, result.unwrap_or_else(|_| recover()))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (number, result) in receive {
            early.insert(number, result);
            while let Some(result) = early.remove(&due) {
                due += 1;
                let outcome = give(result);
                let mut flow = lock(&flow);
                flow.given = due;
                flow.stopped |= outcome.is_err();
                room.notify_all();
                drop(flow);
                outcome?;
            }
        }
        Ok(())
    })
}

/// Takes the next item, as soon as there is room for it.
fn next<I: Iterator>(flow: &Mutex<Flow<I>>, room: &Condvar, window: u64) -> Option<(u64, I::Item)> {
    let mut flow = lock(flow);
    while !flow.stopped && flow.taken >= flow.given + window {
        flow = room.wait(flow).unwrap_or_else(PoisonError::into_inner);
    }
    if flow.stopped {
        return None;
    }
    let item = flow.items.next();
    if item.is_none() {
        // Others need not ask an iterator that has ended.
        flow.stopped = true;
        room.notify_all();
    }
    let number = flow.taken;
    flow.taken += 1;
    item.map(|item| (number, item))
}

/// Locks; a panic in the iterator poisons the lock, and what it guards is still sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_input() {
        let slow = |n: u64| {
            std::thread::sleep(std::time::Duration::from_micros(n * 7919 % 300));
            n * n
        };
        for threads in [1, 2, 5] {
            let mut found = Vec::new();
            let give = |n| {
                found.push(n);
                Ok::<(), ()>(())
            };
            map_in_order(0..700, threads, slow, || 0, give).unwrap();
            assert!(found.into_iter().eq((0..700).map(|n| n * n)), "{threads} threads");
        }
    }

    #[test]
    fn an_item_that_panics_is_replaced_and_the_rest_goes_on() {
        let mut found = Vec::new();
        let work = |n: i32| if n == 3 { std::panic::resume_unwind(Box::new("bad item")) } else { n };
        let give = |n| {
            found.push(n);
            Ok::<(), ()>(())
        };
        map_in_order(0..6, 2, work, || -1, give).unwrap();
        assert_eq!(found, [0, 1, 2, -1, 4, 5]);
    }

    #[test]
    fn a_reader_that_has_enough_stops_the_run() {
        let mut left = 10;
        let give = |_| {
            left -= 1;
            if left == 0 { Err("enough") } else { Ok(()) }
        };
        assert_eq!(map_in_order(0.., 3, |n: u64| n, || 0, give), Err("enough"));
    }
}
