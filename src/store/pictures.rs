//! Pictures that users upload: their bytes in KV, or in R2 where a bucket is bound, and a row for each in D1.
//!
//! | key in `FILES` or `BUCKET` | value |
//! |---|---|
//! | 32 random hex digits, and the ending of its type | the picture |
//!
//! The bytes come first: a row leads to a picture that is there, and says in which storage. A picture that is to go has
//! the kind "gone" (the schema's triggers see to it) until its bytes are gone, then its row goes: after the answer, or by
//! the sweep where that failed or was too much.

use worker::wasm_bindgen::JsValue;
use worker::{Context, Env};

use super::{
    apps,
    cost::{Cost, add},
    db::{Db, StoreError},
    guard::{Guard, Write, Written},
    sql::{Binds, as_json, plain},
};
use crate::{
    domain::{app::CalledApp, picture::Purpose},
    runtime::{
        self,
        binding::{BUCKET, DB, FILES},
    },
    table::{Record, Row, Unexpected},
};

/// The column by which a change answers the pictures that are to go, for [`Files::remove_later`].
pub const GONE: &str = "gone";

/// Pictures that one run of the sweep deletes from KV: in a day a third of the 1,000 deletions that the free plan has, which
/// revoked tokens need too.
const FROM_KV: usize = 15;
/// The same for R2, which deletes them all in one operation.
const FROM_R2: usize = 500;
/// A user's pictures that are removed right after an answer at most; the sweep removes the others.
const AT_ONCE: usize = 10;

/// Where pictures are kept, for one call.
pub struct Files<'a> {
    env: &'a Env,
    context: &'a Context,
    cost: &'a Cost,
}

impl<'a> Files<'a> {
    /// The pictures of `env`; `context` lets a removal outlast the answer, `cost` collects what is asked.
    pub fn new(env: &'a Env, context: &'a Context, cost: &'a Cost) -> Self {
        Self { env, context, cost }
    }

    /// Where a new picture is kept, as the column `place` has it.
    pub fn place(&self) -> &'static str {
        let in_r2 = runtime::is_bound(self.env, BUCKET);
        if in_r2 { "r2" } else { "kv" }
    }

    /// Keeps a picture's bytes, a `Uint8Array`. 1 KV put, or 1 of R2.
    ///
    /// # Errors
    /// [`StoreError`], also where the day's puts are used up. It may be kept all the same: see [`give_up`].
    pub async fn keep(&self, kept: &Kept, bytes: &JsValue) -> Result<(), StoreError> {
        add(&self.cost.kv_puts, 1);
        let binding = if kept.place == "r2" { BUCKET } else { FILES };
        let done = runtime::keep_picture(self.env, binding, &kept.name, bytes).await;
        done.map(|_| ()).map_err(|thrown| failed(&thrown))
    }

    /// A stream of a picture, if it is there. 1 KV get, or 1 of R2.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn get(&self, name: &str) -> Result<Option<JsValue>, StoreError> {
        add(&self.cost.kv_gets, 1);
        let found = runtime::picture(self.env, BUCKET, FILES, name).await;
        let found = found.map_err(|thrown| failed(&thrown))?;
        Ok((!found.is_null()).then_some(found))
    }

    /// Removes after the answer the pictures that a change returned as [`GONE`]: their bytes, then their rows. A KV
    /// deletion for each that is there; 1 round trip; writes 2 rows for each (row, index).
    pub fn remove_later(&self, gone: Option<String>) {
        let Some(gone) = gone.filter(|gone| gone != "[]") else {
            return;
        };
        // One array for each picture, in another.
        add(&self.cost.kv_puts, gone.matches('[').count() as u32 - 1);
        let (context, env) = (self.context.as_ref(), self.env);
        let unlist = unlist(&gone);
        runtime::remove_pictures_later(context, env, BUCKET, FILES, &gone, DB, &unlist);
    }
}

fn failed(thrown: &JsValue) -> StoreError {
    StoreError(format!("pictures: {}", runtime::message(thrown)))
}

