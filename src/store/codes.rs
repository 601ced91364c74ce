//! Codes that were sent to addresses (contract, section 5).
//!
//! A code is one row: of an app, an address, a purpose and a user. Its digest is kept, and how often it was tried. The
//! addresses that codes were asked for are rows of their own, whether or not a user has them, so that asking too
//! often is the same for all.

use serde_json::Value;

use super::{
    apps::{Caller, called, served},
    db::{Db, Rows, StoreError},
    guard::{Asks, Guard, Write, Written},
    sql::{Binds, Statement},
    tokens::LIST,
    users::REVOCATION,
};
use crate::{
    domain::{
        app::CalledApp,
        code::{self, Purpose},
        email::Email,
        letter::{Language, Style},
        state::UserState,
    },
    json,
    table::{Cell, Record, Row, Unexpected},
};

/// The column by which a refused request says in how many seconds the address may be sent another code.
pub const WAIT: &str = "wait";

/// Whom a code goes to.
pub struct Addressee {
    /// The account.
    pub account: String,
    /// The digest of their code.
    pub digest: String,
}

impl Record for Addressee {
    const KEY: &'static str = "account";

    fn read(row: &mut Row) -> Result<Self, Unexpected> {
        Ok(Self {
            account: row.take("account")?,
            digest: row.take("digest")?,
        })
    }
}

/// What became of a request for codes that set a new password.
pub struct Requested {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// The users of the address, each with a code of their own; nothing where it is too soon, or the app is not served.
    pub addressees: Option<Vec<Addressee>>,
    /// Seconds until the address may be sent another one.
    pub wait: Option<i64>,
}

/// The statement that counts a request for `mail` by those that `from`, a FROM clause with its condition, finds; it
/// changes nothing where it is too soon.
fn count(
    binds: &mut Binds,
    appid: &str,
    mail: &str,
    now: i64,
    from: &str,
    returning: &str,
) -> String {
    let (appid, mail) = (binds.bind(appid), binds.bind(mail));
    let (now_at, pause) = (binds.bind(now), binds.bind(now - code::PAUSE));
    let (day, daily) = (binds.bind(now - code::DAY), binds.bind(code::DAILY));
    format!(
        "INSERT INTO code_requests AS r (appid, mail, last_at, since, count)
         SELECT {appid}, {mail}, {now_at}, {now_at}, 1 {from}
         ON CONFLICT (appid, mail) DO UPDATE SET last_at = {now_at},
             count = iif(r.since <= {day}, 1, r.count + 1), since = iif(r.since <= {day}, {now_at}, r.since)
         WHERE r.last_at <= {pause} AND (r.since <= {day} OR r.count < {daily})
         {returning}"
    )
}

/// Seconds that `mail` has to wait for the next code; an SQL expression beside a row of the app `a`.
fn wait(binds: &mut Binds, appid: &str, mail: &str, now: i64) -> String {
    format!(
        "(SELECT max(r.last_at + {}, iif(r.count >= {}, r.since + {}, 0)) - {} FROM code_requests r
          WHERE r.appid = {} AND r.mail = {}) AS {WAIT}",
        code::PAUSE,
        code::DAILY,
        code::DAY,
        binds.bind(now),
        binds.bind(appid),
        binds.bind(mail)
    )
}

