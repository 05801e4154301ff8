/** Tools and actions that answer from a table, in the clock's time. */
import type { Clock } from '../../providers/clock.ts';
import type { ActionOutcome, ActionRunner } from '../agents/flow-action.ts';
import type { ToolRunner } from '../session/tools.ts';

export type FakeTools = Readonly<Record<string, { afterMs?: number; result?: string; failed?: boolean }>>;

export function fakeToolRunner(tools: FakeTools, clock: Clock): ToolRunner {
  return {
    run(call, onDone) {
      const tool = tools[call.name];
      if (!tool) throw new Error(`the test gives no tool "${call.name}"`);
      const { afterMs = 500, result = 'Done.', failed = false } = tool;
      clock.after(afterMs, () => onDone({ failed, result }));
    },
  };
}

export type FakeActions = Readonly<Record<string, ActionOutcome & { afterMs?: number }>>;

export function fakeActionRunner(actions: FakeActions, clock: Clock): ActionRunner {
  return {
    run(block, _action, _values, onDone) {
      const outcome = actions[block];
      if (!outcome) throw new Error(`the test gives no action "${block}"`);
      clock.after(outcome.afterMs ?? 500, () => onDone(outcome));
    },
  };
}
