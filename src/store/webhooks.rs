//! What apps are told of: each event is written down by the transaction that it is of, and goes from there until it is
//! delivered or given up.

use super::{
    db::{Db, StoreError},
    sql::{Bind, Binds, Statement},
};
use crate::{
    domain::webhook::{DeliveryState, PAUSES, WebhookEvent},
    table::Row,
};

/// Days that deliveries are kept.
const KEPT: i64 = 7;

/// An event that an app may want to be told of.
pub struct Told<'a> {
    /// What happened.
    pub event: WebhookEvent,
    /// In which app.
    pub appid: &'a str,
    /// To whose account, in whatever case; nobody's for a test.
    pub account: Option<&'a str>,
    /// When, in microseconds: the delivery's number, or the next free one.
    pub now_us: i64,
}

impl Told<'_> {
    /// Writes it down if the last statement before it that writes has changed a row, and the app has a webhook. Reads 1 row,
    /// and 2 of the user; writes 2.
    pub fn if_changed(&self) -> Statement {
        self.when(|_| "changes() > 0".to_owned())
    }

    /// The same if there is a user `u` who meets the `condition`.
    pub fn if_user(&self, condition: impl FnOnce(&mut Binds) -> String) -> Statement {
        self.when(|binds| {
            let condition = condition(binds);
            format!("EXISTS (SELECT 1 FROM users u WHERE {condition})")
        })
    }

    /// The same if the app `h` meets the `condition`.
    pub fn when(&self, condition: impl FnOnce(&mut Binds) -> String) -> Statement {
        let mut binds = Binds::default();
        let condition = condition(&mut binds);
        let now = binds.bind(self.now_us);
        let sql = format!(
            "INSERT INTO webhook_deliveries (appid, id, event, account, next_at)
             SELECT h.appid, max({now}, coalesce((SELECT max(w.id) + 1 FROM webhook_deliveries w WHERE w.appid = h.appid), 0)),
                    {}, (SELECT o.account FROM users o WHERE o.appid = h.appid AND o.account = {}), CAST({now} / 1000000 AS INTEGER)
             FROM apps h WHERE h.appid = {} AND h.webhook_url IS NOT NULL AND h.status <> 'deleted' AND {condition}
             RETURNING id",
            binds.bind(self.event.word()),
            binds.bind(self.account),
            binds.bind(self.appid)
        );
        binds.statement(sql)
    }
}

/// Which deliveries are meant, of those that are due.
#[derive(Clone, Copy)]
pub enum Which<'a> {
    /// Those of all apps, each in its turn: one with many does not hold up the others.
    All,
    /// Those of one app.
    Of(&'a str),
    /// One of an app, by its number.
    One(&'a str, i64),
}

impl Which<'_> {
    /// A common table `due` of up to `most` of them, and more where some became due in the same second; `nth` is which of its
    /// app it is. Reads 2 rows for each, and 1 for each app that has any.
    fn due(self, binds: &mut Binds, now: Bind, most: Bind) -> String {
        let apps = match self {
            Self::One(appid, id) => {
                return format!(
                    "WITH due AS (SELECT appid, id, next_at, 1 AS nth FROM webhook_deliveries
                                  WHERE appid = {} AND id = {} AND next_at <= {now})",
                    binds.bind(appid),
                    binds.bind(id)
                );
            }
            Self::Of(appid) => format!("SELECT {}", binds.bind(appid)),
            Self::All => {
                "SELECT min(appid) FROM webhook_deliveries WHERE next_at IS NOT NULL
                 UNION ALL SELECT (SELECT min(w.appid) FROM webhook_deliveries w WHERE w.next_at IS NOT NULL AND w.appid > a.appid)
                 FROM a WHERE a.appid IS NOT NULL"
                    .to_owned()
            }
        };
        // By the index of each app, and no further than the last one that can be among them.
        format!(
            "WITH RECURSIVE a(appid) AS ({apps}), due AS (
                 SELECT w.appid, w.id, w.next_at, row_number() OVER (PARTITION BY w.appid ORDER BY w.next_at, w.id) AS nth
                 FROM a JOIN webhook_deliveries w ON w.appid = a.appid AND w.next_at <= coalesce(
                     (SELECT l.next_at FROM webhook_deliveries l WHERE l.appid = a.appid AND l.next_at <= {now}
                      ORDER BY l.next_at LIMIT 1 OFFSET {most} - 1), {now}))"
        )
    }
}

