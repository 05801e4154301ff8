/** `/v1/sms`: numbers that want no text messages, and numbers that agreed to them. Source: design contract.md section 1. */
import * as z from 'zod';
import { pageOf, queried } from '../api.ts';
import { formed, instant, oneOf, strict } from '../fields.ts';
import { route } from './route.ts';

export const phoneNumber = formed(
  /^\+[1-9][0-9]{6,14}$/,
  'Give a number with + and country code, like +15550100 (written %2B15550100 in an address).',
);

/** `message`: the number wrote STOP. `provider`: the provider refused to send to it. */
const listed = strict({ number: z.string(), source: oneOf(['message', 'api', 'provider']), created_at: instant });
export type SmsWishAnswer = z.output<typeof listed>;

const page = strict({
  limit: queried(1, 200)
    .pipe(z.int({ error: 'Give a whole number.' }))
    .default(50),
  /** The last number of the page before. */
  cursor: phoneNumber.optional(),
});
const one = strict({ number: phoneNumber });
const removed = strict({ number: z.string(), deleted: z.literal(true) });
const tags = ['sms'];

export const smsRoutes = {
  stops: route
    .route({ method: 'GET', path: '/v1/sms/stops', tags, summary: 'List numbers that get no messages, newest first' })
    .input(page)
    .output(pageOf(listed)),
  stop: route
    .route({
      method: 'PUT',
      path: '/v1/sms/stops/{number}',
      tags,
      summary: 'Send nothing to a number any more',
      description: 'A stored consent of the number ends.',
    })
    .input(one)
    .output(listed),
  removeStop: route
    .route({
      method: 'DELETE',
      path: '/v1/sms/stops/{number}',
      tags,
      summary: 'Take a number off the list',
      description: 'The carrier keeps a list of its own: only the number itself gets off that one, by writing START.',
    })
    .input(one)
    .output(removed),
  consents: route
    .route({ method: 'GET', path: '/v1/sms/consents', tags, summary: 'List numbers that agreed, newest first' })
    .input(page)
    .output(pageOf(listed)),
  consent: route
    .route({
      method: 'PUT',
      path: '/v1/sms/consents/{number}',
      tags,
      summary: 'Store that a number agreed to messages',
      description: 'Refused with 409 `stopped` while the number stands on the STOP list.',
    })
    .input(one)
    .output(listed),
  removeConsent: route
    .route({ method: 'DELETE', path: '/v1/sms/consents/{number}', tags, summary: 'Forget that a number agreed' })
    .input(one)
    .output(removed),
};
