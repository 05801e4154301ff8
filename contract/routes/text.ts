/** `/v1/text`: tickets for calls from a browser, typed or spoken. Source: docs/text-line.md, docs/browser.md. */
import * as z from 'zod';
import { id, oneOf, strict } from '../fields.ts';
import { route } from './route.ts';

export const textRoutes = {
  ticket: route
    .route({
      method: 'POST',
      path: '/v1/text/tickets',
      tags: ['text line'],
      summary: 'Make a ticket for one call from a browser, typed or spoken',
      description:
        'A browser cannot send a key with a WebSocket: it opens `path` with this ticket instead, once. ' +
        'Answers 429 `too_many_tickets` when a key has too many unused ones.',
      successStatus: 201,
    })
    .input(strict({ agent_id: id, line: oneOf(['text', 'voice']).default('text') }))
    .output(
      strict({
        ticket: z.string(),
        /** Of the WebSocket at this server, with the ticket in it. */
        path: z.string(),
        expires_in_seconds: z.int(),
      }),
    ),
};
