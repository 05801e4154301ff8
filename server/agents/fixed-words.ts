/** What an agent says in call after call, word for word: its greeting, farewells, check-ins, and the fixed blocks of its flow. */
import type { Agent } from '../../contract/agent.ts';

const textsMax = 200;

/** Texts with a `{{variable}}` are filled anew for each call, but for their sentences without one. */
export function fixedWords({ greeting, ending, flow }: Agent): string[] {
  const { farewell, apology, silence, voicemail, keypad, reasons, pre_call: screening } = ending;
  const said = [greeting.message, farewell.message, apology, voicemail.message, keypad.message];
  const checkIns = silence.check_ins.map(({ message }) => message);
  const closings = reasons.flatMap(({ closing }) => (closing.mode === 'static' ? closing.message : []));
  const screened = screening.map(({ message }) => message);
  const texts = [...said, ...checkIns, ...closings, ...screened, ...blocksOf(flow)];
  return [...new Set(texts)].filter((text) => text.trim() !== '').slice(0, textsMax);
}

function blocksOf(flow: Agent['flow']): string[] {
  return (flow?.nodes ?? []).flatMap(({ kind, data }) => {
    if (kind === 'utterance' && data.mode === 'verbatim') return data.text;
    return kind === 'end_call' && data.message.mode === 'fixed' ? data.message.text : [];
  });
}
