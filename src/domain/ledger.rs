//! A change of a balance, as the admin API shows it.

use super::account;
use crate::{
    columns,
    table::{Kind, MAX_INT, shown},
};

/// Why a balance changed: the words of the column `kind`.
const KINDS: &[&str] = &["add", "reduce", "pay", "receive", "signin", "admin"];

columns! {
    /// One row of `ledger`, with the account of the other user of a transfer.
    pub struct Entry, key at {
        /// When, Unix seconds.
        at: i64 = shown(Kind::Time), ["时间", "Time", "Unix 秒。", "Unix seconds."];
        /// Why.
        kind: String = shown(Kind::Word(KINDS)),
            ["类型", "Kind", "add 客户端增加，reduce 客户端扣除，pay 转出，receive 转入，signin 签到，admin 后台修改。",
             "add and reduce: by the client; pay and receive: a transfer; signin: a sign-in; admin: by the admin API."];
        /// What was added; negative: taken. Where a balance was set, up to twice what one can be.
        amount: i64 = shown(Kind::Integer(-2 * MAX_INT, 2 * MAX_INT)), ["变动", "Amount", "负数为减少。", "Negative where it was taken."];
        /// The balance after it.
        balance: i64 = shown(Kind::Integer(-MAX_INT, MAX_INT)), ["变动后余额", "Balance after", "这次变动之后的余额。", "The balance after this change."];
        /// The other user of a transfer.
        peer: Option<String> = shown(Kind::Text(account::FORMAT)),
            ["对方账号", "Other user", "转账的对方；不是转账，或对方已删除，则为 null。", "The other user of a transfer; null otherwise, and where that user is deleted."];
        /// The caller's own name of the request.
        request_id: Option<String> = shown(Kind::Line(64)),
            ["请求编号", "Request id", "调用时传的 request_id，24 小时后再次使用时会从旧记录上移走。",
             "The request_id that was sent. One that is used again after 24 hours goes to the newer change."];
        /// The developer's note.
        note: Option<String> = shown(Kind::Line(100)), ["备注", "Note", "后台修改余额时填写的备注。", "What was noted with a change by the admin API."];
    }
}
