/**
 * LiveKit's side of `bench ending`: its session with its built-in `end_call` tool, set as its documentation says for a
 * telephone, at the same telephone and with the same words, ears and voice. Without a room; the line goes down the
 * instant its session closes, where a room would still have to be deleted. Source: docs.livekit.io/agents, its types.
 */
import { ReadableStream, type ReadableStreamDefaultController } from 'node:stream/web';
import { APIConnectionError, beta, inference, llm, stt, tokenize, tts, voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import * as z from 'zod';
import { systemClock as clock } from '../providers/clock.ts';
import { quietLiveKit } from '../providers/speech/voice-activity.ts';
import { liveKitModel } from './ending-livekit-model.ts';
import { hearingMs } from './ending-ours.ts';
import type { Phone } from './ending-phone.ts';
import { greeting, type Scenario, type Setting, type System } from './ending-scenario.ts';
import { sampleRate } from './ending-voice.ts';

const { AgentSessionEventTypes: Happened, CloseReason } = voice;
const closeMsMax = 5_000;

export const liveKit: System = {
  name: 'LiveKit end_call',
  async start(phone, scenario) {
    quietLiveKit();
    const { script, setting = {} } = scenario;
    const session = new voice.AgentSession({
      vad: new inference.VAD(),
      stt: new PhoneEars(phone),
      llm: liveKitModel(script, clock),
      tts: new PhoneVoice(phone, setting),
      // Its default, three seconds without barge-in, is for loudspeakers.
      aecWarmupDuration: null,
      userAwayTimeout: setting.silenceSeconds ?? null,
      turnHandling: {
        turnDetection: 'vad',
        interruption: { mode: 'vad' },
        preemptiveGeneration: { enabled: false },
      },
    });
    const closed = new Promise<void>((resolve) => {
      session.once(Happened.Close, () => {
        session.removeAllListeners(Happened.UserStateChanged); // Its clock of the absent caller runs on.
        phone.hangUp('agent');
        resolve();
      });
    });
    session.on(Happened.Error, () => {}); // It decides itself what an error means for the call.
    phone.onDown = () => session.shutdown({ drain: false, reason: CloseReason.PARTICIPANT_DISCONNECTED });
    session.input.audio = new PhoneInput(phone);
    session.output.audio = new PhoneOutput(phone);
    if (setting.silenceSeconds !== undefined) endWhenAway(session);
    if (setting.capSeconds !== undefined) {
      clock.after(setting.capSeconds * 1000, () => session.shutdown({ drain: false }));
    }
    const tools = [beta.createEndCallTool(), ...toolsOf(scenario)];
    await session.start({ agent: new voice.Agent({ instructions: 'You answer the telephone.', tools }) });
    session.say(greeting);
    return {
      async recorded() {
        await Promise.race([closed, pause(closeMsMax)]);
        const said = session.history.items.flatMap((item) =>
          item.type === 'message' && item.role === 'assistant' ? [item.textContent ?? ''] : [],
        );
        return said.join(' ');
      },
      async close() {
        session.shutdown({ drain: false });
        await Promise.race([closed, pause(closeMsMax)]);
      },
    };
  },
};

/** As its guide to silent callers does: the session is shut down once the caller counts as away; with words before. */
function endWhenAway(session: voice.AgentSession): void {
  session.on(Happened.UserStateChanged, ({ newState }) => {
    if (newState !== 'away') return;
    void session
      .say('Thank you for calling. Goodbye!')
      .waitForPlayout()
      .then(() => session.shutdown());
  });
}

function toolsOf({ setting }: Scenario) {
  return Object.entries(setting?.tools ?? {}).map(([name, { afterMs = 500, result = 'Done.' }]) =>
    llm.tool({
      name,
      description: `Does ${name}.`,
      parameters: z.object({}),
      execute: async () => {
        await pause(afterMs);
        return result;
      },
    }),
  );
}

/** A streaming voice, as most vendors' are. With a backup it falls back at once and without a fault of its own. */
class PhoneVoice extends tts.TTS {
  label = 'bench';
  readonly #phone: Phone;
  readonly #setting: Setting;

  constructor(phone: Phone, setting: Setting) {
    super(sampleRate, 1, { streaming: true });
    this.#phone = phone;
    this.#setting = setting;
    this.on('error', () => {}); // One that comes after its session has closed would end the process.
  }

  synthesize(): tts.ChunkedStream {
    throw new Error('this voice streams');
  }

  stream(options?: { connOptions?: ConstructorParameters<typeof tts.SynthesizeStream>[1] }): tts.SynthesizeStream {
    return new PhoneSpeech(this.#phone, this.#setting, this, options?.connOptions);
  }
}

class PhoneSpeech extends tts.SynthesizeStream {
  label = 'bench';
  readonly #phone: Phone;
  readonly #setting: Setting;

  constructor(phone: Phone, setting: Setting, ...rest: ConstructorParameters<typeof tts.SynthesizeStream>) {
    super(...rest);
    this.#phone = phone;
    this.#setting = setting;
  }

  protected async run(): Promise<void> {
    const sentences = new tokenize.basic.SentenceTokenizer().stream();
    void this.#feed(sentences);
    for await (const { token } of sentences) {
      if (this.abortSignal.aborted) return;
      this.#speak(token);
    }
    this.queue.put(tts.SynthesizeStream.END_OF_STREAM);
  }

  async #feed(sentences: tokenize.SentenceStream): Promise<void> {
    for await (const piece of this.input) {
      if (typeof piece === 'string') sentences.pushText(piece);
      else sentences.flush();
    }
    sentences.endInput();
  }

  #speak(sentence: string): void {
    const { voiceFailsAt, noBackup } = this.#setting;
    const fails = noBackup === true && voiceFailsAt !== undefined && sentence.includes(voiceFailsAt);
    if (fails) throw new APIConnectionError({ message: 'the voice is down' });
    const pcm = this.#phone.voice.soundOf(sentence);
    const frame = new AudioFrame(pcm, sampleRate, 1, pcm.length);
    this.queue.put({ requestId: 'bench', segmentId: 'bench', frame, final: true });
  }
}

