/** A real telephone: baresip, which plays a WAV file as its microphone and records what it hears behind its jitter buffer. Debian package baresip-core. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SpokenLine = { atSeconds: number; text: string };

export type BaresipCall = {
  /** Resolves when baresip has ended, with what it wrote on its screen. */
  readonly over: Promise<string>;
  /** The WAV file of what it heard; null when there was no sound. */
  heard(): string | null;
  /** Types a command, such as `hangup` or `dtmf 5`. */
  command(text: string): void;
  /** Ends it, and forgets its files. */
  close(): void;
};

export type BaresipOptions = {
  /** Calls this address; without it, it waits for calls. */
  dial?: string;
  /** Whom it is: its address in From, and the port where it listens. */
  port: number;
  says: readonly SpokenLine[];
  /** When it ends by itself. */
  secondsMax: number;
  /** How it takes calls. */
  answers?: 'auto' | 'manual';
};

const modules = '/usr/lib/baresip/modules';

export function startBaresip({ dial, port, says, secondsMax, answers = 'manual' }: BaresipOptions): BaresipCall {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-baresip-'));
  speakToFile(says, secondsMax, folder);
  writeFileSync(join(folder, 'config'), configOf(folder, port));
  writeFileSync(join(folder, 'accounts'), accountOf(port, answers));
  writeFileSync(join(folder, 'contacts'), '');
  const commands = dial === undefined ? [] : ['-e', `/dial ${dial}`];
  const child = spawn('baresip', ['-f', folder, '-t', String(secondsMax), '-s', ...commands], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let screen = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (screen = (screen + text).slice(-200_000)));
  }
  const over = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(screen));
  });
  return {
    over,
    heard() {
      const file = readdirSync(folder).find((name) => name.endsWith('-dec.wav'));
      return file === undefined ? null : join(folder, file);
    },
    command: (text) => void child.stdin.write(`/${text}\n`),
    close() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its microphone: what it says, when, and silence to the end, since it hangs up where the file ends. */
function speakToFile(says: readonly SpokenLine[], secondsMax: number, folder: string): void {
  const parts = says.map(({ atSeconds, text }, index) => {
    const file = join(folder, `line-${index}.wav`);
    execFileSync('flite', ['-voice', 'slt', '-t', text, '-o', file]);
    const placed = join(folder, `placed-${index}.wav`);
    execFileSync('sox', [
      file,
      '-r',
      '8000',
      '-c',
      '1',
      '-b',
      '16',
      placed,
      'pad',
      String(atSeconds),
      String(secondsMax),
    ]);
    return placed;
  });
  const silence = join(folder, 'silence.wav');
  const length = String(secondsMax + 5);
  execFileSync('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', silence, 'trim', '0', length]);
  const microphone = join(folder, 'microphone.wav');
  execFileSync('sox', [
    '-m',
    ...[silence, ...parts].flatMap((file) => ['-v', '1', file]),
    microphone,
    'trim',
    '0',
    length,
  ]);
}

function accountOf(port: number, answers: 'auto' | 'manual'): string {
  return `<sip:caller@127.0.0.1:${port}>;regint=0;answermode=${answers};audio_codecs=PCMU/8000/1,PCMA/8000/1\n`;
}

function configOf(folder: string, port: number): string {
  return `${[
    'poll_method epoll',
    `sip_listen 127.0.0.1:${port}`,
    `audio_player aufile,${folder}/unused.wav`,
    `audio_source aufile,${folder}/microphone.wav`,
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
