/** A whole server with a telephone on a free port, an agent for it, and baresip as the caller. */
import type { AgentInput } from '../../contract/agent.ts';
import type { CallRecord } from '../../contract/call.ts';
import { speaking } from '../../lines/speaking.ts';
import { systemClock } from '../../providers/clock.ts';
import { offlineVoice } from '../../providers/speech/offline-voice.ts';
import { heardFrames, type HeardFrames } from '../../providers/sound/testing/heard-frames.ts';
import { wavSamples } from '../../providers/sound/testing/wav-samples.ts';
import { readConfig } from '../config.ts';
import { firstAccount } from '../first-account.ts';
import type { Store } from '../store/store.ts';
import type { LiveEvent } from '../switchboard.ts';
import { type BaresipCall, startBaresip } from './baresip.ts';
import { type TestServer, testServer } from './server.ts';

export const farewell = 'Thank you for calling Acme Dental. Have a lovely day, goodbye!';

/** Speaks little, so that calls are short; understands what `lines` say. */
export const phoneAgent: AgentInput = {
  id: 'reception',
  name: 'Reception',
  prompt: 'You answer the telephone. Use end_call to end the call.',
  greeting: { mode: 'static', message: 'Hello.' },
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

export const lines = { bye: 'no that is all goodbye', wait: 'wait, one more thing', okay: 'okay, bye' };

export type PhoneWorld = {
  server: TestServer;
  /** Rings the agent, and begins to listen to the call. */
  call(port: number, secondsMax?: number): PhoneCall;
  close(): Promise<void>;
};

export type PhoneCall = {
  phone: BaresipCall;
  /** Resolves with the first event of this type whose text holds `words`, also one that was. */
  sees(type: string, words?: string): Promise<void>;
  /** When the end is stored. */
  record: Promise<CallRecord>;
};

export async function phoneWorld(store: Store, agent: AgentInput = phoneAgent): Promise<PhoneWorld> {
  const { phone } = readConfig({ RINGOFF_SIP: '127.0.0.1:0' });
  await store.agents.put(firstAccount, 'reception', { ...agent });
  const server = await testServer(store, { config: { phone, speechWorkersMax: 2 } });
  return {
    server,
    call(port, secondsMax = 30) {
      const events = callEvents(server);
      const dial = `${server.sipUrl!.replace('sip:', 'sip:reception@')}`;
      return { phone: startBaresip({ dial, port, lines: Object.values(lines), secondsMax }), ...events };
    },
    close: () => server.close(),
  };
}

/** Of the next call that starts. */
export function callEvents({ switchboard }: TestServer): Pick<PhoneCall, 'sees' | 'record'> {
  const seen: LiveEvent[] = [];
  const waiting = new Set<() => void>();
  const { promise: record, resolve, reject } = Promise.withResolvers<CallRecord>();
  let callId: string | null = null;
  const stop = switchboard.watch(firstAccount, (event) => {
    if (event.type === 'started') callId ??= event.callId;
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

/** What the telephone's own recording holds of these words. */
export async function heardOf(words: string, phone: BaresipCall): Promise<HeardFrames> {
  const recording = phone.heard();
  if (recording === null) throw new Error('the telephone recorded nothing');
  const [samples] = wavSamples(recording).channels;
  return heardFrames(await voiced(words), samples!, 8_000);
}

/** As the voice of the agent says it. */
export function voiced(words: string): Promise<Int16Array> {
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
        if (message.type === 'end') resolve(Int16Array.from(pieces.flatMap((piece) => [...piece])));
      },
    });
    mouth.speak({ type: 'speak', utterance: 1, text: words, last: true, voice: 'main' });
  });
}
