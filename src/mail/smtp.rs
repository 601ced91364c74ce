//! The dialogue with a mail server (RFC 5321), bytes in and bytes out: what came, and what to do next.
//!
//! Small on purpose: one mail, one address, AUTH PLAIN or LOGIN, and nothing said before the connection is safe.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Undelivered, sender::Server};

/// Bytes of one reply at most: what is longer is no mail server's.
const LONGEST_REPLY: usize = 16 * 1024;

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Read more.
    Read,
    /// Send this, then read.
    Write(Vec<u8>),
    /// Make the connection safe, then send this.
    Secure(Vec<u8>),
    /// The mail is sent. Say this and go.
    Done(Vec<u8>),
}

/// What was asked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    Hello,
    Secure,
    Plain,
    LoginUser,
    LoginPassword,
    Password,
    Sender,
    Recipient,
    Data,
    Content,
}

/// A dialogue that sends one mail.
pub struct Dialogue<'a> {
    server: &'a Server,
    /// What we call ourselves.
    name: &'a str,
    from: &'a str,
    to: &'a str,
    content: Vec<u8>,
    safe: bool,
    asked: Asked,
    received: Vec<u8>,
}

/// A reply: its code, and its lines.
struct Reply {
    code: u16,
    lines: Vec<String>,
}

impl<'a> Dialogue<'a> {
    /// A dialogue with `server`, by which a host called `name` sends `content` from one address to another.
    pub fn new(
        server: &'a Server,
        name: &'a str,
        from: &'a str,
        to: &'a str,
        content: &[u8],
    ) -> Self {
        Self {
            server,
            name,
            from,
            to,
            content: stuffed(content),
            safe: server.tls,
            asked: Asked::Nothing,
            received: Vec::new(),
        }
    }

