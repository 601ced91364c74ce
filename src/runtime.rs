//! The border to JavaScript: all that the Worker asks of its runtime, each in one crossing.
//!
//! The `worker` crate has types for all of these; each of their calls crosses the border many times
//! (a request alone a dozen), and they weigh a fifth of the bundle (`bench/README.md` says which weighs
//! what). What each function takes and answers stands beside it in `runtime.js`.

use std::time::Duration;

use worker::wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen};
use worker::worker_sys::{Context, web_sys};
use worker::{Delay, Env, js_sys};

/// The bindings of `wrangler.toml`: their names stand here alone.
pub mod binding {
    /// D1.
    pub const DB: &str = "DB";
    /// The KV namespace of tokens.
    pub const TOKENS: &str = "TOKENS";
    /// The KV namespace of pictures.
    pub const FILES: &str = "FILES";
    /// The R2 bucket of pictures, which is bound only where they are to be kept there.
    pub const BUCKET: &str = "BUCKET";
    /// The Durable Objects that hash passwords.
    pub const HASHER: &str = "HASHER_OBJECT";
    /// Cloudflare's own way to send mails, which is bound only where they go that way.
    pub const EMAIL: &str = "EMAIL";
    /// Rate limit: failed logins, per account.
    pub const FAILURES_BY_ACCOUNT: &str = "FAILURES_BY_ACCOUNT";
    /// Rate limit: failed logins, and apart from them wrong admin keys, per client address.
    pub const FAILURES_BY_ADDRESS: &str = "FAILURES_BY_ADDRESS";
    /// Rate limit: registrations, per client address.
    pub const REGISTRATIONS_BY_ADDRESS: &str = "REGISTRATIONS_BY_ADDRESS";
    /// Rate limit: codes that are asked for, per client address.
    pub const CODES_BY_ADDRESS: &str = "CODES_BY_ADDRESS";

    /// All that `wrangler.toml` binds.
    pub const ALL: [&str; 8] = [
        DB,
        TOKENS,
        FILES,
        HASHER,
        FAILURES_BY_ACCOUNT,
        FAILURES_BY_ADDRESS,
        REGISTRATIONS_BY_ADDRESS,
        CODES_BY_ADDRESS,
    ];
}

