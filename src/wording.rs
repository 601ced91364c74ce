//! How every failure reads on the wire: the contract's table "Codes and texts" as one exhaustive
//! match, so that a new failure cannot be forgotten and every text stands in one place.

use std::borrow::Cow;

use crate::domain::{developer::Lapse, failure::Failure, flaw::Flaw};

/// Endpoints that share their codes and texts: the columns of the contract's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// register alone.
    Register,
    /// login alone.
    Login,
    /// Those that fail as qq does.
    Qq,
    /// Those that fail as bind_mail and update_sign do.
    Update,
    /// money_add: the same, with texts of its own.
    MoneyAdd,
    /// money_reduce: likewise.
    MoneyReduce,
    /// transfer: likewise.
    Transfer,
}

impl Family {
    /// Whether these endpoints fail as update_sign does, but for some texts.
    const fn is_update(self) -> bool {
        !matches!(self, Self::Register | Self::Login | Self::Qq)
    }
}

/// The contract's table "Codes and texts". Cells that the table leaves out ("–") cannot happen;
/// they read like their neighbours.
pub fn wording(family: Family, failure: &Failure) -> (u16, Cow<'static, str>) {
    use Family::{Login, MoneyAdd, Qq, Register, Transfer};
    let update = family.is_update();
    // What most business failures are coded as.
    let usual = if update { 404 } else { 400 };
    match failure {
        Failure::Missing("token") if update => {
            let text = "接口参数错误:缺少token(用户令牌启用时需提供)!";
            (204, text.into())
        }
        Failure::Missing(name) if update => (204, format!("接口参数错误:缺少{name}!").into()),
        Failure::Missing(name) => (400, format!("参数缺失:{name}").into()),
        Failure::NothingProven => (204, "接口参数错误:user和pass为必填项".into()),
        Failure::MixedCredentials if update => {
            (204, "接口参数错误:token与user/pass不可同时传递!".into())
        }
        Failure::MixedCredentials => (400, "参数冲突:token与user/pass不可同时传递".into()),
        Failure::UnknownApp => match family {
            Register => (404, "应用不存在".into()),
            Login | Qq => (400, "应用ID无效".into()),
            _ => (404, "应用不存在!".into()),
        },
        Failure::WrongSignature => match family {
            Register => (400, "签名验证失败".into()),
            Login | Qq => (400, "签名错误".into()),
            _ => (404, "签名错误!".into()),
        },
        Failure::Developer(Lapse::Overdue(phrase)) => {
            (usual, format!("开发者账号{phrase},请缴费后重试!").into())
        }
        Failure::Developer(Lapse::Disabled) => (usual, "开发者账号已被禁用!".into()),
        Failure::AppReviewing => (usual, "应用审核中!".into()),
        Failure::AppDisabled => (usual, "应用已停用!".into()),
        Failure::NewPassNotAllowed => (405, "当前管理员不允许用户修改密码".into()),
        Failure::MoneyAddNotAllowed => (405, "当前应用不允许用户自行增加余额!".into()),
        Failure::UploadNotAllowed => (405, "当前应用未开启图片上传!".into()),
        Failure::NoSender => (405, "当前应用未配置邮件服务!".into()),
        Failure::MailSendNotAllowed => (405, "当前应用未开启邮件发送!".into()),
        Failure::Malformed(flaw) => flaw_wording(family, *flaw),
        Failure::Throttled => (429, "请求过于频繁,请稍后再试!".into()),
        Failure::WrongToken => match family {
            Register | Login | Qq => (400, "令牌无效".into()),
            MoneyAdd => (404, "用户令牌无效,请重新登录".into()),
            Transfer => (401, "token无效或已过期".into()),
            _ => (401, "token无效或已过期!".into()),
        },
        Failure::WrongCredentials if update => (404, "用户账号密码错误!".into()),
        Failure::WrongCredentials => (400, "账号密码错误".into()),
        Failure::UserDisabled => (usual, "用户账号已被禁用!".into()),
        Failure::NoSuchUser => (400, "用户不存在".into()),
        Failure::NoSuchPayee => (404, "收款账号未注册!".into()),
        Failure::PayeeIsPayer => (405, "不能转账给自己!".into()),
        Failure::BalanceTooLow => (405, "余额不足".into()),
        Failure::BalanceTooHigh => (405, "余额已达上限".into()),
        Failure::FeedbackTooSoon(seconds) => {
            (405, format!("反馈频繁:请于{seconds}秒后再提交!").into())
        }
        Failure::MailTooSoon(seconds) => (405, format!("发送频繁:请于{seconds}秒后再试!").into()),
        Failure::MailFailed => (405, "邮件发送失败!".into()),
        Failure::WrongCode => (404, "验证码错误或已过期!".into()),
        Failure::AccountTaken => (404, "该账号已被注册!".into()),
        Failure::QqTaken => (400, "QQ号已绑定其他账号".into()),
        Failure::Internal(_) if update => (405, "更新失败:数据库操作异常".into()),
        Failure::Internal(_) => (500, "系统错误".into()),
    }
}

