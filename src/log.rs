//! What the Worker logs: one JSON object a line, without personal data. A call is told by its name, its app and what became
//! of it; never by an account, an address or a value that was sent.

use serde_json::{Value, json};
use worker::{Env, console_error, console_log};

use crate::{
    config::{Config, Logged},
    domain::app::is_appid,
};

/// What became of a call that did what it was asked.
pub const OK: &str = "ok";

/// Tells of a call named `event`: `outcome` is [`OK`] or a failure's name, `trips` how often D1 was asked, `ms` how long it
/// took. `LOG` says which calls are told of.
pub fn call(env: &Env, event: &str, appid: Option<&str>, outcome: &str, trips: u32, ms: i64) {
    let logged = Config::of(env).map_or(Logged::All, |config| config.logged);
    let told = match logged {
        Logged::All => true,
        Logged::Refused => outcome != OK,
        Logged::Off => false,
    };
    if told {
        let line = json!({
            "event": event,
            "appid": appid.filter(|it| is_appid(it)),
            "outcome": outcome,
            "trips": trips,
            "ms": ms,
        });
        console_log!("{line}");
    }
}

/// Tells of what the Worker did by itself.
pub fn done(event: &str, figures: &Value) {
    console_log!("{}", json!({"event": event, "done": figures}));
}

/// Tells of what failed inside. `detail` names what, and holds nothing that was sent.
pub fn error(event: &str, detail: &str) {
    console_error!("{}", json!({"event": event, "error": detail}));
}
