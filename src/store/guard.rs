//! The condition that a write carries: whoever asks for it may still do so when it happens.
//!
//! A caller is checked before the write, or by it: either way something may change in between, so
//! the statement that writes says all of it again (DESIGN, "Writes guard themselves"). The same batch
//! then asks for the reasons of a refusal, which read nothing after a success.

use super::{
    apps::{Caller, IF_REFUSED, called, served},
    db::{Db, Rows, StoreError},
    sql::{Binds, Statement, Value},
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
        /// What the app's settings have to allow of what was sent; nothing where no form is asked for.
        form: Option<SentForm>,
    },
}

/// The form of account and password as they were sent, for the settings `strict_format`, `account_min`
/// and `account_max`, which a copy of the database may have had otherwise.
#[derive(Clone, Copy)]
pub struct SentForm {
    /// Whether a strict app takes them.
    pub narrow: bool,
    /// Characters of the account.
    pub length: usize,
}

/// Condition of a write that follows a password check: the password is still the one that was
/// checked. A renewed hash changes only the hash, a revocation only the generation, a new password both.
pub fn same_password(binds: &mut Binds, seen: &Credential) -> String {
    format!(
        "(password = {} OR generation = {})",
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
    Refused(Refusal),
}

/// How things stood when a write was refused.
pub struct Refusal {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// The state of the user, if the caller's proof still leads to one.
    pub user: Option<UserState>,
    /// What the action itself asked for.
    pub own: Row,
}

impl Guard<'_> {
    /// Condition on a row of `users`: it is the user who asks, who may, as may the app.
    /// Reads 2 rows and an index entry beside the user's, and 1 more for a token.
    pub fn condition(&self, binds: &mut Binds) -> String {
        let appid = binds.bind(self.caller.appid);
        let (whose, asked) = match &self.user {
            Proven::Token(digest) => (
                format!(
                    "(id, generation) = (SELECT user_id, generation FROM tokens
                                         WHERE digest = {} AND appid = {appid} AND expires_at > {})",
                    binds.bind(digest.as_str()),
                    binds.bind(self.caller.now)
                ),
                "AND a.token_required = 1".to_owned(),
            ),
            Proven::Password { seen, form, .. } => (
                format!(
                    "id = {} AND {}",
                    binds.bind(seen.id),
                    same_password(binds, seen)
                ),
                match form {
                    None => "AND a.token_required = 0".to_owned(),
                    Some(form) => format!(
                        "AND a.token_required = 0 AND (a.strict_format = 0 OR {} = 1)
                         AND {} BETWEEN a.account_min AND a.account_max",
                        binds.bind(form.narrow),
                        binds.bind(form.length as i64)
                    ),
                },
            ),
        };
        let served = served(binds, self.caller, &asked);
        format!("appid = {appid} AND {whose} AND status = 'active' AND {served}")
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
                same_password(&mut binds, seen)
            ),
        };
        let columns = format!(", u.status AS user_status {own}");
        let found = called(appid, &columns, &format!("LEFT JOIN {user}"));
        binds.statement(format!("{found} {IF_REFUSED}"))
    }

    /// Runs `write`, a statement that carries [`Guard::condition`]; where it changes nothing, asks for the
    /// reasons, with `own` columns of the action's own. 1 round trip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn run(
        &self,
        db: &Db,
        write: Statement,
        own: Own<'_>,
    ) -> Result<Written, StoreError> {
        let [write, reasons] = db.batch([write, self.reasons(own)]).await?;
        if write.changes() > 0 {
            return Ok(Written::Done(write));
        }
        let Some(mut row) = reasons.first_row() else {
            return Ok(Written::Refused(Refusal {
                app: None,
                user: None,
                own: Row::default(),
            }));
        };
        Ok(Written::Refused(Refusal {
            app: Some(CalledApp::read(&mut row)?),
            user: row.take("user_status")?,
            own: row,
        }))
    }

    /// Sets `column` of the user, one of `domain::user`, to `value`: [`Guard::run`] of a plain update.
    /// 1 round trip; writes 1 row, and 1 for each index of the column.
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
        let value = binds.bind(value);
        let renewal = self.renewal(&mut binds);
        let condition = self.condition(&mut binds);
        let sql = format!("UPDATE users SET {column} = {value}{renewal} WHERE {condition}");
        self.run(db, binds.statement(sql), &|_| String::new()).await
    }
}
