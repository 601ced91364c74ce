//! Codes that prove an address, and binding it.

use serde_json::Value;

use super::{count, lives, wait};
use crate::{
    domain::{
        code,
        email::Email,
        letter::{Language, Style},
    },
    json,
    store::{
        apps::Caller,
        db::{Db, Rows, StoreError},
        guard::{Guard, Write, Written},
        sql::Binds,
    },
    table::Cell,
};

/// Keeps a code with this `digest` for the user who asks, unless it is too soon; answers what [`whose`]
/// reads. `mail` is in lower case. 1 round trip; writes 2 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn request_bind(
    db: &Db,
    guard: &Guard<'_>,
    mail: &str,
    digest: &str,
) -> Result<Written, StoreError> {
    let Caller { appid, now, .. } = *guard.caller;
    let mut binds = Binds::default();
    let from = format!("FROM users u WHERE {}", guard.condition(&mut binds, "u."));
    let of = binds.bind(appid);
    let id = guard.user_id(&mut binds);
    let returning = format!(
        "RETURNING (SELECT u.account FROM users u WHERE u.appid = {of} AND u.id = {id}) AS account,
                   (SELECT json_array(a.name, a.mail_language, a.mail_subject, a.mail_text)
                    FROM apps a WHERE a.appid = {of}) AS style"
    );
    let sql = count(&mut binds, appid, mail, now, &from, &returning);
    let counted = binds.statement(sql);

    let mut binds = Binds::default();
    let id = guard.user_id(&mut binds);
    let sql = format!(
        "INSERT INTO codes (appid, mail, purpose, user_id, digest, tries, sent_at)
         SELECT {}, {}, 'bind', {id}, {}, 0, {} WHERE changes() = 1
         ON CONFLICT (appid, mail, purpose, user_id)
         DO UPDATE SET digest = excluded.digest, tries = 0, sent_at = excluded.sent_at",
        binds.bind(appid),
        binds.bind(mail),
        binds.bind(digest),
        binds.bind(now)
    );
    let own = |binds: &mut Binds| format!(", {}", wait(binds, appid, mail, now));
    let write = Write {
        own: &own,
        after: Some(binds.statement(sql)),
        ..Write::alone(counted)
    };
    guard.run(db, write).await
}

/// The account, and what the app says in its mails, as [`request_bind`] answered them.
///
/// # Errors
/// [`StoreError`] if they are not there.
pub fn whose(rows: Rows) -> Result<(String, Style), StoreError> {
    let row = rows.first_row();
    let mut row = row.ok_or_else(|| StoreError("codes: nobody's code".into()))?;
    let style: String = row.take("style")?;
    let style = json::parse(style.as_bytes()).and_then(style_of);
    let style = style.ok_or_else(|| StoreError("codes: unexpected value of style".into()))?;
    Ok((row.take("account")?, style))
}

fn style_of(mut array: Value) -> Option<Style> {
    let mut text = |at: usize| array.get_mut(at).map(Value::take);
    Some(Style {
        name: String::of(text(0)?)?,
        language: Language::of(text(1)?)?,
        subject: Option::of(text(2)?)?,
        text: Option::of(text(3)?)?,
    })
}

/// Binds an address, which the code with this `digest` proves and is used up by. Where the app's setting `verify_mail` is
/// on, nothing is bound without it; a wrong one is counted as a try. 1 round trip; writes 2 rows, 2 more with a code.
///
/// # Errors
/// [`StoreError`].
pub async fn bind(
    db: &Db,
    guard: &Guard<'_>,
    mail: &Email,
    digest: Option<&str>,
) -> Result<Written, StoreError> {
    let Caller { appid, now, .. } = *guard.caller;
    let mut binds = Binds::default();
    let email = binds.bind(mail.as_str());
    let renewal = guard.renewal(&mut binds);
    let condition = guard.condition(&mut binds, "");
    let Some(digest) = digest else {
        // The guard asks that the app wants no code. What was proved stays proved: of this address or another.
        let sql = format!("UPDATE users SET email = {email}{renewal} WHERE {condition}");
        let write = Write {
            repeats: true,
            ..Write::alone(binds.statement(sql))
        };
        return guard.run(db, write).await;
    };
    let lower = mail.as_str().to_ascii_lowercase();
    let wants = format!(
        "(SELECT a.verify_mail FROM apps a WHERE a.appid = {})",
        binds.bind(appid)
    );
    let lives = lives(&mut binds, "c.", now);
    let proved = format!(
        "EXISTS (SELECT 1 FROM codes c WHERE c.appid = users.appid AND c.mail = {} AND c.purpose = 'bind'
                                         AND c.user_id = users.id AND c.digest = {} AND c.tries <= {} AND {lives})",
        binds.bind(lower.as_str()),
        binds.bind(digest),
        code::WRONG_TRIES
    );
    let sql = format!(
        "UPDATE users SET email = {email}, verified_email = iif({proved}, {email}, verified_email){renewal}
         WHERE {condition} AND (NOT {wants} OR {proved})"
    );
    let set = binds.statement(sql);
    // One statement for both ends of a try: a code that did its work cannot be tried any more. Nobody's try is counted who
    // may not bind anything, as with a token that was revoked.
    let mut binds = Binds::default();
    let allowed = guard.condition(&mut binds, "u.");
    let sql = format!(
        "UPDATE codes SET tries = iif(changes() = 1 AND digest = {}, {used}, tries + 1)
         WHERE appid = {} AND mail = {} AND purpose = 'bind' AND user_id = {} AND tries <= {}
           AND EXISTS (SELECT 1 FROM users u WHERE {allowed})",
        binds.bind(digest),
        binds.bind(appid),
        binds.bind(lower.as_str()),
        guard.user_id(&mut binds),
        code::WRONG_TRIES,
        used = code::WRONG_TRIES + 1
    );
    let write = Write {
        after: Some(binds.statement(sql)),
        ..Write::alone(set)
    };
    guard.run(db, write).await
}