/// Deletes the rows of the pictures `gone`.
fn unlist(gone: &str) -> String {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM pictures WHERE (appid, user_id, id) IN
         (SELECT value ->> 2, value ->> 3, value ->> 4 FROM json_each({}))",
        binds.bind(gone)
    );
    as_json(&[binds.statement(sql)])
}

/// Removes some of the pictures that are to go, those first that were uploaded first; the sweep's. Answers how many. 4
/// round trips, 2 where there are none.
///
/// # Errors
/// [`StoreError`].
pub async fn sweep(env: &Env, db: &Db) -> Result<i64, StoreError> {
    let mut removed = 0;
    let mut result = Ok(());
    // A storage that fails does not keep the other from it.
    for (places, most) in [("'kv', 'any'", FROM_KV), ("'r2'", FROM_R2)] {
        match sweep_from(env, db, places, most).await {
            Ok(many) => removed += many,
            Err(error) => result = Err(error),
        }
    }
    result.map(|()| removed)
}

async fn sweep_from(env: &Env, db: &Db, places: &str, most: usize) -> Result<i64, StoreError> {
    let sql = format!(
        "SELECT json_group_array({ONE}) AS {GONE}, count(*) AS many
         FROM (SELECT * FROM pictures WHERE kind = 'gone' AND place IN ({places}) LIMIT {most})"
    );
    let Some(mut row) = db.run(plain(&sql)).await?.first_row() else {
        return Ok(0);
    };
    let (gone, many): (String, i64) = (row.take(GONE)?, row.take("many")?);
    if many > 0 {
        let unlist = unlist(&gone);
        let removed = runtime::remove_pictures(env, BUCKET, FILES, &gone, DB, &unlist).await;
        removed.map_err(|thrown| failed(&thrown))?;
    }
    Ok(many)
}

/// A picture as [`GONE`] has it: an SQL expression of its row.
pub const ONE: &str = "json_array(name, place, appid, user_id, id)";

/// What a deletion of a row of `users` returns besides: some of the user's pictures, as [`GONE`].
pub fn of_deleted() -> String {
    some_where("true")
}

fn some_where(condition: &str) -> String {
    format!(
        "(SELECT json_group_array({ONE}) FROM (SELECT * FROM pictures p
          WHERE p.appid = users.appid AND p.user_id = users.id AND {condition} LIMIT {AT_ONCE})) AS {GONE}"
    )
}

/// A picture whose bytes are kept, or are about to be.
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Where its bytes are: [`Files::place`].
    pub place: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// Bytes.
    pub bytes: usize,
    /// When, in microseconds: the row's id, or the next free number.
    pub now_us: i64,
}

impl Kept {
    /// The picture's row, for the user `u` where `condition` holds.
    fn insert(&self, binds: &mut Binds, condition: &str) -> String {
        let now = binds.bind(self.now_us);
        format!(
            "INSERT INTO pictures (appid, user_id, id, name, place, kind, bytes)
             SELECT u.appid, u.id, max({now}, coalesce((SELECT max(p.id) + 1 FROM pictures p
                                                        WHERE p.appid = u.appid AND p.user_id = u.id), 0)),
                    {}, {}, {}, {}
             FROM users u WHERE {condition}",
            binds.bind(self.name.as_str()),
            binds.bind(self.place),
            binds.bind(self.purpose.word()),
            binds.bind(self.bytes as i64)
        )
    }
}