#[wasm_bindgen(module = "/src/runtime.js", wasm_bindgen_futures = worker::wasm_bindgen_futures)]
extern "C" {
    /// Has later calls go to a new instance.
    pub fn retire();

    /// JSON of what every request is asked for.
    pub fn head(request: &web_sys::Request) -> String;

    /// A header of the request, or empty.
    pub fn header(request: &web_sys::Request, name: &str) -> String;

    /// Cloudflare's name for the data centre, or empty.
    pub fn colo(request: &web_sys::Request) -> String;

    /// A `Uint8Array`, or undefined for a body over `most` bytes.
    #[wasm_bindgen(catch)]
    pub async fn body(
        request: &web_sys::Request,
        most: usize,
        drained: usize,
    ) -> Result<JsValue, JsValue>;

    /// JSON of the fields of a multipart body.
    #[wasm_bindgen(catch)]
    pub async fn fields(content_type: &str, body: &[u8]) -> Result<JsValue, JsValue>;

    /// JSON of the members of a body that is a JSON object.
    #[wasm_bindgen(catch)]
    pub fn members(body: &[u8]) -> Result<String, JsValue>;

    /// A response.
    pub fn answer(status: u16, headers: &str, body: &JsValue) -> web_sys::Response;

    /// JSON of what D1 answers to `statements`, after the statement `fence`.
    #[wasm_bindgen(catch)]
    pub async fn batch(
        env: &Env,
        binding: &str,
        statements: &str,
        near: bool,
        fence: Option<&str>,
    ) -> Result<JsValue, JsValue>;

    /// Milliseconds after which D1 begins no write any more that it was asked for with a fence.
    #[wasm_bindgen(js_name = fencedAfter)]
    pub fn fenced_after() -> u32;

    /// What KV has under `key`: a text or null.
    #[wasm_bindgen(catch)]
    pub async fn get(env: &Env, binding: &str, key: &str) -> Result<JsValue, JsValue>;

    /// Puts a value into KV after the answer.
    #[wasm_bindgen(js_name = putLater)]
    pub fn put_later(
        env: &Env,
        context: &Context,
        binding: &str,
        key: &str,
        value: &str,
        expiration: f64,
    );

    /// Deletes a value from KV after the answer.
    #[wasm_bindgen(js_name = deleteLater)]
    pub fn delete_later(env: &Env, context: &Context, binding: &str, key: &str);

    /// Whether there is a binding of this name.
    #[wasm_bindgen(js_name = isBound)]
    pub fn is_bound(env: &Env, binding: &str) -> bool;

    /// Keeps a picture, a `Uint8Array`, in KV or R2.
    #[wasm_bindgen(catch, js_name = keepPicture)]
    pub async fn keep_picture(
        env: &Env,
        binding: &str,
        key: &str,
        bytes: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// A `ReadableStream` of a picture, or null.
    #[wasm_bindgen(catch)]
    pub async fn picture(
        env: &Env,
        bucket: &str,
        files: &str,
        key: &str,
    ) -> Result<JsValue, JsValue>;

    /// Deletes pictures unless the statements `listed` find something, then runs `unlist`; `gone` is JSON of arrays that
    /// begin with their keys and places.
    #[wasm_bindgen(catch, js_name = removePictures)]
    pub async fn remove_pictures(
        env: &Env,
        bucket: &str,
        files: &str,
        gone: &str,
        database: &str,
        unlist: &str,
    ) -> Result<JsValue, JsValue>;

    /// The same after the answer.
    #[wasm_bindgen(js_name = removePicturesLater)]
    pub fn remove_pictures_later(
        context: &Context,
        env: &Env,
        bucket: &str,
        files: &str,
        gone: &str,
        database: &str,
        unlist: &str,
    );

    /// Whether `key`, counted once more, is within a rate limit.
    #[wasm_bindgen(catch)]
    pub async fn count(env: &Env, binding: &str, key: &str) -> Result<JsValue, JsValue>;

    /// What the `Hasher` object called `name` answers to `task` within `patience` milliseconds.
    #[wasm_bindgen(catch)]
    pub async fn hash(
        env: &Env,
        binding: &str,
        name: &str,
        task: &str,
        patience: u32,
    ) -> Result<JsValue, JsValue>;
}

/// What a multipart body with a file holds.
#[wasm_bindgen(module = "/src/multipart.js")]
extern "C" {
    /// An object of this shape.
    pub type Parts;

    /// The parts of `body`, a `Uint8Array`, that have one of the `names` (with spaces between); `file` is the name of the
    /// one that is a file.
    #[wasm_bindgen(catch)]
    pub fn parts(
        content_type: &str,
        body: &JsValue,
        names: &str,
        file: &str,
    ) -> Result<Parts, JsValue>;

    /// JSON of the fields.
    #[wasm_bindgen(method, getter)]
    pub fn fields(this: &Parts) -> String;

    /// The file, a view of the body; undefined if there is none.
    #[wasm_bindgen(method, getter)]
    pub fn file(this: &Parts) -> Option<js_sys::Uint8Array>;
}

/// The way out, for mails.
#[wasm_bindgen(module = "/src/mail.js", wasm_bindgen_futures = worker::wasm_bindgen_futures)]
extern "C" {
    /// A TCP connection that does not outlive its patience.
    pub type Socket;

    /// A connection, safe from its start with `tls`; `patience` is in milliseconds.
    #[wasm_bindgen(catch, static_method_of = Socket)]
    pub fn open(host: &str, port: u16, tls: bool, patience: u32) -> Result<Socket, JsValue>;

    /// A `Uint8Array`, or undefined when the other side has hung up.
    #[wasm_bindgen(catch, method)]
    pub async fn read(this: &Socket) -> Result<JsValue, JsValue>;

    /// Sends bytes.
    #[wasm_bindgen(catch, method)]
    pub async fn write(this: &Socket, bytes: &[u8]) -> Result<JsValue, JsValue>;

    /// Makes it safe.
    #[wasm_bindgen(catch, method)]
    pub fn secure(this: &Socket) -> Result<(), JsValue>;

    /// Ends it.
    #[wasm_bindgen(method)]
    pub fn close(this: &Socket);

    /// Posts JSON; answers the status.
    #[wasm_bindgen(catch)]
    pub async fn post(
        url: &str,
        headers: &str,
        body: &str,
        patience: u32,
    ) -> Result<JsValue, JsValue>;

    /// Sends a mail by Cloudflare's binding; answers nothing, or why it was not sent.
    #[wasm_bindgen(catch, js_name = sendBound)]
    pub async fn send_bound(
        env: &Env,
        binding: &str,
        from: &str,
        to: &str,
        raw: &[u8],
        patience: u32,
    ) -> Result<JsValue, JsValue>;
}

/// Waits a moment, so that the clock is right: it stands still while the Worker computes, until something is waited for.
pub async fn clock_set() {
    Delay::from(Duration::from_millis(1)).await;
}

/// The text that was answered, empty if it is something else; or the message of what was thrown.
///
/// # Errors
/// That message.
pub fn text(answered: Result<JsValue, JsValue>) -> Result<String, String> {
    let value = answered.map_err(|thrown| message(&thrown))?;
    Ok(value.as_string().unwrap_or_default())
}

/// The message of what was thrown.
pub fn message(thrown: &JsValue) -> String {
    let error = thrown.dyn_ref::<js_sys::Error>();
    error.map_or_else(|| "not an Error".to_owned(), |e| e.message().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bindings_are_those_of_the_configuration() {
        let config = include_str!("../wrangler.toml");
        let mut there: Vec<&str> = config
            .lines()
            .filter_map(|line| {
                let name = line
                    .strip_prefix("binding = \"")
                    .or(line.strip_prefix("name = \""))?;
                let name = name.split('"').next()?;
                name.bytes()
                    .all(|b| b == b'_' || b.is_ascii_uppercase())
                    .then_some(name)
            })
            .collect();
        let mut named = binding::ALL.to_vec();
        there.sort_unstable();
        named.sort_unstable();
        assert_eq!(there, named);
    }
}
