// The console's pages about mail: the service, an app's deliveries, and the mail with a code.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest, changing, choose, signIn } from "../harness/browser.mjs";
import { deliveriesOf, mailsTo, ownAddress } from "../harness/mail.mjs";
import { d1 } from "../harness/server.mjs";
import { assertAccessible, assertFits } from "./page.mjs";

const { admin, newApp, newDeveloper, post, server } = api();
const signedIn = { key: server.adminKey, path: "/#/apps" };
const button = (scope, name) => scope.getByRole("button", { name, exact: true });

for (const viewport of [undefined, PHONE]) {
  browserTest(`a test mail is sent and read in the outbox, ${viewport ? "on a phone" : "on a desktop"}`, { ...signedIn, viewport, dark: Boolean(viewport) }, async ({ page, url }) => {
    await page.goto(`${url}/#/mail`);
    await page.getByText("只记录，不发出").waitFor();
    await button(page, "发送").click();
    await page.getByText("请填写收件邮箱。").waitFor();
    const to = ownAddress();
    const address = page.getByLabel("收件邮箱");
    await address.fill("nobody");
    await button(page, "发送").click();
    await page.getByText("这不是一个有效的邮箱地址。").waitFor();
    await address.fill(to);
    await button(page, "发送").click();
    await page.getByText("邮件服务器已接收").waitFor();
    const kept = page.getByRole("listitem").filter({ hasText: to });
    await kept.getByText("测试邮件 Test").waitFor();
    assert.equal((await mailsTo(to)).length, 1);
    await assertAccessible(page, "mail");
    await assertFits(page);
  });
}

/** Answers the page's question for the service as the server would where it is configured otherwise. */
const withService = (page, service) => page.route("**/api/admin/mail", (route) => route.fulfill({ json: service }));

browserTest("where no mail is sent, the page says what to do; a wrong configuration is told", signedIn, async ({ page, url }) => {
  await withService(page, { sender: "off", from: null, problem: null });
  await page.goto(`${url}/#/mail`);
  await page.getByText("SMTP_URL").waitFor();
  assert.equal(await button(page, "发送").count(), 0);
  await withService(page, { sender: "off", from: null, problem: "SMTP_URL is missing" });
  await page.reload();
  await page.getByText("配置有问题：SMTP_URL is missing").waitFor();
});

browserTest("a mail that is not taken is told with its reason, in English too", { ...signedIn, locale: "en-US" }, async ({ page, url }) => {
  await withService(page, { sender: "smtp", from: "Me <me@qq.com>", problem: null });
  await page.route("**/api/admin/mail/test", (route) => route.fulfill({ json: { outcome: "failed", reason: "wrong_password" } }));
  await page.goto(`${url}/#/mail`);
  await page.getByText("Me <me@qq.com>").waitFor();
  await page.getByLabel("To", { exact: true }).fill("a@b.cn");
  await button(page, "Send").click();
  await page.getByText("It was not sent: user and password (or the key) are not right").waitFor();
  assert.equal(await page.getByText("Mails kept here").count(), 0);
});

browserTest("a developer has no page of the service, and sees the deliveries of its own app", { path: "/#/apps" }, async ({ page, url }) => {
  const { key } = await newDeveloper();
  const app = await newApp({}, key);
  await signIn(page, url, key, "/#/mail");
  await page.getByText("这个页面只有站长能看。").waitFor();
  assert.equal(await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "邮件" }).count(), 0);
  await page.goto(`${url}/#/apps/${app.appid}/mail`);
  await page.getByText("还没有发过邮件。").waitFor();
  assert.equal(await page.getByRole("link", { name: "邮件服务的设置" }).count(), 0);
});

browserTest("an app's deliveries: when, what for, where to and what became of them", signedIn, async ({ page, url }) => {
  const app = await newApp();
  const mail = ownAddress();
  await app.register({ email: mail });
  await post("send_code", { ...app.id, mail, purpose: "reset" });
  await deliveriesOf(app);
  await d1(server.stateDir, "INSERT INTO deliveries (appid, id, purpose, domain, outcome, reason) VALUES (?1, 1, 'send', 'qq.com', 'failed', 'address_refused')", app.appid);
  await page.goto(`${url}/#/apps/${app.appid}`);
  await page.getByRole("navigation", { name: "应用的页面" }).getByRole("link", { name: "邮件" }).click();
  await page.getByRole("heading", { name: "发送记录" }).waitFor();
  const rows = page.locator(".table tbody tr");
  await rows.nth(1).waitFor();
  const texts = await rows.allInnerTexts();
  for (const [n, words] of [["重置密码", "example.com", "已发出"], ["用户发送", "qq.com", "失败", "服务器不接受这个收件地址"]].entries()) {
    for (const word of words) assert.ok(texts[n].includes(word), `${texts[n]}: ${word}`);
  }
  assert.ok(!texts.join().includes(mail));
  await assertAccessible(page, "deliveries");
});

