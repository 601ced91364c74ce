//! Mails: one [`Message`], and the way that the deployment sends it ([`Sender`]).
//!
//! - `sender`: what `MAIL` and its secrets say
//! - `mime`: a message as the bytes that travel
//! - `smtp`: the dialogue with a mail server, bytes in and bytes out; `connection` holds it over a socket
//! - `post`: the same for services that take JSON
//!
//! Whatever a server does, a mail takes [`PATIENCE`] at most and ends in one word. No address, text or secret is
//! logged.

mod connection;
mod mime;
mod post;
mod sender;
mod smtp;

use std::{fmt, rc::Rc, time::Duration};

use worker::{Context, Delay, Env, console_log};

pub use self::sender::{MailSettings, Sender};
use crate::{
    config::ConfigError,
    domain::{
        code::{CodeKey, Purpose},
        email::Email,
        failure::Failure,
        letter::Letter,
    },
    log, random,
    runtime::{self, binding},
    store::{
        db::{Db, StoreError},
        deliveries,
    },
};

/// Milliseconds that a mail may take to be sent.
pub const PATIENCE: u32 = 10_000;

/// How long a mail that goes after the answer lets the answer go first: so that it takes no longer where there is one.
const AFTERWARDS: Duration = Duration::from_millis(200);

/// Who sends: a name, if any, and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    /// What is shown; without it the address is.
    pub name: Option<String>,
    /// The address.
    pub address: Email,
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address.as_str()),
            None => f.write_str(self.address.as_str()),
        }
    }
}

/// A mail to one address.
pub struct Message<'a> {
    /// Who sends it.
    pub from: &'a From,
    /// To whom.
    pub to: &'a Email,
    /// What it says.
    pub letter: &'a Letter,
    /// When, Unix seconds.
    pub now: i64,
    /// Random: makes the message's id and the boundary of its parts.
    pub random: [u8; 16],
}

/// Why a mail was not sent, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undelivered {
    /// No connection, or it broke.
    Unreachable,
    /// Nothing came in time.
    Timeout,
    /// The connection cannot be made safe, and the password is not sent without.
    NotSafe,
    /// The server does not know user and password, or the key.
    WrongPassword,
    /// The server refuses the sender.
    SenderRefused,
    /// The server refuses the address.
    AddressRefused,
    /// The server refuses the mail.
    Refused,
    /// The server says: later.
    Busy,
    /// The server speaks no such protocol.
    Nonsense,
}

impl Undelivered {
    /// Its word in the log of deliveries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::NotSafe => "not_safe",
            Self::WrongPassword => "wrong_password",
            Self::SenderRefused => "sender_refused",
            Self::AddressRefused => "address_refused",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Nonsense => "nonsense",
        }
    }
}

/// What sends mails, for one call.
pub struct Mailer<'a> {
    env: &'a Env,
    context: &'a Context,
    settings: Rc<MailSettings>,
    now_us: i64,
}

