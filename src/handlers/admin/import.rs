//! `/api/admin/apps/{appid}/import`: users from elsewhere, with their passwords as they were kept there.

use serde::Serialize;

use super::{
    Admin,
    error::AdminError,
    fields::{self, Fields},
};
use crate::{
    config::Config,
    domain::{
        account::{Account, AccountRules},
        app::App,
        audit::Event,
        foreign::{Form, Offered},
        kdf::{KdfError, Policy},
        nickname::Nickname,
        user::User,
    },
    random,
    reply::Reply,
    store::admin::import::{self as store, Line, Taken},
    table::{Cell, Record},
};

/// The most users of a call: hashing so many at today's cost has its place in an object's request.
pub const MOST: usize = 200;

/// What became of the users of a call; each is meant by its place among them.
#[derive(Default, Serialize)]
struct Report {
    /// How many there are now; in a dry run, how many there would be.
    added: usize,
    /// Those whose account is there already.
    existing: Vec<usize>,
    /// Those who were not taken.
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    index: usize,
    field: String,
    message: String,
}

/// `POST …/import`: adds those of `users` whose account is not there yet; nobody who is there is changed, so that a call may
/// be repeated. With `dry_run` nothing is written, and nothing hashed. 2 round trips, 1 for a dry run and where nobody is to
/// be added, 3 where others came in between.
pub async fn import(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let users = body.take_each("users", MOST)?;
    let dry_run = body.take("dry_run", fields::flag)?.unwrap_or_default();
    let hashing = body.take("hashing", fields::word(&["quick", "full"]))?;
    body.finish()?;

    let mut report = Report::default();
    let config = Config::of(&admin.call.env)?;
    let mut lines: Vec<Line> = Vec::new();
    for (index, user) in users.into_iter().enumerate() {
        match line(user, index, &config.password_policy, admin.call.now()) {
            Ok(line) if lines.iter().any(|it| it.is_of(&line.account)) => {
                report.refuse(index, AdminError::invalid("user", "is in this call twice"))?;
            }
            Ok(line) => lines.push(line),
            Err(error) => report.refuse(index, error)?,
        }
    }
    let db = admin.call.db();
    let found = store::look(&db, admin.scope, appid, &lines).await?;
    let (mut app, taken) = found.ok_or(AdminError::NotFound)?;
    let rules = AccountRules::from(&App::read(&mut app)?);
    let mut lines = report.sort_out(lines, &taken, &rules)?;
    if dry_run || lines.is_empty() {
        report.added = lines.len();
        return Ok(report.reply());
    }

    let inputs = lines.iter().filter_map(|it| it.password.input());
    let inputs = inputs.map(String::from).collect();
    let quick = hashing != Some("full");
    let mut hashes = admin.call.hashing().wrap(inputs, quick).await?.into_iter();
    for line in &mut lines {
        let phc = line.password.input().and_then(|_| hashes.next());
        line.columns
            .set("password", line.password.stored(phc).as_str());
        line.columns.set(
            "generation",
            i64::from(u32::from_le_bytes(random::bytes()?)),
        );
    }
    let audit = admin.audit(Event::UsersImported).of_app(appid);
    let added = store::insert(&db, admin.scope, appid, &lines, &audit).await?;
    report.added = added.len();
    let missed = lines.into_iter().filter(|it| !added.contains(&it.account));
    let missed: Vec<_> = missed.collect();
    if !missed.is_empty() {
        // Others have taken an account or a QQ number, or two of these have the same.
        let found = store::look(&db, admin.scope, appid, &missed).await?;
        let (_, taken) = found.ok_or(AdminError::NotFound)?;
        for line in report.sort_out(missed, &taken, &rules)? {
            report.refuse(
                line.index,
                AdminError::invalid("user", "came too late: try again"),
            )?;
        }
    }
    Ok(report.reply())
}

/// What `user`, the one at `index`, is to have.
fn line(mut user: Fields, index: usize, policy: &Policy, now: i64) -> Result<Line, AdminError> {
    let account = user.take("user", fields::text)?;
    let account = account.ok_or_else(|| AdminError::invalid("user", "is needed"))?;
    let password = password(&mut user, policy)?;
    let verified = user.take("email_verified", fields::flag)? == Some(true);
    let mut columns = user.take_imported(User::COLUMNS)?;
    user.finish()?;
    for time in ["created_at", "login_at", "checkin_at"] {
        if columns.number(time) > Some(now) {
            return Err(AdminError::invalid(time, "must not be in the future"));
        }
    }
    if verified {
        let email = columns.word("email").map(String::from);
        columns.set("verified_email", email.as_deref());
    }
    if columns.number("created_at").is_none() {
        columns.set("created_at", now);
    }
    if !columns.has("vip_until") {
        let created = columns.number("created_at");
        columns.set("vip_until", created);
    }
    Ok(Line {
        index,
        account,
        password,
        columns,
    })
}

/// The password of an import's `user`, which must be one that can be checked here.
fn password(user: &mut Fields, policy: &Policy) -> Result<Offered, AdminError> {
    let raw = user.take("password", fields::text)?;
    let hash = user.take("password_hash", fields::text)?;
    let form = user.take("password_form", fields::word(Form::WORDS))?;
    let salt = user.take("password_salt", fields::text)?;
    let form = form.and_then(|word| Form::of(word.into()));
    let offered = Offered::parse(raw.as_deref(), hash.as_deref(), form, salt.as_deref());
    let offered = offered.map_err(|wrong| AdminError::invalid(wrong.field, wrong.must))?;
    if let Offered::Kept(stored) = &offered {
        policy.accepts(stored).map_err(|error| {
            let must = match error {
                KdfError::UnknownPepper => "was made with another PASSWORD_PEPPER",
                _ => "is no hash that can be checked, or of too high a cost",
            };
            AdminError::invalid("password_hash", must)
        })?;
    }
    Ok(offered)
}

impl Report {
    fn refuse(&mut self, index: usize, error: AdminError) -> Result<(), AdminError> {
        let AdminError::Invalid(field, message) = error else {
            return Err(error);
        };
        self.refused.push(Refused {
            index,
            field,
            message,
        });
        Ok(())
    }

    /// Those of `lines` who are not there and can be added, as what is `taken` and the app's `rules` have it.
    fn sort_out(
        &mut self,
        lines: Vec<Line>,
        taken: &[Taken],
        rules: &AccountRules,
    ) -> Result<Vec<Line>, AdminError> {
        let mut left = Vec::new();
        for (place, mut line) in lines.into_iter().enumerate() {
            let taken = taken.iter().find(|it| it.place == place);
            let account = Account::parse(&line.account, rules);
            match (taken, account) {
                (Some(Taken { account: true, .. }), _) => self.existing.push(line.index),
                (_, Err(flaw)) => self.refuse(line.index, AdminError::flaw("user", flaw))?,
                (Some(_), _) => {
                    let error = AdminError::invalid("qq", "belongs to another user of this app");
                    self.refuse(line.index, error)?;
                }
                (None, Ok(account)) => {
                    if line.columns.word("nickname").is_none() {
                        let nickname = Nickname::of_account(&account);
                        line.columns.set("nickname", nickname.as_str());
                    }
                    left.push(line);
                }
            }
        }
        Ok(left)
    }

    fn reply(self) -> Reply {
        Reply::json(200, &self)
    }
}
