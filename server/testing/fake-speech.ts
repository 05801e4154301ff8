/** Ears and a voice that need no program: each text has a sound of its own, and the caller says what the test says. */
import type { Speech, SpeechCommand, SpeechEvent, SpeechSettings } from '../../lines/speech.ts';
import { soundClient } from '../../providers/sound/testing/sound-client.ts';

export type FakeSpeech = {
  open(settings: SpeechSettings): Speech;
  /** In the newest call. */
  says(words: string): void;
  /** Somebody speaks, and has not finished. */
  speaks(): void;
  /** They have, without a word. */
  stops(): void;
  /** Samples of the caller's that came to it. */
  readonly heardSamples: number;
};

/** The sound of a text at a rate: 40 ms for each character, no two texts alike, nowhere silent. */
export function soundOf(text: string, sampleRate: number): Int16Array {
  const seed = [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 997, 7);
  const length = (text.length * 40 * sampleRate) / 1000;
  return Int16Array.from({ length }, (_, at) => 2_000 + ((at * (seed + 13)) % 7_919));
}

export function fakeSpeech(): FakeSpeech {
  let tell: (event: SpeechEvent) => void = () => {};
  let heardSamples = 0;

  function open({ sound, sampleRate }: SpeechSettings): Speech {
    let handler: (event: SpeechEvent) => void = () => {};
    const texts = new Map<number, string>();
    const emit = (event: SpeechEvent): void => handler(event);
    tell = emit;
    const client = soundClient(sound, {
      onHeard: (pcm) => void (heardSamples += pcm.length),
      onGone: () => emit({ type: 'speech.lost', detail: 'the connection for sound is closed' }),
    });

    async function speak({ utterance, text, last }: Extract<SpeechCommand, { type: 'speak' }>): Promise<void> {
      const whole = (texts.get(utterance) ?? '') + text;
      texts.set(utterance, whole);
      if (!last) return;
      const pcm = soundOf(whole, sampleRate);
      const voice = await client;
      emit({ type: 'voice.spoke', utterance, chars: whole.length, ms: (pcm.length * 1000) / sampleRate });
      await voice.sound(utterance, pcm);
      voice.end(utterance);
    }

    return {
      send: (command) => void (command.type === 'speak' && speak(command)),
      onEvent: (given) => void (handler = given),
      close: () => void client.then((voice) => voice.close()),
    };
  }

  return {
    open,
    says(words) {
      tell({ type: 'caller.speech_started' });
      tell({ type: 'caller.speech_stopped' });
      tell({ type: 'caller.said', text: words });
    },
    speaks: () => tell({ type: 'caller.speech_started' }),
    stops: () => tell({ type: 'caller.speech_stopped' }),
    get heardSamples() {
      return heardSamples;
    },
  };
}
