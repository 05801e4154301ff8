/** A walk as a stored log tells it, for the record of a call whose process died. Source: design ending.md section 10. */
import type { Agent } from '../../contract/agent.ts';
import { newPosition } from '../../engine/flow/position.ts';
import { walk } from '../../engine/flow.ts';
import type { LogEntry } from '../session/log.ts';
import type { FlowOutcome } from '../session/record.ts';
import { flowOutcome } from './flow-end.ts';
import { flowPlan } from './flow-plan.ts';
import { newWalkTrail } from './walk-trail.ts';

/** Null: the agent has no flow, or the beginning of the log is missing. Throws BadConfig for a flow that cannot be walked. */
export function storedWalk(agent: Agent, log: readonly LogEntry[]): FlowOutcome {
  const notes = log.flatMap((entry) => ('note' in entry ? [entry.note] : []));
  const began = notes.find((note) => note.type === 'walk_began');
  if (agent.flow === null || (!began && log[0] && log[0].seq > 0)) return null;
  const plan = flowPlan(agent);
  const trail = newWalkTrail();
  let position = newPosition(began?.values ?? agent.variables);
  for (const note of notes) {
    if (note.type !== 'walked') continue;
    const [next, effects] = walk(position, note.event, plan);
    position = next;
    effects.forEach(trail.follow);
  }
  return flowOutcome(position, trail);
}
