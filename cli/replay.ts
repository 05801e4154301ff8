/** `ringoff replay`: when and why stored calls would have ended with other settings, asked of the running server. */
import { readFileSync } from 'node:fs';
import { BadConfig } from '../contract/errors.ts';
import type { CallReplay, Replays } from '../contract/routes/replays.ts';
import { endedReasonWords } from '../contract/why-ended.ts';
import { unknownWords } from '../contract/replay.ts';
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

function printOne({ call_id: id, was, would_be: wouldBe, unknown, ...told }: CallReplay): void {
  console.log(paint.bold(`${id} with these settings: ${outcome({ ...told, was, would_be: wouldBe })}`));
  const rows: [string, string][] = [
    ['was', ended(was)],
    ['would be', ended(wouldBe)],
    ['because', wouldBe.evidence],
  ];
  if (told.parted_at_seconds !== null) rows.push(['parts', `at ${told.parted_at_seconds.toFixed(1)} s`]);
  for (const { at_seconds: at, message } of unknown) {
    rows.push(['not known', `${at === null ? '' : `${at.toFixed(1)} s: `}${message}`]);
  }
  for (const [name, text] of rows) console.log(`  ${paint.dim(name.padEnd(10))}${text}`);
}

function printMany({ calls, items, ...counts }: Replays): void {
  if (calls === 0) return console.log('There is no ended call to replay.');
  const told = `${counts.earlier} of ${calls} ${calls === 1 ? 'call' : 'calls'} would have ended earlier`;
  const more = `${counts.later} would have gone on, ${counts.other_reason} would have ended for another reason`;
  console.log(paint.bold(`With these settings ${told}, ${more}.`));
  if (counts.left_out > 0)
    console.log(`${counts.left_out} could not be replayed: they go on, or are of another version.`);
  if (counts.not_reached > 0) console.log(`${counts.not_reached} were not reached in time: give a smaller --limit.`);
  for (const item of items) {
    console.log(`${item.call_id}  ${item.started_at}  ${item.agent_id}: ${outcome(item)}`);
    console.log(`  ${paint.dim(`was: ${ended(item.was)}; would be: ${ended(item.would_be)}`)}`);
  }
  const codes = [...new Set(items.flatMap(({ unknown }) => unknown))];
  if (codes.length > 0) console.log(paint.dim('What the logs cannot tell:'));
  for (const code of codes) console.log(paint.dim(`  ${unknownWords[code]}`));
}

type Changed = Pick<CallReplay, 'change' | 'was' | 'would_be' | 'other_reason'>;

function outcome({ change, was, would_be: wouldBe, other_reason: otherReason }: Changed): string {
  const otherwise = otherReason ? ', for another reason' : '';
  switch (change) {
    case 'same':
      return otherReason ? 'it would have ended then as well, for another reason' : 'nothing would have changed';
    case 'earlier':
      return `it would have ended ${(was.decided_at_seconds - wouldBe.decided_at_seconds).toFixed(1)} s earlier${otherwise}`;
    case 'later':
      return 'it would have gone on';
  }
}

function ended({ decided_at_seconds: at, ended_reason: reason, custom_end_call_reason: custom }: Ending): string {
  return `at ${at.toFixed(1)} s, ${endedReasonWords[reason]}${custom === null ? '' : ` ("${custom}")`}`;
}
