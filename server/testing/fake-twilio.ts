/**
 * Twilio for one relayed call, in virtual time: it speaks what it is sent, hears a scripted caller, answers REST
 * requests over the loopback and posts its callbacks, timed as recordings of real calls are. Everything it says goes
 * through the real codecs.
 */
import type { RelayLine } from '../../lines/relay.ts';
import type { MessageSocket } from '../../lines/socket.ts';
import type { Answer, Asked } from '../../providers/carriers/testing/carrier-stand-in.ts';
import { readForm, statusOf } from '../../providers/carriers/twilio-messages.ts';
import type { Clock } from '../../providers/clock.ts';

export const callSid = 'CA0123456789abcdef0123456789abcdef';

export type TwilioHabits = {
  /** Which playback events it sends: both kinds, only on and off, or none at all. */
  events: 'all' | 'speaker' | 'none';
  /** What becomes of callbacks. */
  callbacks: 'sent' | 'lost' | 'doubled' | 'reordered';
  /** So many REST requests fail before one succeeds. */
  failures: number;
  /** What a good answer to a hang-up says of the call. */
  hangUpSays: 'in-progress' | 'completed' | 'invalid state';
};

const perCharacterMs = 50;
const soundAfterMs = 320;

export function fakeTwilio(clock: Clock, line: RelayLine, habits: TwilioHabits) {
  let status = 'in-progress';
  let open = true;
  let failuresLeft = habits.failures;
  let text = '';
  let firstAt: number | null = null;
  let speech: { clauses: string[]; startedAt: number; cancels: (() => void)[] } | null = null;
  let onMessage = (_text: string): void => {};
  let onClose = (_code?: number): void => {};
  const spoken: string[] = [];
  let silentAt = 0;

  const tell = (message: object): void => {
    if (open) onMessage(JSON.stringify(message));
  };
  const info = (name: string, value: string): void => {
    if (name === 'tokensPlayed' ? habits.events === 'all' : habits.events !== 'none')
      tell({ type: 'info', name, value });
  };

  function speak(words: string): void {
    hush('');
    const clauses = words.match(/[^.!?]+[.!?]*/g) ?? [words];
    const cancels: (() => void)[] = [];
    let afterMs = Math.max(0, (firstAt ?? clock.now()) + soundAfterMs - clock.now());
    const startedAt = clock.now() + afterMs;
    cancels.push(clock.after(afterMs, () => info('agentSpeaking', 'on')));
    for (const clause of clauses) {
      afterMs += clause.length * perCharacterMs;
      cancels.push(
        clock.after(afterMs, () => {
          spoken.push(clause);
          info('tokensPlayed', clause);
        }),
      );
    }
    cancels.push(
      clock.after(afterMs, () => {
        speech = null;
        silentAt = clock.now();
        info('agentSpeaking', 'off');
      }),
    );
    speech = { clauses, startedAt, cancels };
  }

  /** Falls silent; the piece under way is reported as far as it came. */
  function hush(reason: 'interrupt' | ''): void {
    if (!speech) return;
    for (const cancel of speech.cancels) cancel();
    let left = Math.floor((clock.now() - speech.startedAt) / perCharacterMs);
    const under = speech.clauses.find((clause) => (left -= clause.length) < 0) ?? '';
    const fragment = under
      .slice(0, under.length + left)
      .replace(/\S*$/, '')
      .trimEnd();
    speech = null;
    if (fragment.trim() !== '') {
      spoken.push(`${fragment} …`);
      info('tokensPlayed', fragment);
    }
    if (reason === '') return;
    tell({ type: 'interrupt', utteranceUntilInterrupt: fragment.trim(), durationUntilInterruptMs: 500 });
    info('agentSpeaking', 'off');
  }

  function closeSocket(code: number): void {
    if (!open) return;
    hush('');
    open = false;
    onClose(code);
  }

  function callback(afterMs: number, form: Record<string, string>): void {
    if (habits.callbacks === 'lost') return;
    const report = statusOf(readForm(new URLSearchParams({ CallSid: callSid, ...form }).toString()))!;
    clock.after(afterMs, () => line.onLegStatus(report));
    if (habits.callbacks === 'doubled') clock.after(afterMs + 150, () => line.onLegStatus(report));
  }

  /** The call is over. Its callbacks come in this order, or in the other. */
  function complete(): void {
    if (status === 'completed') return;
    status = 'completed';
    clock.after(90, () => closeSocket(1000));
    const reordered = habits.callbacks === 'reordered';
    callback(reordered ? 1_000 : 400, { CallStatus: 'completed', SessionStatus: 'completed' });
    callback(reordered ? 300 : 900, { CallStatus: 'completed', CallDuration: '9' });
    if (reordered) callback(1_200, { CallStatus: 'in-progress' });
  }

  /** The relay session is over and the call is not: the action is asked for, and answered with a hang-up. */
  function sessionOver(sessionStatus: 'ended' | 'failed'): void {
    callback(700, { CallStatus: 'in-progress', SessionStatus: sessionStatus });
    if (habits.callbacks !== 'lost') clock.after(900, complete);
  }

  const socket: MessageSocket = {
    send(raw) {
      const message = JSON.parse(raw) as { type: string; token?: string; last?: boolean };
      if (!open) return;
      if (message.type === 'end') {
        clock.after(90, () => closeSocket(1000));
        return sessionOver('ended');
      }
      if (message.type !== 'text') return;
      firstAt ??= clock.now();
      text += message.token ?? '';
      if (!message.last) return;
      speak(text);
      text = '';
      firstAt = null;
    },
    close: () => {
      open = false;
    },
    onMessage: (handler) => {
      onMessage = handler;
    },
    onClose: (handler) => {
      onClose = handler;
    },
  };

  function invalidState(): Answer {
    return { status: 400, body: { code: 21220, message: 'Invalid call state', status: 400 } };
  }

  return {
    socket,
    /** What the caller's phone played, piece by piece. */
    spoken,
    /** When it last came to the end of what it had to say. */
    get silentAt() {
      return silentAt;
    },
    get status() {
      return status;
    },
    setUp: (): void => tell({ type: 'setup', sessionId: 'VX1', callSid, from: '+15550100001', to: '+15550100002' }),
    says(words: string): void {
      info('clientSpeaking', 'on');
      if (speech && clock.now() >= speech.startedAt) hush('interrupt');
      const [first = ''] = words.split(' ');
      tell({ type: 'prompt', voicePrompt: first, lang: 'en-US', last: false });
      clock.after(300 + words.length * 40, () => {
        info('clientSpeaking', 'off');
        tell({ type: 'prompt', voicePrompt: words, lang: 'en-US', last: true });
      });
    },
    hangsUp: complete,
    /** Our connection breaks. */
    breaks(): void {
      closeSocket(1006);
      sessionOver('failed');
    },
    /** What the REST service answers. */
    answer(asked: Asked): Answer {
      if (asked.method === 'GET') return { status: 200, body: { sid: callSid, status } };
      if (failuresLeft-- > 0) return { status: 500 };
      const before = status;
      complete();
      if (habits.hangUpSays === 'invalid state' && before === 'completed') return invalidState();
      return { status: 200, body: { sid: callSid, status: habits.hangUpSays === 'completed' ? 'completed' : before } };
    },
  };
}
