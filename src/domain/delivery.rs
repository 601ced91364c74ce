//! What is kept of mails: that they were sent, not what they said or to whom.

use crate::{
    columns,
    table::{Kind, made, shown},
};

states! {
    /// What became of a mail.
    Outcome {
        /// Nobody knows yet.
        Pending = "pending",
        /// The mail server took it.
        Sent = "sent",
        /// It did not.
        Failed = "failed",
    }
}

/// What mails are for.
const PURPOSES: &[&str] = &["reset", "bind", "send"];

columns! {
    /// One row of `deliveries` as the admin API shows it.
    pub struct Delivery, key id {
        /// Number within the app, as text.
        id: String = shown(made("delivery_id")), ["编号", "Number", "应用内的编号。", "Its number within the app."];
        /// When, Unix seconds.
        at: i64 = shown(Kind::Time), ["时间", "Time", "Unix 秒。", "Unix seconds."];
        /// What it was for.
        purpose: String = shown(Kind::Word(PURPOSES)),
            ["用途", "Purpose", "reset 重置密码的验证码，bind 绑定邮箱的验证码，send 由 mail/send 发送。",
             "reset: a code for a new password; bind: a code for binding the address; send: by mail/send."];
        /// What stands after the @ of the address.
        domain: String = shown(made("mail_domain")), ["邮箱域名", "Mail domain", "收件地址 @ 之后的部分，完整地址不保存。", "What stands after the @; the address is not kept."];
        /// What became of it.
        outcome: Outcome = shown(Kind::Word(Outcome::WORDS)),
            ["结果", "Outcome", "sent 邮件服务器已接收，failed 发送失败，pending 未知。", "sent: the mail server took it; failed: it did not; pending: not known."];
        /// Why it failed, a word.
        reason: Option<String> = shown(made("mail_reason")), ["原因", "Reason", "发送失败的原因。", "Why it failed."];
    }
}
