//! The audit log: who did what by the admin API, and when.

use crate::{
    columns,
    table::{Kind, MAX_INT, made, shown},
};

states! {
    /// What was done.
    Event {
        /// A key was exchanged for a session of the console.
        SignedIn = "signed_in",
        /// That session was ended.
        SignedOut = "signed_out",
        /// A developer was made, and with them their key.
        DeveloperCreated = "developer_created",
        /// Something of a developer was changed.
        DeveloperChanged = "developer_changed",
        /// A developer got a new key.
        KeyMade = "key_made",
        /// An app was made.
        AppCreated = "app_created",
        /// Settings of an app were changed.
        AppChanged = "app_changed",
        /// An app got a new signature.
        SignatureRotated = "signature_rotated",
        /// An app was deleted.
        AppDeleted = "app_deleted",
        /// A user was added by hand.
        UserCreated = "user_created",
        /// Something of a user was changed.
        UserChanged = "user_changed",
        /// A user was disabled.
        UserDisabled = "user_disabled",
        /// A user's balance was changed.
        BalanceChanged = "balance_changed",
        /// A user's tokens were ended.
        TokensRevoked = "tokens_revoked",
        /// A user was deleted.
        UserDeleted = "user_deleted",
        /// Users were imported.
        UsersImported = "users_imported",
        /// A picture was deleted.
        PictureDeleted = "picture_deleted",
        /// A feedback was marked as open or done.
        FeedbackChanged = "feedback_changed",
        /// A feedback was deleted.
        FeedbackDeleted = "feedback_deleted",
        /// An app got a new secret for its webhook.
        WebhookSecretRotated = "webhook_secret_rotated",
        /// A delivery was made to try an app's webhook.
        WebhookTested = "webhook_tested",
        /// A mail was sent to try the settings.
        MailTested = "mail_tested",
    }
}

columns! {
    /// One row of `audit` as the admin API shows it.
    pub struct Audited, key id {
        /// Number, as text.
        id: String = shown(made("audit_id")), ["编号", "Number", "记录的编号。", "The entry's number."];
        /// When, Unix seconds.
        at: i64 = shown(Kind::Time), ["时间", "Time", "Unix 秒。", "Unix seconds."];
        /// Whose key it was done with.
        developer_id: Option<i64> = shown(Kind::Integer(1, MAX_INT)),
            ["开发者编号", "Developer's number", "用谁的密钥操作；站长为空。", "Whose key it was done with; none for the owner's."];
        /// The developer's name.
        developer: Option<String> = shown(Kind::Line(100)), ["操作者", "By", "开发者的名称；站长为空。", "The developer's name; none for the owner."];
        /// What was done.
        event: Event = shown(Kind::Word(Event::WORDS)), ["操作", "Event", "做了什么。", "What was done."];
        /// The app that it was done to or in.
        appid: Option<String> = shown(made("appid")), ["应用", "App", "对哪个应用，或在哪个应用里。", "The app that it was done to or in."];
        /// The user, developer, picture or feedback that it was done to.
        subject: Option<String> = shown(made("audit_subject")),
            ["对象", "Subject", "账号，或开发者、图片、反馈的编号。", "The account, or the number of the developer, picture or feedback."];
        /// What was changed.
        detail: Option<String> = shown(made("audit_detail")),
            ["内容", "Detail", "改了哪些字段；文字内容和密码不记录。", "Which fields were changed; texts and passwords are not kept."];
    }
}
