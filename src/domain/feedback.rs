//! What a user writes to the app's developer.

use super::{account, flaw::Flaw, has_length, state::FeedbackState};
use crate::{
    columns,
    table::{Format, Initial, Kind, shown},
};

/// Seconds between two feedbacks of a user.
pub const PAUSE: i64 = 30;

/// What is kept as [`Feedback::parse`] took it, or made up; no call of the admin API takes it.
const fn kept(name: &'static str) -> Kind {
    Kind::Text(Format {
        name,
        check: |_| Ok(()),
    })
}

columns! {
    /// One row of `feedback` as the admin API shows it, with its user's account.
    pub struct Received, key id {
        /// Number within the app, as text.
        id: String = shown(kept("feedback_id")), ["编号", "Number", "应用内的编号。", "Its number within the app."];
        /// When it was written, Unix seconds.
        at: i64 = shown(Kind::Time), ["时间", "Time", "Unix 秒。", "Unix seconds."];
        /// Who wrote it; nobody where the user is deleted.
        user: Option<String> = shown(Kind::Text(account::FORMAT)),
            ["用户", "User", "提交者的账号；用户已删除则为 null。", "The account of who wrote it; null where that user is deleted."];
        /// Title.
        title: String = shown(kept("feedback_title")), ["标题", "Title"];
        /// Text.
        content: String = shown(kept("feedback_content")), ["内容", "Text"];
        /// How to answer.
        contact: Option<String> = shown(kept("feedback_contact")), ["联系方式", "Contact", "用户留下的联系方式。", "How the user wants to be answered."];
        /// Whether something is still to be done about it.
        status: FeedbackState = shown(Kind::Word(FeedbackState::WORDS)).written().initially(Initial::Word("open")),
            ["状态", "Status", "open 待处理，done 已处理。", "open: still to be dealt with; done: dealt with."];
    }
}

/// A well-formed feedback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback<'a> {
    /// 1 to 100 characters.
    pub title: &'a str,
    /// 1 to 2,000 characters.
    pub content: &'a str,
    /// How to answer, at most 100 characters.
    pub contact: Option<&'a str>,
}

impl<'a> Feedback<'a> {
    /// Takes the texts as they are.
    ///
    /// # Errors
    /// [`Flaw::FeedbackTitle`], [`Flaw::FeedbackContent`] or [`Flaw::FeedbackContact`].
    pub fn parse(title: &'a str, content: &'a str, contact: Option<&'a str>) -> Result<Self, Flaw> {
        let says = |text: &str, most| has_length(text, 1, most) && !text.trim().is_empty();
        if !says(title, 100) {
            return Err(Flaw::FeedbackTitle);
        }
        if !says(content, 2_000) {
            return Err(Flaw::FeedbackContent);
        }
        if contact.is_some_and(|contact| !has_length(contact, 1, 100)) {
            return Err(Flaw::FeedbackContact);
        }
        Ok(Self {
            title,
            content,
            contact,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_its_own_length() {
        let of = |title: usize, content: usize, contact: Option<usize>| {
            let contact = contact.map(|n| "c".repeat(n));
            Feedback::parse(
                &"题".repeat(title),
                &"文".repeat(content),
                contact.as_deref(),
            )
            .err()
        };
        assert_eq!(of(100, 2_000, Some(100)), None);
        assert_eq!(of(1, 1, None), None);
        assert_eq!(of(101, 0, None), Some(Flaw::FeedbackTitle));
        assert_eq!(of(1, 2_001, None), Some(Flaw::FeedbackContent));
        assert_eq!(of(1, 1, Some(101)), Some(Flaw::FeedbackContact));
        assert_eq!(Feedback::parse(" ", "x", None), Err(Flaw::FeedbackTitle));
    }
}
