//! The envelope, and everything else an answer is made of.

use serde::Serialize;
use worker::wasm_bindgen::JsValue;

use crate::{
    domain::failure::Failure,
    wording::{Family, msg, wording},
};

/// An answer, ready to be sent.
#[derive(Debug, PartialEq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Cache-Control`.
    pub cache: &'static str,
    /// The body.
    pub body: String,
    /// A `ReadableStream` in the place of the body.
    pub stream: Option<JsValue>,
    /// Headers beyond those every answer has.
    pub headers: Vec<(&'static str, String)>,
}

/// `Content-Type` of envelopes and of the admin API.
pub const JSON: &str = "application/json; charset=utf-8";

/// Seconds a throttled caller is told to wait: the period of the rate-limiting bindings in
/// `wrangler.toml`.
pub const RETRY_AFTER: i64 = 60;

#[derive(Serialize)]
struct Envelope<'a, T: Serialize> {
    code: u16,
    msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

/// What is wrong with a request before any endpoint looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No such path.
    NotFound,
    /// The path takes other methods: the value of `Allow`.
    Method(String),
    /// The body is over 64 KiB.
    TooLarge,
    /// The body with a file in it is over 5 MB and 64 KiB.
    UploadTooLarge,
    /// The body is of a type that is not listed in the contract.
    MediaType,
    /// The body or the query does not parse.
    Unreadable,
    /// A picture cannot be read now.
    Storage,
}

impl Reply {
    /// A body of JSON with `status`.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        Self {
            status,
            content_type: JSON,
            cache: "no-store",
            // Our own types have string keys and finite numbers, which always serialise.
            body: serde_json::to_string(value).unwrap_or_default(),
            stream: None,
            headers: Vec::new(),
        }
    }

    /// Success with `data`.
    pub fn success(data: impl Serialize) -> Self {
        let envelope = Envelope {
            code: 200,
            msg: "success",
            data: Some(data),
        };
        Self::json(200, &envelope)
    }

    /// The answer of an endpoint of `family` to `failure`. HTTP 200 but for 429: the documented clients throw
    /// on any other status before they read the envelope.
    pub fn failure(family: Family, failure: &Failure) -> Self {
        let (code, text) = wording(family, failure);
        let mut reply = match failure {
            // The document's own sample: the text in `msg`, and no `data`.
            Failure::UnknownApp if family == Family::Register => Self::said(code, &text, None),
            _ => Self::failed(200, code, msg(failure), &text),
        };
        if *failure == Failure::Throttled {
            reply.status = 429;
            reply.headers.push(("Retry-After", RETRY_AFTER.to_string()));
        }
        reply
    }

    /// The answer to a CORS pre-flight: `allow` are the methods, any header may be sent.
    pub fn preflight(allow: &str) -> Self {
        Self {
            status: 204,
            content_type: JSON,
            cache: "no-store",
            body: String::new(),
            stream: None,
            headers: vec![
                ("Access-Control-Allow-Methods", allow.to_owned()),
                ("Access-Control-Allow-Headers", "*".to_owned()),
                ("Access-Control-Max-Age", "86400".to_owned()),
            ],
        }
    }

    /// A picture that never changes under its address. Opened as a page of its own it may run nothing.
    fn picture(content_type: &'static str) -> Self {
        let policy = "default-src 'none'; sandbox".to_owned();
        Self {
            status: 200,
            content_type,
            cache: "public, max-age=31536000, immutable",
            body: String::new(),
            stream: None,
            headers: vec![("Content-Security-Policy", policy)],
        }
    }

    /// A picture that was drawn.
    pub fn svg(body: String) -> Self {
        Self {
            body,
            ..Self::picture("image/svg+xml")
        }
    }

    /// A picture that was kept, a `ReadableStream`.
    pub fn file(content_type: &'static str, stream: JsValue) -> Self {
        Self {
            stream: Some(stream),
            ..Self::picture(content_type)
        }
    }

    /// The same under an address where it may change.
    #[must_use]
    pub fn changing(self) -> Self {
        Self {
            cache: "no-cache",
            ..self
        }
    }

    /// The way to `url`, for now.
    pub fn redirect(url: String) -> Self {
        Self {
            status: 302,
            headers: vec![("Location", url)],
            ..Self::svg(String::new()).changing()
        }
    }

    /// An envelope whose text stands in `msg`; `data` only where there is any.
    pub fn said(code: u16, msg: &str, data: Option<&str>) -> Self {
        Self::json(200, &Envelope { code, msg, data })
    }

    /// The answer to a request that no endpoint can serve: its code is its HTTP status.
    pub fn refusal(refusal: Refusal) -> Self {
        let (status, text) = match refusal {
            Refusal::NotFound => (404, "接口不存在!"),
            Refusal::Method(_) => (405, "请求方法不支持!"),
            Refusal::TooLarge => (413, "请求体过大,最多64KB!"),
            Refusal::UploadTooLarge => (413, "请求体过大,图片最大5MB!"),
            Refusal::MediaType => (415, "请求体类型不支持!"),
            Refusal::Storage => (503, "系统错误"),
            Refusal::Unreadable => (400, "请求解析失败,请检查格式与UTF-8编码!"),
        };
        let mut reply = Self::failed(status, status, "fail", text);
        if let Refusal::Method(allow) = refusal {
            reply.headers.push(("Allow", allow));
        }
        reply
    }

    fn failed(status: u16, code: u16, msg: &str, text: &str) -> Self {
        let envelope = Envelope {
            code,
            msg,
            data: Some(text),
        };
        Self::json(status, &envelope)
    }
}

