//! Codes that set a new password.

use super::{WAIT, count, lives, wait};
use crate::{
    domain::{app::CalledApp, code, place::Place, state::UserState},
    store::{
        apps::{Caller, called, served},
        db::{Db, Rows, StoreError},
        guard::Asks,
        sql::{Binds, Statement},
        tokens::{LIST, list_of},
        users::{REVOCATION, set_places},
    },
    table::{Record, Row, Unexpected},
};

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

/// Keeps a code with one of these `digests` for each user of `mail`, [`code::USERS`] of them, unless it is too soon.
/// `mail` is in lower case. 1 round trip; writes 4 rows.
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
    let digests: Vec<String> = digests
        .iter()
        .enumerate()
        .map(|(n, digest)| format!("({}, {})", n + 1, binds.bind(digest.as_str())))
        .collect();
    // First those who have proved the address, by an index of their own: else others could keep them out by registering with it,
    // however many they are. As many rows whoever has the address, or nobody: what is no user's code is that of a number that no user has. And
    // left to itself SQLite reads every user of the app.
    let sql = format!(
        "INSERT INTO codes (appid, mail, purpose, user_id, digest, tries, sent_at)
         SELECT {of}, {to}, 'reset', coalesce(u.id, -k.column1), k.column2, 0, {at}
         FROM (VALUES {digests}) AS k LEFT JOIN
              (SELECT id, row_number() OVER (ORDER BY email_verified DESC, login_at DESC, id) AS n
               FROM (SELECT * FROM (SELECT id, login_at, email_verified FROM users INDEXED BY users_verified
                                    WHERE appid = {of} AND verified_email = {to} COLLATE NOCASE AND email_verified AND status = 'active'
                                    LIMIT 100)
                     UNION ALL
                     SELECT * FROM (SELECT id, login_at, email_verified FROM users INDEXED BY users_email
                                    WHERE appid = {of} AND email = {to} COLLATE NOCASE AND NOT email_verified AND status = 'active'
                                    ORDER BY id LIMIT 100))) AS u
              ON u.n = k.column1
         WHERE changes() = 1
         ON CONFLICT (appid, mail, purpose, user_id) DO UPDATE SET digest = excluded.digest, tries = 0, sent_at = {at}
         RETURNING digest, (SELECT u.account FROM users u WHERE u.appid = {of} AND u.id = user_id) AS account",
        digests = digests.join(", ")
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
    let addressees = codes.all().into_iter();
    let addressees = addressees.filter(|row| !row.value("account").is_null());
    let addressees = addressees.map(|mut row| Addressee::read(&mut row));
    Ok(Requested {
        app: app.map(|mut row| CalledApp::read(&mut row)).transpose()?,
        addressees: (counted.changes() > 0)
            .then(|| addressees.collect())
            .transpose()?,
        wait: seconds,
    })
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
/// writes 1 row where a code was asked for.
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
    let condition = |binds: &mut Binds| {
        let asks = asks.condition(binds);
        served(binds, caller, &asks)
    };
    let mut binds = Binds::default();
    let served = condition(&mut binds);
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
    // So that a wrong account costs the same write as a wrong code.
    let mut binds = Binds::default();
    let served = condition(&mut binds);
    let sql = format!(
        "UPDATE code_requests SET last_at = last_at WHERE appid = {} AND mail = {} AND changes() = 0 AND {served}",
        binds.bind(caller.appid),
        binds.bind(mail)
    );
    let same = binds.statement(sql);
    let mut binds = Binds::default();
    let app = called(binds.bind(caller.appid), "", "");
    let [tried, _, app] = db.batch([tried, same, binds.statement(app)]).await?;
    Ok(Try {
        app: app.first()?,
        sent: tried.first()?,
    })
}

/// Stores the hash of a new password, ends every token of the user and uses up the code, if it is still there. The user has
/// been at `place` now, and so is not kept out by those who guess elsewhere. Answers
/// the list of tokens that KV may know ([`LIST`]); nothing where the code is used up. 1 round trip; writes 3 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn reset(
    db: &Db,
    caller: &Caller<'_>,
    sent: &Sent,
    mail: &str,
    hash: &str,
    place: Option<&Place>,
) -> Result<Option<Rows>, StoreError> {
    let mut binds = Binds::default();
    let served = served(&mut binds, caller, "");
    let (of, to) = (binds.bind(caller.appid), binds.bind(mail));
    let id = binds.bind(sent.user_id);
    let lives = lives(&mut binds, "c.", caller.now);
    let places = set_places(place, &mut binds);
    let sql = format!(
        "UPDATE users SET password = {}, verified_email = email, {REVOCATION}{places}
         WHERE appid = {of} AND id = {id} AND status = 'active' AND email = {to} COLLATE NOCASE AND {served}
           AND EXISTS (SELECT 1 FROM codes c WHERE c.appid = {of} AND c.mail = {to} AND c.purpose = 'reset'
                                               AND c.user_id = {id} AND c.digest = {} AND {lives})
         RETURNING {LIST}",
        binds.bind(hash),
        binds.bind(sent.digest.as_str())
    );
    let set = binds.statement(sql);
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM codes WHERE changes() = 1 AND appid = {} AND mail = {} AND purpose = 'reset' AND user_id = {}",
        binds.bind(caller.appid),
        binds.bind(mail),
        binds.bind(sent.user_id)
    );
    let [set, _] = db.batch([set, binds.statement(sql)]).await?;
    Ok((set.changes() > 0).then_some(set))
}

/// The statement that reads the list of tokens ([`LIST`]) of a code's user.
pub fn token_list(caller: &Caller<'_>, sent: &Sent) -> Statement {
    let mut binds = Binds::default();
    let (appid, id) = (binds.bind(caller.appid), binds.bind(sent.user_id));
    list_of(binds, appid, id)
}
