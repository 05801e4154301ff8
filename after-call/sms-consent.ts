/** Whether a caller agreed to a text message, by their own words. Source: design contract.md section 1, issue "sms". */
import * as z from 'zod';
import type { MessageState } from '../contract/call.ts';
import { fold, foldedWords } from '../contract/fold.ts';
import { askModel } from './ask-model.ts';
import { callerTurns, callText } from './heard.ts';
import type { EndedCall, StepTools } from './step.ts';

type Consent = NonNullable<MessageState['consent']>;

/** Null: there is none. What a model quotes must stand in the caller's words, or it counts for nothing. */
export async function consentOf(call: EndedCall, stored: boolean, tools: StepTools): Promise<Consent | null> {
  if (stored) return { by: 'stored', evidence: null };
  if (call.agent.after_call.sms.consent === 'implied_by_call') return { by: 'call', evidence: null };
  if (callerTurns(call.record).length === 0) return null;
  const model = tools.modelOf(call.agent);
  const evidence =
    model === null
      ? agreedByRule(call)
      : quotedFrom(call, await askModel(model, { task, material: callText(call.record), shape }, tools));
  return evidence === null ? null : { by: 'words', evidence };
}

const shape = z.object({
  agreed: z
    .boolean()
    .describe('Whether the caller asked for a text message, or agreed to get one, and did not take it back.'),
  quote: z.string().max(500).describe("The caller's own words that say so, letter by letter; empty if there are none."),
});

const task =
  'Find out whether the caller agreed to get a text message (SMS) on the number of this call. Only their own clear words ' +
  'count: asking for one, or saying yes to the offer of one. Doubt, silence and a wish for something else are no.';

function quotedFrom({ record }: EndedCall, { agreed, quote }: z.output<typeof shape>): string | null {
  const words = foldedWords(quote).join(' ');
  if (!agreed || words === '') return null;
  const said = callerTurns(record).some((turn) => ` ${foldedWords(turn).join(' ')} `.includes(` ${words} `));
  return said ? quote : null;
}

const message = /\b(texts?|sms|text messages?)\b/;
const asks =
  /\b(text|sms) me\b|\bsend (me|it|that|this)\b.*\b(texts?|sms|text messages?)\b|\b(by|via|as an?) (text|sms)\b/;
const agrees = /^(yes|yeah|yep|sure|ok|okay|please|of course|go ahead|sounds good|that would be|absolutely|fine)\b/;
const refuses = /\b(no|not|don'?t|never|stop|without)\b/;

/** English only: elsewhere nobody's words are understood without a model. */
function agreedByRule({ record, agent }: EndedCall): string | null {
  if (!/^en\b/i.test(agent.language)) return null;
  let evidence: string | null = null;
  let offered = false;
  for (const { role, text } of record.transcript) {
    const said = fold(text);
    if (role === 'agent') {
      offered = said.includes('?') && message.test(said);
      continue;
    }
    if (refuses.test(said)) {
      if (offered || message.test(said)) evidence = null;
    } else if (asks.test(said) || (offered && agrees.test(said))) evidence = text;
  }
  return evidence;
}
