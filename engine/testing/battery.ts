/** A short proof of an engine: scripts with their orders, a few small worlds, and some chaos. */
import type { Event } from '../events.ts';
import { newMonitor, watch } from '../invariants.ts';
import { cases } from './battery-cases.ts';
import { type Draw, happening, utterancesOf } from './chaos.ts';
import { type Engine, play, playingWith, policyWith } from './play.ts';
import { Walk } from './walk.ts';
import { worlds } from './worlds.ts';

/** The cases that this engine fails, with why. */
export function failedCases(engine: Engine): string[] {
  return cases.flatMap(({ name, setting, script, orders }) => {
    const said = attempt(() => playingWith(engine, () => play(setting, ...script).effects.join('\n')));
    return said === orders.join('\n') ? [] : [`${name}:\n${said}`];
  });
}

function attempt(body: () => string): string {
  try {
    return body();
  } catch (error) {
    return String(error);
  }
}

const small = [
  'nothing rescues',
  'any speech rescues',
  "a terminal block's goodbye names the reason",
  'a transfer',
  'both say goodbye, or a phrase does',
];

/** What a walk over these small worlds finds broken. */
export function brokenInWalks(engine: Engine, statesMax = 900): string | null {
  for (const world of worlds) {
    if (!small.includes(world.name)) continue;
    const { broken } = new Walk(engine, world).run(statesMax);
    if (broken !== null) return broken;
  }
  return null;
}

/** What a few hundred random calls break. */
export function brokenInChaos(engine: Engine, calls = 2000): string | null {
  const policy = policyWith({ mutualGoodbye: true, silence: { timeoutMs: 5000 }, maxDuration: { capMs: 60_000 } });
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let count = 0; count < calls; count++) {
    let call = engine.newCall('inbound', policy);
    let monitor = newMonitor(policy);
    const known: string[] = [];
    let now = 0;
    let over = false;
    for (let events = 0; events < 400; events++) {
      const { deadline } = call.phase;
      over = deadline === null;
      if (over && events % 10 === 0) break; // A few late events come still.
      const draw: Draw = {
        gapMs: random(3000),
        punctual: true,
        what: random(1000),
        which: random(1000),
        how: random(1000),
      };
      const due = deadline !== null && deadline <= now + draw.gapMs;
      const event: Event = due
        ? { type: 'deadline.reached', at: Math.max(now, deadline) }
        : { ...happening(draw, call, known), at: now + draw.gapMs };
      const [after, effects] = engine.step(call, event, policy);
      const [next, broken] = watch(monitor, call, event, after, effects);
      if (broken.length > 0) return `call ${count}, event ${events}: ${broken.join(', ')}`;
      [call, monitor, now] = [after, next, event.at];
      known.push(...utterancesOf(event, effects));
    }
    if (!over) return `call ${count} never ends`;
  }
  return null;
}
