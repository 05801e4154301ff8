/** `ringoff steps`: work after calls that failed, and its replay, asked of the running server, which alone does it. */
import { BadConfig } from '../contract/errors.ts';
import { stepNames, type StepName } from '../contract/step-words.ts';
import type { ServerOptions } from './find-server.ts';
import { paint } from './paint.ts';
import { askServer } from './server-client.ts';

export type StepListOptions = ServerOptions & { state?: string; call?: string };
export type StepReplayOptions = ServerOptions & { all?: boolean };

/** The newest 50. */
export async function stepsListCommand(options: StepListOptions): Promise<void> {
  const { call, state = 'dead' } = options;
  if (state !== 'dead' && state !== 'waiting') throw new BadConfig(`--state: "${state}" is neither dead nor waiting`);
  const { items } = await askServer(options, (api) => api.steps.list({ state, ...(call && { call_id: call }) }));
  if (items.length === 0) console.log(`No step is ${state}.`);
  for (const { call_id, step, failures, error, updated_at } of items) {
    const times = failures === 1 ? 'failed once' : `failed ${failures} times`;
    const shown = state === 'dead' ? paint.red(state) : state;
    console.log(`${call_id} ${step}  ${shown}, ${times}, ${updated_at}\n  ${error ?? 'its process died'}`);
  }
}

export async function stepsReplayCommand(
  call: string | undefined,
  step: string | undefined,
  options: StepReplayOptions,
): Promise<void> {
  if (options.all) {
    if (call !== undefined && step !== undefined) throw new BadConfig('--all goes with the name of a step, or alone');
    const named = call === undefined ? {} : { step: stepNamed(call) };
    const { replayed } = await askServer(options, (api) => api.steps.replayAll(named));
    console.log(replayed === 1 ? '1 step runs again.' : `${replayed} steps run again.`);
    return;
  }
  if (call === undefined || step === undefined) {
    throw new BadConfig('name a call and a step, as "ringoff steps list" shows them, or give --all');
  }
  const name = stepNamed(step);
  await askServer(options, (api) => api.steps.replay({ call_id: call, step: name }));
  console.log(`${name} of ${call} runs again.`);
}

function stepNamed(text: string): StepName {
  const known = stepNames.find((name) => name === text);
  if (known) return known;
  throw new BadConfig(`"${text}" is none of the steps ${stepNames.join(', ')}`);
}
