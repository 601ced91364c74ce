// A column that the declared table gains is in the console by itself: in its form, by its kind and with its label, and in
// the export. Here the console is bundled with a table that has more columns than the server's.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { before } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { api } from "../harness/api.mjs";
import { browserTest } from "../harness/browser.mjs";
import { newStateDir } from "../harness/server.mjs";
import { declared } from "../harness/words.mjs";

const { admin, newApp, server } = api();
const key = server.adminKey;
const HOME = fileURLToPath(new URL("../../console/", import.meta.url));

const text = (name) => ({ zh: `${name}栏`, en: `${name} column` });
const refused = { nullable: false, written: true, null: "refused" };
const cleared = { nullable: true, written: true, null: "clears", default: null };
const column = (name, more, hint = null) => ({ name, ...more, label: text(name), hint });
const COINS = column("coins", { kind: "integer", min: 0, max: 9, nullable: false, written: true, null: "resets", default: 0 });
const USERS = [
  COINS,
  column("muted", { kind: "flag", ...refused, default: false }, text("muted hint")),
  column("motto", { kind: "line", max: 20, ...cleared }),
  column("seen_at", { kind: "time", ...cleared }),
  column("plan", { kind: "word", words: ["free", "paid"], ...refused, default: "free" }),
];
const APPS = [
  column("closed", { kind: "flag", ...refused, default: true }, text("closed hint")),
  column("quota", { kind: "integer", min: 1, max: 50, ...refused, default: 7 }, text("quota hint")),
];

const outDir = path.join(newStateDir(), "public");
before(async () => {
  const { users, apps } = declared.tables;
  const table = { ...declared, tables: { ...declared.tables, users: [...users, ...USERS], apps: [...apps, ...APPS] } };
  const replaced = { name: "table", enforce: "pre", load: (id) => (id.endsWith("declared.json") ? JSON.stringify(table) : undefined) };
  await build({ root: HOME, plugins: [replaced], build: { outDir, emptyOutDir: true }, logLevel: "error" });
});

/** The page, from now on of the bundle with more columns; `answer` makes the admin API's answers of the server's. */
async function withMore(page, answer) {
  await page.route(/\/(assets\/[^?]*)?$/, (route) => {
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ path: path.join(outDir, pathname === "/" ? "index.html" : pathname) });
  });
  await page.route(/\/api\/admin\/apps/, async (route) => {
    const method = route.request().method();
    const sent = route.request().postDataJSON();
    // The server does not know them: it is asked without.
    const known = sent && Object.fromEntries(Object.entries(sent).filter(([name]) => ![...USERS, ...APPS].some((it) => it.name === name)));
    const answered = await route.fetch({ maxRetries: 3, ...(sent && { postData: JSON.stringify(known) }) });
    await route.fulfill({ response: answered, json: answer(await answered.json(), method, sent) });
  });
  await page.reload();
  await page.locator("h1").first().waitFor();
}

browserTest("more columns of users are in the form, are saved, and are exported", { key, path: "/#/apps" }, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001" });
  const own = { coins: 3, muted: false, motto: null, seen_at: null, plan: "free" };
  const patches = [];
  await withMore(page, (body, method, sent) => {
    if (method === "PATCH") patches.push(sent);
    if (body.items) return { ...body, items: body.items.map((it) => ({ ...it, ...own })) };
    return { ...body, ...own, ...patches.at(-1) };
  });
  await page.goto(`${url}/#/apps/${app.appid}/users?user=10001`);
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  const coins = drawer.getByRole("spinbutton", { name: "coins栏" });
  assert.equal(await coins.inputValue(), "3");
  assert.deepEqual([await coins.getAttribute("aria-valuemin"), await coins.getAttribute("aria-valuemax")], ["0", "9"]);
  await coins.fill("8");
  await drawer.getByText("muted hint栏").waitFor();
  await drawer.getByRole("switch", { name: "muted栏" }).press("Space");
  await drawer.getByLabel("motto栏").fill(" 你好 ");
  assert.equal(await drawer.getByLabel("motto栏").getAttribute("maxlength"), "20");
  await drawer.getByLabel("seen_at栏").fill("2030-01-02 03:04:05");
  await drawer.getByLabel("seen_at栏").press("Enter");
  await drawer.getByRole("combobox", { name: "plan栏" }).press("Enter");
  await page.getByRole("option", { name: "paid" }).click();
  await drawer.getByRole("button", { name: "保存", exact: true }).click();
  await page.getByText("已保存").waitFor();
  assert.deepEqual(patches, [{ coins: 8, muted: true, motto: "你好", seen_at: Date.UTC(2030, 0, 1, 19, 4, 5) / 1000, plan: "paid" }]);

  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "导出 CSV" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "开始导出" }).click();
  const lines = fs.readFileSync(await (await download).path(), "utf8").split("\r\n");
  assert.ok(lines[0].endsWith(",coins栏,muted栏,motto栏,seen_at栏,plan栏"), lines[0]);
  assert.ok(lines[1].endsWith(",3,否,,,free"), lines[1]);
});

browserTest("more settings of apps are in the form, with their defaults and hints", { key, path: "/#/apps" }, async ({ page, url }) => {
  const bodies = [];
  await withMore(page, (body, method, sent) => {
    if (sent) bodies.push([method, sent]);
    return body.appid ? { ...body, closed: true, quota: 7, ...(method === "PATCH" && sent) } : body;
  });
  await page.getByRole("button", { name: "新建应用" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("名称", { exact: true }).fill("more");
  await dialog.getByText("closed hint栏").waitFor();
  assert.equal(await dialog.getByRole("switch", { name: "closed栏" }).isChecked(), true);
  assert.equal(await dialog.getByRole("spinbutton", { name: "quota栏" }).inputValue(), "7");
  await dialog.getByRole("button", { name: "新建应用" }).click();
  await page.getByRole("heading", { name: "more", level: 1 }).waitFor();
  const [[, made]] = bodies;
  assert.deepEqual([made.closed, made.quota, made.name], [true, 7, "more"]);

  const { appid } = (await admin("GET", "/apps?search=more")).body.items[0];
  await page.goto(`${url}/#/apps/${appid}/settings`);
  await page.getByRole("switch", { name: "closed栏" }).press("Space");
  await page.getByRole("spinbutton", { name: "quota栏" }).fill("");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("请填写quota栏。").waitFor();
  await page.getByRole("spinbutton", { name: "quota栏" }).fill("9");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存").waitFor();
  assert.deepEqual(bodies.at(-1), ["PATCH", { closed: false, quota: 9 }]);
});
