/** What an agent can do beside talking: HTTP requests and transfers. Source: design contract.md sections 1 and 2. */
import * as z from 'zod';
import { dialable, formed, list, message, name, oneOf, seconds, strict, text, webAddress } from './fields.ts';
import { refuseRepeats } from './refuse.ts';

const jsonMax = 20_000;

const headers = z
  .record(
    formed(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'Give header names of letters, digits and hyphens.'),
    formed(/^[^\r\n\0]{0,4000}$/, 'Give header values of one line, at most 4,000 characters.'),
    { error: 'Give an object of header names and values.' },
  )
  .refine((value) => Object.keys(value).length <= 50, { error: 'Give at most 50 headers.' })
  .default({});

/** Any JSON of bounded size. */
const json = z
  .json({ error: 'Give any JSON value.' })
  .refine((value) => JSON.stringify(value).length <= jsonMax, { error: 'Give at most 20,000 characters of JSON.' });

/** A request over HTTP, as a tool or a flow's action makes it. `{{variables}}` and arguments may stand in its texts. */
export const httpRequest = strict({
  method: oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  url: webAddress,
  headers,
  body: json.default(null),
  timeout_seconds: seconds(1, 60).default(10),
});

/** A JSON schema of type object; `{}` is one without arguments. */
const parameters = z
  .record(z.string(), z.json(), { error: 'Give a JSON schema of type object.' })
  .refine((value) => value.type === undefined || value.type === 'object', {
    error: 'Give a JSON schema of type object.',
  })
  .refine((value) => JSON.stringify(value).length <= jsonMax, {
    error: 'Give at most 20,000 characters of JSON schema.',
  })
  .default({});

/** A function that the model can call. `filler` is spoken while it runs. */
const tool = strict({
  name,
  description: message.default(''),
  parameters,
  http: httpRequest,
  filler: message.optional(),
});

export const tools = list(tool, 50)
  .superRefine((value, ctx) => refuseRepeats(ctx, value, 'name', (entry) => entry.name))
  .default([]);

/** Somebody a call can be handed to. */
const transfer = strict({ name: text(100, 1), to: dialable });

export const transfers = list(transfer, 50)
  .superRefine((value, ctx) => refuseRepeats(ctx, value, 'name', (entry) => entry.name.trim().toLowerCase()))
  .default([]);
