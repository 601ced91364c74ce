// The console's page that imports users.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest, choose } from "../harness/browser.mjs";
import { newStateDir } from "../harness/server.mjs";
import { assertAccessible, assertFits } from "./page.mjs";

const { admin, newApp, post, server } = api();
const signedIn = { key: server.adminKey, path: "/#/apps" };
const md5 = (text) => createHash("md5").update(text).digest("hex");

const goTo = (page, url, app) => page.goto(`${url}/#/apps/${app.appid}/import`);
const give = (page, name, content) => page.getByLabel("文件").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
const count = (page, what) => page.locator(".counts div").filter({ hasText: what }).locator("dd");
const login = async (app, user, pass) => (await post("login", { ...app.id, user, pass })).body;

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "on a phone" : "on a desktop";
  browserTest(`a file of another system is tried, imported with its passwords, and imported again, ${where}`, { ...signedIn, viewport }, async ({ page, url }) => {
    const app = await newApp();
    const lines = Array.from({ length: 250 }, (_, n) => `${n},user${n},${md5(`${md5(`secret${n}`)}s${n}`)},s${n},u${n}@example.com,1500000000`);
    lines.push(`250,中文,${md5("a")},s,,0`, `251,USER7,${md5("a")},s,b@example.com,0`);
    await page.goto(`${url}/#/apps/${app.appid}/users`);
    await page.getByRole("button", { name: "导入", exact: true }).click();
    await give(page, "members.csv", `uid,username,password,salt,email,regdate\n${lines.join("\n")}\n`);
    await page.getByText("members.csv：252 个用户").waitFor();
    await choose(page, "来自", "Discuz!（ucenter_members）");
    await page.locator(".table tbody tr").nth(5).waitFor();
    await assertFits(page, where);

    await page.getByRole("button", { name: "试运行" }).click();
    await page.getByText("试运行完成，没有写入。").waitFor();
    assert.equal(await count(page, "将会新增").textContent(), "250");
    assert.equal(await count(page, "未导入").textContent(), "2");
    assert.equal((await admin("GET", `/apps/${app.appid}/users`)).body.items.length, 0);

    await page.getByRole("button", { name: "导入 252 个用户" }).click();
    await page.getByText("导入完成。").waitFor();
    assert.equal(await count(page, "新增").textContent(), "250");
    assert.equal((await login(app, "user77", "secret77")).data.useremail, "u77@example.com");
    assert.equal((await login(app, "user77", "secret7")).data, "账号密码错误");
    await page.getByText("账号或 QQ 号与文件第 9 行相同").waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载未导入的行" }).click()]);
    const saved = fs.readFileSync(await file.path(), "utf8").trim().split("\r\n");
    assert.equal(saved.length, 3);
    assert.match(saved[1], /^252,中文,user,账号只能有字母、数字和 _ - . @ \+。$/);

    await page.getByRole("button", { name: "导入 252 个用户" }).click();
    await page.waitForFunction(() => [...document.querySelectorAll(".counts dd")].map((it) => it.textContent).join() === "0,250,2");
    await assertAccessible(page, where);
  });
}

browserTest("what the console exports it imports, but for passwords", signedIn, async ({ page, url }) => {
  const [from, to] = [await newApp(), await newApp()];
  for (const user of ["10001", "10002"]) await from.register({ user });
  const more = { nickname: "=1+1, \"引号\"\n", qq: "123456", email: "a@example.com", icon: "https://example.com/a.png", sign: "第一行\n第二行", sex: 2, balance: -5, exp: 3, status: "disabled", vip_until: 1_900_000_000 };
  const { status, text } = await admin("PATCH", from.userAt("10001"), { ...more, nickname: '=1+1, "引号"' });
  assert.equal(status, 200, text);
  const { user, pass } = await from.register({ user: "10003" });
  await post("login", { ...from.id, user, pass });
  await page.goto(`${url}/#/apps/${from.appid}/users`);
  await page.getByRole("button", { name: "导出 CSV" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("dialog").getByRole("button", { name: "开始导出" }).click()]);
  const saved = path.join(newStateDir(), "users.csv");
  await file.saveAs(saved);

  await goTo(page, url, to);
  await page.getByLabel("文件").setInputFiles(saved);
  await page.getByRole("button", { name: "导入 3 个用户" }).click();
  await page.getByText("导入完成。").waitFor();
  const users = async (app) => (await admin("GET", `/apps/${app.appid}/users`)).body.items.sort((a, b) => a.user.localeCompare(b.user));
  assert.deepEqual(await users(to), await users(from));
});

browserTest("passwords in a column called password are not taken for anything until it is said what they are", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await goTo(page, url, app);
  await give(page, "list.csv", "账号,password\n10001,secret1\n10002,secret2\n");
  const start = page.getByRole("button", { name: "导入 2 个用户" });
  await page.getByText("请选择密码的保存方式。").waitFor();
  assert.equal(await start.isDisabled(), true);
  await choose(page, "密码的保存方式", "原始密码");
  await start.click();
  await page.getByText("导入完成。").waitFor();
  assert.equal((await login(app, "10002", "secret2")).code, 200);
});

browserTest("an import that is stopped, or whose server fails, is gone on with and adds nobody twice", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await goTo(page, url, app);
  let calls = 0;
  await page.route("**/import", async (route) => {
    calls += 1;
    if (calls === 3) return route.fulfill({ status: 422, json: { error: { code: "invalid", message: "broken", field: "users" } } });
    return route.continue();
  });
  await give(page, "list.json", JSON.stringify(Array.from({ length: 900 }, (_, n) => ({ user: `user${n}`, password_hash: md5(`secret${n}`) }))));
  const start = page.getByRole("button", { name: "导入 900 个用户" });
  await start.click();
  await page.getByText("中断了：").waitFor();
  await start.click();
  await page.getByText("导入完成。").waitFor();
  const [added, existing, refused] = await page.locator(".counts dd").allTextContents();
  assert.equal(Number(added) + Number(existing), 900);
  assert.ok(Number(existing) >= 100);
  assert.equal(refused, "0");
  assert.equal((await admin("GET", `/apps/${app.appid}/stats?days=1`)).body.users, 900);
});
