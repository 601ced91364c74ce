//! Users from elsewhere, many at once: what they are is one JSON text, which SQLite takes apart.

use super::{Scope, apps};
use crate::{
    domain::{
        foreign::{Kept, Offered},
        user::User,
    },
    store::{
        audit::Entry,
        db::{Db, StoreError},
        ledger,
        sql::{Assignments, Binds, plain},
    },
    table::{Initial, Row},
};

/// A user that an import has.
pub struct Line {
    /// Its place in the call.
    pub index: usize,
    /// The account.
    pub account: String,
    /// What is said of the password.
    pub password: Offered,
    /// The columns of the row, but for app, number and account.
    pub columns: Assignments,
}

impl Line {
    /// Whether it has this account.
    pub fn is_of(&self, account: &str) -> bool {
        self.account.eq_ignore_ascii_case(account)
    }
}

/// What is taken of a user that an import has.
pub struct Taken {
    /// Which of those that were looked for.
    pub place: usize,
    /// Whether the account is there; else it is the QQ number.
    pub account: bool,
}

/// `users` as JSON: an array of arrays of account and columns.
fn json(users: &[Line]) -> String {
    let users: Vec<_> = users.iter().map(|it| (&it.account, &it.columns)).collect();
    // Texts and numbers, which always serialise.
    serde_json::to_string(&users).unwrap_or_default()
}

/// The app, if the key reaches it, and what of `users` is taken in it. 1 round trip; reads an index entry for each account and
/// each QQ number.
///
/// # Errors
/// [`StoreError`].
pub async fn look(
    db: &Db,
    scope: Scope,
    appid: &str,
    users: &[Line],
) -> Result<Option<(Row, Vec<Taken>)>, StoreError> {
    let app = apps::one(scope, appid);
    let mut binds = Binds::default();
    let appid = binds.bind(appid);
    let taken = format!(
        "SELECT place, account_taken FROM
           (SELECT j.key AS place,
                   EXISTS (SELECT 1 FROM users u WHERE u.appid = {appid} AND u.account = j.value ->> '$[0]') AS account_taken,
                   EXISTS (SELECT 1 FROM users u WHERE u.appid = {appid} AND u.qq = j.value ->> '$[1].qq') AS qq_taken
            FROM json_each({}) j)
         WHERE account_taken OR qq_taken",
        binds.bind(json(users).as_str())
    );
    let [app, taken] = db.batch([app, binds.statement(taken)]).await?;
    let Some(app) = app.first_row() else {
        return Ok(None);
    };
    let taken = taken.all().into_iter().map(|mut row| {
        let place: i64 = row.take("place")?;
        Ok(Taken {
            place: place as usize,
            account: row.take("account_taken")?,
        })
    });
    Ok(Some((app, taken.collect::<Result<_, StoreError>>()?)))
}

/// Adds those of `users` whose account and QQ number are free, each with the next free number of the second in which it was
/// registered, and a row of the ledger where it has a balance; answers their accounts. A number with rows in the ledger is not
/// free: they stay when a user goes, and nobody gets another's. 1 round trip; writes what a registration does, 2 rows for a
/// balance, and the app's where its `refusal_ms` grows.
///
/// # Errors
/// [`StoreError`].
pub async fn insert(
    db: &Db,
    scope: Scope,
    appid: &str,
    users: &[Line],
    audit: &Entry<'_>,
) -> Result<Vec<String>, StoreError> {
    let json = json(users);
    let mut binds = Binds::default();
    let app = binds.bind(appid);
    let list = binds.bind(json.as_str());
    let (names, values) = columns();
    let sql = format!(
        "INSERT INTO users (appid, id, account, {names})
         SELECT {app}, first + row_number() OVER (PARTITION BY first ORDER BY place) - 1, account, {values}
         FROM (SELECT place, account, it, max(second * 1000000,
                      coalesce((SELECT max(u.id) + 1 FROM users u
                                WHERE u.appid = {app} AND u.id >= second * 1000000 AND u.id < (second + 1) * 1000000), 0),
                      coalesce((SELECT max(l.user_id) + 1 FROM ledger l
                                WHERE l.appid = {app} AND l.user_id >= second * 1000000 AND l.user_id < (second + 1) * 1000000), 0)) AS first
               FROM (SELECT key AS place, value ->> '$[0]' AS account, value -> '$[1]' AS it,
                            value ->> '$[1].created_at' AS second
                     FROM json_each({list})))
         WHERE {reaches}
         ON CONFLICT DO NOTHING RETURNING account",
        reaches = scope.reaches(&mut binds, app),
    );
    let users_of = binds.statement(sql);

    // Only of users whom the statement before has added: they have the generations that were made up for them.
    let mut binds = Binds::default();
    let (app, list, now) = (
        binds.bind(appid),
        binds.bind(json.as_str()),
        binds.bind(audit.now_us),
    );
    let balance = "j.value ->> '$[1].balance'";
    let sql = format!(
        "INSERT INTO ledger (appid, user_id, id, amount, balance, kind, note)
         SELECT u.appid, u.id, {}, {balance}, {balance}, 'admin', 'import'
         FROM json_each({list}) j CROSS JOIN users u ON u.appid = {app} AND u.account = j.value ->> '$[0]'
         WHERE {balance} <> 0 AND u.balance = 0 AND u.generation = j.value ->> '$[1].generation'",
        ledger::next_id(now, "u.appid", "u.id")
    );
    let balances = binds.statement(sql);

    let slowest = users.iter().filter_map(|it| it.columns.word("password"));
    let slowest = slowest.filter_map(Kept::read).map(|it| it.own_work()).max();
    let refusals = match slowest.unwrap_or_default() {
        0 => plain("SELECT 1"),
        // Room for a machine that is slower.
        milliseconds => {
            let mut binds = Binds::default();
            let (app, ms) = (
                binds.bind(appid),
                binds.bind(200 + 3 * i64::from(milliseconds)),
            );
            binds.statement(format!(
                "UPDATE apps SET refusal_ms = {ms} WHERE appid = {app} AND refusal_ms < {ms}"
            ))
        }
    };
    let [added, ..] = db
        .batch([users_of, audit.if_many_changed(), balances, refusals])
        .await?;
    let added = added.all().into_iter().map(|mut row| row.take("account"));
    Ok(added.collect::<Result<_, _>>()?)
}

/// The columns that an import gives beyond the account, and SQL for their values in `it`, a JSON object: what is not in it is
/// as in a new row. The balance is the ledger's.
fn columns() -> (String, String) {
    let given = User::COLUMNS
        .iter()
        .filter(|it| it.shown && !["account", "email_verified", "balance"].contains(&it.column));
    let given = given.map(|it| (it.column, it.initial));
    let more = ["password", "generation", "verified_email"].map(|it| (it, Initial::None));
    let columns = given.chain(more).map(|(column, initial)| {
        let value = format!("it ->> '$.{column}'");
        let value = match initial {
            Initial::None => value,
            Initial::Number(number) => format!("coalesce({value}, {number})"),
            Initial::Word(word) => format!("coalesce({value}, '{word}')"),
        };
        (column, value)
    });
    let (names, values): (Vec<_>, Vec<_>) = columns.unzip();
    (names.join(", "), values.join(", "))
}
