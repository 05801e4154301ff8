/**
 * kill -9 of a server with calls in every stage: afterwards no line is up, every call has ended once, and whoever was to
 * hear of it has heard of it, once. On the embedded database the server is started again; on PostgreSQL a second server
 * is alive. Source: design ending.md section 10, proof.md "Death".
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfig } from '../contract/errors.ts';
import { findPostgres, startPostgres } from '../server/store/testing/postgres.ts';
import { addAgent } from './crowd.ts';
import type { Proof, ProofOptions } from './proof.ts';
import { type Node, startNode } from './node.ts';
import { type Outside, startOutside } from './outside.ts';
import { pause, until } from './until.ts';

/** What the kill waits for, beside the calls that stand in the other stages. */
export type Moment = 'mid_call' | 'ended_commit' | 'first_webhook' | 'analyzed' | { afterMs: number };

export type Round = { database: 'pglite' | 'postgres'; what: 'family' | 'server'; moment: Moment };

export type Row = {
  database: string;
  killed: string;
  moment: string;
  /** From the kill to the last leg that went down; and to the start of the server that was started again, if one was. */
  downMs: number;
  startMs: number | null;
  calls: number;
  /** Empty: all is well. */
  faults: string[];
};

const databases = ['pglite', 'postgres'] as const;
const downMsMax = 15_000;
const settleMsMax = 40_000;
const stages: readonly Moment[] = ['mid_call', 'ended_commit', 'first_webhook', 'analyzed'];
const randomMax = 26;

/** `part`: one database alone. */
export async function proveKill({ part }: Pick<ProofOptions, 'part'>): Promise<Proof> {
  if (part !== null && !databases.some((name) => name === part)) {
    throw new BadConfig(`--part ${part}: give one of ${databases.join(', ')}`);
  }
  const rows: Row[] = [];
  for (const database of databases) {
    if (part !== null && part !== database) continue;
    const moments: Moment[] = [
      ...stages,
      ...Array.from({ length: randomMax }, () => ({ afterMs: Math.random() * 400 })),
    ];
    const rounds = moments.map((moment, n): Round => ({ database, moment, what: n % 3 === 2 ? 'server' : 'family' }));
    rows.push(...(await killRounds(rounds, (row) => console.error(lineOf(row)))));
  }
  return {
    holds: rows.every(({ faults, downMs }) => faults.length === 0 && downMs <= downMsMax),
    table: rows.map(lineOf),
    rows,
  };
}

function lineOf({ database, killed, moment, downMs, startMs, calls, faults }: Row): string {
  const late = downMs > downMsMax ? [`later than ${downMsMax / 1000} s`] : [];
  const fate = [...faults, ...late].join('; ') || 'ok';
  const started = startMs === null ? '' : ` (started again after ${(startMs / 1000).toFixed(1)} s)`;
  return `${database.padEnd(9)} ${killed.padEnd(7)} ${moment.padEnd(14)} ${calls} calls, last leg down after ${(downMs / 1000).toFixed(1)} s${started}: ${fate}`;
}

