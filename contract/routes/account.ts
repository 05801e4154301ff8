/** `/v1/account`: the account and its keys. Source: design contract.md section 6. */
import * as z from 'zod';
import { pageOf, queried } from '../api.ts';
import { formed, id, instant, oneOf, strict, text } from '../fields.ts';
import { route } from './route.ts';

const label = text(100).default('');

const keyListed = strict({
  id,
  label: z.string(),
  created_at: instant,
  revoked_at: instant.nullable(),
  /** The key of this very request. */
  current: z.boolean(),
});

/** `key` is shown this once and kept nowhere. */
const keyCreated = strict({ id, label: z.string(), created_at: instant, key: z.string() });

/** What stands behind #token= in a start link. */
const startToken = formed(/^rl_[A-Za-z0-9_-]{43}$/, 'Give what stands behind #token= in the start link.');

/** `charged`: by a call that ended. `set`: somebody wrote another balance. */
const creditKinds = ['added', 'set', 'charged'] as const;
export type CreditKind = (typeof creditKinds)[number];

/** Money as text, for a number would round it. */
const amount = formed(
  /^-?(0|[1-9]\d{0,11})(\.\d{1,6})?$/,
  'Give a decimal as text, such as "12.50", with at most 6 digits behind the point.',
);
const price = formed(/^(0|[1-9]\d{0,11})(\.\d{1,6})?$/, 'Give a price as text, such as "0.12", or null for none.');

const creditEntry = strict({
  id,
  kind: oneOf(creditKinds),
  /** What the balance changed by. */
  amount: z.string(),
  /** Of a charge; null also where the call was deleted since. */
  call_id: id.nullable(),
  note: z.string(),
  created_at: instant,
});
export type CreditEntryAnswer = z.output<typeof creditEntry>;

const tags = ['account'];

const account = strict({
  id,
  name: z.string(),
  /** Decimals as text, in the account's own currency; null: calls cost nothing or have no limit. */
  balance: z.string().nullable(),
  price_per_minute: z.string().nullable(),
  live_calls: z.int(),
});

export const accountRoutes = {
  get: route
    .route({ method: 'GET', path: '/v1/account', tags, summary: 'Read the account of this key' })
    .input(strict({}))
    .output(account),
  change: route
    .route({
      method: 'PATCH',
      path: '/v1/account',
      tags,
      summary: 'Set the price of calls, or the balance',
      description: 'Calls are charged and limited only where both are set. Null is no price, or no limit.',
    })
    .input(strict({ balance: amount.nullable().optional(), price_per_minute: price.nullable().optional() }))
    .output(account),
  addCredit: route
    .route({
      method: 'POST',
      path: '/v1/account/credit',
      tags,
      summary: 'Add credit, once for each idempotency key',
      description: 'A negative amount takes some away.',
    })
    .input(
      strict({
        amount: amount.refine((text) => Number(text) !== 0, { error: 'Give an amount other than 0.' }),
        note: text(200).default(''),
        idempotency_key: id.nullable().default(null),
      }),
    )
    .output(account),
  credit: route
    .route({
      method: 'GET',
      path: '/v1/account/credit',
      tags,
      summary: 'List what changed the balance, newest first',
    })
    .input(
      strict({
        limit: queried(1, 200)
          .pipe(z.int({ error: 'Give a whole number.' }))
          .default(50),
        cursor: id.optional(),
      }),
    )
    .output(pageOf(creditEntry)),
  keys: route
    .route({ method: 'GET', path: '/v1/account/keys', tags, summary: 'List keys, without their secrets' })
    .input(strict({}))
    .output(strict({ items: z.array(keyListed) })),
  createKey: route
    .route({
      method: 'POST',
      path: '/v1/account/keys',
      tags,
      summary: 'Make a key, which is shown once',
      successStatus: 201,
    })
    .input(strict({ label }))
    .output(keyCreated),
  revokeKey: route
    .route({ method: 'DELETE', path: '/v1/account/keys/{id}', tags, summary: 'Revoke a key, from now on' })
    .input(strict({ id }))
    .output(keyListed),
  exchange: route
    .route({
      method: 'POST',
      path: '/v1/account/exchange',
      tags,
      summary: 'Exchange the token of a start link for a key, once',
      successStatus: 201,
      spec: (operation) => ({ ...operation, security: [] }),
    })
    .input(strict({ token: startToken, label }))
    .output(keyCreated),
  signIn: route
    .route({
      method: 'POST',
      path: '/v1/account/session',
      tags,
      summary: 'Sign a browser in, by a key or by a start link',
      description: 'Sets the session cookie of the dashboard. Only pages of this server may ask.',
      successStatus: 201,
      spec: (operation) => ({ ...operation, security: [] }),
    })
    .input(
      z.union([strict({ key: text(200, 1) }), strict({ token: startToken })], { error: 'Give a key, or a token.' }),
    )
    .output(
      strict({
        account_id: id,
        /** The key that a start link was exchanged for: shown this once. */
        key: z.string().nullable(),
      }),
    ),
  signOut: route
    .route({
      method: 'DELETE',
      path: '/v1/account/session',
      tags,
      summary: 'Sign this browser out',
      spec: (operation) => ({ ...operation, security: [] }),
    })
    .input(strict({}).optional())
    .output(strict({ signed_out: z.literal(true) })),
};
