/** The step that writes a call into the data log: a line in a file for each kind. Source: design contract.md section 1. */
import type { Step } from './step.ts';

export const logStep: Step = {
  name: 'log',
  next: [],
  waits: true,
  needed: ({ agent }) => agent.after_call.log.length > 0,
  async run({ record, agent }, { dataLog }, again) {
    for (const kind of new Set(agent.after_call.log.map((entry) => entry.kind))) {
      await dataLog.write(kind, record, again);
    }
    return {};
  },
};
