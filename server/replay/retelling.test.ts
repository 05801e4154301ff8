import { expect, test } from 'vitest';
import type { Event, Proposal } from '../../engine/events.ts';
import { answered, propose } from '../../engine/testing/events.ts';
import { agentThat, type EndingInput } from '../testing/agents.ts';
import { readAgent } from '../testing/play.ts';
import { newRetelling } from './retelling.ts';

const agent = (ending: EndingInput) => readAgent(agentThat([], ending));

function retold(was: EndingInput, wouldBe: EndingInput, event: Event): { event: Event | null; unknown: string[] } {
  const retelling = newRetelling(agent(was), agent(wouldBe), {});
  return { event: retelling.retell(event), unknown: retelling.unknown() };
}

const reasons = [{ reason: 'Angry', outcome_tags: ['angry'] }];
const found: Partial<Proposal> = {
  trigger: 'global_check',
  reason: 'Angry',
  reasonConfigured: true,
  outcomeTags: ['angry'],
};

test('a tag is a plain text where tags end nothing', () => {
  const event = propose(1000, { trigger: 'tag' });
  expect(retold({}, {}, event).event).toBe(event);
  expect(retold({}, { tag: false }, event).event).toBeNull();
  expect(retold({ tag: false }, {}, event).unknown).toEqual(['ends_allowed']);
});

test.each(['global_check', 'command'] as const)('a reason that is gone is found by no %s', (trigger) => {
  const event = propose(1000, { ...found, trigger });
  expect(retold({ reasons }, { reasons: [] }, event)).toEqual({ event: null, unknown: ['reason_gone'] });
});

test.each(['global_check', 'command'] as const)('a %s brings what its reason brings now', (trigger) => {
  const event = propose(1000, { ...found, trigger });
  const other = [{ reason: 'Angry', outcome_tags: ['upset'], final: true }];
  expect(retold({ reasons }, { reasons: other }, event).event).toMatchObject({
    proposal: { reason: 'Angry', outcomeTags: ['upset'], final: true },
  });
});

test('a call that was refused for its credit is screened by no rule', () => {
  const end = propose(0, { trigger: 'balance' });
  const event = answered(0, end.type === 'end.proposed' ? end.proposal : null);
  expect(retold({}, { pre_call: [{ when: 'true' }] }, event).event).toBe(event);
  expect(retold({}, { pre_call: [{ when: 'true' }] }, answered(0)).event).toMatchObject({
    end: { trigger: 'pre_call' },
  });
});
