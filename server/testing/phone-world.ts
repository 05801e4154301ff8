/** A whole server with a telephone on a free port, an agent for it, and baresip as the caller. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { speaking } from '../../lines/speaking.ts';
import { systemClock } from '../../providers/clock.ts';
import { offlineVoice } from '../../providers/speech/offline-voice.ts';
import { heardFrames, type HeardFrames } from '../../providers/sound/testing/heard-frames.ts';
import { wavSamples } from '../../providers/sound/testing/wav-samples.ts';
import { readConfig } from '../config.ts';
import { firstAccount } from '../first-account.ts';
import type { LogEntry } from '../session/log.ts';
import type { Store } from '../store/store.ts';
import type { LiveEvent } from '../calls/switchboard.ts';
import { type BaresipCall, startBaresip } from './baresip.ts';
import { type TestServer, type TestServerOptions, testServer } from './server.ts';
import { startSipp, type SippOptions, type SippRun, type SippScenario } from './sipp.ts';

export const farewell = 'Thank you for calling Acme Dental. Have a lovely day, goodbye!';

/** Speaks little, so that calls are short; understands what `lines` say. */
export const phoneAgent: AgentInput = {
  id: 'reception',
  name: 'Reception',
  prompt: 'You answer the telephone. Use end_call to end the call.',
  greeting: { mode: 'static', message: 'Hello.' },
  recording: { enabled: true },
  speech: { listen: { provider: 'offline', expected: ['no that is all goodbye', 'wait one more thing', 'okay bye'] } },
  model: {
    provider: 'offline',
    script: [
      { when: ['one more thing'], say: 'Of course.' },
      { when: ['bye', 'goodbye'], say: farewell, tools: [{ name: 'end_call', arguments: {} }] },
      { when: 'anything', say: 'I see.' },
    ],
  },
};

export const goodbye = 'Goodbye.';

/** Says goodbye to whom presses a key: for telephones that say nothing. */
export const keypadAgent: AgentInput = {
  ...phoneAgent,
  ending: { keypad: { key: '#', message: goodbye } },
};

export const lines = { bye: 'no that is all goodbye', wait: 'wait, one more thing', okay: 'okay, bye' };

export type PhoneWorld = {
  server: TestServer;
  /** Rings the agent, and begins to listen to the call. */
  call(port: number, secondsMax?: number): PhoneCall;
  /** What sipp does instead. */
  sipp(scenario: SippScenario, options?: Omit<SippOptions, 'sipUrl'>): Promise<WatchedCall & { run: SippRun }>;
  close(): Promise<void>;
};

export type PhoneCall = WatchedCall & { phone: BaresipCall };

/** The next call that starts. */
export type WatchedCall = {
  /** Resolves with the first event of this type whose text holds `words`, also one that was. */
  sees(type: string, words?: string): Promise<void>;
  /** When the end is stored. */
  record: Promise<CallRecord>;
  /** Its log so far. */
  readonly entries: readonly LogEntry[];
};

export type PhoneWorldOptions = Pick<TestServerOptions, 'limits'> & {
  agent?: AgentInput;
  /** Settings of the telephone. */
  env?: Readonly<Record<string, string>>;
};

export async function phoneWorld(store: Store, options: PhoneWorldOptions = {}): Promise<PhoneWorld> {
  const { agent = phoneAgent, env, limits } = options;
  const { phone } = readConfig({ RINGOFF_SIP: '127.0.0.1:0', ...env });
  await store.agents.put(firstAccount, 'reception', { ...agent });
  const server = await testServer(store, { config: { phone, speechWorkersMax: 2 }, ...(limits && { limits }) });
  return {
    server,
    call(port, secondsMax = 30) {
      const events = callEvents(server, `caller-${port}@127.0.0.1`);
      const dial = `${server.sipUrl!.replace('sip:', 'sip:reception@')}`;
      return Object.assign(events, {
        phone: startBaresip({ dial, port, lines: Object.values(lines), secondsMax }),
      });
    },
    async sipp(scenario, sippOptions = {}) {
      const events = callEvents(server);
      return Object.assign(events, { run: await startSipp(scenario, { sipUrl: server.sipUrl!, ...sippOptions }) });
    },
    close: () => server.close(),
  };
}

/** `from`: who calls; the next call, unless given. */
export function callEvents({ switchboard }: TestServer, from?: string): WatchedCall {
  const seen: LiveEvent[] = [];
  const waiting = new Set<() => void>();
  const { promise: record, resolve, reject } = Promise.withResolvers<CallRecord>();
  let callId: string | null = null;
  const stop = switchboard.watch(firstAccount, (event) => {
    if (event.type === 'started' && (from ?? event.header.from) === event.header.from) callId ??= event.callId;
    if (event.callId !== callId) return;
    seen.push(event);
    for (const look of waiting) look();
    if (event.type !== 'ended') return;
    stop();
    if (event.record) resolve(event.record);
    else reject(new Error('the end was not stored'));
  });
  return {
    record,
    get entries() {
      return seen.flatMap((event) => (event.type === 'entry' ? event.entry : []));
    },
    sees(type, words = '') {
      const isThere = (): boolean =>
        seen.some(
          (e) =>
            e.type === 'entry' &&
            'event' in e.entry &&
            e.entry.event.type === type &&
            JSON.stringify(e.entry.event).includes(words),
        );
      return new Promise((done) => {
        const look = (): void => {
          if (!isThere()) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** What our own recording holds of them, as it is served: on the agent's side. */
export async function recordedOf(words: string, server: TestServer, callId: string): Promise<HeardFrames> {
  const answer = await server.send(`/v1/calls/${callId}/recording`);
  if (answer.status !== 200) throw new Error(`the recording was answered ${answer.status}`);
  const path = join(server.dataDir, 'served.wav');
  writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  const [, agent] = wavSamples(path).channels;
  return heardFrames(await soundOf(words), agent!, 8_000);
}

/** What the telephone's own recording holds of these words. */
export async function heardOf(words: string, phone: BaresipCall): Promise<HeardFrames> {
  const recording = phone.heard();
  if (recording === null) throw new Error('the telephone recorded nothing');
  const [samples] = wavSamples(recording).channels;
  return heardFrames(await soundOf(words), samples!, 8_000);
}

/** As the voice of the agent says it. */
export function soundOf(words: string): Promise<Int16Array> {
  const pieces: Int16Array[] = [];
  const voice = offlineVoice({ provider: 'offline', voice: '' }, 'en', process.env);
  return new Promise((resolve, reject) => {
    const mouth = speaking({
      voices: { main: voice, backup: [] },
      sampleRate: 8_000,
      clock: systemClock,
      emit: (event) => void (event.type === 'voice.failed' && reject(new Error(event.detail))),
      put(message) {
        if (message.type === 'sound') pieces.push(message.pcm);
        if (message.type !== 'end') return;
        resolve(Int16Array.from(pieces.flatMap((piece) => [...piece])));
        mouth.close();
      },
    });
    mouth.speak({ type: 'speak', utterance: 1, text: words, last: true, voice: 'main' });
  });
}
