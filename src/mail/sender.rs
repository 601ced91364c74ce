//! What the deployment sends mails by: the variables `MAIL`, `MAIL_FROM` and `MAIL_URL`, the secrets `SMTP_URL` and
//! `MAIL_API_KEY`.
//!
//! Read apart from the other variables: what is wrong here is an error of the calls that send mail, and of no other.

use std::cell::OnceCell;
use std::rc::Rc;

use percent_encoding::percent_decode_str;
use worker::Env;

use super::From;
use crate::{
    config::ConfigError,
    domain::{code::CodeKey, email::Email},
};

/// How mails are sent, and what goes with it.
pub struct MailSettings {
    /// By what.
    pub sender: Sender,
    /// Who sends them.
    pub from: From,
    /// What codes are digested with.
    pub code_key: CodeKey,
}

/// What sends mails.
#[derive(Debug, PartialEq, Eq)]
pub enum Sender {
    /// Nothing.
    Off,
    /// They are printed and kept, not sent: for trying.
    Log,
    /// A mail server.
    Smtp(Server),
    /// A service that takes JSON.
    Http(Service),
    /// Cloudflare's binding `EMAIL`.
    Binding,
}

impl Sender {
    /// The word of `MAIL`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Log => "log",
            Self::Smtp(_) => "smtp",
            Self::Http(_) => "http",
            Self::Binding => "binding",
        }
    }
}

/// A mail server, and who we are there.
#[derive(PartialEq, Eq)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the connection is safe from its start (port 465); else STARTTLS makes it so before anything is said.
    pub tls: bool,
    /// Our name there.
    pub user: String,
    /// Our password.
    pub password: String,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the password.
        write!(f, "Server({}:{})", self.host, self.port)
    }
}

/// A service that takes mails as JSON.
#[derive(PartialEq, Eq)]
pub struct Service {
    /// Where it takes them.
    pub url: String,
    /// In which form.
    pub form: Form,
    /// Our key there.
    pub key: String,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the key.
        write!(f, "Service({})", self.url)
    }
}

/// Whose form of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Resend's.
    Resend,
    /// Brevo's.
    Brevo,
}

/// Where Resend takes mails.
const RESEND: &str = "https://api.resend.com/emails";
/// The end of the address where Brevo takes them.
const BREVO_PATH: &str = "/v3/smtp/email";

thread_local! {
    static SETTINGS: OnceCell<Rc<MailSettings>> = const { OnceCell::new() };
}

impl MailSettings {
    /// The deployment's settings; an isolate never sees two. Nothing where it sends no mails.
    ///
    /// # Errors
    /// [`ConfigError`] for the first variable that is missing or wrong.
    pub fn of(env: &Env) -> Result<Option<Rc<Self>>, ConfigError> {
        if let Some(settings) = SETTINGS.with(|cell| cell.get().cloned()) {
            return Ok(Some(settings));
        }
        let var = |name: &str| {
            let value = env.var(name).ok().map(|value| value.to_string());
            value.filter(|value| !value.is_empty())
        };
        let Some(settings) = Self::read(&var)? else {
            return Ok(None);
        };
        let settings = Rc::new(settings);
        Ok(Some(
            SETTINGS.with(|cell| cell.get_or_init(|| settings).clone()),
        ))
    }

