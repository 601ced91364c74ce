//! What the Worker logs: one JSON object a line, without personal data. A call is told by its name, its app and what became
//! of it; never by an account, an address or a value that was sent.

use serde_json::{Value, json};
use worker::{console_error, console_log, js_sys::Date};

use crate::{
    call::Call,
    config::{Config, Logged},
    domain::app::is_appid,
};

/// What became of a call that did what it was asked.
pub const OK: &str = "ok";

/// Tells of a call named `event`, after its answer is made: `outcome` is [`OK`] or a failure's name. `LOG` says which calls
/// are told of.
pub fn call(call: &Call, event: &str, appid: Option<&str>, outcome: &str) {
    let logged = Config::of(&call.env).map_or(Logged::All, |config| config.logged);
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
            "trips": call.cost.trips.get(),
            "ms": Date::now() as i64 - call.now_ms,
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
