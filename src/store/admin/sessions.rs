//! Sessions of the console, by the digests of their tokens alone: a stolen database signs nobody in.

use crate::{
    domain::{developer::Developer, digest},
    store::{
        audit::Entry,
        db::{Db, StoreError},
        sql::{Binds, Statement},
    },
    table::{Row, select},
};

/// The digests by which a session may be found.
pub struct Digests {
    /// As a developer's.
    of_developer: String,
    /// As the owner's: with the key's digest in it, so that it ends with the key.
    of_owner: Option<String>,
}

impl Digests {
    /// Those of the session `token`; `owners_key` is the digest of the owner's key, if there is one.
    pub fn new(token: &str, owners_key: Option<&str>) -> Self {
        let of_owner = owners_key.map(|key| format!("{token} {key}"));
        Self {
            of_developer: digest::sha256_hex(token.as_bytes()),
            of_owner: of_owner.map(|text| digest::sha256_hex(text.as_bytes())),
        }
    }

    fn condition(&self, binds: &mut Binds) -> String {
        format!(
            "((digest = {} AND developer_id IS NOT NULL) OR (digest = {} AND developer_id IS NULL))",
            binds.bind(self.of_developer.as_str()),
            binds.bind(self.of_owner.as_deref())
        )
    }
}

/// Whose session it is.
pub enum Holder {
    /// The owner's.
    Owner,
    /// A developer's.
    Developer(Row),
}

/// Begins a session of `developer`, their number and the digest of the key by which it is begun, or of the owner. Answers whether
/// the key was still the developer's. 1 round trip; writes 2 rows (session, audit), reads 1 of a developer.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(
    db: &Db,
    digests: &Digests,
    developer: Option<(i64, &str)>,
    expires_at: i64,
    audit: &Entry<'_>,
) -> Result<bool, StoreError> {
    let digest = match developer {
        Some(_) => Some(&digests.of_developer),
        None => digests.of_owner.as_ref(),
    };
    let mut binds = Binds::default();
    let digest = binds.bind(digest.map(String::as_str));
    let expires_at = binds.bind(expires_at);
    let (id, of) = match developer {
        None => ("NULL".to_owned(), String::new()),
        // A key that was replaced since the call began has ended its sessions already: there must come no other.
        Some((id, key)) => {
            let (id, key) = (binds.bind(id), binds.bind(key));
            let of = format!(
                "FROM developers WHERE id = {id} AND key_digest = {key} AND status = 'active'"
            );
            (id.to_string(), of)
        }
    };
    let sql = format!(
        "INSERT INTO admin_sessions (digest, developer_id, expires_at) SELECT {digest}, {id}, {expires_at} {of}"
    );
    let [begun, _] = db.batch([binds.statement(sql), audit.if_changed()]).await?;
    Ok(begun.changes() > 0)
}

/// Whose session it is, if it has not ended. 1 round trip; reads 1 row, 2 for a developer's.
///
/// # Errors
/// [`StoreError`].
pub async fn holder(db: &Db, digests: &Digests, now: i64) -> Result<Option<Holder>, StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "SELECT s.developer_id, {} FROM admin_sessions s LEFT JOIN developers d ON d.id = s.developer_id
         WHERE {} AND s.expires_at > {}",
        select(Developer::COLUMNS, "d."),
        digests.condition(&mut binds),
        binds.bind(now)
    );
    let row = db.run(binds.statement(sql)).await?.first_row();
    Ok(row.map(|row| match row.value("developer_id").as_i64() {
        None => Holder::Owner,
        Some(_) => Holder::Developer(row),
    }))
}

/// Ends a session. 1 round trip; writes 2 rows (session, audit).
///
/// # Errors
/// [`StoreError`].
pub async fn end(db: &Db, digests: &Digests, audit: &Entry<'_>) -> Result<(), StoreError> {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM admin_sessions WHERE {}",
        digests.condition(&mut binds)
    );
    db.batch([binds.statement(sql), audit.if_changed()]).await?;
    Ok(())
}

/// The statement that ends every session of a developer.
pub fn ended(developer: i64) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM admin_sessions WHERE developer_id = {}",
        binds.bind(developer)
    );
    binds.statement(sql)
}

/// The statement that deletes some of what has ended; the sweep's. There are few: each was begun with a key.
pub fn swept(now: i64) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "DELETE FROM admin_sessions WHERE digest IN (SELECT digest FROM admin_sessions WHERE expires_at <= {} LIMIT 1000)",
        binds.bind(now)
    );
    binds.statement(sql)
}
