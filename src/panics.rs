//! A panic costs the call in which it happens, and no other. It cannot be caught, and what it leaves in memory cannot be
//! trusted: so calls that are new go to a new instance of the wasm (`entry.js`), those that are under way are finished in this
//! one, and the one that panicked is answered as after any failure inside.

use std::{
    cell::Cell,
    future::Future,
    panic::{PanicHookInfo, set_hook},
    pin::Pin,
    rc::Rc,
    sync::Once,
    task::{Context, Poll},
};

use futures_channel::oneshot;
use worker::wasm_bindgen_futures::spawn_local;

use crate::{log, runtime};

/// Tells whoever waits for a task that it will not end.
type GiveUp = Rc<dyn Fn()>;

thread_local! {
    /// Of the task that is running.
    static RUNNING: Cell<Option<GiveUp>> = const { Cell::new(None) };
}

/// Once for each instance, and not at its start, when the `worker` crate sets a hook that logs messages.
static HOOK: Once = Once::new();

/// Where it happened is logged; not its message, which may quote what was sent.
fn on_panic(info: &PanicHookInfo<'_>) {
    runtime::retire();
    let place = info.location();
    let place = place.map_or(String::new(), |it| format!("{}:{}", it.file(), it.line()));
    log::error("panic", &place);
    if let Some(give_up) = RUNNING.take() {
        give_up();
    }
    // Tasks that were to run after this one wait in the executor's queue until the next is put there.
    spawn_local(async {});
}

/// Does `work` in a task of its own; nothing if that panicked.
pub async fn contained<T: 'static>(work: impl Future<Output = T> + 'static) -> Option<T> {
    HOOK.call_once(|| set_hook(Box::new(on_panic)));
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let given_up = sender.clone();
    let task = Task {
        work: Box::pin(work),
        give_up: Rc::new(move || drop(given_up.take())),
    };
    spawn_local(async move {
        let done = task.await;
        if let Some(sender) = sender.take() {
            // Whoever waited may be gone.
            let _ = sender.send(done);
        }
    });
    receiver.await.ok()
}

/// `work`, and what is done should it panic.
struct Task<F> {
    work: Pin<Box<F>>,
    give_up: GiveUp,
}

impl<F: Future> Future for Task<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        RUNNING.set(Some(self.give_up.clone()));
        let state = self.work.as_mut().poll(context);
        RUNNING.set(None);
        state
    }
}