/// Keeps a code with one of these `digests` for each user of `mail`, [`code::USERS`] of them, unless it is too soon.
/// `mail` is in lower case. 1 round trip; writes 1 row, and 1 for each code.
///
/// # Errors
/// [`StoreError`].
pub async fn request_reset(
    db: &Db,
    caller: &Caller<'_>,
    mail: &str,
    digests: &[String; code::USERS],
) -> Result<Requested, StoreError> {
    let Caller { appid, now, .. } = *caller;
    let mut binds = Binds::default();
    let from = format!("WHERE {}", served(&mut binds, caller, ""));
    let sql = count(&mut binds, appid, mail, now, &from, "");
    let counted = binds.statement(sql);

    let mut binds = Binds::default();
    let (of, to, at) = (binds.bind(appid), binds.bind(mail), binds.bind(now));
    let digest: Vec<String> = digests
        .iter()
        .enumerate()
        .map(|(n, digest)| format!("WHEN {} THEN {}", n + 1, binds.bind(digest.as_str())))
        .collect();
    // Left to itself SQLite reads every user of the app.
    let sql = format!(
        "INSERT INTO codes (appid, mail, purpose, user_id, digest, tries, sent_at)
         SELECT {of}, {to}, 'reset', id, CASE n {digests} END, 0, {at}
         FROM (SELECT id, row_number() OVER (ORDER BY login_at DESC, id) AS n
               FROM (SELECT id, login_at FROM users INDEXED BY users_email
                     WHERE appid = {of} AND email = {to} COLLATE NOCASE AND status = 'active' LIMIT 100))
         WHERE n <= {users} AND changes() = 1
         ON CONFLICT (appid, mail, purpose, user_id) DO UPDATE SET digest = excluded.digest, tries = 0, sent_at = {at}
         RETURNING digest, (SELECT u.account FROM users u WHERE u.appid = {of} AND u.id = user_id) AS account",
        digests = digest.join(" "),
        users = code::USERS
    );
    let codes = binds.statement(sql);

    let mut binds = Binds::default();
    let wait = wait(&mut binds, appid, mail, now);
    let sql = called(binds.bind(appid), &format!(", {wait}"), "");
    let [counted, codes, app] = db.batch([counted, codes, binds.statement(sql)]).await?;
    let (mut app, mut seconds) = (app.first_row(), None);
    if let Some(row) = &mut app {
        seconds = row.take(WAIT)?;
    }
    let addressees = codes
        .all()
        .into_iter()
        .map(|mut row| Addressee::read(&mut row));
    Ok(Requested {
        app: app.map(|mut row| CalledApp::read(&mut row)).transpose()?,
        addressees: (counted.changes() > 0)
            .then(|| addressees.collect())
            .transpose()?,
        wait: seconds,
    })
}

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

/// A condition on a row of `codes`, whose columns are those after `of`: it still lives.
fn lives(binds: &mut Binds, of: &str, now: i64) -> String {
    let since = binds.bind(now - code::LIFE);
    format!("{of}sent_at > {since}")
}

/// A try to set a new password by a code.
pub struct Try {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// The code that was sent, if it may still be tried.
    pub sent: Option<Sent>,
}

/// A code that was sent.
pub struct Sent {
    /// Number of its user within the app.
    pub user_id: i64,
    /// Its digest.
    pub digest: String,
    /// Whether the user may act.
    pub state: UserState,
}

impl Record for Sent {
    const KEY: &'static str = "user_id";

    fn read(row: &mut Row) -> Result<Self, Unexpected> {
        Ok(Self {
            user_id: row.take("user_id")?,
            digest: row.take("digest")?,
            state: row.take("user_status")?,
        })
    }
}

/// Counts a try with the code that sets a new password for `account`, and answers that code while it has tries left.
/// Nothing is counted where the app does not serve, or not what `asks` asks. `mail` is in lower case. 1 round trip;
/// writes 1 row while there is such a code.
///
/// # Errors
/// [`StoreError`].
pub async fn try_reset(
    db: &Db,
    caller: &Caller<'_>,
    asks: &Asks,
    account: &str,
    mail: &str,
) -> Result<Try, StoreError> {
    let mut binds = Binds::default();
    let asks = asks.condition(&mut binds);
    let served = served(&mut binds, caller, &asks);
    let (of, to) = (binds.bind(caller.appid), binds.bind(mail));
    let lives = lives(&mut binds, "", caller.now);
    let sql = format!(
        "UPDATE codes SET tries = tries + 1
         WHERE appid = {of} AND mail = {to} AND purpose = 'reset' AND tries <= {tries} AND {lives}
           AND user_id = (SELECT u.id FROM users u
                          WHERE u.appid = {of} AND u.account = {account} AND u.email = {to} COLLATE NOCASE)
           AND {served}
         RETURNING user_id, digest,
             (SELECT u.status FROM users u WHERE u.appid = {of} AND u.id = user_id) AS user_status",
        tries = code::WRONG_TRIES,
        account = binds.bind(account)
    );
    let tried = binds.statement(sql);
    let mut binds = Binds::default();
    let app = called(binds.bind(caller.appid), "", "");
    let [tried, app] = db.batch([tried, binds.statement(app)]).await?;
    Ok(Try {
        app: app.first()?,
        sent: tried.first()?,
    })
}

