// An app's webhook in the console: the address, a test, the secret, and what became of what was sent.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after } from "node:test";
import { api } from "../harness/api.mjs";
import { browserTest, changing } from "../harness/browser.mjs";

const { admin, newApp, server } = api();

const receiver = createServer((_, response) => response.writeHead(204).end());
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
after(() => receiver.close());
const address = `http://127.0.0.1:${receiver.address().port}/hook`;

const button = (page, name) => page.getByRole("button", { name, exact: true });

browserTest("an address is set, tested and told of; what does not arrive says why", { key: server.adminKey, path: "/#/apps" }, async ({ page, url }) => {
  const app = await newApp();
  await page.goto(`${url}/#/apps/${app.appid}/webhook`);
  await page.getByText("还没有设置网址").waitFor();
  assert.equal(await button(page, "发送测试").isDisabled(), true);
  await page.getByRole("link", { name: "去设置" }).click();
  const field = page.getByLabel("Webhook 网址");
  await field.fill("http://example.com/");
  await changing(page, () => button(page, "保存").click());
  await page.getByText("Webhook 网址要以 https:// 开头").waitFor();
  await field.fill(address);
  await changing(page, () => button(page, "保存").click());
  await page.getByRole("navigation", { name: "应用的页面" }).getByRole("link", { name: "Webhook" }).click();
  await page.getByText(address).waitFor();
  await page.getByText("还没有发送过。").waitFor();
  await button(page, "发送测试").click();
  const rows = page.locator(".table tbody tr");
  await rows.first().waitFor();
  for (const word of ["测试", "已送达", "HTTP 204"]) assert.ok((await rows.first().innerText()).includes(word), word);

  await admin("PATCH", `/apps/${app.appid}`, { webhook_url: "http://127.0.0.1:1/" });
  await button(page, "发送测试").click();
  await page.getByText("连不上").waitFor();
  assert.ok((await rows.first().innerText()).includes("等待"));
});

browserTest("the secret is replaced after a question", { key: server.adminKey, path: "/#/apps", locale: "en-US" }, async ({ page, url }) => {
  const app = await newApp({ webhook_url: address });
  await page.goto(`${url}/#/apps/${app.appid}/webhook`);
  await page.getByText(app.webhook_secret).waitFor();
  await button(page, "Replace the secret").click();
  await button(page.getByRole("dialog"), "Replace the secret").click();
  await page.getByText("The secret was replaced.").waitFor();
  const { body } = await admin("GET", `/apps/${app.appid}`);
  assert.notEqual(body.webhook_secret, app.webhook_secret);
  await page.getByText(body.webhook_secret).waitFor();
});
