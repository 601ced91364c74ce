//! Users as callers meet them: what is read before a password is checked.

use super::{
    apps,
    db::{Db, StoreError},
    sql::Binds,
    tokens::LIST,
};
use crate::{
    domain::{
        app::CalledApp,
        place::{Place, ROOM},
        state::UserState,
    },
    table::{Record, Row, Unexpected},
};

/// What ends every token of a user, for a SET clause: tokens of an older generation are dead everywhere at
/// once.
pub const REVOCATION: &str = "generation = generation + 1, issued = 0";

/// What puts `place` at the front of the user's places, the newest ones that there is room for; to follow the rest of a SET
/// clause.
pub fn set_places(place: Option<&Place>, binds: &mut Binds) -> String {
    place.map_or_else(String::new, |place| {
        let place = binds.bind(format!("{} ", place.as_str()).as_str());
        format!(
            ", places = substr({place} || replace(coalesce(places, ''), {place}, ''), 1, {ROOM})"
        )
    })
}

/// A user as a password check needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Number of the user within the app.
    pub id: i64,
    /// PHC string.
    pub password: String,
    /// Raised by a revocation and by a new password.
    pub generation: i64,
    /// Whether the user may act.
    pub state: UserState,
    /// From where the user logged in (`domain::place`).
    pub places: Option<String>,
    /// The tokens that KV may know (`tokens::listed`).
    pub kv_tokens: Option<String>,
}

impl Record for Credential {
    const KEY: &'static str = "id";

    fn read(row: &mut Row) -> Result<Self, Unexpected> {
        Ok(Self {
            id: row.take("id")?,
            password: row.take("password")?,
            generation: row.take("generation")?,
            state: row.take("user_status")?,
            places: row.take("places")?,
            kv_tokens: row.take(LIST)?,
        })
    }
}

/// An app and a user of it, as they were read for a password check.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// What a password check needs of the user, if there is one.
    pub user: Option<Credential>,
}

/// The app and what a password check needs of `account`, and whether a copy of the database said so,
/// which may be some seconds behind. 1 round trip; reads 3 rows and 2 index entries.
///
/// # Errors
/// [`StoreError`].
pub async fn candidate(
    db: &Db,
    appid: &str,
    account: &str,
) -> Result<(Candidate, bool), StoreError> {
    let mut binds = Binds::default();
    let appid = binds.bind(appid);
    let sql = apps::called(
        appid,
        ", u.id, u.password, u.generation, u.status AS user_status, u.places, u.kv_tokens",
        &format!(
            "LEFT JOIN users u ON u.appid = {appid} AND u.account = {}",
            binds.bind(account)
        ),
    );
    let rows = db.run(binds.statement(sql)).await?;
    let by_copy = rows.by_copy();
    let Some(mut row) = rows.first_row() else {
        let nobody = Candidate {
            app: None,
            user: None,
        };
        return Ok((nobody, by_copy));
    };
    let candidate = Candidate {
        app: Some(CalledApp::read(&mut row)?),
        user: row.joined()?,
    };
    Ok((candidate, by_copy))
}
