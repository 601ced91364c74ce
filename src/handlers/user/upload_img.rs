//! `/api/user/upload_img`: upload a picture for the app to show.

use super::{
    endpoint::{Endpoint, parameters},
    picture,
};
use crate::{
    call::Call,
    domain::{
        failure::Failure,
        picture::{PATH, PictureType, Purpose},
    },
    gate::{self, Forms, Proofs, Setting, Terms},
    params::Params,
    reply::Reply,
    request::Method,
    wording::Family,
};

/// What it answers when all is done, in `msg`.
const DONE: &str = "上传成功";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/upload_img",
    methods: &[Method::Post],
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { file_upload: file, proof: proof }

/// The setting that allows it.
const ALLOWED: Setting = Setting {
    column: "allow_upload",
    wanted: true,
    is: |app| app.allow_upload,
    otherwise: Failure::UploadNotAllowed,
};

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; the setting: 405 "当前应用未开启图片上传!"; kind of proof: 204
/// 8. formats: 204, 405 for the account's length, 405 for the picture
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. keep and write: 405 "更新失败:数据库操作异常", 200 "上传成功" and the picture's URL
///
/// Round trips as new_avatar; one KV put; one row written.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let kind = PictureType::of(&sent.file_upload.first, sent.file_upload.length);
    // 3 to 10
    let terms = Terms::new(Forms::Documented, kind.err())
        .proven_by(Proofs::PasswordToo)
        .where_it(ALLOWED);
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    let name = picture::keep(call, &actor, sent.file_upload, kind?, Purpose::Upload).await?;
    let url = format!("{}{PATH}{name}", call.origin());
    Ok(Reply::said(200, DONE, Some(&url)))
}