/// Writes down as "gone", as nobody's, a picture that has no row: its bytes are there, or may be on their way. Where it `may_have`
/// one, that is looked for, and nothing written where it is there. 1 round trip, which then reads the pictures of the app; writes
/// 2 rows.
///
/// # Errors
/// [`StoreError`].
pub async fn give_up(db: &Db, kept: &Kept, appid: &str, may_have: bool) -> Result<(), StoreError> {
    let mut binds = Binds::default();
    let (appid, now) = (binds.bind(appid), binds.bind(kept.now_us));
    let name = binds.bind(kept.name.as_str());
    // A refused upload costs few rows, because it can be repeated at will: only what the first try of this may have written is
    // looked for then.
    let only = if may_have {
        String::new()
    } else {
        format!("AND p.user_id = 0 AND p.id >= {now}")
    };
    let sql = format!(
        "INSERT INTO pictures (appid, user_id, id, name, place, kind, bytes)
         SELECT {appid}, 0, max({now}, coalesce((SELECT max(p.id) + 1 FROM pictures p
                                                 WHERE p.appid = {appid} AND p.user_id = 0), 0)),
                {name}, {}, 'gone', {}
         WHERE NOT EXISTS (SELECT 1 FROM pictures p WHERE p.appid = {appid} {only} AND p.name = {name})",
        binds.bind(kept.place),
        binds.bind(kept.bytes as i64)
    );
    db.repeating().run(binds.statement(sql)).await?;
    Ok(())
}

/// Writes down a picture of upload_img. 1 round trip; writes 1 row.
///
/// # Errors
/// [`StoreError`].
pub async fn add_upload(db: &Db, guard: &Guard<'_>, kept: &Kept) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let condition = guard.condition(&mut binds, "u.");
    let sql = kept.insert(&mut binds, &condition);
    guard.run(db, Write::alone(binds.statement(sql))).await
}

/// Makes a picture the user's avatar, and answers those before it as [`GONE`], as which the schema's trigger has marked
/// them. 1 round trip; writes 2 rows, and 2 for the one before it (row, index).
///
/// # Errors
/// [`StoreError`].
pub async fn set_avatar(db: &Db, guard: &Guard<'_>, kept: &Kept) -> Result<Written, StoreError> {
    let mut binds = Binds::default();
    let name = binds.bind(kept.name.as_str());
    let renewal = guard.renewal(&mut binds);
    let condition = guard.condition(&mut binds, "");
    let statement = binds.statement(format!(
        "UPDATE users SET picture = {name}{renewal} WHERE {condition}
         RETURNING {}",
        some_where(&format!("p.kind <> 'upload' AND p.name <> {name}"))
    ));
    let mut binds = Binds::default();
    let appid = binds.bind(guard.caller.appid);
    let user_id = guard.user_id(&mut binds);
    let condition = format!("changes() = 1 AND u.appid = {appid} AND u.id = {user_id}");
    let insert = kept.insert(&mut binds, &condition);
    let write = Write {
        after: Some(binds.statement(insert)),
        ..Write::alone(statement)
    };
    guard.run(db, write).await
}

/// What a user's picture is.
pub struct Portrayed {
    /// Number of the user within the app.
    pub id: i64,
    /// The uploaded picture: its name.
    pub picture: Option<String>,
    /// A link.
    pub icon: Option<String>,
}

impl Record for Portrayed {
    const KEY: &'static str = "id";

    fn read(row: &mut Row) -> Result<Self, Unexpected> {
        Ok(Self {
            id: row.take("id")?,
            picture: row.take("picture")?,
            icon: row.take("icon")?,
        })
    }
}

/// An app and a user of it, as their picture is asked for without a signature.
pub struct Portrait {
    /// The app, if there is one.
    pub app: Option<CalledApp>,
    /// The user, if there is one.
    pub user: Option<Portrayed>,
}

/// The picture of `account`. 1 round trip.
///
/// # Errors
/// [`StoreError`].
pub async fn portrait(db: &Db, appid: &str, account: &str) -> Result<Portrait, StoreError> {
    let mut binds = Binds::default();
    let appid = binds.bind(appid);
    let user = format!(
        "LEFT JOIN users u ON u.appid = {appid} AND u.account = {}",
        binds.bind(account)
    );
    let sql = apps::called(appid, ", u.id, u.picture, u.icon", &user);
    let Some(mut row) = db.run(binds.statement(sql)).await?.first_row() else {
        return Ok(Portrait {
            app: None,
            user: None,
        });
    };
    Ok(Portrait {
        app: Some(CalledApp::read(&mut row)?),
        user: row.joined()?,
    })
}
