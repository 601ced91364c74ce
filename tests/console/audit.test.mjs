// The console's audit log, and how often an app's calls were refused.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import Papa from "papaparse";
import { api } from "../harness/api.mjs";
import { browserTest, choose } from "../harness/browser.mjs";
import { declared } from "../harness/declared.mjs";
import { d1 } from "../harness/server.mjs";
import { consoleModule } from "./modules.mjs";

const { admin, newApp, newDeveloper, server } = api();
const key = server.adminKey;
const rows = (page) => page.locator(".table tbody tr");

test("every event and state has a word in both languages", async () => {
  const { default: messages } = await consoleModule("ui/messages.ts");
  const words = (table, column) => declared.tables[table].find(({ name }) => name === column).words;
  for (const [column, all] of [["event", [...words("audit", "event"), ...words("webhook_deliveries", "event")]], ["state", words("webhook_deliveries", "state")]]) {
    for (const language of ["zh", "en"]) {
      for (const word of all) {
        const text = word.split(".").reduce((tree, name) => tree?.[name], messages[language][column]);
        assert.equal(typeof text, "string", `${language}: ${column} ${word}`);
      }
    }
  }
});

browserTest("the log says who did what, is narrowed to an app and an event, and comes as a file", { key, path: "/#/apps" }, async ({ page, url }) => {
  const developer = await newDeveloper({ name: "小王" });
  const app = await newApp({}, developer.key);
  const { user } = await app.register();
  await admin("POST", app.userAt(user, "/balance"), { amount: -7 });
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "操作记录" }).click();
  await page.getByRole("heading", { name: "操作记录" }).waitFor();
  await page.getByLabel("按 appid 筛选").fill(app.appid);
  await page.waitForFunction(() => document.querySelectorAll(".table tbody tr").length === 2);
  const texts = await rows(page).allInnerTexts();
  for (const [n, words] of [["修改余额", "站长", app.appid, user, "-7"], ["新建应用", "小王", app.appid]].entries()) {
    for (const word of words) assert.ok(texts[n].includes(word), `${texts[n]}: ${word}`);
  }
  await choose(page, "按操作筛选", "修改余额");
  await page.waitForFunction(() => document.querySelectorAll(".table tbody tr").length === 1);
  await page.reload();
  await rows(page).first().waitFor();
  assert.equal(await rows(page).count(), 1, "the filter is part of the address");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出 CSV" }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^audit-\d{4}-\d\d-\d\d\.csv$/);
  const { data: [head, ...lines] } = Papa.parse(fs.readFileSync(await file.path(), "utf8").trim());
  assert.equal(lines.length, 1);
  const line = Object.fromEntries(head.map((name, n) => [name.replace("\ufeff", ""), lines[0][n]]));
  assert.deepEqual([line["操作"], line["对象"], line["应用"]], ["修改余额", user, app.appid]);
  assert.equal(line["内容"], "'-7", "no spreadsheet takes it for a formula");
  await page.getByText("已导出 1 条记录").waitFor();

  await page.goto(`${url}/#/audit?appid=1000000000`);
  await page.reload();
  await page.getByText("没有记录").waitFor();
});

browserTest("an app's overview says how often its calls were refused, and why", { key, path: "/", locale: "en-US" }, async ({ page, url }) => {
  const app = await newApp();
  await page.goto(`${url}/#/apps/${app.appid}`);
  await page.getByText("No call was refused in the last 7 days.").waitFor();
  const hour = Math.floor(Date.now() / 3_600_000);
  const add = (ago, reason, count) => d1(server.stateDir, "INSERT INTO refusals (appid, hour, reason, count) VALUES (?, ?, ?, ?)", app.appid, hour - ago, reason, count);
  await add(0, "wrong_credentials", 40);
  await add(30, "throttled", 2);
  await add(20 * 24, "throttled", 1000);
  await page.reload();
  await page.getByText("42 calls were refused in the last 7 days.").waitFor();
  const table = page.getByRole("table", { name: "Refused calls" });
  assert.deepEqual((await table.locator("tbody tr").allInnerTexts()).map((it) => it.replace(/\s+/g, " ")), ["wrong_credentials 账号密码错误 40", "throttled 请求过于频繁,请稍后再试! 2"]);
  const ranges = page.getByRole("radiogroup", { name: "Time range" }).last();
  await ranges.getByText("30 days").click();
  await page.getByText("1,042 calls were refused in the last 30 days.").waitFor();
  await ranges.getByText("1 day", { exact: false }).first().click();
  await page.getByText("40 calls were refused in the last 1 days.").waitFor();
  assert.equal(await page.getByText("Only the newest").count(), 0);

  // More than the server answers at once.
  await d1(
    server.stateDir,
    `WITH RECURSIVE h(ago) AS (SELECT 1 UNION ALL SELECT ago + 1 FROM h LIMIT 700), r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 8)
     INSERT INTO refusals (appid, hour, reason, count) SELECT ?, ? - ago, 'missing_' || char(96 + n), 1 FROM h, r`,
    app.appid,
    hour,
  );
  await ranges.getByText("30 days").click();
  await page.getByText("in the last 30 days. Only the newest 5,000 rows are counted.").waitFor();
});