class PhoneEars extends stt.STT {
  label = 'bench';
  readonly #phone: Phone;

  constructor(phone: Phone) {
    super({ streaming: false, interimResults: false });
    this.#phone = phone;
  }

  protected async _recognize(): Promise<stt.SpeechEvent> {
    await pause(hearingMs);
    const heard = { text: this.#phone.takeCallerWords(), language: 'en' as stt.SpeechData['language'] };
    return {
      type: stt.SpeechEventType.FINAL_TRANSCRIPT,
      alternatives: [{ ...heard, startTime: 0, endTime: 0, confidence: 1 }],
    };
  }

  stream(): stt.SpeechStream {
    throw new Error('these ears hear finished speech');
  }
}

class PhoneInput extends voice.AudioInput {
  constructor(phone: Phone) {
    super();
    let into: ReadableStreamDefaultController<AudioFrame> | null = null;
    this.multiStream.addInputStream(new ReadableStream<AudioFrame>({ start: (given) => void (into = given) }));
    phone.onCallerFrame = (pcm) => into?.enqueue(new AudioFrame(pcm, sampleRate, 1, pcm.length));
  }
}

/** What a room's output does, in its words: a segment is an utterance. */
class PhoneOutput extends voice.AudioOutput {
  readonly #phone: Phone;
  #segment = 1;
  /** Segments with sound that are not over, and when each began to be heard. */
  readonly #open = new Map<number, { heardFromMs: number }>();

  constructor(phone: Phone) {
    super(sampleRate, undefined, { pause: true });
    this.#phone = phone;
    phone.onPlayback = ({ type, utterance, ...played }) => {
      const segment = this.#open.get(utterance);
      if (!segment) return;
      if (type === 'utterance.started') {
        segment.heardFromMs = phone.now();
        this.onPlaybackStarted(Date.now());
      }
      if (!('playedMs' in played)) return;
      this.#open.delete(utterance);
      const playbackPosition = played.playedMs / 1000;
      if (type === 'utterance.played') this.onPlaybackFinished({ playbackPosition, interrupted: false });
      else
        this.onPlaybackFinished({
          playbackPosition,
          interrupted: true,
          synchronizedTranscript: this.#wordsOf(segment),
        });
    };
  }

  /** In a room an estimate is made of what was heard of an interrupted reply; the telephone knows. */
  #wordsOf({ heardFromMs }: { heardFromMs: number }): string {
    const heard = this.#phone.words().filter(({ startMs }) => startMs >= heardFromMs);
    return heard.map(({ text }) => text).join(' ');
  }

  override async captureFrame(frame: AudioFrame): Promise<void> {
    await super.captureFrame(frame);
    if (!this.#open.has(this.#segment)) this.#open.set(this.#segment, { heardFromMs: Infinity });
    this.#phone.playout.push(this.#segment, frame.data.slice());
  }

  override flush(): void {
    super.flush();
    if (!this.#open.has(this.#segment)) return;
    this.#phone.playout.end(this.#segment);
    this.#segment += 1;
  }

  clearBuffer(): void {
    if (this.#open.size === 0) return;
    this.#phone.playout.clear(Math.max(...this.#open.keys()));
    this.#segment += 1;
  }

  override pause(): void {
    super.pause();
    this.#phone.playout.pause();
  }

  override resume(): void {
    super.resume();
    this.#phone.playout.resume();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
