//! `/api/user/picture/<name>`: an uploaded picture; and what the endpoints that take one have in common.

use crate::{
    call::Call,
    domain::{
        failure::Failure,
        picture::{PictureType, Purpose},
    },
    gate::Actor,
    log,
    params::File,
    random,
    reply::{Refusal, Reply},
    request::Method,
    store::{
        db::StoreError,
        pictures::{self, GONE, Kept},
    },
};

/// The methods of a picture.
const ALLOW: &str = "GET, HEAD, OPTIONS";

/// Answers the picture called `name`: 200, or 404 if there is none. Its name is all that it takes to see it, and it
/// never changes. 1 KV get.
pub async fn show(call: &Call, name: &str) -> Reply {
    match call.request.method {
        Method::Get | Method::Head => {}
        Method::Options => return Reply::preflight(ALLOW),
        _ => return Reply::refusal(Refusal::Method(ALLOW.to_owned())),
    }
    match find(call, name).await {
        Ok(found) => found.unwrap_or_else(|| Reply::refusal(Refusal::NotFound)),
        // Another answer than that there is none: it may be there the next time.
        Err(_) => Reply::refusal(Refusal::Storage),
    }
}

/// The picture called `name`, if it is there.
///
/// # Errors
/// [`StoreError`], which is logged here.
pub async fn find(call: &Call, name: &str) -> Result<Option<Reply>, StoreError> {
    let Some(kind) = PictureType::of_name(name) else {
        return Ok(None);
    };
    let found = call.files().get(name).await;
    let found = found.inspect_err(|StoreError(why)| log::error("picture", why))?;
    Ok(found.map(|stream| Reply::file(kind.content_type(), stream)))
}

/// Steps 9 to 11 of an endpoint that takes a picture: keeps the `file` of this `kind` and has `actor`'s guarded write
/// say so; answers its name.
///
/// The bytes come first, so that what was there before stays until the new picture is there: a storage that refuses
/// it has changed nothing. Where the write fails or is refused, or nobody knows of the bytes, they are left to the sweep
/// unless there is a row.
pub async fn keep(
    call: &Call,
    actor: &Actor<'_>,
    file: &File,
    kind: PictureType,
    purpose: Purpose,
) -> Result<String, Failure> {
    actor.foresee(call).await?;
    let (files, db) = (call.files(), call.db());
    let kept = Kept {
        name: kind.name(random::bytes()?),
        place: files.place(),
        purpose,
        bytes: file.length,
        now_us: call.now_us(),
    };
    let appid = actor.guard.caller.appid;
    if let Err(why) = files.keep(&kept, &file.bytes).await {
        if why.may_be_done() {
            leave(call, kept, appid, false);
        }
        return Err(why.into());
    }
    let written = match purpose {
        Purpose::Avatar => pictures::set_avatar(&db, &actor.guard, &kept).await,
        Purpose::Upload => pictures::add_upload(&db, &actor.guard, &kept).await,
    };
    let may_come = matches!(&written, Err(why) if why.may_be_done());
    let rows = match written
        .map_err(Failure::from)
        .and_then(|it| actor.written(it))
    {
        Ok(rows) => rows,
        Err(failure) => {
            leave(call, kept, appid, may_come);
            return Err(failure);
        }
    };
    if purpose == Purpose::Avatar {
        files.remove_later(rows.first_value(GONE)?);
    }
    Ok(kept.name)
}

/// Leaves the bytes of `kept` to the sweep, after the answer, unless it has a row; where that `may_come` yet, once it is there or
/// never will be.
fn leave(call: &Call, kept: Kept, appid: &str, may_come: bool) {
    let (db, appid) = (call.db(), appid.to_owned());
    call.after(async move {
        if may_come {
            db.settled().await;
        }
        if let Err(StoreError(why)) = pictures::give_up(&db, &kept, &appid, may_come).await {
            log::error("picture", &why);
        }
    });
}
