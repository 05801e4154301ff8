/** A made-up event by which a receiver can be tried. Source: design contract.md section 6. */
import type { CallEnded, WebhookPayload } from '../contract/webhook.ts';
import type { WebhookEvent } from '../contract/webhook-words.ts';

/** `metadata.test` is true and no such call exists. `call.ended`, unless the endpoint wants only the start. */
export function testEvent(wanted: readonly WebhookEvent[], agentId: string | null, now: Date): WebhookPayload {
  const agent_id = agentId ?? 'agent_test';
  if (wanted.includes('call.ended') || !wanted.includes('call.started')) return ended(agent_id, now);
  const { call_id, agent_version, direction, from, to, started_at, answered_at, variables, metadata } = ended(
    agent_id,
    now,
  );
  const who = { call_id, agent_id, agent_version, direction, from, to };
  return { event: 'call.started', ...who, started_at, answered_at, variables, metadata };
}

function ended(agent_id: string, now: Date): CallEnded {
  const before = (seconds: number): string => new Date(now.getTime() - seconds * 1_000).toISOString();
  return {
    event: 'call.ended',
    call_id: 'call_test',
    agent_id,
    agent_version: 1,
    direction: 'inbound',
    from: '+15550100',
    to: '+15550101',
    started_at: before(61),
    answered_at: before(60),
    ended_at: before(0),
    duration_seconds: 60,
    ended_reason: 'agent_ended',
    trigger: 'tool',
    ended_by: 'agent',
    carrier_cause: null,
    farewell: { text: 'Thank you for calling. Goodbye!', heard: 'confirmed', heard_share: 1, rescues: 0 },
    hang_up: { attempts: 1, proof: 'carrier_ended', latency_ms: 100, leaked_seconds: 0 },
    outcome_tags: [],
    summary: null,
    extracted: {},
    variables: {},
    metadata: { test: true },
    transcript_url: null,
    recording_url: null,
  };
}
