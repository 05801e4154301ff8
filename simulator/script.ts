/**
 * A scripted caller: one step a line, each with the moment at which it happens.
 *
 *     # a comment
 *     outbound                                   (the agent calls; without it the caller does)
 *     caller: I'd like to book a cleaning.       (once the agent has finished, and 0.8 s more)
 *     [after 3s] caller: hello?                  (3 s after the step before, whatever the agent does)
 *     [over goodbye 0.5s] caller: okay bye       (0.5 s into the farewell; `over reply` for any other words)
 *     [at 60s] hang up                           (60 s after the answer)
 *     voice down                                 (a setting: at once; at the top of the script before the answer)
 *
 * Steps: `caller: WORDS`, `noise 5s`, `press 1`, `hang up`, `voicemail`, `operator ends`, `operator hangs up`,
 * `balance is used up`. Settings: `lose marks`, `marks are back`, `voice down`, `all voices down`, `voices are back`,
 * `refuse 2 hang-ups`, `never answers`.
 */
import { BadConfig } from '../contract/errors.ts';

export type Moment =
  | { when: 'agent_finished' }
  | { when: 'after'; ms: number }
  | { when: 'at'; ms: number }
  | { when: 'over_goodbye' | 'over_reply'; ms: number };

export type Act =
  | { act: 'say'; text: string }
  | { act: 'noise'; ms: number }
  | { act: 'press'; digit: string }
  | { act: 'operator'; farewell: boolean }
  | { act: 'refuse_hang_ups'; count: number }
  | { act: 'hang_up' | 'voicemail' | 'balance' | 'lose_marks' | 'marks_back' }
  | { act: 'voice_down' | 'all_voices_down' | 'voices_back' | 'never_answers' };

export type ScriptStep = { line: number; moment: Moment; act: Act };
export type Script = { direction: 'inbound' | 'outbound'; steps: readonly ScriptStep[] };

const stepsMax = 1_000;

/** Throws BadConfig that names the line, what stands there and what would be right. */
export function parseScript(text: string, name = 'script'): Script {
  const steps: ScriptStep[] = [];
  let direction: Script['direction'] = 'inbound';
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (content === 'outbound' || content === 'inbound') direction = content;
    else steps.push({ line: index + 1, ...parseStep(content, `${name}:${index + 1}`) });
    if (steps.length > stepsMax) throw new BadConfig(`${name}: more than ${stepsMax} steps`);
  }
  return { direction, steps };
}

const settings: ReadonlySet<Act['act']> = new Set([
  'refuse_hang_ups',
  'lose_marks',
  'marks_back',
  'voice_down',
  'all_voices_down',
  'voices_back',
  'never_answers',
]);

/** The settings at the top of a script, which hold from the first ring on. */
export function settingsOnTop({ steps }: Script): readonly ScriptStep[] {
  const first = steps.findIndex(
    ({ act, moment }) => !settings.has(act.act) || moment.when !== 'after' || moment.ms > 0,
  );
  return first < 0 ? steps : steps.slice(0, first);
}

function parseStep(content: string, where: string): { moment: Moment; act: Act } {
  const [, bracket, rest] = /^(?:\[([^\]]*)\]\s*)?(.*)$/.exec(content)!;
  const act = parseAct(rest!, where);
  if (bracket === undefined && settings.has(act.act)) return { moment: { when: 'after', ms: 0 }, act };
  return { moment: parseMoment(bracket, where), act };
}

function parseMoment(text: string | undefined, where: string): Moment {
  if (text === undefined) return { when: 'agent_finished' };
  const [, word, seconds] = /^(after|at|over goodbye|over reply)\s+(\d+(?:\.\d+)?)\s*s$/.exec(text.trim()) ?? [];
  if (!word) {
    throw new BadConfig(
      `${where}: "[${text}]" is no moment; write [after 2s], [at 30s], [over goodbye 0.5s] or [over reply 1s]`,
    );
  }
  const ms = Math.round(Number(seconds) * 1000);
  if (word === 'after' || word === 'at') return { when: word, ms };
  return { when: word === 'over goodbye' ? 'over_goodbye' : 'over_reply', ms };
}

const plain: Readonly<Record<string, Act>> = {
  'hang up': { act: 'hang_up' },
  voicemail: { act: 'voicemail' },
  'operator ends': { act: 'operator', farewell: true },
  'operator hangs up': { act: 'operator', farewell: false },
  'balance is used up': { act: 'balance' },
  'lose marks': { act: 'lose_marks' },
  'marks are back': { act: 'marks_back' },
  'voice down': { act: 'voice_down' },
  'all voices down': { act: 'all_voices_down' },
  'voices are back': { act: 'voices_back' },
  'never answers': { act: 'never_answers' },
};

function parseAct(text: string, where: string): Act {
  const known = plain[text];
  if (known) return known;
  const said = /^caller:\s*(.+)$/.exec(text)?.[1];
  if (said) return { act: 'say', text: said };
  const noise = /^noise\s+(\d+(?:\.\d+)?)\s*s$/.exec(text)?.[1];
  if (noise) return { act: 'noise', ms: Math.round(Number(noise) * 1000) };
  const digit = /^press\s+([0-9*#])$/.exec(text)?.[1];
  if (digit) return { act: 'press', digit };
  const count = /^refuse\s+(\d{1,3})\s+hang-ups?$/.exec(text)?.[1];
  if (count) return { act: 'refuse_hang_ups', count: Number(count) };
  const names = Object.keys(plain).join(', ');
  throw new BadConfig(
    `${where}: "${text}" is no step; write caller: WORDS, noise 5s, press 1, refuse 2 hang-ups, ${names}`,
  );
}
