//! A message as the bytes that travel (RFC 5322): plain text and HTML beside each other, everything in ASCII.

use std::fmt::{self, Write};

use email_encoding::{body::base64, headers::rfc2047, headers::writer::EmailWriter};

use super::Message;
use crate::domain::{digest, time};

/// The message with its headers; lines end in CR LF.
pub fn bytes(message: &Message<'_>) -> Vec<u8> {
    let mut text = String::new();
    // Nothing fails to be written into a String.
    let _ = write(message, &mut text);
    text.into_bytes()
}

fn write(message: &Message<'_>, text: &mut String) -> fmt::Result {
    let Message {
        from, to, letter, ..
    } = message;
    let (from_address, to) = (from.address.as_str(), to.as_str());
    let unique = digest::hex(&message.random);
    let date = time::rfc5322(message.now);
    write!(
        text,
        "Message-ID: <{unique}@{}>\r\nDate: {date}\r\n",
        from.address.domain()
    )?;
    match &from.name {
        Some(name) => {
            encoded("From: ", name, text)?;
            write!(text, "\r\n <{from_address}>\r\n")?;
        }
        None => write!(text, "From: <{from_address}>\r\n")?,
    }
    write!(text, "To: <{to}>\r\n")?;
    encoded("Subject: ", &letter.subject, text)?;
    // No machine is to answer it.
    write!(
        text,
        "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative;\r\n boundary=\"={unique}\"\r\n"
    )?;
    for (kind, content) in [("plain", &letter.text), ("html", &letter.html)] {
        write!(
            text,
            "\r\n--={unique}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n"
        )?;
        base64::encode(content.as_bytes(), text)?;
    }
    write!(text, "\r\n--={unique}--\r\n")
}

/// A header whose value may be any text without control characters: in encoded words (RFC 2047) it cannot be taken for
/// anything else.
fn encoded(name: &str, value: &str, text: &mut String) -> fmt::Result {
    text.write_str(name)?;
    rfc2047::encode(value, &mut EmailWriter::new(text, name.len(), 0, false))
}

#[cfg(test)]
mod tests {
    use super::super::From;
    use super::*;
    use crate::domain::{email::Email, letter::Letter};

    #[test]
    fn a_message_is_ascii_in_lines_that_servers_take() {
        let from = From {
            name: Some("我的应用, \"Inc\"".into()),
            address: Email::parse("noreply@example.com").unwrap(),
        };
        let letter = Letter {
            subject: "验证码 很长的主题".repeat(5),
            text: format!("{}\n.\n..\n", "你好".repeat(400)),
            html: "<p>你好</p>".into(),
        };
        let message = Message {
            from: &from,
            to: &Email::parse("user@qq.com").unwrap(),
            letter: &letter,
            now: 1_749_719_791,
            random: [7; 16],
        };
        let text = String::from_utf8(bytes(&message)).unwrap();
        assert!(text.is_ascii());
        assert!(text.lines().all(|line| line.len() <= 78), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        for header in [
            "From: =?utf-8?b?5oiR55qE5bqU55SoLCAiSW5jIg==?=\r\n <noreply@example.com>\r\n",
            "To: <user@qq.com>\r\n",
            "Subject: =?utf-8?b?",
            "Date: Thu, 12 Jun 2025 09:16:31 +0000\r\n",
            "Message-ID: <07070707070707070707070707070707@example.com>\r\n",
            "MIME-Version: 1.0\r\n",
            "Auto-Submitted: auto-generated\r\n",
        ] {
            assert!(text.contains(header), "{header}\n{text}");
        }
    }
}
