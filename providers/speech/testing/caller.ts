/** What a caller says, made by a voice that the ear does not know: espeak-ng. */
import { offlineVoice } from '../offline-voice.ts';
import { concatenated, resampled } from '../resample.ts';

/** With silence before and behind it, so that speech starts and stops. */
export async function callerSays(
  text: string,
  { sampleRate = 8_000, before = 300, after = 700, voice = 'espeak-ng' } = {},
): Promise<Int16Array> {
  const silence = (ms: number): Int16Array => new Int16Array((sampleRate * ms) / 1000);
  const pieces = [silence(before)];
  const speaker = offlineVoice({ provider: 'offline', voice }, 'en-us', process.env);
  for await (const sound of speaker.speak(text, new AbortController().signal))
    pieces.push(resampled(sound, sampleRate));
  return concatenated([...pieces, silence(after)]);
}
