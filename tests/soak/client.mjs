// One of the clients, each with accounts of its own and one call at a time: it makes operations, sends them, and tells its
// model what became of them. What was cut off it repeats as docs/design.md ("Repeating a call") says, and then looks.

import { looks } from "./look.mjs";
import { Model } from "./model.mjs";
import { someOperation } from "./operations/index.mjs";
import { Random } from "./random.mjs";
import { EMPTY } from "./state.mjs";

/** Accounts that a client has: not fewer by what is deleted, and not more by what is added. */
const [FEWEST, MOST] = [3, 8];
/** First numbers of the clients' accounts and QQ numbers, and how many each client has. */
const [FIRST_NAME, FIRST_QQ, EACH] = [1_000_000_000, 5_000_000_000, 1_000_000];
/** Clients there may be; sizes of pictures are told apart by it. */
const CLIENTS = 64;
const SMALLEST_PICTURE = 100;

export class Client {
  model = new Model(EMPTY);
  /** Addresses whose code was read. */
  given = new Set();
  /** Calls that were sent and not answered, by name. */
  cutOff = {};
  #made = 0;
  #purse;
  /** What was cut off and has to be repeated; the looks that are due after that. */
  #again;
  #doubtful = [];

  /** `apps` are the two that all share; `clients` will hold all of them. */
  constructor({ number, seed, apps, clients }) {
    Object.assign(this, { number, apps, clients, random: new Random(`${seed} ${number}`) });
  }

  /** Sends operations to the server behind `api` while `goesOn()`; `note(call, milliseconds)` gets each that was answered. */
  async work(api, goesOn, note) {
    while (goesOn()) await this.#step(api, note);
  }

  /** Repeats what was cut off, and looks at it. */
  async settle(api, note) {
    while (this.#again || this.#doubtful.length > 0) await this.#step(api, note);
  }

  async #step(api, note) {
    if (this.#again || this.#doubtful.length === 0) return this.perform(this.#again ?? (await this.#make(api)), api, note);
    await this.#doubtful[0](this, api);
    this.#doubtful.shift();
  }

  /** Sends an operation; where no answer comes that is told to the model, and thrown. */
  async perform(operation, api, note = () => {}) {
    const sent = performance.now();
    let answer;
    try {
      answer = await operation.send(api);
      if (answer.body === undefined) throw new Error(`${operation.call}: not the Worker's answer: ${answer.status} ${answer.text}`);
    } catch (error) {
      this.model.lost(operation);
      this.cutOff[operation.call] = (this.cutOff[operation.call] ?? 0) + 1;
      this.#again = operation;
      throw error;
    }
    this.model.acknowledged(operation, answer);
    note(operation.call, performance.now() - sent);
    if (operation === this.#again) this.#doubtful = looks(operation);
    this.#again = undefined;
  }

  async #make(api) {
    for (;;) {
      const operation = await someOperation(this.random)(this, api);
      if (operation) return operation;
    }
  }

  get state() {
    return this.model.state;
  }

  next() {
    return (this.#made += 1);
  }

  newName = () => String(FIRST_NAME + this.number * EACH + this.next());
  newQq = () => String(FIRST_QQ + this.number * EACH + this.next());
  newAddress = () => `u${this.number}x${this.next()}@example.com`;
  newPassword = () => `secret${this.next()}`;
  newSize = () => SMALLEST_PICTURE + CLIENTS * this.next() + this.number;

  /** The client that a name of an account, or an address, belongs to. */
  static numberOf(text) {
    const [, address] = text.match(/^u(\d+)x/) ?? [];
    return address ? Number(address) : Math.floor((Number(text) - FIRST_NAME) / EACH);
  }

  /** The account that others pay to: the first one in the app with tokens. It stays. */
  get purse() {
    if (this.model.states.length === 1) this.#purse ??= Object.values(this.state.accounts).find((it) => it.app === "token")?.row.user;
    return this.#purse;
  }

  /** Accounts of others to pay to. */
  purses = () => this.clients.filter((it) => it !== this && it.purse).map((it) => it.purse);

  newcomersApp = () => (this.purse ? this.random.pick(["token", "password"]) : "token");

  get isFull() {
    return Object.keys(this.state.accounts).length >= MOST;
  }

  /** One of the accounts; seldom one that is disabled. */
  someone() {
    const all = Object.values(this.state.accounts);
    const active = all.filter((it) => it.row.status === "active");
    return this.random.pick(active.length > 0 && this.random.chance(0.9) ? active : all)?.row.user;
  }

  someoneWhoMayGo() {
    const names = Object.keys(this.state.accounts).filter((it) => it !== this.purse);
    return names.length >= FEWEST ? this.random.pick(names) : undefined;
  }

  /** A token that is good, or now and then one that was revoked: {app, name, token}. */
  someToken() {
    const good = Object.values(this.state.accounts).flatMap(({ app, row, tokens }) => tokens.map((token) => ({ app, name: row.user, token })));
    return this.random.pick(this.random.chance(0.8) ? good : this.state.dead);
  }

  /** How `name` proves to be who they are; now and then it is no proof. Nothing where they have none. */
  proof(name) {
    const { app, pass, tokens } = this.state.accounts[name];
    if (app === "password") return { user: name, pass: this.random.chance(0.05) ? "wrong123" : pass };
    const dead = this.state.dead.filter((it) => it.name === name).map((it) => it.token);
    const token = this.random.pick(dead.length > 0 && this.random.chance(0.05) ? dead : tokens);
    return token && { token };
  }

  /** Whether it is not yet time for what `since` (milliseconds, or null) has to pause for; now and then it is tried all the same. */
  pauses(since, seconds) {
    return since !== null && Date.now() - since < 2 * seconds * 1000 && this.random.chance(0.9);
  }
}
