//! The three changes that users make to themselves, each one guarded write.

use super::{
    apps::{self, Caller, IF_REFUSED, served},
    db::{Db, Record, Row, Statement, StoreError, statement},
    token_cache::Issued,
    users::{Credential, same_password},
};
use crate::domain::{app::Standing, email::Email, qq::Qq, sign::Sign, token::TokenDigest};

/// A change that a user makes to themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Bind this QQ number.
    Qq(Qq),
    /// Bind this e-mail address.
    Email(Email),
    /// Replace the personal signature.
    Sign(Sign),
}

impl Change {
    const fn column(&self) -> &'static str {
        match self {
            Self::Qq(_) => "qq",
            Self::Email(_) => "email",
            Self::Sign(_) => "sign",
        }
    }

    fn value(&self) -> &str {
        match self {
            Self::Qq(qq) => qq.as_str(),
            Self::Email(email) => email.as_str(),
            Self::Sign(sign) => sign.as_str(),
        }
    }
}

/// What became of a change.
pub enum Update {
    /// It is stored.
    Done,
    /// Nothing was written; this is how things stood.
    Refused {
        /// The app, if there is one.
        app: Option<Standing>,
        /// The user, if the caller's proof still leads to one.
        user: Option<Holder>,
    },
}

/// The user behind a refused change.
pub struct Holder {
    /// "active" or "disabled".
    pub status: String,
    /// Whether another user of the app has the QQ number that was to be bound.
    pub qq_taken: bool,
}

impl Record for Holder {
    fn read(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            status: row.text()?,
            qq_taken: row.flag()?,
        })
    }
}

/// Why a change was refused, as the tail of its batch. `found` is the user behind the caller's proof,
/// to be joined as `u`; it takes `?1` app id, `?2` QQ number, `?3` on.
fn reasons(found: &str) -> String {
    apps::standing(
        ", u.status AS user_status,
         CASE WHEN u.id IS NOT NULL THEN EXISTS (
             SELECT 1 FROM users o WHERE o.appid = ?1 AND o.qq = ?2 AND o.id <> u.id)
         END AS qq_taken",
        &format!("LEFT JOIN {found}"),
        IF_REFUSED,
    )
}

fn qq_of(change: &Change) -> Option<&str> {
    match change {
        Change::Qq(qq) => Some(qq.as_str()),
        Change::Email(_) | Change::Sign(_) => None,
    }
}

/// Makes `change` for the holder of a token. Guarded by everything that could refuse it, so it
/// needs no reading beforehand.
///
/// 1 round trip; writes 1 row, 2 with a QQ number. `issued` is what the isolate or KV knew of the
/// token: with it the user's row is found directly, without it by way of `tokens`. The row's
/// generation decides in either case.
pub async fn update_by_token(
    db: &Db,
    caller: &Caller<'_>,
    token: &TokenDigest,
    issued: Option<&Issued>,
    change: &Change,
) -> Result<Update, StoreError> {
    let column = change.column();
    let whose = match issued {
        Some(_) => "id = ?5 AND generation = ?6",
        None => {
            "(id, generation) = (SELECT user_id, generation FROM tokens
                                 WHERE digest = ?5 AND appid = ?1 AND expires_at > ?3)"
        }
    };
    let update = format!(
        "UPDATE OR IGNORE users SET {column} = ?4
         WHERE appid = ?1 AND {whose} AND status = 'active' AND {}",
        served("AND a.token_required = 1")
    );
    let mut values = vec![
        caller.appid.into(),
        caller.signature_digest.as_str().into(),
        caller.now.into(),
        change.value().into(),
    ];
    match issued {
        Some(issued) => values.extend([issued.user_id.into(), issued.generation.into()]),
        None => values.push(token.as_str().into()),
    }
    let found = statement(
        reasons(
            "(tokens t JOIN users u ON u.appid = t.appid AND u.id = t.user_id
                                   AND u.generation = t.generation)
             ON t.digest = ?3 AND t.appid = ?1 AND t.expires_at > ?4",
        ),
        [
            caller.appid.into(),
            qq_of(change).into(),
            token.as_str().into(),
            caller.now.into(),
        ],
    );
    finish(db, statement(update, values), found).await
}

/// Makes `change` for a user whose password was checked against `seen`, storing `renewed` if the
/// check made a better hash. A password changed meanwhile refuses.
///
/// 1 round trip; writes 1 row, 2 with a QQ number.
pub async fn update_by_password(
    db: &Db,
    caller: &Caller<'_>,
    seen: &Credential,
    renewed: Option<&str>,
    change: &Change,
) -> Result<Update, StoreError> {
    let column = change.column();
    let update = format!(
        "UPDATE OR IGNORE users SET {column} = ?4, password = coalesce(?8, password)
         WHERE appid = ?1 AND id = ?5 AND {} AND status = 'active' AND {}",
        same_password(6, 7),
        served("AND a.token_required = 0")
    );
    let update = statement(
        update,
        [
            caller.appid.into(),
            caller.signature_digest.as_str().into(),
            caller.now.into(),
            change.value().into(),
            seen.id.into(),
            seen.password.as_str().into(),
            seen.generation.into(),
            renewed.into(),
        ],
    );
    let found = statement(
        reasons(&format!(
            "users u ON u.appid = ?1 AND u.id = ?3 AND {}",
            same_password(4, 5)
        )),
        [
            caller.appid.into(),
            qq_of(change).into(),
            seen.id.into(),
            seen.password.as_str().into(),
            seen.generation.into(),
        ],
    );
    finish(db, update, found).await
}

async fn finish(db: &Db, update: Statement, reasons: Statement) -> Result<Update, StoreError> {
    let [update, reasons] = db.batch([update, reasons]).await?;
    if update.changes() > 0 {
        return Ok(Update::Done);
    }
    let (app, user) = reasons.first::<(Standing, Option<Holder>)>()?.unzip();
    Ok(Update::Refused {
        app,
        user: user.flatten(),
    })
}
