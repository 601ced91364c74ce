//! The envelope, and how every failure reads on the wire.
//!
//! [`wording`] is the contract's table "Codes and texts": one exhaustive match, so that a new
//! failure cannot be forgotten and every text stands in one place.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    domain::{developer::Lapse, flaw::Flaw},
    failure::Failure,
};

/// A documented user endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `/api/user/register`
    Register,
    /// `/api/user/login`
    Login,
    /// `/api/user/qq`
    Qq,
    /// `/api/user/bind_mail`
    BindMail,
    /// `/api/user/update_sign`
    UpdateSign,
}

/// Endpoints that share their codes and texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Register,
    Login,
    Qq,
    Update,
}

impl Endpoint {
    const fn family(self) -> Family {
        match self {
            Self::Register => Family::Register,
            Self::Login => Family::Login,
            Self::Qq => Family::Qq,
            Self::BindMail | Self::UpdateSign => Family::Update,
        }
    }
}

/// An answer, ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// Headers beyond those every answer has.
    pub headers: Vec<(&'static str, String)>,
}

/// `Content-Type` of envelopes and of the admin API.
pub const JSON: &str = "application/json; charset=utf-8";

/// Seconds a throttled caller is told to wait: the period of the rate-limiting bindings.
const RETRY_AFTER: u32 = 60;

#[derive(Serialize)]
struct Envelope<'a, T: Serialize> {
    code: u16,
    msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

/// What is wrong with a request before any endpoint looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such path.
    NotFound,
    /// The path takes other methods: the value of `Allow`.
    Method(&'static str),
    /// The body is over 64 KiB.
    TooLarge,
    /// The body is of a type that is not listed in the contract.
    MediaType,
    /// The body or the query does not parse.
    Unreadable,
}

impl Reply {
    /// A body of JSON with `status`.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        Self {
            status,
            content_type: JSON,
            // Our own types have string keys and finite numbers, which always serialise.
            body: serde_json::to_string(value).unwrap_or_default(),
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

    /// The answer of `endpoint` to `failure`. HTTP 200 but for 429: the documented clients throw
    /// on any other status before they read the envelope.
    pub fn failure(endpoint: Endpoint, failure: &Failure) -> Self {
        let (code, text) = wording(endpoint, failure);
        let mut reply = match failure {
            // The document's own sample: the text in `msg`, and no `data`.
            Failure::UnknownApp if endpoint == Endpoint::Register => {
                let envelope = Envelope {
                    code,
                    msg: &text,
                    data: None::<()>,
                };
                Self::json(200, &envelope)
            }
            _ => Self::failed(200, code, &text),
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
            body: String::new(),
            headers: vec![
                ("Access-Control-Allow-Methods", allow.to_owned()),
                ("Access-Control-Allow-Headers", "*".to_owned()),
                ("Access-Control-Max-Age", "86400".to_owned()),
            ],
        }
    }

    /// An SVG that never changes under its address. Opened as a page of its own it may run nothing.
    pub fn picture(svg: String) -> Self {
        let forever = "public, max-age=31536000, immutable".to_owned();
        let policy = "default-src 'none'; sandbox".to_owned();
        Self {
            status: 200,
            content_type: "image/svg+xml",
            body: svg,
            headers: vec![
                ("Cache-Control", forever),
                ("Content-Security-Policy", policy),
            ],
        }
    }

    /// The answer to a request that no endpoint can serve: its code is its HTTP status.
    pub fn refusal(refusal: Refusal) -> Self {
        let (status, text) = match refusal {
            Refusal::NotFound => (404, "接口不存在!"),
            Refusal::Method(_) => (405, "请求方法不支持!"),
            Refusal::TooLarge => (413, "请求体过大,最多64KB!"),
            Refusal::MediaType => (415, "请求体类型不支持!"),
            Refusal::Unreadable => (400, "请求解析失败,请检查格式与UTF-8编码!"),
        };
        let mut reply = Self::failed(status, status, text);
        if let Refusal::Method(allow) = refusal {
            reply.headers.push(("Allow", allow.to_owned()));
        }
        reply
    }

