/** Ringoff's side of `bench ending`: the audio line with the session, the engine and the speech pipeline of a real call. */
import { parseAgent } from '../contract/agent.ts';
import { Retryable } from '../contract/errors.ts';
import { audioLine } from '../lines/audio.ts';
import { speechPipeline } from '../lines/speech-pipeline.ts';
import type { AudioLeg, AudioLegCommand, AudioLegEvent } from '../providers/carriers/audio-leg.ts';
import { systemClock as clock } from '../providers/clock.ts';
import type { LegSound, SoundServer } from '../providers/sound/sound-server.ts';
import type { Ear, Voice } from '../providers/speech/speech-provider.ts';
import { fakeToolRunner } from '../server/testing/fake-tools.ts';
import { memorySink } from '../server/testing/memory-sink.ts';
import { startCall } from '../server/session/start-call.ts';
import type { Phone } from './ending-phone.ts';
import { greeting, type Scenario, type System } from './ending-scenario.ts';
import { sampleRate } from './ending-voice.ts';

/** Ears are perfect, but not at once; the other system's take as long. */
export const hearingMs = 150;
const everyUtterance = 0xffff_ffff;

export function ringoff(sounds: SoundServer): System {
  let calls = 0;
  return {
    name: 'Ringoff',
    async start(phone, scenario) {
      const { leg, sound } = legOf(phone, sounds, `leg-${++calls}`);
      const speech = speechPipeline(
        {
          sound: sound.address,
          sampleRate,
          language: 'en',
          listen: { provider: 'offline' },
          speak: { provider: 'offline', voice: '' },
          expected: [],
          fixed: [],
        },
        {
          clock,
          env: {},
          makers: {
            ear: () => Promise.resolve(earOf(phone)),
            voice: () => Promise.resolve(voiceOf(phone, 'main', scenario)),
            backup: () => [voiceOf(phone, 'backup', scenario)],
          },
        },
      );
      const session = startCall({
        header: header(),
        agent: agentOf(scenario),
        line: audioLine({ leg, speech, clock }),
        sink: memorySink(),
        clock,
        env: {},
        tools: fakeToolRunner(scenario.setting?.tools ?? {}, clock),
      });
      return {
        async recorded() {
          const { transcript } = await session.done;
          return transcript.flatMap(({ role, text }) => (role === 'agent' ? [text] : [])).join(' ');
        },
        async close() {
          session.end({ farewell: false });
          await session.done;
          sound.close();
        },
      };
    },
  };
}

/** The caller's telephone as a leg of the audio line. */
function legOf(phone: Phone, sounds: SoundServer, legId: string): { leg: AudioLeg; sound: LegSound } {
  const { playout } = phone;
  let tell: (event: AudioLegEvent) => void = () => {};
  const sound = sounds.open(legId, {
    onSound: (utterance, pcm) => playout.push(utterance, pcm),
    onEnd: (utterance) => playout.end(utterance),
    onGone() {},
  });
  phone.onCallerFrame = (pcm) => sound.heard(pcm);
  phone.onPlayback = (event) => tell(event);
  phone.onDown = () => {
    playout.clear(everyUtterance);
    const { by } = phone.down!;
    tell({ type: 'leg.ended', by, cause: 'bench', failed: false, proof: 'far_end_confirmed' });
  };

  function hangUp(attempt: number): void {
    phone.watch(() => {
      if (!phone.down && playout.tailOwed() > 0) return false;
      const detail = phone.down ? 'the leg had ended' : '';
      tell({ type: 'hang_up.answered', attempt, proof: 'far_end_confirmed', detail, latencyMs: 0 });
      phone.hangUp('agent');
      return true;
    });
  }

  function send(command: AudioLegCommand): void {
    if (command.type === 'answer') tell({ type: 'leg.answered' });
    if (command.type === 'clear') playout.clear(command.through);
    if (command.type === 'pause') playout.pause();
    if (command.type === 'resume') playout.resume();
    if (command.type === 'hang_up') hangUp(command.attempt);
  }

  const onEvent: AudioLeg['onEvent'] = (handler) => (tell = handler);
  const leg: AudioLeg = { bestProof: 'far_end_confirmed', sampleRate, sound: sound.address, send, onEvent, close() {} };
  return { leg, sound };
}

function earOf(phone: Phone): Ear {
  return {
    kind: 'segments',
    id: 'perfect',
    recognise: () => new Promise((resolve) => clock.after(hearingMs, () => resolve(phone.takeCallerWords()))),
    close() {},
  };
}

function voiceOf(phone: Phone, id: 'main' | 'backup', { setting }: Scenario): Voice {
  const failsAt = setting?.voiceFailsAt ?? null;
  const fails = (sentence: string): boolean =>
    failsAt !== null && (id === 'main' ? sentence.includes(failsAt) : setting?.noBackup === true);
  return {
    id,
    hasOwnWords: false,
    async *speak(sentence) {
      if (fails(sentence)) throw new Retryable(`${id} is down.`);
      yield { pcm: phone.voice.soundOf(sentence), sampleRate };
    },
    close() {},
  };
}

function agentOf({ script, setting = {} }: Scenario) {
  const { silenceSeconds, noWordsSeconds, capSeconds, tools = {} } = setting;
  const parsed = parseAgent({
    name: 'Bench',
    prompt: 'You answer the telephone. Use end_call to end the call.',
    greeting: { mode: 'static', message: greeting },
    model: { provider: 'offline', script: [...script] },
    tools: Object.keys(tools).map((name) => ({
      name,
      description: `Does ${name}.`,
      parameters: { type: 'object', properties: {} },
      http: { url: 'https://example.com/' },
    })),
    ending: {
      ...((silenceSeconds ?? noWordsSeconds) !== undefined && {
        silence: {
          ...(silenceSeconds !== undefined && { timeout_seconds: silenceSeconds }),
          ...(noWordsSeconds !== undefined && { no_words_seconds: noWordsSeconds }),
        },
      }),
      ...(capSeconds !== undefined && { max_duration: { seconds: capSeconds } }),
    },
  });
  if (!parsed.ok) throw new Error(`the agent of this scenario is wrong: ${JSON.stringify(parsed.problems)}`);
  return parsed.agent;
}

function header() {
  const who = { callId: 'call_bench', accountId: 'acc_bench', agentId: 'agent_bench', agentVersion: 1 };
  const numbers = { direction: 'inbound' as const, from: '+15550100', to: '+15550101' };
  return { ...who, ...numbers, createdAt: new Date(), variables: {}, metadata: {} };
}
