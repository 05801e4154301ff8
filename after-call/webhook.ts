/** The step that tells of an ended call at once: `call.ended`. Source: design contract.md section 4. */
import { callEndedPayload } from '../contract/webhook.ts';
import { delivery } from './delivery-of.ts';
import type { Step } from './step.ts';

export const webhookStep: Step = {
  name: 'webhook',
  next: ['summary'],
  waits: false,
  needed: () => true,
  run: async ({ record }) => ({
    told: [
      {
        event: 'call.ended',
        make: (target) => delivery(target, callEndedPayload(record, target.includeTranscript)),
      },
    ],
  }),
};
