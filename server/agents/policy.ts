/** An agent's settings as the engine's policy: seconds become milliseconds, texts have their variables filled in already. */
import type { Agent } from '../../contract/agent.ts';
import { defaultLimits, type Limits, type Policy } from '../../engine/policy.ts';
import type { Proof } from '../../engine/reasons.ts';

export function policyOf(agent: Agent, bestProof: Proof, limits: Partial<Limits> = {}): Policy {
  const { ending } = agent;
  const { silence, max_duration: cap, voicemail, guard, rescue } = ending;
  return {
    endingEnabled: ending.enabled,
    mutualGoodbye: ending.mutual_goodbye,
    farewell: { mode: ending.farewell.mode, message: ending.farewell.message, apology: ending.apology },
    silence: {
      timeoutMs: toMs(silence.timeout_seconds),
      checkIns: silence.check_ins.map((c) => ({ afterMs: c.after_seconds * 1000, message: c.message })),
      noWordsMs: toMs(silence.no_words_seconds),
      tags: silence.outcome_tags,
    },
    maxDuration: {
      capMs: toMs(cap.seconds),
      wrapUps: cap.wrap_up
        .map((w) => ({ beforeEndMs: w.before_end_seconds * 1000, instruction: w.instruction }))
        .sort((a, b) => b.beforeEndMs - a.beforeEndMs),
      tags: cap.outcome_tags,
    },
    voicemail: { action: voicemail.action, message: voicemail.message, tags: voicemail.outcome_tags },
    guard: { enabled: guard.enabled, minCallMs: guard.min_call_seconds * 1000, vetoesMax: guard.max_vetoes },
    rescue: { mode: rescue.mode, rescuesMax: rescue.max, listenMs: rescue.listen_ms },
    requiredProof: bestProof,
    limits: { ...defaultLimits, ...limits },
  };
}

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
