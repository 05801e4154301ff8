/**
 * The ears and the voice of one call: sound from and to its leg, commands in, events out. It never decides whether the
 * caller may interrupt: it says that somebody speaks, and stops when it is told. Source: design lines.md "Speech
 * pipeline", which tells why no session of LiveKit's drives this.
 */
import { connect, type Socket } from 'node:net';
import type { Clock } from '../providers/clock.ts';
import { soundReader, writeSound, type SoundMessage } from '../providers/sound/wire.ts';
import { earFor } from '../providers/speech/ear-for.ts';
import type { Ear, Env, Voice } from '../providers/speech/speech-provider.ts';
import { cachedVoice, type SoundCache } from '../providers/speech/sound-cache.ts';
import { backupVoices, voiceFor } from '../providers/speech/voice-for.ts';
import { listenTo } from './listening.ts';
import { sentences } from './sentences.ts';
import { speaking, type Speaking } from './speaking.ts';
import type { Speech, SpeechCommand, SpeechEvent, SpeechSettings } from './speech.ts';

export type SpeechParts = {
  clock: Clock;
  env: Env;
  /** Of the process: what the calls of one agent say alike is made once. */
  cache?: SoundCache;
  /** Who makes ears and voices from the settings; without them the services that the settings name. */
  makers?: { ear: typeof earFor; voice: typeof voiceFor; backup: typeof backupVoices };
};

const usual = { ear: earFor, voice: voiceFor, backup: backupVoices };

const commandsMax = 1_000;
const connectMsMax = 5_000;
/** Sound that the leg does not take: about two minutes of it. */
const unsentBytesMax = 4_000_000;

/** Opens at once; what is said before it is ready waits. A setting that can't be right is told as `speech.lost`. */
export function speechPipeline(settings: SpeechSettings, { clock, env, cache, makers = usual }: SpeechParts): Speech {
  const { sampleRate, language } = settings;
  let handler: (event: SpeechEvent) => void = () => {};
  let closed = false;
  let voice: Speaking | null = null;
  const early: SpeechCommand[] = [];
  const closers: (() => void)[] = [];

  function emit(event: SpeechEvent): void {
    if (!closed) handler(event);
  }

  function lose(detail: string): void {
    emit({ type: 'speech.lost', detail });
    close();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    for (const run of closers.splice(0)) run();
  }

  /** For what becomes ready after the end. */
  function onClose(run: () => void): void {
    if (closed) run();
    else closers.push(run);
  }

  async function open(): Promise<void> {
    const ear = await makers.ear(settings.listen, language, settings.expected, env);
    onClose(() => ear.close());
    const made = await makers.voice(settings.speak, language, env);
    const main = cache ? cachedVoice(made, { cache, ...fixedOf(settings) }) : made;
    const backup = makers.backup(settings.speak, main.id, language, env);
    for (const one of [main, ...backup]) onClose(() => one.close());
    if (!closed) start(ear, { main, backup });
  }

  function start(ear: Ear, voices: { main: Voice; backup: readonly Voice[] }): void {
    const socket = connect(settings.sound.path);
    onClose(() => socket.destroy());
    const limit = clock.after(connectMsMax, () => lose('the leg does not take the connection for sound'));
    onClose(limit);
    const listening = listenTo({ ear, sampleRate, clock, emit, failed: lose });
    onClose(() => listening.close());
    socket.on('connect', limit);
    socket.on(
      'data',
      heardFrom(socket, (pcm) => listening.hear(pcm)),
    );
    socket.on('error', () => {}); // `close` follows.
    socket.on('close', () => lose('the connection for sound to the leg is closed'));
    const { legId, secret } = settings.sound;
    socket.write(writeSound({ type: 'hello', legId, secret }));
    voice = speaking({ voices, sampleRate, clock, emit, put: (message) => put(socket, message) });
    onClose(() => voice?.close());
    for (const command of early.splice(0)) send(command);
  }

  function heardFrom(socket: Socket, hear: (pcm: Int16Array) => void): (bytes: Buffer) => void {
    const read = soundReader();
    return (bytes) => {
      try {
        for (const message of read(bytes)) if (message.type === 'heard' && !closed) hear(message.pcm);
      } catch {
        socket.destroy();
      }
    };
  }

  function put(socket: Socket, message: SoundMessage): void {
    if (closed) return;
    socket.write(writeSound(message));
    if (socket.writableLength > unsentBytesMax) lose('the leg does not take its sound');
  }

  function send(command: SpeechCommand): void {
    if (closed) return;
    if (!voice) {
      if (early.push(command) > commandsMax) lose('too many commands before the start');
    } else if (command.type === 'speak') voice.speak(command);
    else voice.clear(command.through);
  }

  open().catch((error: unknown) => lose(error instanceof Error ? error.message : 'speech could not start'));
  return {
    send,
    onEvent(given) {
      handler = given;
    },
    close,
  };
}

function fixedOf({ speak, language, fixed }: SpeechSettings): { name: string; isFixed(sentence: string): boolean } {
  const known = new Set(fixed.flatMap(sentencesOf));
  return { name: JSON.stringify([speak, language]), isFixed: (sentence) => known.has(sentence) };
}

function sentencesOf(text: string): string[] {
  const pieces = sentences();
  return [...pieces.push(text), ...pieces.rest()].map((sentence) => sentence.text);
}
