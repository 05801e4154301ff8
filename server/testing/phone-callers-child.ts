/** Callers in a process of their own: their clock is not delayed by what they measure. See phone-callers.ts. */
import { raisePriority } from '../../providers/carriers/rtp/raise-priority.ts';
import { startSipAgent } from '../../providers/carriers/sip/agent.ts';
import { type CallerSound, openCallerSound } from './caller-sound.ts';
import type { CallersAnswer, CallersQuestion, CallPlan } from './phone-callers.ts';

const frameMs = 20;
const ringMsMax = 20_000;

await raisePriority();
const agent = await startSipAgent({
  listen: { address: '127.0.0.1', port: 0 },
  transports: ['udp'],
  onInvite: (call) => call.refuse(486),
  unknown: 'refuse',
});
const sounds = new Set<CallerSound>();
let due = performance.now();

/** On an absolute clock, so that it does not drift. */
function tick(): void {
  for (const sound of sounds) sound.tick();
  due += frameMs;
  setTimeout(tick, Math.max(0, due - performance.now()));
}

async function call(number: number, plan: CallPlan): Promise<void> {
  const sound = await openCallerSound();
  sounds.add(sound);
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, run: () => void): void => void timers.push(setTimeout(run, ms));
  let answeredAt: number | null = null;
  const from = { user: `caller-${number}`, host: '127.0.0.1' };
  const leg = agent.dial({ to: plan.to, from, proxy: null, account: null, ringMsMax, media: sound });
  leg.onEvent((event) => {
    if (event.type === 'leg.answered') {
      answeredAt = performance.now();
      for (const { atMs, pcm } of plan.says ?? []) later(atMs, () => sound.say(pcm));
      later(plan.pressAtMs, () => sound.press('#'));
      later(plan.msMax, () => leg.hangUp(1));
    }
    if (event.type !== 'leg.ended') return;
    const endedAt = performance.now();
    timers.forEach(clearTimeout);
    sounds.delete(sound);
    const { by, cause } = event;
    tell({ type: 'over', number, call: { answeredAt, endedAt, by, cause, ...sound.heard() } });
    sound.close();
  });
}

process.on('message', (question: CallersQuestion) => void call(question.number, question.plan));
process.on('disconnect', () => process.exit(0));
tick();
tell({ type: 'ready' });

function tell(answer: CallersAnswer): void {
  process.send?.(answer);
}
