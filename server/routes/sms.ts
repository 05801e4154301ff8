/** `/v1/sms`. */
import type { SmsWishAnswer } from '../../contract/routes/sms.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import type { SmsWish, Wish } from '../store/sms-wishes.ts';
import type { Store } from '../store/store.ts';
import { api } from './api.ts';

export function smsRouter({ store: { smsWishes } }: { store: Pick<Store, 'smsWishes'> }) {
  const routes = api.sms;

  async function page(
    accountId: string,
    wish: Wish,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ) {
    const after = cursor === undefined ? null : await smsWishes.get(accountId, cursor, wish);
    if (cursor !== undefined && !after) throw gone;
    const found = await smsWishes.list(accountId, { wish, limit: limit + 1, ...(after && { after }) });
    const items = found.slice(0, limit).map(told);
    return { items, next_cursor: found.length > limit ? items.at(-1)!.number : null };
  }

  async function remove(accountId: string, number: string, wish: Wish) {
    if (!(await smsWishes.remove(accountId, number, wish))) throw notFound(what[wish], number);
    return { number, deleted: true as const };
  }

  return {
    stops: routes.stops.handler(({ input, context: { owner } }) => page(owner.accountId, 'stopped', input)),
    stop: routes.stop.handler(async ({ input: { number }, context: { owner } }) =>
      told(await smsWishes.put(owner.accountId, number, 'stopped', 'api')),
    ),
    removeStop: routes.removeStop.handler(({ input: { number }, context: { owner } }) =>
      remove(owner.accountId, number, 'stopped'),
    ),
    consents: routes.consents.handler(({ input, context: { owner } }) => page(owner.accountId, 'consented', input)),
    consent: routes.consent.handler(async ({ input: { number }, context: { owner } }) => {
      if ((await smsWishes.of(owner.accountId, number)) === 'stopped') throw stopped;
      return told(await smsWishes.put(owner.accountId, number, 'consented', 'api'));
    }),
    removeConsent: routes.removeConsent.handler(({ input: { number }, context: { owner } }) =>
      remove(owner.accountId, number, 'consented'),
    ),
  };
}

const what: Readonly<Record<Wish, string>> = { stopped: 'STOP of', consented: 'consent of' };

function told({ number, source, createdAt }: SmsWish): SmsWishAnswer {
  return { number, source, created_at: createdAt.toISOString() };
}

const stopped = new Refusal(409, 'stopped', 'This number stands on the STOP list.', {
  hint: 'Take it off first: DELETE /v1/sms/stops/{number}.',
});
const gone = new Refusal(400, 'bad_field', 'The number of cursor is no longer in this list.', {
  path: 'cursor',
  hint: 'Begin the list anew.',
});
