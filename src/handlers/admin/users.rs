//! `/api/admin/apps/{appid}/users`: the users of an app.

use serde::Serialize;
use serde_json::json;

use super::{
    Admin,
    error::AdminError,
    fields::{self, Fields, MAX_INT},
    page_reply,
};
use crate::{
    domain::{
        avatar::AvatarUrl, email::Email, flaw::Flaw, nickname::Nickname, password::Secret, qq::Qq,
        sign::Sign, user::User,
    },
    reply::Reply,
    store::admin::{
        Assignments,
        user_list::{self, Filter},
        users::{self as store, Patch},
    },
};

/// Characters of a title at most.
const TITLE: usize = 50;
/// The states of a user.
const STATES: &[&str] = &["active", "disabled"];

/// A user as the admin API shows it: without password and token.
#[derive(Serialize)]
pub struct View<'a> {
    /// Its app, where users of several are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid: Option<&'a str>,
    user: &'a str,
    status: &'a str,
    nickname: &'a str,
    qq: Option<&'a str>,
    email: Option<&'a str>,
    icon: Option<&'a str>,
    sign: Option<&'a str>,
    exp: i64,
    grade: i64,
    title: Option<&'a str>,
    sex: i64,
    balance: i64,
    likes: i64,
    following: i64,
    fans: i64,
    posts: i64,
    checkin_streak: i64,
    login_streak: i64,
    vip_until: Option<i64>,
    created_at: i64,
    login_at: Option<i64>,
}

/// What is shown of `user`.
pub fn view(user: &User) -> View<'_> {
    View {
        appid: None,
        user: &user.account,
        status: &user.status,
        nickname: &user.nickname,
        qq: user.qq.as_deref(),
        email: user.email.as_deref(),
        icon: user.icon.as_deref(),
        sign: user.sign.as_deref(),
        exp: user.exp,
        grade: user.grade,
        title: user.title.as_deref(),
        sex: user.sex,
        balance: user.balance,
        likes: user.likes,
        following: user.following,
        fans: user.fans,
        posts: user.posts,
        checkin_streak: user.checkin_streak,
        login_streak: user.login_streak,
        vip_until: user.vip_until,
        created_at: user.created_at,
        login_at: user.login_at,
    }
}

/// `GET …/users`: a page of them, newest first; of a search first those whom an index finds.
pub async fn list(admin: &Admin<'_>, appid: &str) -> Result<Reply, AdminError> {
    let page = admin.page()?;
    let status = admin.query("status").map(|word| json!(word));
    let status = status.map(fields::word(STATES)).transpose();
    let filter = Filter {
        search: admin.query("search").map(str::to_ascii_lowercase),
        status: status
            .map_err(|must| AdminError::invalid("status", must))?
            .map(String::from),
    };
    let users = user_list::list(&admin.call.db(), admin.scope, appid, &filter, page).await?;
    let users = users.ok_or(AdminError::NotFound)?;
    Ok(page_reply(
        users.items.iter().map(view).collect(),
        users.next,
    ))
}

/// `GET …/users/{user}`.
pub async fn get(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let user = store::get(&admin.call.db(), admin.scope, appid, account).await?;
    Ok(Reply::json(200, &view(&user.ok_or(AdminError::NotFound)?)))
}

/// `PATCH …/users/{user}`: fields not sent stay, null clears. Disabling a user or changing the
/// password ends every token of the user with the same write.
pub async fn patch(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let mut body = admin.fields()?;
    let password = body.take("password", fields::text)?;
    let secret = password.as_deref().map(Secret::of_new_raw).transpose();
    let secret = secret.map_err(|flaw| AdminError::flaw("password", flaw))?;
    let (mut changes, disables) = changes(&mut body)?;
    body.finish()?;
    let revoke = disables || secret.is_some();
    if let Some(secret) = secret {
        // Hashing is dear: not for a user that is not there.
        get(admin, appid, account).await?;
        let phc = admin.call.hashing().hash(secret).await?;
        changes.push(("password", phc.as_str().into()));
    }
    if changes.is_empty() {
        return get(admin, appid, account).await;
    }
    let db = admin.call.db();
    match store::update(&db, admin.scope, appid, account, changes, revoke).await? {
        Patch::Done(user) => Ok(Reply::json(200, &view(&user))),
        Patch::NoUser => Err(AdminError::NotFound),
        Patch::QqTaken => {
            let message = "another user of this app has this QQ number";
            Err(AdminError::Conflict("qq_taken", message))
        }
    }
}

/// The columns a PATCH sets, and whether it disables the user.
fn changes(body: &mut Fields) -> Result<(Assignments, bool), AdminError> {
    let mut changes = Assignments::new();
    let status = body.take("status", fields::word(STATES))?;
    changes.extend(status.map(|word| ("status", word.into())));
    if let Some(nickname) = body.take("nickname", fields::text)? {
        Nickname::parse(&nickname).map_err(|flaw| AdminError::flaw("nickname", flaw))?;
        changes.push(("nickname", nickname.as_str().into()));
    }
    type Check = fn(&str) -> Result<(), Flaw>;
    let checked: [(&str, Check); 4] = [
        ("qq", |text| Qq::parse(text).map(drop)),
        ("email", |text| Email::parse(text).map(drop)),
        ("icon", |text| AvatarUrl::parse(text).map(drop)),
        ("sign", |text| Sign::parse(text).map(drop)),
    ];
    for (field, check) in checked {
        if let Some(text) = body.take_nullable(field, fields::text)? {
            if let Some(text) = &text {
                check(text).map_err(|flaw| AdminError::flaw(field, flaw))?;
            }
            changes.push((field, text.as_deref().into()));
        }
    }
    if let Some(title) = body.take_nullable("title", fields::name(TITLE))? {
        changes.push(("title", title.as_deref().into()));
    }
    // Numbers cannot be absent: null puts them back to what a new user has.
    let numbers = [
        ("exp", 0, MAX_INT, 0),
        ("grade", 0, MAX_INT, 0),
        ("sex", 1, 2, 1),
        ("balance", -MAX_INT, MAX_INT, 0),
        ("likes", 0, MAX_INT, 0),
        ("following", 0, MAX_INT, 0),
        ("fans", 0, MAX_INT, 0),
        ("posts", 0, MAX_INT, 0),
        ("checkin_streak", 0, MAX_INT, 0),
    ];
    for (field, min, max, new) in numbers {
        if let Some(n) = body.take_nullable(field, fields::integer(min, max))? {
            changes.push((field, n.unwrap_or(new).into()));
        }
    }
    if let Some(vip_until) = body.take_nullable("vip_until", fields::time)? {
        changes.push(("vip_until", vip_until.into()));
    }
    Ok((changes, status == Some("disabled")))
}

/// `DELETE …/users/{user}`: the user and, with it, its tokens.
pub async fn delete(admin: &Admin<'_>, appid: &str, account: &str) -> Result<Reply, AdminError> {
    let deleted = store::delete(&admin.call.db(), admin.scope, appid, account).await?;
    let deleted = deleted.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(200, &json!({"deleted": deleted.account})))
}

/// `DELETE …/users/{user}/tokens`: every token of the user stops working at once. `revoked` counts
/// the tokens issued since the last revocation, expired ones among them.
pub async fn revoke_tokens(
    admin: &Admin<'_>,
    appid: &str,
    account: &str,
) -> Result<Reply, AdminError> {
    let revoked = store::revoke(&admin.call.db(), admin.scope, appid, account).await?;
    let revoked = revoked.ok_or(AdminError::NotFound)?;
    Ok(Reply::json(200, &json!({"revoked": revoked})))
}
