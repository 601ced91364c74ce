// The Worker, built so that it panics on purpose: a copy of the crate with a few lines more.

import * as fs from "node:fs";
import path from "node:path";
import { compile } from "../../scripts/compile.mjs";
import { oneAtATime, root } from "../../scripts/lib.mjs";

/** After which line of which file a line comes. */
const LINES = [
  // What this instance has answered, to be told apart from others.
  ["src/router.rs", "use std::rc::Rc;", "thread_local! { static CALLS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) }; }"],
  ["src/router.rs", "    let mut headers = Map::new();", '    CALLS.set(CALLS.get() + 1); headers.insert("X-Calls".to_owned(), CALLS.get().to_string().into());'],
  ["src/router.rs", "    let path = call.path();", '    if call.request.query().contains("panic=before") { panic!("on purpose"); }'],
  ["src/router.rs", "    let path = call.path();", '    if call.request.query().contains("panic=later") { call.after(async { panic!("on purpose"); }); }'],
  ["src/store/db.rs", "        let mut answer = self.ask(&request, self.near, fence).await;", '        if request.contains("panic after D1") { panic!("on purpose"); }'],
  ["src/hasher.rs", "fn answer(task: &str, env: &Env) -> Result<Outcome, String> {", '    if task.contains("panic in a hash") { panic!("on purpose"); }'],
];

/** Makes it in `folder`, which gets wrangler.toml and build/. */
export async function panicking(folder) {
  for (const name of ["src", ".cargo", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "wrangler.toml", "migrations"]) {
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  fs.mkdirSync(path.join(folder, "public"));
  const edit = (name, change) => {
    const file = path.join(folder, name);
    const text = fs.readFileSync(file, "utf8");
    const changed = change(text);
    if (changed === text) throw new Error(`${name} has not the line that tests/panics looks for`);
    fs.writeFileSync(file, changed);
  };
  for (const [name, line, more] of LINES) edit(name, (text) => text.replace(`${line}\n`, `${line}\n${more}\n`));
  // Under another name, so that cargo keeps it apart from the Worker's own, and what both depend on is compiled once.
  for (const name of ["Cargo.toml", "Cargo.lock"]) edit(name, (text) => text.replace('name = "nobase-edge"', 'name = "nobase-edge-panicking"'));
  await oneAtATime("build", () => compile(folder, { env: { CARGO_TARGET_DIR: path.join(root, "target") }, more: ["--no-opt"] }));
}