cases! { REFUSALS: Refusal {
    "unreadable": Refusal::Unreadable = Refusal::Unreadable,
    "not_found": Refusal::NotFound = Refusal::NotFound,
    "method": Refusal::Method(_) = Refusal::Method(String::new()),
    "too_large": Refusal::TooLarge = Refusal::TooLarge,
    "upload_too_large": Refusal::UploadTooLarge = Refusal::UploadTooLarge,
    "storage": Refusal::Storage = Refusal::Storage,
    "media_type": Refusal::MediaType = Refusal::MediaType,
} }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{declared::families, domain::failure::FAILURES};

    #[test]
    fn no_such_app_at_register_has_no_data() {
        let reply = Reply::failure(Family::Register, &Failure::UnknownApp);
        assert_eq!(reply.body, r#"{"code":404,"msg":"应用不存在"}"#);
    }

    #[test]
    fn throttled_is_http_429_with_retry_after_everywhere() {
        for family in families() {
            let reply = Reply::failure(family, &Failure::Throttled);
            assert_eq!(reply.status, 429);
            assert_eq!(reply.headers, [("Retry-After", "60".to_owned())]);
            let body = r#"{"code":429,"msg":"fail","data":"请求过于频繁,请稍后再试!"}"#;
            assert_eq!(reply.body, body);
        }
    }

    #[test]
    fn every_other_failure_is_http_200() {
        for family in families() {
            for (name, failure) in FAILURES() {
                if failure != Failure::Throttled {
                    assert_eq!(Reply::failure(family, &failure).status, 200, "{name}");
                }
            }
        }
    }

    #[test]
    fn success_is_the_documents_envelope() {
        let body = r#"{"code":200,"msg":"success","data":"注册成功"}"#;
        assert_eq!(Reply::success("注册成功").body, body);
    }

    #[test]
    fn refusals_carry_their_status_as_code() {
        let reply = Reply::refusal(Refusal::NotFound);
        assert_eq!(reply.status, 404);
        assert_eq!(
            reply.body,
            r#"{"code":404,"msg":"fail","data":"接口不存在!"}"#
        );
        let reply = Reply::refusal(Refusal::Method("GET, POST".into()));
        assert_eq!(reply.headers, [("Allow", "GET, POST".to_owned())]);
        for (refusal, status) in [
            (Refusal::TooLarge, 413),
            (Refusal::MediaType, 415),
            (Refusal::Unreadable, 400),
        ] {
            assert_eq!(Reply::refusal(refusal).status, status);
        }
    }
}
