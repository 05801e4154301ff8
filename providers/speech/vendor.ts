/** What the vendors' files get: an agent's settings, and the way in. */
import type { Access } from './key.ts';
import type { ListenSettings, SpeakSettings } from './speech-provider.ts';

export type VoiceParts = Access & { settings: SpeakSettings; language: string };
export type EarParts = Access & { settings: ListenSettings; language: string };
