/** `/v1/callers`: what is kept of one number. Source: design contract.md section 6. */
import * as z from 'zod';
import { strict } from '../fields.ts';
import { queriedFlag } from '../api.ts';
import { route } from './route.ts';
import { phoneNumber } from './sms.ts';

export const callerRoutes = {
  remove: route
    .route({
      method: 'DELETE',
      path: '/v1/callers/{number}',
      tags: ['calls'],
      summary: 'Delete everything that is kept of a number',
      description:
        'Every ended call from or to it, with words, deliveries, recordings and lines in the data log, and its consent. ' +
        '`keep_stop=true` keeps its entry in the STOP list. `live_calls` go on, and can be deleted once they have ended.',
      inputStructure: 'detailed',
    })
    .input(
      z.object({
        params: strict({ number: phoneNumber }),
        query: strict({ keep_stop: queriedFlag.default(false) }).prefault({}),
      }),
    )
    .output(strict({ number: z.string(), deleted_calls: z.int(), live_calls: z.int() })),
};
