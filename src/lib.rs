//! nobase-edge: user accounts for hobby apps, as one Cloudflare Worker.
//!
//! A call comes in below and goes down this list:
//!
//! - [`router`]: one line per path; what every answer carries
//! - [`request`]: query and body, whatever their form, to one map of [`params`]
//! - [`handlers`]: one module per path, all with the same anatomy
//! - [`gate`]: who may act: app, signature, developer, app state, then token or password
//! - [`store`]: all the SQL and all the KV keys, each beside its cost
//! - [`hasher`]: the Durable Object that pays for password hashing; [`throttle`]: limits on attempts
//! - [`mail`]: how mails are sent; [`webhooks`]: how apps are told of events
//! - [`reply`]: the envelope; [`wording`]: how each failure reads on the wire
//! - [`log`]: one line for each call; [`refusals`]: how often calls are refused
//! - [`runtime`]: the border to JavaScript; [`panics`]: what a panic costs
//!
//! Beneath them all lie [`domain`], the rules themselves, and [`table`], what a column takes: both pure and
//! natively tested; so is [`json`]. [`call`] holds one call's circumstances, [`config`] the deployment's variables.
//!
//! What changes often is declared once: an endpoint in its file in `handlers/user`, a text in [`wording`],
//! a column of `users` in [`domain::user`], a setting of an app in [`domain::app`]. `declared` writes
//! the table of it all for the documentation, the console and the tests.

#[macro_use]
mod cases;

pub mod at_once;
pub mod call;
pub mod config;
#[cfg(test)]
mod declared;
pub mod domain;
pub mod gate;
pub mod handlers;
pub mod hasher;
pub mod json;
pub mod log;
pub mod mail;
pub mod panics;
pub mod params;
pub mod random;
pub mod refusals;
pub mod reply;
pub mod request;
pub mod router;
#[cfg(test)]
mod rule;
pub mod runtime;
pub mod store;
pub mod table;
pub mod throttle;
pub mod webhooks;
pub mod wording;

use std::convert::Infallible;

use worker::worker_sys::web_sys;
use worker::{Context, Env, ScheduleContext, ScheduledEvent, event};

/// When the sweep runs, as in wrangler.toml: apart from deliveries, since each run may ask D1 so much and no more.
const SWEEP: &str = "17 * * * *";
/// When deliveries are tried again.
const DELIVERY: &str = "*/5 * * * *";

/// A request.
#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    context: Context,
) -> Result<web_sys::Response, Infallible> {
    Ok(router::route(request, env, context).await)
}

/// The cron triggers of wrangler.toml: one sweeps what is dead, the other delivers what is due. Any other does both.
#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let cron = event.cron();
    let work = async move {
        if cron != DELIVERY {
            store::sweep::scheduled(&env).await;
        }
        if cron != SWEEP {
            webhooks::run(&env).await;
        }
    };
    panics::contained(work).await;
}
