//! The border to JavaScript: all that the Worker asks of its runtime, each in one crossing.
//!
//! The `worker` crate has types for all of these; each of their calls crosses the border many times
//! (a request alone a dozen), and they weigh a fifth of the bundle. What a promise answers and how
//! lists travel stands in `runtime.js`.

use worker::wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen};
use worker::worker_sys::{Context, web_sys};
use worker::{
    Env,
    js_sys::{self, Promise, futures::JsFuture},
};

#[wasm_bindgen(module = "/src/runtime.js")]
extern "C" {
    /// Method, URL, data centre, client address, content type and authorization, a line each.
    pub fn head(request: &web_sys::Request) -> String;

    /// `Uint8Array`, or undefined for a body over `most` bytes.
    pub fn body(request: &web_sys::Request, most: usize, drained: usize) -> Promise;

    /// JSON text of the fields of a multipart body.
    pub fn fields(content_type: &str, body: &[u8]) -> Promise;

    /// A response with `headers`, a line "name: value" each.
    pub fn answer(status: u16, headers: &str, body: &str) -> web_sys::Response;

    /// The text of a variable or secret.
    pub fn variable(env: &Env, name: &str) -> Option<String>;

    /// JSON text of what D1 answers to `statements`; with `near` a copy of it may.
    pub fn batch(env: &Env, statements: &str, near: bool) -> Promise;

    /// What KV holds under `key`: a string or null.
    #[wasm_bindgen(js_name = getToken)]
    pub fn get_token(env: &Env, key: &str) -> Promise;

    /// Puts a token into KV after the answer, to be gone at `expiration` (Unix seconds).
    #[wasm_bindgen(js_name = putToken)]
    pub fn put_token(env: &Env, context: &Context, key: &str, value: &str, expiration: f64);

    /// Whether `key`, counted once more, is within the rate limit of this binding.
    pub fn count(env: &Env, limit: &str, key: &str) -> Promise;

    /// What the `Hasher` object called `name` answers to `task`.
    pub fn hash(env: &Env, name: &str, task: &str) -> Promise;
}

/// What `promise` comes to.
///
/// # Errors
/// The message of what was thrown.
pub async fn value(promise: Promise) -> Result<JsValue, String> {
    JsFuture::from(promise).await.map_err(|thrown| {
        let error = thrown.dyn_ref::<js_sys::Error>();
        error.map_or_else(|| "not an Error".to_owned(), |e| e.message().into())
    })
}

/// The text that `promise` comes to; `None` if it comes to something else, as null.
///
/// # Errors
/// The message of what was thrown.
pub async fn text(promise: Promise) -> Result<Option<String>, String> {
    Ok(value(promise).await?.as_string())
}