/** One after the other, on one database; each is told when it is over. */
export async function killRounds(rounds: readonly Round[], told = (_row: Row): void => {}): Promise<Row[]> {
  const outside = await startOutside();
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-kill-'));
  const source = findPostgres();
  const shared = rounds[0]?.database === 'postgres';
  if (shared && 'missing' in source) throw new Error(source.missing);
  const postgres = shared && !('missing' in source) ? await startPostgres(source) : null;
  const env = { ...outside.env, ...(postgres && { DATABASE_URL: postgres.url }) };
  const world = new World(outside, folder, env, postgres !== null);
  try {
    await world.begin();
    const rows: Row[] = [];
    for (const round of rounds) {
      const row = await world.play(round);
      rows.push(row);
      told(row);
    }
    return rows;
  } finally {
    await world.end();
    await postgres?.stop();
    await outside.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

let nextPort = 5_600 + (process.pid % 200) * 20;

class World {
  private victim!: Node;
  /** Alive all the time; null on a database that one process has for itself. */
  private witness: Node | null = null;
  private starts = 0;
  private readonly sipPort = nextPort++;
  private readonly outside: Outside;
  private readonly folder: string;
  private readonly env: Record<string, string>;
  private readonly shared: boolean;

  constructor(outside: Outside, folder: string, env: Record<string, string>, shared: boolean) {
    this.outside = outside;
    this.folder = folder;
    this.env = env;
    this.shared = shared;
  }

  async begin(): Promise<void> {
    if (this.shared) this.witness = await startNode(join(this.folder, 'witness'), nextPort++, this.env);
    await this.startVictim();
    await addAgent(this.victim, this.outside, ['call.ended', 'call.analyzed']);
  }

  async end(): Promise<void> {
    for (const node of [this.victim, this.witness]) await node?.kill('family').catch(() => undefined);
  }

  private async startVictim(): Promise<void> {
    this.starts += 1;
    const dataDir = this.shared ? join(this.folder, `victim-${this.starts}`) : join(this.folder, 'data');
    this.victim = await startNode(dataDir, this.sipPort, this.env);
  }

  async play({ database, what, moment }: Round): Promise<Row> {
    const { outside, victim, witness } = this;
    const seen = outside.receiver.received.length;
    const sip = outside.sipCall(victim.sipPort, nextPort++);
    const dead = [await this.ringing(), await this.midCall(), await this.inFarewell(), await this.hangingUp()];
    const alive = witness && (await this.midCall(witness));
    await this.sipIsUp();
    const killing = await this.comeTo(moment, seen);
    const killedAt = performance.now();
    await victim.kill(what);
    outside.refusing.clear();
    if (!witness) await this.startVictim();
    const startMs = witness ? null : Math.round(performance.now() - killedAt);
    const faults: string[] = [];
    const downMs = await this.legsDown([...dead, killing], sip, killedAt, faults);
    if (alive) await this.goesOn(alive, faults);
    if (outside.dialled > 0) faults.push(`${outside.dialled} calls were dialled`);
    const calls = dead.length + 2 + (alive ? 1 : 0);
    await this.endedOnce(seen, calls, faults);
    if (witness) await this.startVictim();
    const told = typeof moment === 'string' ? moment : `+${Math.round(moment.afterMs)} ms`;
    return { database, killed: what, moment: told, downMs: Math.round(downMs), startMs, calls, faults };
  }

  private async ringing(): Promise<string> {
    return (await this.outside.rings(this.victim.url)).leg;
  }

  private async midCall(node = this.victim) {
    const phone = await this.outside.rings(node.url);
    await phone.connect();
    await phone.hears('Hello.');
    return phone;
  }

  private async inFarewell() {
    const phone = await this.midCall();
    phone.plays = false;
    phone.says('bye');
    await phone.hears('Goodbye now!');
    return phone;
  }

  private async hangingUp() {
    const phone = await this.midCall();
    this.outside.refusing.add(phone.leg);
    phone.says('bye');
    await phone.ended.promise;
    return phone;
  }

  /** One that ends now, while the kill comes. */
  private async comeTo(moment: Moment, seen: number) {
    const phone = await this.midCall();
    if (moment === 'mid_call') return phone;
    phone.says('bye');
    const isDown = async (): Promise<boolean> => this.outside.downAt.has(phone.leg);
    if (moment === 'ended_commit') await until(isDown, settleMsMax);
    else if (moment === 'first_webhook')
      await until(async () => this.webhooks(seen, 'call.ended').size > 0, settleMsMax);
    else if (moment === 'analyzed') await until(async () => this.webhooks(seen, 'call.analyzed').size > 0, settleMsMax);
    else {
      await phone.ended.promise;
      await pause(moment.afterMs);
    }
    return phone;
  }

  private async sipIsUp(): Promise<void> {
    const isUp = async (): Promise<boolean> => {
      const { items } = (await this.victim.get('/v1/calls?limit=50')) as { items: Listed[] };
      const call = items.find(({ from, ended_at }) => from.includes('@') && ended_at === null);
      if (!call) return false;
      const { entries } = (await this.victim.get(`/v1/calls/${call.call_id}/timeline`)) as { entries: object[] };
      return JSON.stringify(entries).includes('"playback.started"');
    };
    await until(isUp, settleMsMax);
  }

  private async legsDown(
    phones: readonly (string | { leg: string })[],
    sip: Promise<number>,
    killedAt: number,
    faults: string[],
  ): Promise<number> {
    const legs = phones.map((each) => (typeof each === 'string' ? each : each.leg));
    const { up, downAt } = this.outside;
    await until(async () => legs.every((leg) => !up.has(leg)), settleMsMax).catch(() => undefined);
    for (const leg of legs) if (up.has(leg)) faults.push(`a leg through Twilio is still up`);
    const sipAt = await sip.catch((error: Error) => {
      faults.push(error.message);
      return killedAt;
    });
    const lastAt = Math.max(sipAt, ...legs.map((leg) => downAt.get(leg) ?? killedAt));
    return Math.max(0, lastAt - killedAt);
  }

  private async goesOn(phone: Awaited<ReturnType<Outside['rings']>>, faults: string[]): Promise<void> {
    if (!this.outside.up.has(phone.leg)) return void faults.push('a call of the other node was hung up');
    phone.says('bye');
    await until(async () => !this.outside.up.has(phone.leg), settleMsMax).catch(() =>
      faults.push('the call of the other node did not end by its goodbye'),
    );
  }

  /** By the API of a server that is alive, and by what the receiver was told. */
  private async endedOnce(seen: number, calls: number, faults: string[]): Promise<void> {
    const node = this.witness ?? this.victim;
    const analyzed = async (): Promise<boolean> => this.webhooks(seen, 'call.analyzed').size >= calls;
    await until(analyzed, settleMsMax).catch(() => undefined);
    const { items } = (await node.get('/v1/calls?limit=100')) as { items: Listed[] };
    const live = items.filter(({ ended_at }) => ended_at === null);
    if (live.length > 0) faults.push(`${live.length} calls have not ended`);
    for (const event of ['call.ended', 'call.analyzed']) {
      const told = this.webhooks(seen, event);
      if (told.size !== calls) faults.push(`${event} came for ${told.size} of ${calls} calls`);
      for (const ids of told.values())
        if (ids.size !== 1) faults.push(`${event} of a call has ${ids.size} webhook-ids`);
    }
  }

  /** The different webhook-ids of an event, by call. */
  private webhooks(seen: number, event: string): Map<string, Set<string>> {
    const byCall = new Map<string, Set<string>>();
    for (const { headers, body } of this.outside.receiver.received.slice(seen)) {
      const told = JSON.parse(body) as { event: string; call_id: string };
      if (told.event !== event) continue;
      byCall.set(told.call_id, (byCall.get(told.call_id) ?? new Set()).add(headers['webhook-id']!));
    }
    return byCall;
  }
}

type Listed = { call_id: string; ended_at: string | null; from: string };
