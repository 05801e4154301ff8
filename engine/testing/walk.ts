/** Visits every state that a call can come to in a small world, and watches every step. */
import { type Call, newCall } from '../call.ts';
import type { Event, EventBody } from '../events.ts';
import { type Monitor, newMonitor, watch } from '../invariants.ts';
import type { Ms, Policy } from '../policy.ts';
import type { Engine } from './play.ts';
import { stateKey } from './state-key.ts';

/** What can happen in a call, at which paces. */
export type World = {
  name: string;
  direction: Call['direction'];
  policy: Policy;
  /** What may happen next: facts of the outside, in any order, true to the line or not. */
  alphabet: (call: Call) => readonly EventBody[];
};

export type Walked = {
  states: number;
  edges: number;
  /** The phases come to, and the orders given. */
  seen: ReadonlySet<string>;
  /** Every state was visited. */
  complete: boolean;
  /** The longest way to the end by deadlines alone. */
  longestMs: Ms;
  broken: string | null;
};

type Node = { parent: number; event: Event | null; nextByDeadline: number; waitMs: Ms };
type Open = { call: Call; monitor: Monitor; now: Ms; index: number };

const paceMs = 1000;
/** A deadline further away than this is reached, but nothing else is tried at that instant. */
const horizonMs = 1_000_000;

export class Walk {
  readonly #engine: Pick<Engine, 'step'>;
  readonly #world: World;
  readonly #nodes: Node[] = [];
  readonly #known = new Map<string, number>();
  #open: Open[] = [];
  readonly #seen = new Set<string>();
  #edges = 0;
  #broken: string | null = null;

  constructor(engine: Pick<Engine, 'step'>, world: World) {
    this.#engine = engine;
    this.#world = world;
  }

  run(statesMax: number): Walked {
    const { direction, policy } = this.#world;
    this.#visit(newCall(direction, policy), newMonitor(policy), 0, -1, null);
    while (this.#open.length > 0 && this.#broken === null && this.#nodes.length < statesMax) {
      const layer = this.#open;
      this.#open = [];
      for (const open of layer) {
        this.#expand(open);
        if (this.#broken !== null) break;
      }
    }
    const complete = this.#open.length === 0 && this.#broken === null;
    const longestMs = complete ? this.#longestByDeadlines() : 0;
    const visited = { states: this.#nodes.length, edges: this.#edges, seen: this.#seen };
    return { ...visited, complete, longestMs, broken: this.#broken };
  }

  #visit(call: Call, monitor: Monitor, now: Ms, parent: number, event: Event | null): number {
    const key = stateKey(call, monitor, now, this.#world.policy);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const index = this.#nodes.length;
    this.#known.set(key, index);
    this.#nodes.push({ parent, event, nextByDeadline: -1, waitMs: 0 });
    this.#open.push({ call, monitor, now, index });
    return index;
  }

  #expand(open: Open): void {
    const { call, now, index } = open;
    const { deadline } = call.phase;
    const bodies = this.#world.alphabet(call);
    if (deadline === null) {
      for (const body of bodies) this.#step(open, { ...body, at: now });
      return;
    }
    const instants = new Set([now]);
    if (now + paceMs <= deadline) instants.add(now + paceMs);
    if (deadline > now && deadline - now < horizonMs) instants.add(deadline);
    for (const at of instants) for (const body of bodies) this.#step(open, { ...body, at });
    const dueAt = Math.max(deadline, now);
    const next = this.#step(open, { type: 'deadline.reached', at: dueAt });
    this.#nodes[index]!.nextByDeadline = next;
    this.#nodes[index]!.waitMs = dueAt - now;
  }

  #step(open: Open, event: Event): number {
    const { policy } = this.#world;
    const [after, effects] = this.#engine.step(open.call, event, policy);
    const [monitor, broken] = watch(open.monitor, open.call, event, after, effects);
    this.#edges += 1;
    this.#seen.add(after.phase.name);
    for (const effect of effects) this.#seen.add(effect.type);
    if (broken.length > 0 && this.#broken === null) this.#broken = this.#trace(open.index, event, broken);
    if (after === open.call && monitor === open.monitor && event.at === open.now) return open.index;
    return this.#visit(after, monitor, event.at, open.index, event);
  }

  #trace(index: number, event: Event, broken: readonly string[]): string {
    const events = [event];
    for (let at = index; at >= 0; at = this.#nodes[at]!.parent) {
      const { event: earlier } = this.#nodes[at]!;
      if (earlier) events.unshift(earlier);
    }
    return [`${this.#world.name}: ${broken.join(', ')}`, ...events.map((each) => JSON.stringify(each))].join('\n');
  }

  /** Follows the deadlines from every state to the end. */
  #longestByDeadlines(): Ms {
    const toEnd: (Ms | undefined)[] = [];
    let longest = 0;
    for (let start = 0; start < this.#nodes.length; start++) {
      const path: number[] = [];
      const onPath = new Set<number>();
      let at = start;
      while (toEnd[at] === undefined && this.#nodes[at]!.nextByDeadline >= 0 && !onPath.has(at)) {
        path.push(at);
        onPath.add(at);
        at = this.#nodes[at]!.nextByDeadline;
      }
      if (onPath.has(at)) {
        this.#broken = this.#trace(at, { type: 'deadline.reached', at: 0 }, ['1: deadlines that lead to no end']);
        return Infinity;
      }
      let length = toEnd[at] ?? 0;
      toEnd[at] = length;
      for (const index of path.reverse()) {
        length += this.#nodes[index]!.waitMs;
        toEnd[index] = length;
        if (length > longest) longest = length;
      }
    }
    return longest;
  }
}