/// Stores the hash of a new password, ends every token of the user and uses up the code, if it is still there. Answers
/// the list of tokens that KV may know ([`LIST`]); nothing where the code is used up. 1 round trip; writes 2 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn reset(
    db: &Db,
    caller: &Caller<'_>,
    sent: &Sent,
    mail: &str,
    hash: &str,
) -> Result<Option<Rows>, StoreError> {
    let mut binds = Binds::default();
    let served = served(&mut binds, caller, "");
    let (of, to) = (binds.bind(caller.appid), binds.bind(mail));
    let id = binds.bind(sent.user_id);
    let lives = lives(&mut binds, "c.", caller.now);
    let sql = format!(
        "UPDATE users SET password = {}, verified_email = email, {REVOCATION}
         WHERE appid = {of} AND id = {id} AND status = 'active' AND email = {to} COLLATE NOCASE AND {served}
           AND EXISTS (SELECT 1 FROM codes c WHERE c.appid = {of} AND c.mail = {to} AND c.purpose = 'reset'
                                               AND c.user_id = {id} AND c.digest = {} AND {lives})
         RETURNING {LIST}",
        binds.bind(hash),
        binds.bind(sent.digest.as_str())
    );
    let set = binds.statement(sql);
    let used = used_up(caller.appid, mail, Purpose::Reset, &|binds| {
        binds.bind(sent.user_id).to_string()
    });
    let [set, _] = db.batch([set, used]).await?;
    Ok((set.changes() > 0).then_some(set))
}

/// Deletes a code after the statement before this one did what it is for.
fn used_up(
    appid: &str,
    mail: &str,
    purpose: Purpose,
    user_id: &dyn Fn(&mut Binds) -> String,
) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM codes WHERE changes() = 1 AND appid = {} AND mail = {} AND purpose = '{}' AND user_id = {}",
        binds.bind(appid),
        binds.bind(mail),
        purpose.word(),
        user_id(&mut binds)
    );
    binds.statement(sql)
}

/// Binds an address, which the code with this `digest` proves and is used up by. Where the app's setting `verify_mail` is
/// on, nothing is bound without it; a wrong one is counted as a try. 1 round trip; writes 2 rows, 1 more with a code.
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
        // The guard asks that the app wants no code.
        let sql = format!(
            "UPDATE users SET email = {email}, verified_email = NULL{renewal} WHERE {condition}"
        );
        return guard.run(db, Write::alone(binds.statement(sql))).await;
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
        "UPDATE users SET email = {email}, verified_email = iif({proved}, {email}, NULL){renewal}
         WHERE {condition} AND (NOT {wants} OR {proved})"
    );
    let set = binds.statement(sql);
    // One statement for both ends of a try: a code that did its work cannot be tried any more.
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE codes SET tries = iif(changes() = 1, {used}, tries + 1)
         WHERE appid = {} AND mail = {} AND purpose = 'bind' AND user_id = {} AND tries <= {}",
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

/// Deletes requests and codes that are older than a day, some at once; the sweep's. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub fn swept(now: i64) -> [Statement; 2] {
    let statement = |table: &str, key: &str, time: &str| {
        let mut binds = Binds::default();
        let sql = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} <= {} LIMIT 1000)",
            binds.bind(now - code::DAY)
        );
        binds.statement(sql)
    };
    [
        statement("codes", "appid, mail, purpose, user_id", "sent_at"),
        statement("code_requests", "appid, mail", "last_at"),
    ]
}
