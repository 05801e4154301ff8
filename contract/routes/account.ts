/** `/v1/account`: the account and its keys. Source: design contract.md section 6. */
import * as z from 'zod';
import { formed, id, instant, strict, text } from '../fields.ts';
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

const tags = ['account'];

export const accountRoutes = {
  get: route
    .route({ method: 'GET', path: '/v1/account', tags, summary: 'Read the account of this key' })
    .input(strict({}))
    .output(
      strict({
        id,
        name: z.string(),
        /** Decimals as text, in the account's own currency; null: calls cost nothing and have no limit. */
        balance: z.string().nullable(),
        price_per_minute: z.string().nullable(),
        live_calls: z.int(),
      }),
    ),
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
