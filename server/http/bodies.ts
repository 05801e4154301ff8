/** What may be in a body: a JSON object of bounded size and depth. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.ts';

export const bodyBytesMax = 64 * 1024;
/** Agents hold prompts and flows. */
export const agentBytesMax = 1024 * 1024;
/** Deeper ones are not read: schemas would use up the stack on them. */
const depthMax = 64;

/** An empty body is none at all, so that `POST …/end` needs nothing. Everything but JSON objects is refused. */
export function guardBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined);
    if (nestsDeeper(text as string)) return done(tooDeep, undefined);
    return parse(request, text as string, (error, body: unknown) => {
      if (error) return done(notJson(text as string), undefined);
      const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
      return isObject ? done(null, body) : done(noObject(body), undefined);
    });
  });
}

export function tooLarge(bytesMax: number): Refusal {
  return new Refusal(413, 'too_large', `The body is larger than ${Math.round(bytesMax / 1024)} KiB.`, {
    hint: 'Send less: agents may have 1024 KiB, everything else 64 KiB.',
  });
}

const tooDeep = new Refusal(400, 'too_deep', 'The body nests too deeply to be read.', {
  hint: `Send a document with at most ${depthMax} levels.`,
});

/** Where it stops being JSON, as far as Node tells; and nothing of what stands there. */
function notJson(text: string): Refusal {
  const place = /\(line \d+ column \d+\)/.exec(faultOf(text))?.[0] ?? '';
  return new Refusal(400, 'bad_json', `The body is not JSON${place && ` ${place}`}.`, {
    hint: 'Send a JSON object, with quotes around names and texts and no comma behind the last field.',
  });
}

function faultOf(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function noObject(body: unknown): Refusal {
  const what = Array.isArray(body) ? 'a list' : body === null ? 'null' : `a ${typeof body}`;
  return new Refusal(400, 'not_an_object', `The body is ${what}, not a JSON object.`, {
    hint: 'Send the fields in braces: {"name": "…"}.',
  });
}

/** Counts brackets outside texts, which is all that depth is. */
function nestsDeeper(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === 0x22) inText = !inText;
    else if (inText && code === 0x5c) i++;
    else if (!inText && (code === 0x7b || code === 0x5b)) depth++;
    else if (!inText && (code === 0x7d || code === 0x5d)) depth--;
    if (depth > depthMax) return true;
  }
  return false;
}