    /// Takes what the server sent.
    ///
    /// # Errors
    /// Why the mail cannot be sent.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Step, Undelivered> {
        self.received.extend_from_slice(bytes);
        if self.received.len() > LONGEST_REPLY {
            return Err(Undelivered::Nonsense);
        }
        let Some(reply) = self.reply()? else {
            return Ok(Step::Read);
        };
        let (step, asked) = self.answer(&reply)?;
        self.asked = asked;
        self.safe |= matches!(step, Step::Secure(_));
        Ok(step)
    }

    /// The reply that has come, once its last line has.
    fn reply(&mut self) -> Result<Option<Reply>, Undelivered> {
        if !self.received.ends_with(b"\n") {
            return Ok(None);
        }
        // What stands behind the codes is for people, in whatever encoding.
        let text = String::from_utf8_lossy(&self.received);
        let mut lines = Vec::new();
        let mut code = None;
        let mut ended = false;
        for line in text.lines() {
            // It has taken the mail; what it says of its farewell does not matter.
            if ended && (self.asked, code) == (Asked::Content, Some(250)) {
                break;
            }
            // After its last line the server has to wait for us.
            if ended || line.len() < 3 {
                return Err(Undelivered::Nonsense);
            }
            let (digits, rest) = line.split_at_checked(3).ok_or(Undelivered::Nonsense)?;
            let this: u16 = digits.parse().map_err(|_| Undelivered::Nonsense)?;
            if !(200..600).contains(&this) || *code.get_or_insert(this) != this {
                return Err(Undelivered::Nonsense);
            }
            ended = !rest.starts_with('-');
            lines.push(rest.get(1..).unwrap_or_default().to_owned());
        }
        if !ended {
            return Ok(None);
        }
        self.received.clear();
        Ok(code.map(|code| Reply { code, lines }))
    }

    /// What to do after `reply`, and what is asked by it.
    fn answer(&self, reply: &Reply) -> Result<(Step, Asked), Undelivered> {
        let line = |text: String| Step::Write(format!("{text}\r\n").into_bytes());
        let hello = || format!("EHLO {}\r\n", self.name).into_bytes();
        Ok(match (self.asked, reply.code) {
            (Asked::Nothing, 220) => (Step::Write(hello()), Asked::Hello),
            (Asked::Hello, 250) if !self.safe => {
                // Whoever sits in between may have taken the offer out.
                if !reply.offers("STARTTLS") {
                    return Err(Undelivered::NotSafe);
                }
                (line("STARTTLS".into()), Asked::Secure)
            }
            (Asked::Secure, 220) => (Step::Secure(hello()), Asked::Hello),
            (Asked::Secure, _) => return Err(Undelivered::NotSafe),
            (Asked::Hello, 250) => self.sign_in(reply)?,
            (Asked::Plain, 334) => (line(self.plain()), Asked::Password),
            (Asked::LoginUser, 334) => (
                line(base64(self.server.user.as_bytes())),
                Asked::LoginPassword,
            ),
            (Asked::LoginPassword, 334) => (
                line(base64(self.server.password.as_bytes())),
                Asked::Password,
            ),
            (Asked::Password, 235) => (line(format!("MAIL FROM:<{}>", self.from)), Asked::Sender),
            (Asked::Sender, 250) => (line(format!("RCPT TO:<{}>", self.to)), Asked::Recipient),
            (Asked::Recipient, 250 | 251) => (line("DATA".into()), Asked::Data),
            (Asked::Data, 354) => (Step::Write(self.content.clone()), Asked::Content),
            (Asked::Content, 250) => (Step::Done(b"QUIT\r\n".to_vec()), Asked::Nothing),
            (asked, code) => return Err(refusal(asked, code)),
        })
    }

    /// The way to sign in that the server offers.
    fn sign_in(&self, hello: &Reply) -> Result<(Step, Asked), Undelivered> {
        let ways = hello.parameters("AUTH").ok_or(Undelivered::WrongPassword)?;
        let offers = |way: &str| ways.iter().any(|it| it.eq_ignore_ascii_case(way));
        let (text, asked) = if offers("PLAIN") {
            ("AUTH PLAIN\r\n", Asked::Plain)
        } else if offers("LOGIN") {
            ("AUTH LOGIN\r\n", Asked::LoginUser)
        } else {
            return Err(Undelivered::WrongPassword);
        };
        Ok((Step::Write(text.into()), asked))
    }

    /// User and password as AUTH PLAIN has them (RFC 4616).
    fn plain(&self) -> String {
        base64(format!("\0{}\0{}", self.server.user, self.server.password).as_bytes())
    }
}

impl Reply {
    fn offers(&self, extension: &str) -> bool {
        self.parameters(extension).is_some()
    }

    /// What stands behind the name of an extension in an answer to EHLO.
    fn parameters(&self, extension: &str) -> Option<Vec<&str>> {
        self.lines.iter().skip(1).find_map(|line| {
            // Some servers write AUTH=LOGIN.
            let mut words = line.split([' ', '=']);
            let found = words.next()?.eq_ignore_ascii_case(extension);
            found.then(|| words.collect())
        })
    }
}

/// What it means that the server answered with `code` to what was asked.
fn refusal(asked: Asked, code: u16) -> Undelivered {
    match (asked, code) {
        (_, 200..400) => Undelivered::Nonsense,
        (Asked::Plain | Asked::LoginUser | Asked::LoginPassword | Asked::Password, 500..) => {
            Undelivered::WrongPassword
        }
        (_, ..500) => Undelivered::Busy,
        (Asked::Sender, _) => Undelivered::SenderRefused,
        (Asked::Recipient, _) => Undelivered::AddressRefused,
        _ => Undelivered::Refused,
    }
}

/// `content` as it is sent after DATA: a line that begins with a dot has two, and a dot alone ends it.
fn stuffed(content: &[u8]) -> Vec<u8> {
    let mut sent = Vec::with_capacity(content.len() + 64);
    for line in content.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(b".") {
            sent.push(b'.');
        }
        sent.extend_from_slice(line);
    }
    if !sent.ends_with(b"\r\n") {
        sent.extend_from_slice(b"\r\n");
    }
    sent.extend_from_slice(b".\r\n");
    sent
}

/// Base64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests;
