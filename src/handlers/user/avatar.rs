//! `/api/user/avatar/<hash>.svg`: the default avatar of an account without a picture of its own.

use crate::{
    domain::avatar,
    reply::{Refusal, Reply},
    request::Method,
};

/// The methods of an avatar.
const ALLOW: &str = "GET, HEAD, OPTIONS";

/// Draws the avatar called `file` (`<hash>.svg`): 200, or 404 if no avatar has such a name.
/// Asks no storage: the picture is a function of its name, so it may be kept for ever.
pub fn handle(method: Method, file: &str) -> Reply {
    match method {
        Method::Get | Method::Head => {}
        Method::Options => return Reply::preflight(ALLOW),
        _ => return Reply::refusal(Refusal::Method(ALLOW.to_owned())),
    }
    match file.strip_suffix(".svg").and_then(avatar::draw) {
        Some(svg) => Reply::svg(svg),
        None => Reply::refusal(Refusal::NotFound),
    }
}
