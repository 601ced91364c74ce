// The contract's table of codes and texts, as the tests expect it: for each endpoint the whole envelope of each case.
// A value that ends in "…" fixes only the beginning of its text; compare it by `assertWords`.

import assert from "node:assert/strict";
import { cut, fail, ok } from "./api.mjs";

/** Asserts that `body` is what the table says; `note` says where. */
export function assertWords(body, words, note) {
  if (!words.data?.endsWith?.("…")) return assert.deepEqual(body, words, note);
  const start = words.data.slice(0, -1);
  assert.deepEqual(cut(body, start), { ...words, data: start }, note);
}

const standing = (code) => ({
  developerOverdue: (phrase) => fail(code, `开发者账号${phrase},请缴费后重试!`),
  developerDisabled: fail(code, "开发者账号已被禁用!"),
  appReviewing: fail(code, "应用审核中!"),
  appDisabled: fail(code, "应用已停用!"),
  userDisabled: fail(code, "用户账号已被禁用!"),
});

const usual = {
  ...standing(400),
  missing: (name) => fail(400, `参数缺失:${name}`),
  unknownApp: fail(400, "应用ID无效"),
  wrongSignature: fail(400, "签名错误"),
  wrongCredentials: fail(400, "账号密码错误"),
  qqFormat: fail(400, "QQ号格式错误"),
  qqTaken: fail(400, "QQ号已绑定其他账号"),
  storage: fail(500, "系统错误"),
};

const update = {
  ...standing(404),
  done: ok("更新成功"),
  missing: (name) =>
    fail(204, name === "token" ? "接口参数错误:缺少token(用户令牌启用时需提供)!" : `接口参数错误:缺少${name}!`),
  mixed: fail(204, "接口参数错误:…"),
  unknownApp: fail(404, "应用不存在!"),
  wrongSignature: fail(404, "签名错误!"),
  accountFormat: fail(204, "接口参数错误:账号格式错误!仅支持数字账号!"),
  accountLength: (min, max) => fail(405, `账号长度需在${min}-${max}字符之间`),
  emailFormat: fail(404, "邮箱格式错误!"),
  otherFormat: fail(204, "接口参数错误:…"),
  wrongToken: fail(401, "token无效或已过期!"),
  wrongCredentials: fail(404, "用户账号密码错误!"),
  storage: fail(405, "更新失败:数据库操作异常"),
};

export const words = {
  register: {
    ...usual,
    done: ok("注册成功"),
    unknownApp: { code: 404, msg: "应用不存在" }, // the document's sample: no data
    wrongSignature: fail(400, "签名验证失败"),
    accountFormat: fail(400, "账号格式错误…"),
    accountLength: (min, max) => fail(400, `账号长度需在${min}-${max}字符之间`),
    emailFormat: fail(400, "邮箱格式错误!"),
    otherFormat: fail(400, "…"),
    accountTaken: fail(404, "该账号已被注册!"),
  },
  login: usual,
  qq: {
    ...usual,
    done: ok("更新成功"),
    mixed: fail(400, "参数冲突:…"),
    wrongToken: fail(400, "令牌无效"),
  },
  bind_mail: update,
  update_sign: update,
};