    fn read(var: &dyn Fn(&str) -> Option<String>) -> Result<Option<Self>, ConfigError> {
        let wrong = |text: &str| ConfigError(text.to_owned());
        let needed =
            |name: &str| var(name).ok_or_else(|| ConfigError(format!("{name} is missing")));
        let sender = match var("MAIL").as_deref() {
            None | Some("off") => return Ok(None),
            Some("log") => Sender::Log,
            Some("binding") => Sender::Binding,
            Some("smtp") => Sender::Smtp(server(&needed("SMTP_URL")?).map_err(wrong)?),
            Some("http") => {
                let url = var("MAIL_URL").unwrap_or_else(|| RESEND.to_owned());
                let local = url.starts_with("http://127.0.0.1:");
                if !url.starts_with("https://") && !local {
                    return Err(wrong("variable MAIL_URL must begin with https://"));
                }
                let brevo = url.ends_with(BREVO_PATH);
                Sender::Http(Service {
                    url,
                    form: if brevo { Form::Brevo } else { Form::Resend },
                    key: needed("MAIL_API_KEY")?,
                })
            }
            Some(_) => {
                let text = "variable MAIL must be off, smtp, http, binding or log";
                return Err(wrong(text));
            }
        };
        let from = match (var("MAIL_FROM"), &sender) {
            (Some(text), _) => from(&text).map_err(wrong)?,
            // Most servers take mails from the address of who signs in alone.
            (None, Sender::Smtp(server)) => from(&server.user).map_err(wrong)?,
            (None, Sender::Log) => from("nobase-edge@example.com").map_err(wrong)?,
            (None, _) => return Err(wrong("variable MAIL_FROM is missing")),
        };
        // Either is a secret that no copy of the database holds.
        let secret = var("PASSWORD_PEPPER").or_else(|| var("ADMIN_KEY"));
        let secret = secret.ok_or_else(|| wrong("secret ADMIN_KEY is missing"))?;
        let code_key = CodeKey::of(&secret).ok_or_else(|| wrong("no key for codes"))?;
        Ok(Some(Self {
            sender,
            from,
            code_key,
        }))
    }
}

/// Reads `Name <address>`, or an address alone.
fn from(text: &str) -> Result<From, &'static str> {
    const FORM: &str = "variable MAIL_FROM must look like Name <address@example.com>";
    let (name, address) = match text
        .trim()
        .strip_suffix('>')
        .map(|rest| rest.rsplit_once('<'))
    {
        Some(Some((name, address))) => (name.trim(), address),
        Some(None) => return Err(FORM),
        None => ("", text.trim()),
    };
    if name.chars().any(char::is_control) {
        return Err(FORM);
    }
    Ok(From {
        name: (!name.is_empty()).then(|| name.to_owned()),
        address: Email::parse(address).map_err(|_| FORM)?,
    })
}

