/** Hooks of Vapi's that a setting beside them makes idle. */
import { expect, test } from 'vitest';
import { imported } from '../testing/imported.ts';

const endCall = [{ type: 'tool', tool: { type: 'endCall' } }];

test.each([
  { on: 'customer.speech.timeout', options: { timeoutSeconds: 45 }, do: endCall },
  { on: 'call.timeElapsed', options: { seconds: 900 }, do: endCall },
])('a hook that ends the call later than a setting does has no effect, and the report says so: %j', (hook) => {
  const { agent, report } = imported('vapi', { name: 'Desk', hooks: [hook] });
  expect(agent.ending).toMatchObject({ silence: { timeout_seconds: 30 }, max_duration: { seconds: 600 } });
  expect(report.kept).toEqual(['hooks']);
});

test.each([
  { on: 'customer.speech.timeout', options: { timeoutSeconds: 20 }, do: endCall },
  { on: 'call.timeElapsed', options: { seconds: 120 }, do: endCall },
])('a hook that ends the call sooner takes the effect of the setting: %j', (hook) => {
  const settings = { silenceTimeoutSeconds: 60, maxDurationSeconds: 300 };
  const { agent, report } = imported('vapi', { name: 'Desk', ...settings, hooks: [hook] });
  const { silence, max_duration } = agent.ending;
  const bySilence = hook.on === 'customer.speech.timeout';
  expect([silence.timeout_seconds, max_duration.seconds]).toEqual(bySilence ? [20, 300] : [60, 120]);
  expect(report.kept).toEqual([bySilence ? 'silenceTimeoutSeconds' : 'maxDurationSeconds']);
});
