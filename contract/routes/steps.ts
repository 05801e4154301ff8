/** `/v1/steps`: work after calls that failed, and its replay. Source: design contract.md section 6. */
import * as z from 'zod';
import { pageOf, queried } from '../api.ts';
import { formed, id, instant, oneOf, strict } from '../fields.ts';
import { stepNames } from '../step-words.ts';
import { route } from './route.ts';

/** `waiting`: it failed, and is tried again. `dead`: it failed for good. */
const openStates = ['waiting', 'dead'] as const;

export const failedStep = strict({
  call_id: id,
  step: z.string(),
  state: oneOf(openStates),
  failures: z.int().min(0),
  /** Of the last failure; null where its process died without a word. */
  error: z.string().nullable(),
  updated_at: instant,
});
export type FailedStep = z.output<typeof failedStep>;

const step = oneOf(stepNames);
const tags = ['steps'];

export const stepRoutes = {
  list: route
    .route({ method: 'GET', path: '/v1/steps', tags, summary: 'List steps after calls that failed, the latest first' })
    .input(
      strict({
        state: oneOf(openStates).default('dead'),
        call_id: id.optional(),
        limit: queried(1, 200)
          .pipe(z.int({ error: 'Give a whole number.' }))
          .default(50),
        cursor: formed(/^[A-Za-z0-9_-]{1,400}$/, 'Give the next_cursor of the page before.').optional(),
      }),
    )
    .output(pageOf(failedStep)),
  replayAll: route
    .route({
      method: 'POST',
      path: '/v1/steps/replay',
      tags,
      summary: 'Run all dead steps again, or all of one name',
      description: 'At most 1,000 at once; the answer tells how many.',
      successStatus: 202,
    })
    .input(strict({ step: step.optional() }))
    .output(strict({ replayed: z.int().min(0) })),
  replay: route
    .route({
      method: 'POST',
      path: '/v1/calls/{call_id}/steps/{step}/replay',
      tags,
      summary: 'Run a dead step again; those behind it follow',
      successStatus: 202,
    })
    .input(strict({ call_id: id, step }))
    .output(strict({ call_id: id, step, state: z.literal('waiting') })),
};
