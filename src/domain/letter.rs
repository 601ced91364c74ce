//! The mail that a code is sent by: what an app says in it, filled in.

use super::{
    code::{self, Code, Purpose},
    flaw::Flaw,
    has_length, html,
};
use crate::table::Format;

states! {
    /// The language of the default texts.
    Language {
        /// Chinese.
        Chinese = "zh",
        /// English.
        English = "en",
    }
}

/// Places in the texts of an app that are filled in.
const PLACES: [&str; 5] = ["app", "user", "code", "action", "minutes"];

/// The form of an app's own subject.
pub const SUBJECT: Format = Format {
    name: "mail_subject",
    check: |text| {
        let line = has_length(text, 1, 100) && !text.chars().any(char::is_control);
        let fine = line && !text.trim().is_empty() && places_are_known(text);
        fine.then_some(()).ok_or(Flaw::MailSubject)
    },
};

/// The form of an app's own text.
pub const TEXT: Format = Format {
    name: "mail_text",
    check: |text| {
        let lines = has_length(text, 1, 2_000)
            && !text
                .chars()
                .any(|c| c.is_control() && c != '\n' && c != '\r');
        let fine = lines && text.contains("{code}") && places_are_known(text);
        fine.then_some(()).ok_or(Flaw::MailText)
    },
};

/// Whether every `{word}` of `text` is a place that is filled in: a misspelt one is better refused than sent.
fn places_are_known(text: &str) -> bool {
    text.split('{')
        .skip(1)
        .all(|rest| match rest.split_once('}') {
            Some((word, _)) if word.bytes().all(|b| b.is_ascii_alphabetic()) => {
                PLACES.contains(&word)
            }
            _ => true,
        })
}

impl Language {
    const fn subject(self) -> &'static str {
        match self {
            Self::Chinese => "{app} 验证码",
            Self::English => "Your code for {app}",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Chinese => {
                "{user}，您好！\n\n您正在{action}，验证码是：\n\n{code}\n\n{minutes} 分钟内有效，请不要告诉任何人。如果不是您本人操作，忽略这封邮件即可。\n\n{app}"
            }
            Self::English => {
                "Hello {user},\n\nyour code to {action} is:\n\n{code}\n\nIt works for {minutes} minutes. Tell it to nobody. If you did not ask for it, ignore this mail.\n\n{app}"
            }
        }
    }

    const fn action(self, purpose: Purpose) -> &'static str {
        match (self, purpose) {
            (Self::Chinese, Purpose::Reset) => "重置密码",
            (Self::Chinese, Purpose::Bind) => "绑定邮箱",
            (Self::English, Purpose::Reset) => "set a new password",
            (Self::English, Purpose::Bind) => "bind this address",
        }
    }
}

/// What an app says in its mails.
#[derive(Debug, Clone)]
pub struct Style {
    /// The app's name.
    pub name: String,
    /// The language of what it does not say in its own words.
    pub language: Language,
    /// Its own subject.
    pub subject: Option<String>,
    /// Its own text.
    pub text: Option<String>,
}

/// What is mailed to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject: one line.
    pub subject: String,
    /// The text, plain.
    pub text: String,
    /// The text as HTML.
    pub html: String,
}

impl Letter {
    /// The mail with `code` for the user `account` of an app, in the words of the app, or else of its language.
    pub fn with_code(style: &Style, purpose: Purpose, account: &str, code: &Code) -> Self {
        let language = style.language;
        let minutes = (code::LIFE / 60).to_string();
        let fill = |template: &str| {
            let values = [
                style.name.as_str(),
                account,
                code.as_str(),
                language.action(purpose),
                &minutes,
            ];
            filled(template, &values)
        };
        let text = fill(style.text.as_deref().unwrap_or(language.text()));
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Self {
            subject: fill(style.subject.as_deref().unwrap_or(language.subject())),
            html: as_html(&text, code),
            text,
        }
    }

    /// A mail that only shows that mails arrive.
    pub fn test() -> Self {
        let text = "这是一封测试邮件：邮件服务可以使用。\n\nThis is a test: mails arrive.";
        Self {
            subject: "测试邮件 Test".to_owned(),
            text: text.to_owned(),
            html: format!("<p>{}</p>\n", text.replace("\n\n", "</p>\n<p>")),
        }
    }

