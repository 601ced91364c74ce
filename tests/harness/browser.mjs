// A real Chromium for the console's tests. Every page that a test opens is watched: a violation of the
// Content-Security-Policy, an error in its scripts or a request to another host fails the test.
//
// CHROMIUM names the program; else one is looked for on the PATH, first the one that cannot open windows, which takes half
// the time. Where there is none the tests are skipped, except in CI, where they fail.

import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { watch } from "./secrets.mjs";
import { shared } from "./server.mjs";

const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  // No name is found: what asks another host gets nowhere.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 375, height: 740 };

/** The path of a Chromium, or undefined. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => fs.existsSync(file));
}

const program = findChromium();
let skip = false;
if (!program) {
  if (process.env.CI) throw new Error("no Chromium on the PATH, and CHROMIUM does not name one: .ci/run installs it");
  skip = "no Chromium on the PATH (CHROMIUM names another one)";
}

let browser;
const running = () => (browser ??= chromium.launch({ executablePath: program, args: ARGS }));
after(async () => (await browser)?.close());

/**
 * A test with a page of its own: `body({page, url, ...})`. `options` are those of `openPage`, and node's `timeout`.
 */
export function browserTest(name, options, body) {
  test(name, { skip, timeout: 240_000 }, async (t) => {
    const opened = await openPage(options);
    try {
      await body({ ...opened, t });
      assert.deepEqual(opened.problems, [], "what the page did wrong");
    } catch (error) {
      await keepTraces(name, opened);
      throw error;
    } finally {
      // What a page that goes away asked for last is nobody's any more.
      await opened.page.unrouteAll({ behavior: "ignoreErrors" });
      await opened.page.context().close();
    }
  });
}

/**
 * Opens the console: {page, url, problems}. `locale` is the browser's language, `path` is where to begin, `key` is signed in with,
 * `hosts` are others that the page may ask, for which the test answers.
 */
async function openPage({ locale = "zh-CN", viewport = DESKTOP, dark = false, path = "/", key, hosts = [] } = {}) {
  const { url } = shared();
  const colorScheme = dark ? "dark" : "light";
  const context = await (await running()).newContext({ locale, viewport, colorScheme, reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
  context.setDefaultTimeout(30_000);
  const problems = [];
  const allowed = [new URL(url).host, ...hosts];
  // Looked at, and not routed: with a route every request comes by this process, and the browser keeps none of its cache.
  context.on("request", (request) => {
    const { protocol, host, href } = new URL(request.url());
    if (protocol.startsWith("http") && !allowed.includes(host)) problems.push(`request to another host: ${href}`);
  });
  await context.exposeFunction("reportViolation", (what) => void problems.push(`CSP: ${what}`));
  if (key) await begin(context, url, key);
  await context.addInitScript((signedIn) => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    // No picker can be used without a screen: the console then makes a download.
    delete window.showSaveFilePicker;
    if (signedIn && !sessionStorage.getItem("given")) {
      localStorage.setItem("nobase-edge.session", "given");
      sessionStorage.setItem("given", "yes"); // once: signing out must last
    }
  }, Boolean(key));
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`error: ${error.stack ?? error}`));
  page.on("console", (message) => {
    const text = message.text();
    // The second is the script above, in a frame that runs none.
    const expected = ["Failed to load resource", "Blocked script execution in 'about:srcdoc'"];
    if (message.type() === "error" && !expected.some((start) => text.startsWith(start))) problems.push(`console: ${text}`);
  });
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(`${url}${path}`);
  // A new hash goes unseen while the router still fetches its first page.
  await page.locator("h1").first().waitFor();
  return { page, url, problems };
}

/** Begins a session with `key`, as the console does: its cookie is the context's. */
async function begin(context, url, key) {
  const path = "/api/admin/session";
  const answer = await context.request.post(`${url}${path}`, { headers: { authorization: `Bearer ${key}` }, maxRetries: 3 });
  assert.equal(answer.status(), 201);
  watch(shared(), path, {}, { status: answer.status(), headers: new Headers(answer.headers()), text: await answer.text() });
}

/** Signs in with another `key`, on the page `path`. */
export async function signIn(page, url, key, path) {
  await begin(page.context(), url, key);
  await page.evaluate(() => localStorage.setItem("nobase-edge.session", "given"));
  await page.goto(`${url}${path}`);
  await page.reload();
}

/** Chooses an option of a select. By the keyboard: what takes the clicks lies over the labelled field. */
export async function choose(page, select, option) {
  await page.getByRole("combobox", { name: select }).press("Enter");
  await page.getByRole("option", { name: option }).click();
}

/** Does `action`, and waits until the server has answered the change that comes of it. */
export async function changing(page, action) {
  const answer = page.waitForResponse((response) => response.request().method() === "PATCH");
  await action();
  await (await answer).finished();
}

/** With SCREENSHOTS=folder: what the page of a failed test looked like. */
async function keepTraces(name, { page, problems }) {
  if (problems.length > 0) console.error(problems);
  if (!process.env.SCREENSHOTS) return;
  fs.mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  const file = path.join(process.env.SCREENSHOTS, `${name.replace(/\W+/g, "-")}.png`);
  await page.screenshot({ path: file, fullPage: true }).catch(() => {});
}
