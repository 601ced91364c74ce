// An import as the page does it: a file that is read, whose columns are fields, and that is sent.

import { computed, onScopeDispose, reactive, ref, shallowRef } from "vue";
import { imports, tables } from "../../openapi/declared.ts";
import { PASSWORDS, SYSTEMS, formOf, linesOf, mapped, namesOf } from "../../../scripts/import/fields.mjs";
import { decode, records } from "../../../scripts/import/read.mjs";
import { type Report, send } from "../../../scripts/import/send.mjs";
import { importUsers } from "../api/admin";
import { mayPass } from "../api/client";
import { session } from "../session";
import { explain, isAbort } from "../ui/errors";

type Found = ReturnType<typeof records>[number];
type Run = { dry: boolean; state: "running" | "done" | "stopped" | "failed"; problem: string; report: Report };

export const systems = Object.keys(SYSTEMS);

export function useImport(appid: () => string) {
  const name = ref("");
  const found = shallowRef<Found[]>([]);
  const system = ref("");
  /** The field of each column; empty: it is left out. */
  const map = ref<Record<string, string>>({});
  /** How passwords are kept; empty: not known. */
  const form = ref("");
  const full = ref(false);
  const run = ref<Run | null>(null);
  let current: AbortController | undefined;

  const names = computed(() => namesOf(found.value));
  const fields = computed(() => Object.values(map.value));
  const running = computed(() => run.value?.state === "running");
  /** What keeps it from being sent: a key of the messages. */
  const missing = computed(() => {
    if (found.value.length === 0) return "imports.missing.users";
    if (!fields.value.includes("user")) return "imports.missing.user";
    return fields.value.includes("password") && form.value === "" ? "imports.missing.form" : "";
  });

  async function read(file: File) {
    run.value = null;
    name.value = file.name;
    found.value = records(decode(new Uint8Array(await file.arrayBuffer())));
    guess();
  }

  /** Which column is which, by their names. */
  function guess() {
    const known = mapped(names.value, tables.users, SYSTEMS[system.value]);
    map.value = Object.fromEntries(names.value.map((it) => [it, known[it] ?? ""]));
    guessForm();
  }

  function guessForm() {
    form.value = formOf(found.value, map.value, SYSTEMS[system.value]) ?? "";
  }

  async function start(dry: boolean) {
    const mine = (current = new AbortController());
    const report: Report = { added: 0, existing: 0, refused: [], done: 0 };
    const now = reactive<Run>({ dry, state: "running", problem: "", report });
    run.value = now;
    const chosen = Object.entries(map.value).filter(([, field]) => field !== "");
    const zone = SYSTEMS[system.value]?.zone ?? (session.me?.utc_offset_minutes ?? 480) * 60;
    const rules = { columns: tables.users, map: Object.fromEntries(chosen), zone, ...(form.value && { form: form.value }) };
    const settings = { ...(dry && { dry_run: true }), ...(full.value && { hashing: "full" }) };
    const call = (users: unknown[]) => importUsers(appid(), { users, ...settings }, { signal: mine.signal });
    try {
      const tell = (report: Report) => (now.report = { ...report, refused: [...report.refused] });
      now.report = await send(linesOf(found.value, rules), call, { mayPass, signal: mine.signal, tell });
      now.state = "done";
    } catch (error) {
      now.state = isAbort(error) ? "stopped" : "failed";
      now.problem = explain(error);
    }
  }

  const stop = () => current?.abort();
  onScopeDispose(stop);
  return { name, found, names, system, map, form, full, run, running, missing, read, guess, guessForm, start, stop };
}

/** What a column may be, with the word for it. */
export const targets = [...tables.users.map(({ name, label }) => ({ name, label })), ...PASSWORDS.map((name) => ({ name, label: undefined }))];

export const forms = imports.forms;
