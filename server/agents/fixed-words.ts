/** What an agent says in call after call, word for word: its greeting, farewells, check-ins, and the fixed texts of its flow. */
import type { Agent } from '../../contract/agent.ts';
import type { FlowNode } from '../../contract/flow.ts';

const textsMax = 200;

/** Texts with a `{{variable}}` are filled anew for each call, but for their sentences without one. */
export function fixedWords({ greeting, recording, ending, flow }: Agent): string[] {
  const { farewell, apology, silence, voicemail, keypad, reasons, pre_call: screening } = ending;
  const said = [recording.consent, greeting.message, farewell.message, apology, voicemail.message, keypad.message];
  const checkIns = silence.check_ins.map(({ message }) => message);
  const closings = reasons.flatMap(({ closing }) => (closing.mode === 'static' ? closing.message : []));
  const screened = screening.map(({ message }) => message);
  const texts = [...said, ...checkIns, ...closings, ...screened, ...(flow?.nodes ?? []).flatMap(wordsOf)];
  return [...new Set(texts)].filter((text) => text.trim() !== '').slice(0, textsMax);
}

function wordsOf({ kind, data }: FlowNode): string[] {
  switch (kind) {
    case 'utterance':
      return data.mode === 'verbatim' ? [data.text] : [];
    case 'end_call':
      return data.message.mode === 'fixed' ? [data.message.text] : [];
    case 'slot_collection':
      return data.slots.flatMap(({ prompt, retry_prompt, confirm_prompt }) => [prompt, retry_prompt, confirm_prompt]);
    case 'action':
      return data.mode === 'http' ? [data.filler] : [];
    case 'transfer':
      return [data.line];
    case 'condition':
      return [];
  }
}
