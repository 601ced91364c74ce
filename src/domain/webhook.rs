//! Webhooks: what an app's own server is told of, and how a delivery is signed (standardwebhooks.com).

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::{flaw::Flaw, time};
use crate::{
    columns,
    table::{Format, Kind, MAX_INT, made, shown},
};

/// Seconds from an attempt that failed to the next one; after the last there is none.
pub const PAUSES: [i64; 5] = [300, 1_800, 7_200, 28_800, 86_400];

/// Characters of an address at most.
const LONGEST: usize = 500;

/// The address that an app's events go to.
pub const URL: Format = Format {
    name: "webhook_url",
    check: |text| is_url(text).then_some(()).ok_or(Flaw::WebhookUrl),
};

/// With TLS, or on the own machine, for trying; without user and password, which logs of others would show.
fn is_url(text: &str) -> bool {
    let (rest, local_only) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) => (rest, true),
        _ => return false,
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let port = host.strip_prefix(name).unwrap_or_default();
    let local = ["localhost", "127.0.0.1"].contains(&name);
    let named = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let has_port = port.strip_prefix(':').is_none_or(|port| {
        port.starts_with(|c: char| ('1'..='9').contains(&c)) && port.parse::<u16>().is_ok()
    });
    text.len() <= LONGEST
        && named
        && has_port
        && (local || !local_only)
        && rest.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
}

states! {
    /// What is told.
    WebhookEvent {
        /// A user registered.
        Registered = "user.registered",
        /// A user logged in from a network where they had not before.
        NewPlace = "user.login_new_place",
        /// The admin API disabled a user.
        Disabled = "user.disabled",
        /// A user was deleted, by themselves or by the admin API.
        Deleted = "user.deleted",
        /// Nothing: a test that the admin API asked for.
        Ping = "ping",
    }
}

states! {
    /// What became of a delivery.
    DeliveryState {
        /// It is to be tried, or tried again.
        Pending = "pending",
        /// It was answered by a status from 200 to 299.
        Delivered = "delivered",
        /// It was given up.
        Failed = "failed",
    }
}

columns! {
    /// One row of `webhook_deliveries` as the admin API shows it.
    pub struct WebhookDelivery, key id {
        /// Number within the app, as text.
        id: String = shown(made("webhook_id")), ["编号", "Number", "应用内的编号。", "Its number within the app."];
        /// When the event was, Unix seconds.
        at: i64 = shown(Kind::Time), ["时间", "Time", "事件发生的 Unix 秒。", "When the event was, Unix seconds."];
        /// What happened.
        event: WebhookEvent = shown(Kind::Word(WebhookEvent::WORDS)), ["事件", "Event", "发生了什么。", "What happened."];
        /// To whom.
        user: Option<String> = shown(made("webhook_user")), ["账号", "Account", "哪个用户；测试为空。", "Which user's; none of a test."];
        /// What became of it.
        state: DeliveryState = shown(Kind::Word(DeliveryState::WORDS)),
            ["状态", "State", "pending 等待发送或重试，delivered 已送达，failed 已放弃。", "pending: to be tried, or tried again; delivered; failed: given up."];
        /// How often it was tried.
        attempts: i64 = shown(Kind::Integer(0, MAX_INT)), ["尝试次数", "Attempts", "尝试过几次，最多 6 次。", "How often it was tried, 6 times at most."];
        /// HTTP status of the last answer.
        status: Option<i64> = shown(Kind::Integer(100, 999)), ["HTTP 状态", "HTTP status", "最近一次的回答；没有回答为空。", "Of the last answer; none where there was none."];
        /// Why the last attempt failed, a word.
        reason: Option<String> = shown(made("webhook_reason")), ["原因", "Reason", "最近一次失败的原因。", "Why the last attempt failed."];
        /// When it is tried next, Unix seconds.
        next_at: Option<i64> = shown(Kind::Time), ["下次尝试", "Next attempt", "Unix 秒。", "Unix seconds."];
    }
}

/// What is sent of an event that happened `at` (Unix seconds) in `appid`, to `user` if to any.
pub fn body(event: &str, at: i64, appid: &str, user: Option<&str>) -> String {
    let mut data = json!({"appid": appid});
    if let Some(user) = user {
        data["user"] = user.into();
    }
    json!({"type": event, "timestamp": time::iso(at), "data": data}).to_string()
}

/// The header `webhook-signature` of a delivery: HMAC-SHA-256 of `id.at.body` under what base64 makes of `secret` after its
/// prefix; `at` are the Unix seconds of the attempt. Nothing if the secret is none.
pub fn signature(secret: &str, id: &str, at: i64, body: &str) -> Option<String> {
    let key = BASE64_STANDARD
        .decode(secret.strip_prefix("whsec_")?)
        .ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    let digest = mac.finalize().into_bytes();
    Some(format!("v1,{}", BASE64_STANDARD.encode(digest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    #[test]
    fn an_address_has_tls_or_is_the_own_machine() {
        for good in [
            "https://example.com",
            "https://api.example.com:8443/hooks/a?b=c",
            "http://localhost:8080/",
            "http://127.0.0.1/x",
        ] {
            assert!(is_url(good), "{good}");
        }
        let long = format!("https://example.com/{}", "a".repeat(LONGEST));
        for bad in [
            "",
            "https://",
            "https:///x",
            "http://example.com",
            "ftp://example.com",
            "https://user:password@example.com",
            "https://example.com/a b",
            "https://example.com/#a",
            "https://example.com:0/",
            "https://example.com:+1/",
            "https://example.com:99999",
            "https://例子.com",
            &long,
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn a_signature_is_the_standards() {
        // The example of the specification.
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed.as_deref(), Some(expected));
        assert_eq!(signature("MfKQ", "a", 1, "b"), None);
        assert_eq!(signature("whsec_!", "a", 1, "b"), None);
    }

    #[test]
    fn a_body_says_what_happened_when_where_and_to_whom() {
        assert_eq!(
            body("user.registered", 1_795_265_874, "9870700171", Some("a\"b")),
            r#"{"data":{"appid":"9870700171","user":"a\"b"},"timestamp":"2026-11-21T12:57:54Z","type":"user.registered"}"#
        );
        assert_eq!(
            body("ping", 0, "1", None),
            r#"{"data":{"appid":"1"},"timestamp":"1970-01-01T00:00:00Z","type":"ping"}"#
        );
    }

    proptest! {
        #[test]
        fn what_is_accepted_has_tls_or_is_the_own_machine(text in "\\PC{0,40}|https?://[a-z0-9.:@/?#-]{0,40}|http://(localhost|127\\.0\\.0\\.1)[a-z0-9.:@/?#-]{0,20}") {
            if is_url(&text) {
                prop_assert!(rule::fits(r"^(https://[A-Za-z0-9._-]+|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?([/?][!-~]*)?$", &text), "{}", text);
            }
        }
    }
}
