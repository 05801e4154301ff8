/** `ringoff replay`: when and why stored calls would have ended with other settings, asked of the running server. */
import { readFileSync } from 'node:fs';
import { BadConfig } from '../contract/errors.ts';
import type { CallReplay, Replays } from '../contract/routes/replays.ts';
import { changeWords, reasonOf, replaySentence, replaysSentence, restSentences } from '../contract/replay-words.ts';
import { shownSeconds } from '../contract/shown-time.ts';
import type { ServerOptions } from './find-server.ts';
import { paint } from './paint.ts';
import { askServer } from './server-client.ts';
import type { Setting } from './setting.ts';

export type ReplayOptions = ServerOptions & {
  set?: Setting[];
  settings?: string;
  agent?: string;
  limit: number;
  json?: boolean;
};
type OtherEnding = Record<string, unknown>;
type Ending = CallReplay['was'];

export async function replayCommand(call: string | undefined, options: ReplayOptions): Promise<void> {
  const { agent, limit, json } = options;
  if (call !== undefined && agent !== undefined) throw new BadConfig('--agent goes with many calls, not with one');
  const ending = settingsOf(options);
  if (call !== undefined) {
    const told = await askServer(options, ({ replays }) => replays.one({ id: call, ending }));
    return json ? console.log(JSON.stringify(told)) : printOne(told);
  }
  const told = await askServer(options, ({ replays }) =>
    replays.many({ ending, limit, ...(agent && { agent_id: agent }) }),
  );
  return json ? console.log(JSON.stringify(told)) : printMany(told);
}

function settingsOf({ set = [], settings }: ReplayOptions): OtherEnding {
  const ending = settings === undefined ? {} : readSettings(settings);
  for (const { path, value } of set) put(ending, path, value);
  if (Object.keys(ending).length > 0) return ending;
  throw new BadConfig('name a setting that is to be different: --set silence.timeout_seconds=10, or --settings FILE');
}

/** The file holds an `ending` object, or an agent that has one. */
function readSettings(file: string): OtherEnding {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadConfig(`--settings: ${file} cannot be read as JSON (${(error as Error).message})`, { cause: error });
  }
  const { ending = document } = (document ?? {}) as { ending?: unknown };
  if (isObject(ending)) return ending;
  throw new BadConfig(`--settings: ${file} holds no object; write the settings of "ending", or an agent with them`);
}

function put(object: OtherEnding, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    object[name] = value;
    return;
  }
  const inner = isObject(object[name]) ? object[name] : {};
  object[name] = inner;
  put(inner, rest, value);
}

function isObject(value: unknown): value is OtherEnding {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function printOne(told: CallReplay): void {
  const { call_id: id, was, would_be: wouldBe, parted_at_seconds: parted, unknown } = told;
  console.log(paint.bold(`${id}: ${replaySentence(told)}`));
  const rows: [string, string][] = [
    ['was', ended(was)],
    ['would be', ended(wouldBe)],
    ['because', wouldBe.evidence],
  ];
  if (parted !== null) rows.push(['parts', `at ${shownSeconds(parted)}`]);
  for (const { at_seconds: at, message } of unknown) {
    rows.push(['not known', `${at === null ? '' : `${shownSeconds(at)}: `}${message}`]);
  }
  for (const [name, text] of rows) console.log(`  ${paint.dim(name.padEnd(10))}${text}`);
}

function printMany(told: Replays): void {
  console.log(paint.bold(replaysSentence(told)));
  for (const item of told.items) {
    console.log(`${item.call_id}  ${item.started_at}  ${item.agent_id}: ${changeWords(item)}`);
    console.log(`  ${paint.dim(`was: ${ended(item.was)}; would be: ${ended(item.would_be)}`)}`);
  }
  for (const sentence of restSentences(told)) console.log(paint.dim(sentence));
}

function ended(ending: Ending): string {
  return `down at ${shownSeconds(ending.ended_at_seconds)}, ${reasonOf(ending)}`;
}