browserTest("the mail with a code is seen as the form would make it, before it is saved", signedIn, async ({ page, url }) => {
  const app = await newApp({ name: "我的游戏" });
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  const preview = async () => {
    await button(page, "预览验证码邮件").click();
    return page.getByRole("dialog", { name: "预览" });
  };
  let dialog = await preview();
  await dialog.getByText("我的游戏 验证码").waitFor();
  await dialog.frameLocator("iframe").getByText("您正在重置密码").waitFor();
  // The code stands out, by a style that the page's policy would not let through.
  const code = dialog.frameLocator("iframe").locator("p[data-style]");
  await code.waitFor();
  await page.waitForFunction(() => getComputedStyle(document.querySelector("iframe").contentDocument.querySelector("p[data-style]")).fontSize === "28px");
  assert.match(await code.innerText(), /^\d{6}$/);
  await dialog.getByText("绑定邮箱", { exact: true }).click();
  await dialog.frameLocator("iframe").getByText("您正在绑定邮箱").waitFor();
  await assertAccessible(page, "preview");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });

  const text = page.getByLabel("验证码邮件的内容");
  await text.fill("没有验证码");
  dialog = await preview();
  await dialog.getByText("内容要有大括号括起来的 code").waitFor();
  await page.keyboard.press("Escape");
  await text.fill("<script>x</script> {user}\n\n{code}");
  dialog = await preview();
  await dialog.getByText("还没有保存").waitFor();
  await dialog.frameLocator("iframe").getByText("<script>x</script> alice").waitFor();
  await page.keyboard.press("Escape");
  await choose(page, "验证码邮件的语言", "英文");
  await page.getByLabel("验证码邮件的主题").fill("{app}: your code");
  await changing(page, () => button(page, "保存").click());
  const { body } = await admin("GET", `/apps/${app.appid}`);
  assert.deepEqual([body.mail_subject, body.mail_text, body.mail_language], ["{app}: your code", "<script>x</script> {user}\n\n{code}", "en"]);
});

browserTest("letting users send mails is asked first", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await page.goto(`${url}/#/apps/${app.appid}/settings`);
  await page.getByRole("switch", { name: "允许用户发送邮件" }).press("Space");
  await button(page, "保存").click();
  const question = page.getByRole("dialog").filter({ hasText: "允许用户发送邮件？" });
  await question.getByText("任何登录的用户都能").waitFor();
  await button(question, "取消").click();
  await question.waitFor({ state: "hidden" });
  assert.equal((await admin("GET", `/apps/${app.appid}`)).body.allow_mail_send, false);
  await button(page, "保存").click();
  await changing(page, () => button(question, "仍然打开").click());
  assert.equal((await admin("GET", `/apps/${app.appid}`)).body.allow_mail_send, true);
});

browserTest("users are filtered by whether their address is verified, and the drawer says so", signedIn, async ({ page, url }) => {
  const app = await newApp();
  for (const user of ["10001", "10002"]) await app.register({ user, email: `${user}@example.com` });
  await d1(server.stateDir, "UPDATE users SET verified_email = email WHERE appid = ?1 AND account = '10001'", app.appid);
  await page.goto(`${url}/#/apps/${app.appid}/users`);
  const names = () => page.locator(".table tbody .person small").allInnerTexts();
  const shows = (expected) => page.waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll(".table tbody .person small")].map((it) => it.textContent)) === wanted, JSON.stringify(expected));
  await shows(["10002", "10001"]);
  await choose(page, "按邮箱是否验证筛选", "邮箱已验证");
  await shows(["10001"]);
  await page.reload();
  await shows(["10001"]);
  await page.locator(".person").first().click();
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  await drawer.locator("dl > div").filter({ hasText: "邮箱已验证" }).getByText("是", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await choose(page, "按邮箱是否验证筛选", "邮箱未验证");
  await shows(["10002"]);
  assert.deepEqual(await names(), ["10002"]);
});