    /// The mail that a user sends: a title, and HTML.
    ///
    /// # Errors
    /// [`Flaw::MailTitle`] if the title is blank, longer than 100 characters or more than one line;
    /// [`Flaw::MailContent`] if the HTML is blank or longer than 50,000 characters.
    pub fn of_user(title: &str, content: &str) -> Result<Self, Flaw> {
        let says = |text: &str, most| has_length(text, 1, most) && !text.trim().is_empty();
        if !says(title, 100) || title.chars().any(char::is_control) {
            return Err(Flaw::MailTitle);
        }
        if !says(content, 50_000) {
            return Err(Flaw::MailContent);
        }
        Ok(Self {
            subject: title.to_owned(),
            text: html::plain(content),
            html: content.to_owned(),
        })
    }
}

/// `template` with the `values` in its [`PLACES`]. One pass: what is filled in is not looked at again.
fn filled(template: &str, values: &[&str; PLACES.len()]) -> String {
    let mut pieces = template.split('{');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let place = PLACES.iter().zip(values).find_map(|(place, value)| {
            Some((value, piece.strip_prefix(place)?.strip_prefix('}')?))
        });
        match place {
            Some((value, rest)) => {
                text += value;
                text += rest;
            }
            None => {
                text.push('{');
                text += piece;
            }
        }
    }
    text
}

/// Paragraphs; a line that is the code alone stands out.
fn as_html(text: &str, code: &Code) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<String> = paragraph.lines().map(html::escaped).collect();
        if paragraph.trim() == code.as_str() {
            let style = "font-size:28px;font-weight:bold;letter-spacing:6px";
            return format!("<p style=\"{style}\">{}</p>", code.as_str());
        }
        format!("<p>{}</p>", lines.join("<br>"))
    });
    let paragraphs: Vec<String> = paragraphs.collect();
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<div style=\"font-family:sans-serif;font-size:15px;line-height:1.6\">\n{}\n</div>\n",
        paragraphs.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::app::{App, tests::app};

    fn letter(change: fn(&mut App), purpose: Purpose) -> Letter {
        let mut app = app("signature");
        app.name = "我的<游戏>".into();
        change(&mut app);
        Letter::with_code(
            &app.mail_style(),
            purpose,
            "alice",
            &Code::parse("012345").unwrap(),
        )
    }

    #[test]
    fn the_default_texts_say_who_what_and_how_long() {
        let zh = letter(|_| {}, Purpose::Reset);
        assert_eq!(zh.subject, "我的<游戏> 验证码");
        for part in ["alice，您好", "您正在重置密码", "\n\n012345\n\n", "10 分钟"] {
            assert!(zh.text.contains(part), "{part}");
        }
        assert!(zh.html.contains("我的&lt;游戏&gt;") && zh.html.contains(">012345</p>"));
        let en = letter(|app| app.mail_language = Language::English, Purpose::Bind);
        assert_eq!(en.subject, "Your code for 我的<游戏>");
        assert!(en.text.contains("your code to bind this address is:"));
    }

    #[test]
    fn an_app_has_its_own_words_and_what_is_filled_in_is_filled_in_once() {
        let own = letter(
            |app| {
                app.name = "{code}{user}".into();
                app.mail_subject = Some("{app}: {code} {".into());
                app.mail_text = Some("{user} {code}\r\n{ code }".into());
            },
            Purpose::Reset,
        );
        assert_eq!(own.subject, "{code}{user}: 012345 {");
        assert_eq!(own.text, "alice 012345\n{ code }");
        assert!(own.html.contains("<p>alice 012345<br>{ code }</p>"));
    }

    #[test]
    fn a_users_mail_has_one_line_of_subject() {
        let letter = Letter::of_user("标题", "<p>你好</p>").unwrap();
        assert_eq!(
            (letter.subject.as_str(), letter.text.as_str()),
            ("标题", "你好")
        );
        for title in ["", " ", "a\r\nBcc: x@y.cn", "a\nb", &"字".repeat(101)] {
            assert_eq!(Letter::of_user(title, "x"), Err(Flaw::MailTitle), "{title}");
        }
        for content in ["", "\n", &"x".repeat(50_001)] {
            assert_eq!(Letter::of_user("x", content), Err(Flaw::MailContent));
        }
    }

    #[test]
    fn a_text_needs_the_code_and_knows_its_places() {
        assert!((TEXT.check)("x {code}\n{minutes}").is_ok());
        for wrong in ["", "no code", "{code} {name}", "{code}\u{0}"] {
            assert_eq!((TEXT.check)(wrong), Err(Flaw::MailText), "{wrong}");
        }
        assert!((SUBJECT.check)("{app}").is_ok());
        for wrong in ["", " ", "a\r\nBcc: b@c.de", "{App}", "{kode}"] {
            assert_eq!((SUBJECT.check)(wrong), Err(Flaw::MailSubject), "{wrong}");
        }
    }
}