impl<'a> Mailer<'a> {
    /// The deployment's, for a call at `now_us` (microseconds); nothing where it sends no mails.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn new(
        env: &'a Env,
        context: &'a Context,
        now_us: i64,
    ) -> Result<Option<Self>, ConfigError> {
        let settings = MailSettings::of(env)?;
        Ok(settings.map(|settings| Self {
            env,
            context,
            settings,
            now_us,
        }))
    }

    /// What codes are digested with.
    pub fn code_key(&self) -> &CodeKey {
        &self.settings.code_key
    }

    /// How mails are sent, and by whom.
    pub fn settings(&self) -> &MailSettings {
        &self.settings
    }

    /// Sends a mail; says why it was not sent.
    ///
    /// # Errors
    /// [`Failure::Internal`] where it could not even be made.
    pub async fn send(
        &self,
        to: &Email,
        letter: &Letter,
    ) -> Result<Result<(), Undelivered>, Failure> {
        let message = Message {
            from: &self.settings.from,
            to,
            letter,
            now: self.now_us / 1_000_000,
            random: random::bytes()?,
        };
        let db = Db::new(self.env, Rc::default());
        Ok(deliver(self.env, &db, &self.settings.sender, &message).await)
    }

    /// Sends `many` letters after the answer, as far as there are so many, and notes what became of them. They are made
    /// then, so that the answer takes as long where there are none; and go side by side, so that each has its time.
    pub fn send_later(
        &self,
        appid: &str,
        purpose: Purpose,
        to: Email,
        many: usize,
        letter: impl Fn(usize) -> Option<Letter> + 'static,
    ) {
        let letter = Rc::new(letter);
        for n in 0..many {
            let (env, settings, now_us) = (self.env.clone(), self.settings.clone(), self.now_us);
            let (appid, to, letter) = (appid.to_owned(), to.clone(), letter.clone());
            self.context.wait_until(async move {
                Delay::from(AFTERWARDS).await;
                let Some(letter) = letter(n) else {
                    return;
                };
                let Ok(random) = random::bytes() else {
                    return log::error("mail", "no random bytes");
                };
                let message = Message {
                    from: &settings.from,
                    to: &to,
                    letter: &letter,
                    now: now_us / 1_000_000,
                    random,
                };
                let db = Db::new(&env, Rc::default());
                let sent = deliver(&env, &db, &settings.sender, &message).await;
                let failed = sent.err().map(Undelivered::word);
                let noted = deliveries::add(&db, &appid, purpose.word(), &to, failed, now_us).await;
                self::noted(noted);
            });
        }
    }

    /// Notes after the answer what became of the mail `number` of an app.
    pub fn note_later(&self, appid: &str, number: i64, failed: Option<&'static str>) {
        let (env, appid) = (self.env.clone(), appid.to_owned());
        self.context.wait_until(async move {
            let db = Db::new(&env, Rc::default());
            noted(deliveries::end(&db, &appid, number, failed).await);
        });
    }
}

fn noted(noted: Result<(), StoreError>) {
    if let Err(StoreError(why)) = noted {
        log::error("deliveries", &why);
    }
}

/// Sends `message` by `sender`.
///
/// # Errors
/// [`Undelivered`], within [`PATIENCE`].
async fn deliver(
    env: &Env,
    db: &Db,
    sender: &Sender,
    message: &Message<'_>,
) -> Result<(), Undelivered> {
    let sent = match sender {
        Sender::Off => Err(Undelivered::Unreachable),
        Sender::Log => {
            keep(db, message).await;
            Ok(())
        }
        Sender::Smtp(server) => connection::send(server, message).await,
        Sender::Http(service) => post::send(service, message).await,
        Sender::Binding => bound(env, message).await,
    };
    if let Err(why) = sent {
        log::error("mail", why.word());
    }
    sent
}

/// Prints a mail and keeps it, instead of sending it.
async fn keep(db: &Db, message: &Message<'_>) {
    let Letter { subject, text, .. } = message.letter;
    console_log!("mail to {}: {subject}\n\n{text}\n", message.to.as_str());
    if let Err(error) = deliveries::keep(db, message.to, message.letter, message.now).await {
        log::error("outbox", &error.0);
    }
}

/// By Cloudflare's own binding.
async fn bound(env: &Env, message: &Message<'_>) -> Result<(), Undelivered> {
    let (from, to) = (message.from.address.as_str(), message.to.as_str());
    let raw = mime::bytes(message);
    let sent = runtime::send_bound(env, binding::EMAIL, from, to, &raw, PATIENCE).await;
    let why = runtime::text(sent).map_err(|_| Undelivered::Unreachable)?;
    match why.as_str() {
        "" => Ok(()),
        "timeout" => Err(Undelivered::Timeout),
        _ => Err(Undelivered::Refused),
    }
}
