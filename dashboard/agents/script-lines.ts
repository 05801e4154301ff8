/** The lines of an offline agent's script, of which the first that fits counts. */
import { foldedWords } from '../../contract/fold.ts';

export type ScriptLine = {
  when: unknown;
  say?: string;
  tools?: { name: string; arguments?: Record<string, unknown> }[];
};

const scriptMax = 200;
const phraseMax = 200;

/** The new line stands where it can still fit: before the one for anything. */
export function withLine(script: readonly ScriptLine[], line: ScriptLine): ScriptLine[] {
  const last = script.findIndex(({ when }) => when === 'anything');
  return last < 0 ? [...script, line] : script.toSpliced(last, 0, line);
}

/**
 * A script has no understanding: for each reason that no line ends the call for yet it gets one, which waits for the words
 * of the reason. Answers how many those were.
 */
export function withReasons(
  script: readonly ScriptLine[],
  reasons: readonly string[],
  action: string,
): { script: ScriptLine[]; added: number } {
  let lines = [...script];
  for (const reason of reasons) {
    const known = lines.some(({ tools }) => tools?.some((call) => call.arguments?.['reason'] === reason));
    const words = foldedWords(reason).join(' ').slice(0, phraseMax);
    if (known || words === '' || lines.length >= scriptMax) continue;
    lines = withLine(lines, { when: [words], say: '', tools: [{ name: action, arguments: { reason } }] });
  }
  return { script: lines, added: lines.length - script.length };
}
