//! What a user writes to the app's developer.

use super::{flaw::Flaw, has_length};

/// Seconds between two feedbacks of a user.
pub const PAUSE: i64 = 30;

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