/// Takes up to `most` deliveries of `which` that are due: each is this caller's alone until the pause after
/// it is over, so that one whose Worker ends in the middle is tried again; one whose last attempt ended so is given up.
/// Answers of each what is to be sent, and the columns `webhook_url` and `webhook_secret` of its app. 1 round trip; writes 2
/// rows for each, reads what [`Which::due`] does.
///
/// # Errors
/// [`StoreError`].
pub async fn take(db: &Db, which: Which<'_>, now: i64, most: i64) -> Result<Vec<Row>, StoreError> {
    let mut binds = Binds::default();
    let (now, most) = (binds.bind(now), binds.bind(most));
    let due = which.due(&mut binds, now, most);
    // After the last attempt there is no pause; until then it counts as one that may have got lost.
    let pauses = PAUSES.iter().chain(PAUSES.last()).enumerate();
    let pauses = pauses.map(|(n, pause)| format!("WHEN {n} THEN {now} + {pause}"));
    let over = format!("attempts > {}", PAUSES.len());
    let sql = format!(
        "{due}
         UPDATE webhook_deliveries
         SET attempts = iif({over}, attempts, attempts + 1), next_at = CASE attempts {} END,
             state = iif({over}, 'failed', state), reason = iif({over}, 'interrupted', reason)
         WHERE (appid, id) IN (SELECT appid, id FROM due ORDER BY nth, next_at LIMIT {most})
         RETURNING appid, id, event, account, attempts, next_at,
                   (SELECT webhook_url FROM apps a WHERE a.appid = webhook_deliveries.appid AND a.status <> 'deleted') AS webhook_url,
                   (SELECT webhook_secret FROM apps a WHERE a.appid = webhook_deliveries.appid) AS webhook_secret",
        pauses.collect::<Vec<_>>().join(" ")
    );
    let mut taken = db.run(binds.statement(sql)).await?.all();
    taken.retain(|row| !row.value("next_at").is_null());
    Ok(taken)
}

/// What became of an attempt.
pub struct Attempt {
    /// The app.
    pub appid: String,
    /// Number of the delivery.
    pub id: i64,
    /// What the delivery is from now on.
    pub state: DeliveryState,
    /// The HTTP status that was answered, if any was.
    pub status: Option<i64>,
    /// Why it failed, if it did.
    pub reason: Option<&'static str>,
}

/// Writes down what became of `attempts`. 1 round trip; writes 2 rows for each.
///
/// # Errors
/// [`StoreError`].
pub async fn tried(db: &Db, attempts: &[Attempt]) -> Result<(), StoreError> {
    let list: Vec<_> = attempts
        .iter()
        .map(|it| (&it.appid, it.id, it.state.word(), it.status, it.reason))
        .collect();
    // Texts and numbers, which always serialise.
    let list = serde_json::to_string(&list).unwrap_or_default();
    let mut binds = Binds::default();
    let sql = format!(
        "UPDATE webhook_deliveries SET state = j.value ->> 2, status = j.value ->> 3, reason = j.value ->> 4,
                next_at = iif(j.value ->> 2 = 'pending', next_at, NULL)
         FROM json_each({}) j WHERE webhook_deliveries.appid = j.value ->> 0 AND webhook_deliveries.id = j.value ->> 1",
        binds.bind(list.as_str())
    );
    db.run(binds.statement(sql)).await?;
    Ok(())
}

/// The statement that deletes some of what is old; the sweep's. It looks from app to app, so that it reads few rows that stay.
pub fn swept(now: i64) -> Statement {
    let mut binds = Binds::default();
    let sql = format!(
        "WITH RECURSIVE a(appid) AS (
             SELECT min(appid) FROM webhook_deliveries
             UNION ALL SELECT (SELECT min(w.appid) FROM webhook_deliveries w WHERE w.appid > a.appid) FROM a WHERE a.appid IS NOT NULL)
         DELETE FROM webhook_deliveries WHERE (appid, id) IN (
             SELECT w.appid, w.id FROM a JOIN webhook_deliveries w ON w.appid = a.appid AND w.id < {} LIMIT 5000)",
        binds.bind((now - KEPT * 86_400) * 1_000_000)
    );
    binds.statement(sql)
}