/// What stands in `msg`, where `data` holds the text of a failure.
pub const fn msg(failure: &Failure) -> &'static str {
    match failure {
        Failure::Malformed(Flaw::Amount) => "校验失败",
        _ => "fail",
    }
}

fn flaw_wording(family: Family, flaw: Flaw) -> (u16, Cow<'static, str>) {
    let update = family.is_update();
    // "other format": where update's documents put any wrong parameter.
    let other = if update { 204 } else { 400 };
    let text = match flaw {
        Flaw::Account => "账号格式错误!仅支持字母,数字和_-.@+",
        Flaw::AccountNotDigits => "接口参数错误:账号格式错误!仅支持数字账号!",
        Flaw::AccountLength { min, max } => {
            let code = if update { 405 } else { 400 };
            return (code, format!("账号长度需在{min}-{max}字符之间").into());
        }
        Flaw::Qq => return (400, "QQ号格式错误".into()),
        Flaw::Email => return (if update { 404 } else { 400 }, "邮箱格式错误!".into()),
        Flaw::Nickname => "昵称格式错误!长度需在1-50字符之间且不含控制字符",
        Flaw::Avatar => "头像链接格式错误!仅支持http(s)链接且不超过2048字符",
        Flaw::PasswordShort => "密码格式错误!至少6个字符",
        Flaw::PasswordNotAlphanumeric => "接口参数错误:密码格式错误!仅支持字母数字组合!",
        Flaw::NewPassword => return (404, "新密码格式错误!".into()),
        Flaw::Amount => {
            let text = match family {
                Family::MoneyReduce => "减少数量必须为正整数",
                Family::Transfer => "转账数量必须为正整数",
                _ => "增加数量必须为正整数",
            };
            return (405, text.into());
        }
        Flaw::RequestId => "接口参数错误:request_id仅支持1-64个字母,数字和_-!",
        Flaw::FeedbackTitle => "接口参数错误:title长度需在1-100字符之间且不能全为空白!",
        Flaw::FeedbackContent => "接口参数错误:content长度需在1-2000字符之间且不能全为空白!",
        Flaw::FeedbackContact => "接口参数错误:contact不可超过100字符!",
        Flaw::Purpose => "接口参数错误:purpose仅支持reset或bind!",
        Flaw::MailTitle => "接口参数错误:title长度需在1-100字符之间,不能全为空白,不能含控制字符!",
        Flaw::MailContent => "接口参数错误:content长度需在1-50000字符之间且不能全为空白!",
        // Of the admin API alone.
        Flaw::MailSubject | Flaw::MailText | Flaw::WebhookUrl => "接口参数错误!",
        Flaw::PictureType => return (405, "仅支持JPG、PNG、GIF、WebP格式的图片".into()),
        Flaw::PictureSize => return (405, "图片大小不能超过5MB".into()),
        Flaw::Sign => "接口参数错误:newsign长度需在1-1000字符之间且不能全为空白!",
    };
    (other, text.into())
}

#[cfg(test)]
mod tests;
