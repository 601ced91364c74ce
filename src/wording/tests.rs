//! The contract's table "Codes and texts", cell by cell.

use super::*;

fn overdue() -> Failure {
    Failure::Developer(Lapse::Overdue("已逾期(1月)".into()))
}

/// Asserts one row of the table: what register, login, qq, and both bind_mail and update_sign say.
/// `None` is the table's "–".
fn row(failure: Failure, expected: [Option<(u16, &str)>; 4]) {
    let [register, login, qq, update] = expected;
    let cells = [register, login, qq, update, update];
    for (endpoint, cell) in Endpoint::ALL.into_iter().zip(cells) {
        if let Some((code, text)) = cell {
            let (got_code, got_text) = wording(endpoint, &failure);
            assert_eq!(
                (got_code, &*got_text),
                (code, text),
                "{endpoint:?} {failure:?}"
            );
        }
    }
}

#[test]
fn parameter_missing() {
    let text = Some((400, "参数缺失:appid"));
    let update = Some((204, "接口参数错误:缺少appid!"));
    row(Failure::Missing("appid"), [text, text, text, update]);
}

#[test]
fn token_missing() {
    let update = Some((204, "接口参数错误:缺少token(用户令牌启用时需提供)!"));
    let qq = Some((400, "参数缺失:token"));
    row(Failure::Missing("token"), [None, None, qq, update]);
}

#[test]
fn token_and_password_both_sent() {
    let qq = wording(Endpoint::Qq, &Failure::MixedCredentials);
    assert!(qq.0 == 400 && qq.1.starts_with("参数冲突:"));
    let update = wording(Endpoint::BindMail, &Failure::MixedCredentials);
    assert!(update.0 == 204 && update.1.starts_with("接口参数错误:"));
}

#[test]
fn no_such_app() {
    let invalid = Some((400, "应用ID无效"));
    let cells = [
        Some((404, "应用不存在")),
        invalid,
        invalid,
        Some((404, "应用不存在!")),
    ];
    row(Failure::UnknownApp, cells);
}

#[test]
fn signature_wrong() {
    let wrong = Some((400, "签名错误"));
    let cells = [
        Some((400, "签名验证失败")),
        wrong,
        wrong,
        Some((404, "签名错误!")),
    ];
    row(Failure::WrongSignature, cells);
}

#[test]
fn developer_overdue() {
    let text = "开发者账号已逾期(1月),请缴费后重试!";
    let cell = Some((400, text));
    row(overdue(), [cell, cell, cell, Some((404, text))]);
}

#[test]
fn developer_disabled() {
    let text = "开发者账号已被禁用!";
    let cell = Some((400, text));
    row(
        Failure::Developer(Lapse::Disabled),
        [cell, cell, cell, Some((404, text))],
    );
}

#[test]
fn app_under_review_or_stopped() {
    for (failure, text) in [
        (Failure::AppReviewing, "应用审核中!"),
        (Failure::AppDisabled, "应用已停用!"),
    ] {
        let cell = Some((400, text));
        row(failure, [cell, cell, cell, Some((404, text))]);
    }
}

#[test]
fn account_format() {
    let register = wording(Endpoint::Register, &Flaw::Account.into());
    assert!(register.0 == 400 && register.1.starts_with("账号格式错误"));
    let update = Some((204, "接口参数错误:账号格式错误!仅支持数字账号!"));
    row(Flaw::AccountNotDigits.into(), [None, None, None, update]);
}

#[test]
fn account_length() {
    let text = "账号长度需在4-32字符之间";
    let failure = Flaw::AccountLength { min: 4, max: 32 }.into();
    row(failure, [Some((400, text)), None, None, Some((405, text))]);
}

#[test]
fn qq_format() {
    let cell = Some((400, "QQ号格式错误"));
    row(Flaw::Qq.into(), [cell, None, cell, None]);
}

#[test]
fn email_format() {
    let text = "邮箱格式错误!";
    row(
        Flaw::Email.into(),
        [Some((400, text)), None, None, Some((404, text))],
    );
}

#[test]
fn other_formats() {
    for flaw in [Flaw::Nickname, Flaw::Avatar, Flaw::PasswordShort] {
        assert_eq!(wording(Endpoint::Register, &flaw.into()).0, 400);
    }
    for flaw in [Flaw::PasswordNotAlphanumeric, Flaw::Sign] {
        let (code, text) = wording(Endpoint::UpdateSign, &flaw.into());
        assert!(code == 204 && text.starts_with("接口参数错误:"));
    }
}

#[test]
fn account_and_qq_taken() {
    let taken = Some((404, "该账号已被注册!"));
    row(Failure::AccountTaken, [taken, None, None, None]);
    let bound = Some((400, "QQ号已绑定其他账号"));
    row(Failure::QqTaken, [bound, None, bound, None]);
}

#[test]
fn token_wrong() {
    let cells = [
        None,
        None,
        Some((400, "令牌无效")),
        Some((401, "token无效或已过期!")),
    ];
    row(Failure::WrongToken, cells);
}

#[test]
fn account_unknown_or_password_wrong() {
    let cell = Some((400, "账号密码错误"));
    row(
        Failure::WrongCredentials,
        [None, cell, cell, Some((404, "用户账号密码错误!"))],
    );
}

#[test]
fn user_disabled() {
    let text = "用户账号已被禁用!";
    let cell = Some((400, text));
    row(Failure::UserDisabled, [None, cell, cell, Some((404, text))]);
}

#[test]
fn storage_failed_says_nothing_of_why() {
    let cell = Some((500, "系统错误"));
    let update = Some((405, "更新失败:数据库操作异常"));
    row(
        Failure::Internal("disk on fire".into()),
        [cell, cell, cell, update],
    );
}

#[test]
fn texts_use_ascii_punctuation_as_the_documents_do() {
    let flaws = [
        Flaw::Account,
        Flaw::AccountNotDigits,
        Flaw::AccountLength { min: 1, max: 2 },
        Flaw::Qq,
        Flaw::Email,
        Flaw::Nickname,
        Flaw::Avatar,
        Flaw::PasswordShort,
        Flaw::PasswordNotAlphanumeric,
        Flaw::Sign,
    ];
    let full_width = |c| matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3001}' | '\u{3002}');
    for endpoint in Endpoint::ALL {
        for flaw in flaws {
            let (_, text) = wording(endpoint, &flaw.into());
            assert!(!text.contains(full_width), "{text}");
        }
    }
}
