/**
 * A process of its own for the ears and voices of about ten calls, so that their work delays neither the server nor a
 * frame of sound. It ends with its parent. Source: design architecture.md "Processes on a node".
 */
import { speechPipeline } from '../../lines/speech-pipeline.ts';
import type { Speech } from '../../lines/speech.ts';
import { systemClock } from '../../providers/clock.ts';
import { soundCache } from '../../providers/speech/sound-cache.ts';
import { voiceActivity } from '../../providers/speech/voice-activity.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const speeches = new Map<number, Speech>();
const cache = soundCache();

process.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'open':
      return open(message);
    case 'command':
      return speeches.get(message.speech)?.send(message.command);
    case 'close':
      speeches.get(message.speech)?.close();
      return void speeches.delete(message.speech);
    case 'ping':
      return tell({ type: 'pong' });
  }
});

/** LiveKit keeps timers and threads of its own: nothing but this ends the process. */
process.on('disconnect', () => process.exit(0));
/** Ctrl+C reaches every process of the terminal; when calls are over is the server's to say. */
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
/** Libraries leave promises alone whose failure was told in another way. */
process.on('unhandledRejection', (error) => tellFault(error));
process.on('uncaughtException', (error) => {
  tellFault(error);
  process.exit(1);
});

function open({ speech: number, settings }: Extract<ToWorker, { type: 'open' }>): void {
  const speech = speechPipeline(settings, { clock: systemClock, env: process.env, cache });
  speeches.set(number, speech);
  speech.onEvent((event) => {
    if (event.type === 'speech.lost') speeches.delete(number);
    tell({ type: 'event', speech: number, event });
  });
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message, () => {}); // A broken channel ends the process by `disconnect`.
}

const stackLinesMax = 8;

/** Without the message: it may quote what somebody said. */
function tellFault(error: unknown): void {
  const name = error instanceof Error ? error.name : 'unknown';
  const lines = (error instanceof Error ? (error.stack ?? '') : '').split('\n').filter((line) => /^\s+at /.test(line));
  tell({ type: 'fault', name, stack: lines.slice(0, stackLinesMax).join('\n') });
}

/** The first use loads the detector's model, which would otherwise fall into the first caller's first words. */
function warmUp(): Promise<void> {
  return new Promise((warm) => {
    const activity = voiceActivity(16_000, {
      passed() {
        activity.close();
        warm();
      },
      started() {},
      stopped() {},
      failed: () => warm(), // Each call will find out, and say so.
    });
    activity.hear(new Int16Array(16_000));
  });
}

await warmUp();
tell({ type: 'ready' });