    fn failed(status: u16, code: u16, text: &str) -> Self {
        let envelope = Envelope {
            code,
            msg: "fail",
            data: Some(text),
        };
        Self::json(status, &envelope)
    }
}

/// The contract's table "Codes and texts". Cells that the table leaves out ("–") cannot happen;
/// they read like their neighbours.
fn wording(endpoint: Endpoint, failure: &Failure) -> (u16, Cow<'static, str>) {
    use Family::{Login, Qq, Register, Update};
    let family = endpoint.family();
    // What most business failures are coded as.
    let usual = if family == Update { 404 } else { 400 };
    match failure {
        Failure::Missing("token") if family == Update => {
            let text = "接口参数错误:缺少token(用户令牌启用时需提供)!";
            (204, text.into())
        }
        Failure::Missing(name) if family == Update => {
            (204, format!("接口参数错误:缺少{name}!").into())
        }
        Failure::Missing(name) => (400, format!("参数缺失:{name}").into()),
        Failure::MixedCredentials if family == Update => {
            (204, "接口参数错误:token与user/pass不可同时传递!".into())
        }
        Failure::MixedCredentials => (400, "参数冲突:token与user/pass不可同时传递".into()),
        Failure::UnknownApp => match family {
            Register => (404, "应用不存在".into()),
            Update => (404, "应用不存在!".into()),
            Login | Qq => (400, "应用ID无效".into()),
        },
        Failure::WrongSignature => match family {
            Register => (400, "签名验证失败".into()),
            Update => (404, "签名错误!".into()),
            Login | Qq => (400, "签名错误".into()),
        },
        Failure::Developer(Lapse::Overdue(phrase)) => {
            (usual, format!("开发者账号{phrase},请缴费后重试!").into())
        }
        Failure::Developer(Lapse::Disabled) => (usual, "开发者账号已被禁用!".into()),
        Failure::AppReviewing => (usual, "应用审核中!".into()),
        Failure::AppDisabled => (usual, "应用已停用!".into()),
        Failure::Malformed(flaw) => flaw_wording(family, *flaw),
        Failure::Throttled => (429, "请求过于频繁,请稍后再试!".into()),
        Failure::WrongToken if family == Update => (401, "token无效或已过期!".into()),
        Failure::WrongToken => (400, "令牌无效".into()),
        Failure::WrongCredentials if family == Update => (404, "用户账号密码错误!".into()),
        Failure::WrongCredentials => (400, "账号密码错误".into()),
        Failure::UserDisabled => (usual, "用户账号已被禁用!".into()),
        Failure::AccountTaken => (404, "该账号已被注册!".into()),
        Failure::QqTaken => (400, "QQ号已绑定其他账号".into()),
        Failure::Internal(_) if family == Update => (405, "更新失败:数据库操作异常".into()),
        Failure::Internal(_) => (500, "系统错误".into()),
    }
}

fn flaw_wording(family: Family, flaw: Flaw) -> (u16, Cow<'static, str>) {
    let update = family == Family::Update;
    // "other format": where update's documents put any wrong parameter.
    let other = if update { 204 } else { 400 };
    let text = match flaw {
        Flaw::Account => "账号格式错误!仅支持字母,数字和_-.@+",
        Flaw::AccountNotDigits => "接口参数错误:账号格式错误!仅支持数字账号!",
        Flaw::AccountLength { min, max } => {
            let code = if update { 405 } else { 400 };
            return (code, format!("账号长度需在{min}-{max}字符之间").into());
        }
        Flaw::Qq => return (400, "QQ号格式错误".into()),
        Flaw::Email => return (if update { 404 } else { 400 }, "邮箱格式错误!".into()),
        Flaw::Nickname => "昵称格式错误!长度需在1-50字符之间且不含控制字符",
        Flaw::Avatar => "头像链接格式错误!仅支持http(s)链接且不超过2048字符",
        Flaw::PasswordShort => "密码格式错误!至少6个字符",
        Flaw::PasswordNotAlphanumeric => "接口参数错误:密码格式错误!仅支持字母数字组合!",
        Flaw::Sign => "接口参数错误:newsign长度需在1-1000字符之间且不能全为空白!",
    };
    (other, text.into())
}

#[cfg(test)]
mod tests;
