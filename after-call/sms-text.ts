/** The words of a text message after a call. Source: design contract.md section 1. */
import * as z from 'zod';
import { smsTextMax } from '../contract/call.ts';
import { fillVariables } from '../contract/variables.ts';
import { askModel } from './ask-model.ts';
import { textValues } from './ended-values.ts';
import { callText } from './heard.ts';
import type { EndedCall, StepTools } from './step.ts';

/** Three messages of the network: what is longer is not read. */
const writtenMax = 450;
const toneCharactersMax = 4_000;

/** `asked`: what the model asked for in the call comes before what the agent's document says. Null: no model can write it. */
export async function smsText(call: EndedCall, tools: StepTools): Promise<string | null> {
  const { record, agent } = call;
  const { mode, message } = agent.after_call.sms;
  if (record.sms_requested.length > 0) return cut(record.sms_requested.join('\n'));
  const values = textValues(call);
  const filled = fillVariables(message, values).text.trim();
  if (mode === 'static') return cut(filled);
  const model = tools.modelOf(agent);
  if (model === null) return textByRule(call);
  const tone = fillVariables(agent.prompt, values).text.trim().slice(0, toneCharactersMax);
  const shape = z.object({
    text: z.string().trim().min(1).max(writtenMax).describe('The text message, ready to be sent.'),
  });
  const task = [
    `You are ${agent.name}. Write the caller one text message (SMS) that follows up on the call: at most ${writtenMax} ` +
      'characters, plain text, in the language and the tone of the call. Promise nothing that was not said, and ask nothing.',
    ...(filled === '' ? [] : [filled]),
    ...(tone === '' ? [] : [`How you speak, as you were told for calls:\n${tone}`]),
  ].join('\n\n');
  const { text } = await askModel(model, { task, material: callText(record), shape }, tools);
  return text;
}

function textByRule({ agent }: EndedCall): string | null {
  return /^en\b/i.test(agent.language) ? `Thank you for your call. ${agent.name}` : null;
}

function cut(text: string): string {
  return text.length <= smsTextMax ? text : `${text.slice(0, smsTextMax - 1)}…`;
}
