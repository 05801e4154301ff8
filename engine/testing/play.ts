/**
 * Plays a script of events against a call and tells what came of it. The one timer of a session is played too: a
 * deadline that falls before the next event of the script is reached at its time. The watcher checks every step.
 */
import { type Call, newCall } from '../call.ts';
import type { Effect, EndFacts } from '../effects.ts';
import type { Event } from '../events.ts';
import { type Monitor, newMonitor, watch } from '../invariants.ts';
import { defaultPolicy, type Ms, type Policy } from '../policy.ts';
import { step } from '../step.ts';

/** An agent's settings, as far as they differ from the documented defaults. */
export type PolicyPatch = { [K in keyof Policy]?: Policy[K] extends object ? Partial<Policy[K]> : Policy[K] };

/** `from` 'ringing': the script answers the call itself; else an inbound call was answered at 0. */
export type Setting = PolicyPatch & { direction?: Call['direction']; from?: 'ringing' | 'answered' };

/** Time passes, deadlines are reached, and nothing else happens. */
export type Wait = { until: Ms };
export type Script = readonly (Event | Wait | readonly Event[])[];

export type Played = {
  phase: Call['phase']['name'];
  call: Call;
  /** Each order as one line: the time, what, and what of it. */
  effects: string[];
  end: EndFacts | null;
  log: Event[];
  broken: string[];
};

export function policyWith(patch: PolicyPatch): Policy {
  const merged: Record<string, unknown> = { ...defaultPolicy };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    merged[key] = typeof old === 'object' ? { ...old, ...(value as object) } : value;
  }
  return merged as Policy;
}

/** The engine under test: the planted faults of the mutants come in here. */
export type Engine = { step: typeof step; newCall: typeof newCall };

let engine: Engine = { step, newCall };

/** Runs `body` with another engine. */
export function playingWith<T>(other: Engine, body: () => T): T {
  const own = engine;
  engine = other;
  try {
    return body();
  } finally {
    engine = own;
  }
}

export function play(setting: Setting, ...script: Script): Played {
  const { direction = 'inbound', from = 'answered', ...patch } = setting;
  const policy = policyWith(patch);
  const player = new Player(engine, direction, policy);
  if (from === 'answered') {
    player.happen({ type: 'leg.answered', end: null, at: 0 });
    player.effects.length = 0;
  }
  for (const line of script) {
    if ('until' in line) player.wait(line.until);
    else for (const event of [line].flat()) player.happen(event);
  }
  return player.told();
}

/** More deadlines than a script can need: a loop of them at one instant is a fault. */
const deadlinesMax = 1000;

class Player {
  readonly effects: string[] = [];
  readonly #engine: Engine;
  readonly #policy: Policy;
  #call: Call;
  #monitor: Monitor;
  #end: EndFacts | null = null;
  readonly #log: Event[] = [];
  readonly #broken: string[] = [];

  constructor(under: Engine, direction: Call['direction'], policy: Policy) {
    this.#engine = under;
    this.#policy = policy;
    this.#call = under.newCall(direction, policy);
    this.#monitor = newMonitor(policy);
  }

  /** Deadlines before the event come first; of two at one instant the event does. */
  happen(event: Event): void {
    const last = this.#log.at(-1)?.at ?? 0;
    if (event.at < last) throw new Error(`the script goes back from ${last} to ${event.at}`);
    if (event.type !== 'deadline.reached') this.#reach(event.at - 1);
    this.#step(event);
  }

  wait(until: Ms): void {
    this.#reach(until);
  }

  told(): Played {
    const { phase } = this.#call;
    const played = { phase: phase.name, call: this.#call, end: this.#end, log: this.#log };
    return { ...played, effects: this.effects, broken: this.#broken };
  }

  #reach(until: Ms): void {
    for (let count = 0; this.#call.phase.deadline !== null && this.#call.phase.deadline <= until; count++) {
      if (count > deadlinesMax) throw new Error(`deadlines without end in ${this.#call.phase.name}`);
      const at = Math.max(this.#call.phase.deadline, this.#log.at(-1)?.at ?? 0);
      this.#step({ type: 'deadline.reached', at });
    }
  }

  #step(event: Event): void {
    const before = this.#call;
    const [after, effects] = this.#engine.step(before, event, this.#policy);
    const [monitor, broken] = watch(this.#monitor, before, event, after, effects);
    this.#call = after;
    this.#monitor = monitor;
    this.#log.push(event);
    for (const what of broken) this.#broken.push(`${event.at} ${what}`);
    for (const effect of effects) {
      this.effects.push(`${event.at} ${tell(effect)}`);
      if (effect.type === 'record_end') this.#end = effect.end;
    }
    if (broken.length > 0) throw new Error(`${this.#broken.join('\n')}\n${this.effects.join('\n')}`);
  }
}

/** An order as a few words. */
function tell(effect: Effect): string {
  switch (effect.type) {
    case 'speak':
      return `speak ${effect.utteranceId}: ${effect.text}`;
    case 'write_farewell': {
      const how = effect.instruction === null ? '' : `: ${effect.instruction}`;
      return `${effect.fresh ? 'write fresh' : 'write'} ${effect.utteranceId}${how}`;
    }
    case 'resume_farewell':
      return `resume ${effect.of} as ${effect.utteranceId}: ${effect.text}`;
    case 'refuse_end':
      return `refuse_end ${effect.veto}`;
    case 'instruct_model':
      return `instruct_model ${effect.instruction}`;
    case 'transfer_leg':
      return `transfer_leg ${effect.to}`;
    case 'report_transfer_failed':
      return `report_transfer_failed ${effect.detail}`;
    case 'hang_up':
      return `hang_up ${effect.attempt}`;
    case 'record_end':
      return `record_end ${effect.end.endedReason}`;
    case 'watch_leg':
      return `watch_leg ${effect.proof}`;
    default:
      return effect.type;
  }
}
