/** A real telephone: baresip, which plays a WAV file as its microphone and records what it hears behind its jitter buffer. Debian package baresip-core. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type BaresipCall = {
  /** Resolves when baresip has ended, with what it wrote on its screen. */
  readonly over: Promise<string>;
  /** Resolves when it takes calls; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves once its screen has held these words; rejects when it ends without. */
  shows(words: string): Promise<void>;
  /** The WAV file of what it heard; null when there was no sound. */
  heard(): string | null;
  /** The WAV file of what it said, which begins at the same moment. */
  sent(): string | null;
  /** Says one of its lines now. */
  say(line: string): void;
  /** Types a command, such as `hangup`. */
  command(text: string): void;
  /** Presses a key. */
  press(key: string): void;
  /** Ends it, and forgets its files. */
  close(): void;
};

export type BaresipOptions = {
  /** Calls this address; without it, it waits for calls. */
  dial?: string;
  /** Whom it is: its address in From, and the port where it listens. */
  port: number;
  /** What it can say. */
  lines: readonly string[];
  /** When it ends by itself. */
  secondsMax: number;
  /** How it takes calls. */
  answers?: 'auto' | 'manual';
  /** What it says as soon as a call is up, in place of silence: samples at 8 kHz. */
  sound?: Int16Array;
};

const modules = '/usr/lib/baresip/modules';

export function startBaresip({
  dial,
  port,
  lines,
  secondsMax,
  answers = 'manual',
  sound,
}: BaresipOptions): BaresipCall {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-baresip-'));
  soundFile(folder, 'silence', null, secondsMax);
  lines.forEach((line, index) => soundFile(folder, `line-${index}`, line, secondsMax));
  if (sound) samplesFile(join(folder, 'answer.wav'), sound, secondsMax);
  writeFileSync(join(folder, 'config'), configOf(folder, port, join(folder, sound ? 'answer.wav' : 'silence.wav')));
  writeFileSync(join(folder, 'accounts'), accountOf(port, answers));
  writeFileSync(join(folder, 'contacts'), '');
  const commands = dial === undefined ? [] : ['-e', `/dial ${dial}`];
  // Into a pipe it would else write only when it ends.
  const child = spawn('stdbuf', ['-oL', 'baresip', '-f', folder, '-t', String(secondsMax), '-s', ...commands], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let screen = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      screen = (screen + text).slice(-200_000);
      for (const look of watchers) look();
    });
  }
  const over = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(screen));
  });
  async function shows(words: string): Promise<void> {
    const shown = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!screen.includes(words)) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
    const ended = over.then(() => {
      if (!screen.includes(words)) throw new Error(`baresip ended without "${words}"`);
    });
    await Promise.race([shown, ended]);
  }
  const ready = shows('baresip is ready');
  ready.catch(() => {}); // Whoever waits for it hears of it.

  function recorded(ending: string): string | null {
    const file = readdirSync(folder).find((name) => name.endsWith(ending));
    return file === undefined ? null : join(folder, file);
  }

  return {
    over,
    ready,
    shows,
    heard: () => recorded('-dec.wav'),
    sent: () => recorded('-enc.wav'),
    say: (line) => void child.stdin.write(`/ausrc aufile,${join(folder, `line-${lines.indexOf(line)}.wav`)}\n`),
    command: (text) => void child.stdin.write(`/${text}\n`),
    press: (key) => void child.stdin.write(key),
    close() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A line with silence behind it: baresip hangs up where its file ends. */
function soundFile(folder: string, name: string, text: string | null, secondsMax: number): void {
  const file = join(folder, `${name}.wav`);
  const format = ['-r', '8000', '-c', '1', '-b', '16'];
  const length = String(secondsMax + 5);
  if (text === null) return void execFileSync('sox', ['-n', ...format, file, 'trim', '0', length]);
  const spoken = join(folder, 'spoken.wav');
  execFileSync('flite', ['-voice', 'slt', '-t', text, '-o', spoken]);
  execFileSync('sox', [spoken, ...format, file, 'pad', '0', length]);
}

function samplesFile(path: string, sound: Int16Array, secondsMax: number): void {
  const raw = ['-t', 'raw', '-r', '8000', '-c', '1', '-b', '16', '-e', 'signed', '-'];
  const input = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength);
  execFileSync('sox', [...raw, path, 'pad', '0', String(secondsMax + 5)], { input });
}

function accountOf(port: number, answers: 'auto' | 'manual'): string {
  return `<sip:caller-${port}@127.0.0.1:${port}>;regint=0;answermode=${answers};audio_codecs=PCMU/8000/1,PCMA/8000/1\n`;
}

function configOf(folder: string, port: number, sound: string): string {
  return `${[
    'poll_method epoll',
    `sip_listen 127.0.0.1:${port}`,
    `audio_player aufile,${folder}/unused.wav`,
    `audio_source aufile,${sound}`,
    `audio_alert aufile,${folder}/silence.wav`,
    'audio_level no',
    'ausrc_srate 8000',
    'auplay_srate 8000',
    'ausrc_channels 1',
    'auplay_channels 1',
    'audio_buffer 20-160',
    'jitter_buffer_delay 5-10',
    'rtp_stats yes',
    `module_path ${modules}`,
    'module stdio.so',
    'module g711.so',
    'module aufile.so',
    'module sndfile.so',
    'module_tmp uuid.so',
    'module_tmp account.so',
    'module_app menu.so',
    `snd_path ${folder}`,
  ].join('\n')}\n`;
}
