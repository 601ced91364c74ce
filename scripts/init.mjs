// `npx nobase-edge init`: a small project of the user's own, whose Worker is the package's. Nothing that is there is
// overwritten.

import * as fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Stop, own, root, say } from "./lib.mjs";

const PACKAGE = "node_modules/nobase-edge";

/** The configuration of the package, for a project that has it in node_modules. */
export const configOf = (text) =>
  text
    .replace(/^main = "build\/index.js".*$/m, `main = "${PACKAGE}/build/index.js"`)
    .replace(/^directory = "public".*$/m, `directory = "${PACKAGE}/public"`)
    .replace(/^database_name = "nobase-edge"$/m, `$&\nmigrations_dir = "${PACKAGE}/migrations"`);

const README = {
  zh: `# 我的用户后端

用 [nobase-edge](https://www.npmjs.com/package/nobase-edge) 搭建的用户账号后端，一个 Cloudflare Worker。

\`\`\`sh
npm start                # 在本机运行，http://127.0.0.1:8787
npm run deploy           # 部署到 Cloudflare（首次会要求登录）
npm run doctor           # 检查配置
npx nobase-edge backup   # 备份线上数据库
npx nobase-edge import   # 导入其他系统的用户，连同密码
\`\`\`

设置在 \`wrangler.toml\`，每一项都有注释；密钥用 \`npx wrangler secret put 名称\`，本机的在 \`.dev.vars\`。
更新：\`npm update nobase-edge && npm run deploy\`。
`,
  en: `# My users' backend

The user accounts of my apps by [nobase-edge](https://www.npmjs.com/package/nobase-edge), one Cloudflare Worker.

\`\`\`sh
npm start                # on this machine, http://127.0.0.1:8787
npm run deploy           # to Cloudflare; the first time it asks you to log in
npm run doctor           # what is set up, and what is missing
npx nobase-edge backup   # the deployed database, as a file
npx nobase-edge import   # users of another system, with their passwords
\`\`\`

Settings are in \`wrangler.toml\`, each with a comment; secrets are set by \`npx wrangler secret put NAME\`, and those of this
machine are in \`.dev.vars\`. To update: \`npm update nobase-edge && npm run deploy\`.
`,
};

export function init(args) {
  const { values } = parseArgs({ args, options: { lang: { type: "string" } } });
  const lang = values.lang ?? (/^zh/i.test(process.env.LC_ALL || process.env.LANG || "") ? "zh" : "en");
  if (!Object.hasOwn(README, lang)) throw new Stop("--lang is zh or en");
  const { version } = JSON.parse(fs.readFileSync(path.join(own, "package.json"), "utf8"));
  const scripts = Object.fromEntries(["start", "deploy", "doctor"].map((name) => [name, `nobase-edge ${name}`]));
  const files = {
    "wrangler.toml": configOf(fs.readFileSync(path.join(own, "wrangler.toml"), "utf8")),
    "package.json": `${JSON.stringify({ name: "my-users", private: true, scripts, dependencies: { "nobase-edge": `^${version}` } }, null, 2)}\n`,
    // What backups and imports leave here is everybody's personal data.
    ".gitignore": "node_modules/\n.wrangler/\n.dev.vars\n*.sql\n*.ndjson\n*.csv\n",
    "README.md": README[lang],
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    if (fs.existsSync(file)) say("init", `${name} is there already, and left as it is`);
    else {
      fs.writeFileSync(file, text);
      say("init", `wrote ${name}`);
    }
  }
  say("init", "next: npm install, then npm start");
}