/// Reads `smtps://user:password@host:465`, or `smtp://…:587` for STARTTLS. User and password are percent-encoded where
/// they hold `:`, `/` or `%`; an `@` may stand as it is.
fn server(url: &str) -> Result<Server, &'static str> {
    const FORM: &str = "secret SMTP_URL must look like smtps://user:password@host:465";
    let (scheme, rest) = url.trim().split_once("://").ok_or(FORM)?;
    let tls = match scheme {
        "smtps" => true,
        "smtp" => false,
        _ => return Err(FORM),
    };
    let rest = rest.trim_end_matches('/');
    let (user, place) = rest.rsplit_once('@').ok_or(FORM)?;
    let (user, password) = user.split_once(':').ok_or(FORM)?;
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| FORM)?),
        None => (place, if tls { 465 } else { 587 }),
    };
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| FORM)?;
        let fine = !text.is_empty() && !text.chars().any(char::is_control);
        if fine {
            Ok(text.into_owned())
        } else {
            Err(FORM)
        }
    };
    let host_byte = |b: u8| b.is_ascii_alphanumeric() || b".-".contains(&b);
    if host.is_empty() || !host.bytes().all(host_byte) {
        return Err(FORM);
    }
    if port == 25 {
        return Err("secret SMTP_URL: Workers cannot reach port 25; use 465 or 587");
    }
    Ok(Server {
        host: host.to_owned(),
        port,
        tls,
        user: decoded(user)?,
        password: decoded(password)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(vars: &[(&str, &str)]) -> Result<Option<MailSettings>, String> {
        let found = |name: &str| {
            let value = vars.iter().find(|(it, _)| *it == name);
            value.map(|(_, value)| (*value).to_owned())
        };
        MailSettings::read(&found).map_err(|error| error.0)
    }

    #[test]
    fn without_a_word_no_mail_is_sent() {
        assert!(read(&[]).unwrap().is_none());
        assert!(read(&[("MAIL", "off")]).unwrap().is_none());
        assert!(read(&[("MAIL", "on")]).is_err());
    }

    #[test]
    fn a_mail_server_is_read_from_its_url() {
        let qq = server("smtps://123@qq.com:p%40ss%3Aw@smtp.qq.com:465").unwrap();
        assert_eq!(
            (qq.host.as_str(), qq.port, qq.tls),
            ("smtp.qq.com", 465, true)
        );
        assert_eq!(
            (qq.user.as_str(), qq.password.as_str()),
            ("123@qq.com", "p@ss:w")
        );
        let plain = server("smtp://u:p@mail.example.com").unwrap();
        assert_eq!((plain.port, plain.tls), (587, false));
        for wrong in [
            "",
            "smtp.qq.com",
            "https://u:p@h",
            "smtps://u@h:465",
            "smtps://u:p@:465",
            "smtps://u:p@h:x",
            "smtps://u:p@h h",
            "smtps://u%0d%0a:p@h",
            "smtp://u:p@h:25",
        ] {
            let why = server(wrong).unwrap_err();
            assert!(why.starts_with("secret SMTP_URL"), "{wrong}");
        }
    }

    #[test]
    fn who_sends_is_a_name_and_an_address() {
        let named = from("我的应用 <noreply@example.com>").unwrap();
        assert_eq!(named.name.as_deref(), Some("我的应用"));
        assert_eq!(named.address.as_str(), "noreply@example.com");
        assert_eq!(from(" a@b.cn ").unwrap().name, None);
        for wrong in ["", "Name", "Name a@b.cn>", "<a@b>", "a\r\nb <a@b.cn>"] {
            assert!(from(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_way_says_what_it_lacks_and_no_error_holds_a_secret() {
        let key = ("ADMIN_KEY", "k");
        let smtp = ("SMTP_URL", "smtps://a@b.cn:hidden@h:465");
        let settings = read(&[("MAIL", "smtp"), smtp, key]).unwrap().unwrap();
        assert_eq!(settings.from.address.as_str(), "a@b.cn");
        assert!(!format!("{:?}", settings.sender).contains("hidden"));
        let http = [
            ("MAIL", "http"),
            ("MAIL_API_KEY", "hidden"),
            ("MAIL_FROM", "a@b.cn"),
            key,
        ];
        let Sender::Http(service) = read(&http).unwrap().unwrap().sender else {
            panic!("another sender");
        };
        assert_eq!((service.url.as_str(), service.form), (RESEND, Form::Resend));
        assert!(!format!("{service:?}").contains("hidden"));
        let brevo = ("MAIL_URL", "https://api.brevo.com/v3/smtp/email");
        let with_url = [http.as_slice(), &[brevo]].concat();
        let Sender::Http(service) = read(&with_url).unwrap().unwrap().sender else {
            panic!("another sender");
        };
        assert_eq!(service.form, Form::Brevo);
        for lacking in [
            [("MAIL", "smtp"), key].as_slice(),
            &[("MAIL", "smtp"), ("SMTP_URL", "smtps://hidden"), key],
            &[("MAIL", "smtp"), smtp],
            &[("MAIL", "http"), ("MAIL_FROM", "a@b.cn"), key],
            &[("MAIL", "http"), ("MAIL_API_KEY", "hidden"), key],
            &[("MAIL", "binding"), key],
            &[http.as_slice(), &[("MAIL_URL", "http://example.com/")]].concat(),
        ] {
            assert!(!read(lacking).err().unwrap().contains("hidden"));
        }
    }

    proptest! {
        #[test]
        fn no_mail_server_panics_and_no_error_tells_the_password(url in "\\PC{0,40}|smtps?://[a-z%0-9@:/.]{0,30}|smtps://u:secret-word@[a-z0-9.:/?]{0,20}", from in "\\PC{0,30}|[a-z <>@.]{0,20}") {
            let vars = [("MAIL", "smtp"), ("SMTP_URL", &url), ("MAIL_FROM", &from)];
            if let Err(error) = read(&vars) {
                prop_assert!(!error.contains("secret-word"));
            }
        }
    }
}
