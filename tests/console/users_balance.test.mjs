// The console: adding a user, and a user's balance with its changes.

import assert from "node:assert/strict";
import { api } from "../harness/api.mjs";
import { PHONE, browserTest } from "../harness/browser.mjs";

const { admin, newApp, post, server } = api();
const signedIn = { key: server.adminKey, path: "/#/apps" };

const goTo = (page, url, app, rest = "") => page.goto(`${url}/#/apps/${app.appid}/users${rest}`);
const button = (scope, name) => scope.getByRole("button", { name, exact: true });
const rows = (drawer) => drawer.locator(".ledger tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].slice(1).map((cell) => cell.innerText.trim())));

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "on a phone" : "on a desktop";
  browserTest(`a balance is changed by an amount with a note, and its changes are listed, ${where}`, { ...signedIn, viewport }, async ({ page, url }) => {
    const app = await newApp({ client_money_add: true });
    const { token } = await app.login(await app.register({ user: "10001", nickname: "小明" }));
    await app.register({ user: "10002", nickname: "小红" });
    await post("money_add", { ...app.id, token, num: 2000 });
    await post("transfer", { ...app.id, token, newuser: "10002", num: 300 });
    await goTo(page, url, app, "?user=10001");
    const drawer = page.getByRole("dialog", { name: "用户资料" });
    await button(drawer, "查看余额流水").click();
    await drawer.locator(".ledger tbody tr").nth(1).waitFor();
    assert.deepEqual(await rows(drawer), [["转出", "-300", "1,700", "10002"], ["客户端增加", "+2,000", "2,000", ""]]);

    await button(drawer, "增减余额").click();
    await drawer.getByText("请填写增减多少").waitFor();
    await drawer.getByRole("spinbutton", { name: "增减多少" }).fill("-1800");
    await drawer.getByLabel("备注（选填）").fill("退款 <b>x</b>");
    await drawer.getByText("变动后约为 -100").waitFor();
    await button(drawer, "增减余额").click();
    await page.getByText("余额已变动 -1,800，现在是 -100").waitFor();
    await drawer.locator(".ledger tbody tr").nth(2).waitFor();
    assert.deepEqual((await rows(drawer))[0], ["后台修改", "-1,800", "-100", "退款 <b>x</b>"]);
    assert.equal(await drawer.getByRole("spinbutton", { name: "余额", exact: true }).inputValue(), "-100", "the form follows");
    assert.equal(await drawer.getByRole("spinbutton", { name: "增减多少" }).inputValue(), "");

    // Setting it leaves a row as well.
    await drawer.getByRole("spinbutton", { name: "余额", exact: true }).fill("50");
    await button(drawer, "保存").click();
    await drawer.locator(".ledger tbody tr").nth(3).waitFor();
    assert.deepEqual((await rows(drawer))[0], ["后台修改", "+150", "50", ""]);

    await drawer.getByRole("link", { name: "10002" }).click();
    await drawer.getByRole("heading", { name: "小红" }).waitFor();
  });
}

browserTest("a change whose answer is lost is done once when it is sent again", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001" });
  await goTo(page, url, app, "?user=10001");
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  let times = 0;
  await page.route(/\/balance$/, async (route) => {
    // A connection that has stood idle may be closed as it is taken again.
    const answer = await route.fetch({ maxRetries: 3 });
    times += 1;
    return times === 1 ? route.abort() : route.fulfill({ response: answer });
  });
  const by = async (amount) => {
    await drawer.getByRole("spinbutton", { name: "增减多少" }).fill(amount);
    await button(drawer, "增减余额").click();
  };
  await by("5");
  await page.getByText("连不上服务器").waitFor();
  assert.equal((await admin("GET", app.userAt("10001"))).body.balance, 5);
  await button(drawer, "增减余额").click();
  await page.getByText("余额已变动 +5，现在是 5").waitFor();
  assert.equal((await admin("GET", app.userAt("10001"))).body.balance, 5);
  await by("5");
  await page.getByText("余额已变动 +5，现在是 10").waitFor();
  await by(String(Number.MAX_SAFE_INTEGER));
  await drawer.getByText("超出了余额能表示的范围").waitFor();
});

browserTest("the changes of a balance go on by more", signedIn, async ({ page, url }) => {
  const app = await newApp();
  await app.register({ user: "10001" });
  for (let n = 1; n <= 25; n += 1) await admin("POST", app.userAt("10001", "/balance"), { amount: n });
  await goTo(page, url, app, "?user=10001");
  const drawer = page.getByRole("dialog", { name: "用户资料" });
  await button(drawer, "查看余额流水").click();
  await button(drawer, "加载更多").click();
  await drawer.locator(".ledger tbody tr").nth(24).waitFor();
  const amounts = (await rows(drawer)).map(([, amount]) => amount);
  assert.deepEqual(amounts, Array.from({ length: 25 }, (_, n) => `+${25 - n}`));
  assert.equal(await button(drawer, "加载更多").count(), 0);
});

for (const viewport of [undefined, PHONE]) {
  const where = viewport ? "on a phone" : "on a desktop";
  browserTest(`a user is added by hand, what is wrong is told at its field, ${where}`, { ...signedIn, viewport }, async ({ page, url }) => {
    const app = await newApp();
    await app.register({ user: "taken", qq: "123456789" });
    await goTo(page, url, app, "?search=taken&status=disabled");
    await button(page, "新建用户").click();
    const dialog = page.getByRole("dialog", { name: "新建用户" });
    const submit = button(dialog, "新建");
    const wrong = (text) => dialog.locator(".el-form-item__error", { hasText: text }).waitFor();
    await submit.click();
    await wrong("请填写账号");
    await dialog.getByLabel("账号", { exact: true }).fill("a b");
    await submit.click();
    await wrong("至少 6 个字符");
    await button(dialog, "随机生成").click();
    const pass = await dialog.getByLabel("密码", { exact: true }).inputValue();
    assert.match(pass, /^[A-Za-z2-9]{12}$/);
    await submit.click();
    await wrong("字母、数字和 _ - . @ +，4 到 32 个字符");
    await dialog.getByLabel("账号", { exact: true }).fill("TAKEN");
    await submit.click();
    await wrong("这个账号已经被注册了");
    await dialog.getByLabel("账号", { exact: true }).fill("by.hand");
    await dialog.getByLabel("QQ（选填）").fill("123456789");
    await submit.click();
    await wrong("已经绑定在这个应用的另一个用户上");
    await dialog.getByLabel("QQ（选填）").fill("987654321");
    await submit.click();
    await page.getByText("用户已新建").waitFor();
    await page.getByRole("dialog", { name: "用户资料" }).getByRole("heading", { name: "by.hand" }).waitFor();
    const { nickname, qq, email } = (await admin("GET", app.userAt("by.hand"))).body;
    assert.deepEqual({ nickname, qq, email }, { nickname: "by.hand", qq: "987654321", email: null });
    assert.equal((await post("login", { ...app.id, user: "by.hand", pass })).body.code, 200);
    await page.keyboard.press("Escape");
    await page.locator(".person", { hasText: "by.hand" }).waitFor();
    assert.equal(await page.locator(".person").count(), 2, "the list shows all of them again");
  });
}
