//! `/api/user/new_avatar`: upload a picture of oneself.

use super::{
    endpoint::{Endpoint, parameters},
    picture,
};
use crate::{
    call::Call,
    domain::{
        failure::Failure,
        picture::{PictureType, Purpose},
    },
    gate::{self, Forms, Proofs, Terms},
    params::Params,
    reply::Reply,
    request::Method,
    wording::Family,
};

/// What it answers when all is done.
const DONE: &str = "头像上传成功!";

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/api/user/new_avatar",
    methods: &[Method::Post],
    family: Family::Update,
    parameters: Sent::PARAMETERS,
    done: &[DONE],
    handle: |call, params| Box::pin(handle(call, params)),
};

parameters! { file_upload: file, proof: proof }

/// Steps and the codes they end in:
/// 2. parameters are there: 204 "接口参数错误:缺少NAME!"
/// 3. to 7. app, signature, developer, app state: 404; kind of proof: 204
/// 8. formats: 204, 405 for the account's length, 405 for the picture
/// 9. token or password: 401 "token无效或已过期!", 404 "用户账号密码错误!", 429
/// 10. the user is active: 404 "用户账号已被禁用!"
/// 11. keep and write: 405 "更新失败:数据库操作异常", 200 "头像上传成功!"
///
/// One round trip with a token where the isolate remembers the app and KV knows the token, else two; two with a
/// password. One KV put; two rows written. After the answer the picture before it goes.
async fn handle(call: &Call, params: &Params) -> Result<Reply, Failure> {
    // 2
    let sent = Sent::of(call, params)?;
    let kind = PictureType::of(&sent.file_upload.first, sent.file_upload.length);
    // 3 to 10
    let terms = Terms::new(Forms::Documented, kind.err()).proven_by(Proofs::PasswordToo);
    let actor = gate::actor(call, &sent.caller, sent.proof, terms).await?;
    // 11
    picture::keep(call, &actor, sent.file_upload, kind?, Purpose::Avatar).await?;
    Ok(Reply::success(DONE))
}
