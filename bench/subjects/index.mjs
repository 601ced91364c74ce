// What is measured. A subject is
//
// - `name`; `folder` and `modules`: the files that would be uploaded, the entry first and called index.js; `minified`:
//   they are uploaded as they are
// - `worker`: Miniflare's options for it; `schema`: its SQL; `first`: a path that it answers with 200 from nothing
// - `countedWith`: variables for when it is counted; `slow`: it hashes passwords at leisure
// - `lanes(server)`: prepares users, and answers its lanes by operation
//
// A lane is {next, right, cold}: `next()` is one more request (see harness/client.mjs), `right(answer)` whether it came to
// what it should; `cold` is one with requests of which each is the first of its kind: counted and followed, but not put
// under load. An operation has one name for all subjects, so that like stands beside like.

import { betterAuth } from "./better-auth.mjs";
import { floor } from "./floor.mjs";
import { hono } from "./hono.mjs";
import { nobase } from "./nobase.mjs";

/** All subjects; `against` is the folder of another build of this Worker to measure beside it. */
export async function allSubjects({ against } = {}) {
  const other = against ? nobase(against, ` (${against})`) : [];
  return [await floor(), ...nobase(), ...other, ...(await hono()), await betterAuth()];
}
