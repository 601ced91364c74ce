//! `/api/admin/mail` and an app's `…/deliveries` and `…/letter`: how mails are sent, whether they arrive, and what they
//! say.

use serde_json::{Value, json};

use super::{Admin, cut, error::AdminError, fields, page_reply};
use crate::{
    domain::{
        app::App,
        audit::Event,
        code::{Code, Purpose},
        delivery::Delivery,
        email::Email,
        letter::Letter,
    },
    mail::{MailSettings, Sender},
    random,
    reply::Reply,
    store::{
        admin::{apps, deliveries as store},
        audit,
    },
    table::{Cell, Record},
};

/// `GET /mail`: by what mails are sent, and by whom; what is wrong with the configuration, if anything is.
pub fn get(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    let (sender, from, problem) = match MailSettings::of(&admin.call.env) {
        Ok(None) => (Sender::Off.word(), None, None),
        Ok(Some(settings)) => (
            settings.sender.word(),
            Some(settings.from.to_string()),
            None,
        ),
        Err(error) => ("off", None, Some(error.0)),
    };
    let body = json!({"sender": sender, "from": from, "problem": problem});
    Ok(Reply::json(200, &body))
}

/// `POST /mail/test` (owner): sends a mail to `to`, and says what became of it.
pub async fn test(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let mut body = admin.fields()?;
    let to = body.take("to", fields::text)?;
    body.finish()?;
    let to = to.ok_or_else(|| AdminError::invalid("to", "is needed"))?;
    let to = Email::parse(&to).map_err(|flaw| AdminError::flaw("to", flaw))?;
    let mailer = admin.call.mailer()?.ok_or(AdminError::NoSender)?;
    let sent = mailer.send(&to, &Letter::test()).await?;
    let entry = admin.audit(Event::MailTested).about(to.domain());
    audit::add(&admin.call.db(), &entry).await?;
    let body = match sent {
        Ok(()) => json!({"outcome": "sent", "reason": null}),
        Err(why) => json!({"outcome": "failed", "reason": why.word()}),
    };
    Ok(Reply::json(200, &body))
}

/// `GET /mail/outbox` (owner): the mails that were kept instead of being sent, where `MAIL` is "log".
pub async fn outbox(admin: &Admin<'_>) -> Result<Reply, AdminError> {
    admin.owner_only()?;
    let keeps =
        MailSettings::of(&admin.call.env)?.is_some_and(|settings| settings.sender == Sender::Log);
    let mut items = Vec::new();
    if keeps {
        for row in store::outbox(&admin.call.db()).await? {
            let value = |name: &str| row.value(name).clone();
            items.push(json!({
                "at": value("at"),
                "to": value("mail"),
                "subject": value("subject"),
                "text": value("text"),
            }));
        }
    }
    Ok(Reply::json(200, &json!({ "items": items })))
}

/// `GET …/deliveries`: a page of what became of an app's mails, newest first.
pub async fn list(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let rows = store::list(&admin.call.db(), admin.scope, appid, page.and_one()).await?;
    let mut rows = rows.ok_or(AdminError::NotFound)?;
    let next = cut(&mut rows, page.limit, "number");
    Ok(page_reply(Delivery::COLUMNS, &rows, next, None))
}

/// `POST …/letter`: the mail with a code as the app has it, or as it would be with the settings in the body. Nothing is
/// sent or changed.
pub async fn letter(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let purpose = body.take("purpose", fields::word(Purpose::WORDS))?;
    let changes = body.take_written(App::COLUMNS)?;
    body.finish()?;
    let app = apps::get(&admin.call.db(), admin.scope, appid).await?;
    let app = App::read(&mut app.ok_or(AdminError::NotFound)?)?;
    let purpose = purpose.and_then(|word| Purpose::of(Value::from(word)));
    let mut style = app.mail_style();
    let own = |column: &str, now: Option<String>| {
        if changes.has(column) {
            changes.word(column).map(str::to_owned)
        } else {
            now
        }
    };
    style.name = own("name", Some(style.name)).unwrap_or_default();
    style.subject = own("mail_subject", style.subject);
    style.text = own("mail_text", style.text);
    if let Some(word) = changes.word("mail_language") {
        style.language = Cell::of(Value::from(word)).unwrap_or(style.language);
    }
    let code = Code::of_random(random::bytes()?);
    let letter = Letter::with_code(&style, purpose.unwrap_or(Purpose::Reset), "alice", &code);
    let body = json!({"subject": letter.subject, "text": letter.text, "html": letter.html});
    Ok(Reply::json(200, &body))
}
