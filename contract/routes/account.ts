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
    .input(
      strict({ token: formed(/^rl_[A-Za-z0-9_-]{43}$/, 'Give what stands behind #token= in the start link.'), label }),
    )
    .output(keyCreated),
};
