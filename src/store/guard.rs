//! The condition that a write carries: whoever asks for it may still do so when it happens.
//!
//! A caller is checked before the write, or by it: either way something may change in between, so
//! the statement that writes says all of it again. The same batch then asks for the reasons of a refusal,
//! which read nothing after a success.

use super::{
    apps::{Caller, IF_REFUSED, called, served},
    db::{Db, Rows, StoreError},
    sql::{Binds, Statement, Value},
    tokens::list_of,
    users::Credential,
};
use crate::{
    domain::{app::CalledApp, state::UserState, token::TokenDigest},
    table::{Record, Row},
};

/// Who asks for a write.
pub struct Guard<'a> {
    /// The app's caller.
    pub caller: &'a Caller<'a>,
    /// The user.
    pub user: Proven,
    /// What is asked of the app's settings.
    pub asks: Asks,
}

/// By what a user is known.
pub enum Proven {
    /// A token, which the write itself checks.
    Token(TokenDigest),
    /// A password, which was checked against what was read of the user.
    Password {
        /// What was read.
        seen: Credential,
        /// A better hash to store, if the check made one.
        renewed: Option<String>,
    },
}

/// What is asked of the app's settings, which a copy of the database may have had otherwise.
#[derive(Default)]
pub struct Asks {
    /// What `token_required` has to be; nothing where it does not matter.
    pub token_required: Option<bool>,
    /// Another setting, its column, and what it has to be.
    pub setting: Option<(&'static str, bool)>,
    /// Whether what was sent is such that a strict app (`strict_format`) does not take it.
    pub lenient: bool,
    /// Characters of the account, where `account_min` and `account_max` have to allow them.
    pub length: Option<usize>,
}

impl Asks {
    /// The condition on the app `a`, to follow another one.
    pub fn condition(&self, binds: &mut Binds) -> String {
        let mut sql = String::new();
        if let Some(on) = self.token_required {
            sql += &format!(" AND a.token_required = {}", binds.bind(on));
        }
        if let Some((column, wanted)) = self.setting {
            sql += &format!(" AND a.{column} = {}", binds.bind(wanted));
        }
        if self.lenient {
            sql += " AND a.strict_format = 0";
        }
        if let Some(length) = self.length {
            let length = binds.bind(length as i64);
            sql += &format!(" AND {length} BETWEEN a.account_min AND a.account_max");
        }
        sql
    }
}

/// Condition of a write that follows a password check: the password is still the one that was
/// checked. A renewed hash changes only the hash, a revocation only the generation, a new password both.
/// The columns are those after `of` (as "u.").
pub fn same_password(binds: &mut Binds, seen: &Credential, of: &str) -> String {
    format!(
        "({of}password = {} OR {of}generation = {})",
        binds.bind(seen.password.as_str()),
        binds.bind(seen.generation)
    )
}

/// What an action asks for besides, to say why it was refused: columns of the user `u`, each after a comma.
pub type Own<'a> = &'a dyn Fn(&mut Binds) -> String;

/// What became of a guarded write.
pub enum Written {
    /// It happened; what it returned.
    Done(Rows),
    /// Nothing was written; this is how things stood.
    Refused(Reasons),
}

/// How things stood when a write was refused.
pub struct Reasons {
    /// The app, if there is one.
    pub app: Option<Box<CalledApp>>,
    /// The state of the user, if the caller's proof still leads to one.
    pub user: Option<UserState>,
    /// What the action itself asked for.
    pub own: Row,
}

/// A guarded write and what belongs to it.
pub struct Write<'a> {
    /// The statement that carries [`Guard::condition`].
    pub statement: Statement,
    /// What to ask for besides, where it is refused.
    pub own: Own<'a>,
    /// Another statement of the same transaction, before it.
    pub before: Option<Statement>,
    /// Another one after it, which looks at its `changes()`.
    pub after: Option<Statement>,
    /// Whether it may happen twice without anybody seeing a difference: see [`Db::repeating`].
    pub repeats: bool,
}

impl Write<'_> {
    /// `statement` alone.
    pub fn alone(statement: Statement) -> Self {
        Self {
            statement,
            own: &|_| String::new(),
            before: None,
            after: None,
            repeats: false,
        }
    }
}

