/** The step that tells what was found in a call: `call.analyzed`. Source: design contract.md section 4. */
import { callAnalyzedPayload } from '../contract/webhook.ts';
import { delivery } from './delivery-of.ts';
import type { Step } from './step.ts';

export const analyzedStep: Step = {
  name: 'analyzed',
  next: ['sms', 'email', 'log'],
  waits: false,
  needed: () => true,
  run: async ({ record }) => ({
    told: [
      {
        event: 'call.analyzed',
        make: (target) => delivery(target, callAnalyzedPayload(record, target.includeTranscript)),
      },
    ],
  }),
};
