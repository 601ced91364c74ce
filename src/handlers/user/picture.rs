//! `/api/user/picture/<name>`: an uploaded picture; and what the endpoints that take one have in common.

use worker::console_error;

use crate::{
    call::Call,
    domain::{
        failure::Failure,
        picture::{PictureType, Purpose},
    },
    gate::Actor,
    params::File,
    random,
    reply::{Refusal, Reply},
    request::Method,
    store::{
        db::StoreError,
        guard::Written,
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
    let found = find(call, name).await;
    found.unwrap_or_else(|| Reply::refusal(Refusal::NotFound))
}

/// The picture called `name`, if it is there. A storage that fails is logged, and has none.
pub async fn find(call: &Call, name: &str) -> Option<Reply> {
    let kind = PictureType::of_name(name)?;
    let found = call.files().get(name).await;
    let found = found.inspect_err(|StoreError(why)| console_error!("{why}"));
    Some(Reply::file(kind.content_type(), found.ok()??))
}

/// Steps 9 to 11 of an endpoint that takes a picture: keeps the `file` of this `kind` and has `actor`'s guarded write
/// say so; answers its name.
///
/// The bytes come first, so that what was there before stays until the new picture is there: a storage that refuses
/// it has changed nothing. Where the write is refused the bytes go again; where its answer is lost they stay.
pub async fn keep(
    call: &Call,
    actor: &Actor<'_>,
    file: &File,
    kind: PictureType,
    purpose: Purpose,
) -> Result<String, Failure> {
    actor.foresee(call).await?;
    let name = kind.name(random::bytes()?);
    let (files, db) = (call.files(), call.db());
    files.keep(&name, &file.bytes).await?;
    let kept = Kept {
        name: &name,
        purpose,
        bytes: file.length,
        now_us: call.now_us(),
    };
    let written = match purpose {
        Purpose::Avatar => pictures::set_avatar(&db, &actor.guard, &kept).await?,
        Purpose::Upload => pictures::add_upload(&db, &actor.guard, &kept).await?,
    };
    if matches!(written, Written::Refused(_)) {
        files.drop_later(&name);
    }
    let rows = actor.written(written)?;
    if purpose == Purpose::Avatar {
        files.remove_later(rows.first_value(GONE)?);
    }
    Ok(name)
}