impl Guard<'_> {
    /// Condition on a row of `users`, whose columns are those after `of` (as "u."): it is the user who asks,
    /// who may, as may the app. Reads 2 rows and an index entry beside the user's, and 1 more for a token.
    pub fn condition(&self, binds: &mut Binds, of: &str) -> String {
        let appid = binds.bind(self.caller.appid);
        let whose = match &self.user {
            Proven::Token(digest) => format!(
                "({of}id, {of}generation) = (SELECT user_id, generation FROM tokens
                                     WHERE digest = {} AND appid = {appid} AND expires_at > {})",
                binds.bind(digest.as_str()),
                binds.bind(self.caller.now)
            ),
            Proven::Password { seen, .. } => format!(
                "{of}id = {} AND {}",
                binds.bind(seen.id),
                same_password(binds, seen, of)
            ),
        };
        let asks = self.asks.condition(binds);
        let served = served(binds, self.caller, &asks);
        format!("{of}appid = {appid} AND {whose} AND {of}status = 'active' AND {served}")
    }

    /// The user's number, for a statement that comes after the guarded one.
    pub fn user_id(&self, binds: &mut Binds) -> String {
        match &self.user {
            Proven::Token(digest) => format!(
                "(SELECT user_id FROM tokens WHERE digest = {})",
                binds.bind(digest.as_str())
            ),
            Proven::Password { seen, .. } => binds.bind(seen.id).to_string(),
        }
    }

    /// What a write of the user's row sets besides: the better hash, if there is one.
    pub fn renewal(&self, binds: &mut Binds) -> String {
        match &self.user {
            Proven::Password {
                renewed: Some(hash),
                ..
            } => format!(", password = {}", binds.bind(hash.as_str())),
            _ => String::new(),
        }
    }

    /// The statement that reads the user's list of tokens, whether or not the caller may still act.
    pub fn token_list(&self) -> Statement {
        let mut binds = Binds::default();
        let appid = binds.bind(self.caller.appid);
        let id = self.user_id(&mut binds);
        list_of(binds, appid, id)
    }

    /// Why the statement before this one in its batch wrote nothing: app and user, and `own` of the
    /// user, which are NULL where there is none.
    fn reasons(&self, own: Own<'_>) -> Statement {
        let mut binds = Binds::default();
        let appid = binds.bind(self.caller.appid);
        let own = own(&mut binds);
        let user = match &self.user {
            Proven::Token(digest) => format!(
                "(tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id AND u.generation = t.generation)
                 ON t.digest = {} AND t.appid = {appid} AND t.expires_at > {}",
                binds.bind(digest.as_str()),
                binds.bind(self.caller.now)
            ),
            Proven::Password { seen, .. } => format!(
                "users u ON u.appid = {appid} AND u.id = {} AND {}",
                binds.bind(seen.id),
                same_password(&mut binds, seen, "u.")
            ),
        };
        let columns = format!(", u.status AS user_status {own}");
        let found = called(appid, &columns, &format!("LEFT JOIN {user}"));
        binds.statement(format!("{found} {IF_REFUSED}"))
    }

    /// Runs `write`; where it changes nothing, asks for the reasons. 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(&self, db: &Db, write: Write<'_>) -> Result<Written, StoreError> {
        let reasons = self.reasons(write.own);
        let db = if write.repeats { &db.repeating() } else { db };
        let [write, reasons] = match (write.before, write.after) {
            (None, None) => db.batch([write.statement, reasons]).await?,
            (None, Some(after)) => {
                let [write, reasons, _] = db.batch([write.statement, reasons, after]).await?;
                [write, reasons]
            }
            (Some(before), None) => {
                let [_, write, reasons] = db.batch([before, write.statement, reasons]).await?;
                [write, reasons]
            }
            (Some(before), Some(after)) => {
                let [_, write, reasons, _] =
                    db.batch([before, write.statement, reasons, after]).await?;
                [write, reasons]
            }
        };
        if write.changes() > 0 {
            return Ok(Written::Done(write));
        }
        let Some(mut row) = reasons.first_row() else {
            return Ok(Written::Refused(Reasons {
                app: None,
                user: None,
                own: Row::default(),
            }));
        };
        Ok(Written::Refused(Reasons {
            app: Some(Box::new(CalledApp::read(&mut row)?)),
            user: row.take("user_status")?,
            own: row,
        }))
    }

    /// Sets `column` of the user, one of `domain::user`, to `value`. 1 round trip; writes 1 row, and 1 for
    /// each index of the column.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set(
        &self,
        db: &Db,
        column: &'static str,
        value: Value,
    ) -> Result<Written, StoreError> {
        let mut binds = Binds::default();
        let set = format!("{column} = {}", binds.bind(value));
        let write = Write {
            repeats: true,
            ..self.update(set, binds)
        };
        self.run(db, write).await
    }

    /// An UPDATE of the user's row that sets `set`.
    pub fn update(&self, set: String, mut binds: Binds) -> Write<'static> {
        let renewal = self.renewal(&mut binds);
        let condition = self.condition(&mut binds, "");
        let sql = format!("UPDATE users SET {set}{renewal} WHERE {condition}");
        Write::alone(binds.statement(sql))
    }
}
