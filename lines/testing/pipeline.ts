/** A speech pipeline with a leg's end of the sound, for tests. */
import { speechPipeline, type SpeechParts } from '../speech-pipeline.ts';
import type { Speech, SpeechEvent, SpeechSettings } from '../speech.ts';
import { openSoundLeg, type SoundLeg } from './sound-leg.ts';

export type Pipeline = {
  leg: SoundLeg;
  speech: Speech;
  events: SpeechEvent[];
  /** The next event of this type that was not asked for yet. */
  event<T extends SpeechEvent['type']>(type: T): Promise<Extract<SpeechEvent, { type: T }>>;
  close(): void;
};

export async function openPipeline(settings: Partial<SpeechSettings>, parts: SpeechParts): Promise<Pipeline> {
  const leg = await openSoundLeg();
  const speech = speechPipeline({ ...offline, sound: leg.address, ...settings }, parts);
  const events: SpeechEvent[] = [];
  const asked = new Set<SpeechEvent>();
  const watchers = new Set<() => void>();
  speech.onEvent((event) => {
    events.push(event);
    for (const look of watchers) look();
  });
  return {
    leg,
    speech,
    events,
    event: (type) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find((event) => event.type === type && !asked.has(event));
          if (!found) return;
          asked.add(found);
          watchers.delete(look);
          resolve(found as never);
        };
        watchers.add(look);
        look();
      }),
    close() {
      speech.close();
      leg.close();
    },
  };
}

export const offline: Omit<SpeechSettings, 'sound'> = {
  sampleRate: 8_000,
  language: 'en',
  listen: { provider: 'offline' },
  speak: { provider: 'offline', voice: '' },
  expected: [],
  fixed: [],
};
