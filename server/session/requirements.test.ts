/** What must hold before the model may end the call, as facts. Source: design ending.md section 5, Guard. */
import { expect, test } from 'vitest';
import type { AgentInput } from '../../contract/agent.ts';
import type { Note } from './log.ts';
import { newRequirements } from './requirements.ts';
import { readAgent } from '../testing/play.ts';

type Require = NonNullable<NonNullable<NonNullable<AgentInput['ending']>['guard']>['require']>;

const variables = { order: '', amount: 5, names: ['Ann'], paid: false };

function facts(require: Require, heard = '', values: Record<string, unknown> = variables) {
  const notes: Note[] = [];
  const agent = readAgent({ variables, ending: { guard: { require } } });
  const found = newRequirements({
    agent,
    heardText: () => heard,
    values: () => values,
    note: (note) => notes.push(note),
  }).facts('idle');
  return { ...found, notes };
}

const nothing = { tools: 'idle', disclosureUnread: false, slotEmpty: false, ruleFailed: false, notes: [] };

test('nothing required', () => {
  expect(facts([])).toEqual(nothing);
});

test('the state of the tools is passed on', () => {
  const requirements = newRequirements({
    agent: readAgent({}),
    heardText: () => '',
    values: () => ({}),
    note: () => {},
  });
  expect(requirements.facts('of_turn').tools).toBe('of_turn');
});

test('a disclosure: its words in a row, whatever their case and punctuation', () => {
  const require = [{ disclosure: 'This call may be recorded.' }];
  expect(facts(require, 'Hello. this call, may be RECORDED! Fine?')).toEqual(nothing);
  expect(facts(require, 'This call may')).toEqual({ ...nothing, disclosureUnread: true });
  expect(facts(require, 'This call may be recordedly')).toEqual({ ...nothing, disclosureUnread: true });
});

test('a variable: anything but nothing', () => {
  const variable = (name: string, value: unknown) => facts([{ variable: name }], '', { [name]: value }).slotEmpty;
  expect([variable('order', ''), variable('order', '  '), variable('order', null)]).toEqual([true, true, true]);
  expect([variable('order', 'A1'), variable('amount', 0), variable('paid', false)]).toEqual([false, false, false]);
});

test('a rule: true, and nothing else', () => {
  expect(facts([{ rule: 'amount > 3' }])).toEqual(nothing);
  expect(facts([{ rule: 'amount > 7' }])).toEqual({ ...nothing, ruleFailed: true });
});

test('a rule that cannot be evaluated holds no call, and is told', () => {
  const found = facts([{ rule: 'amount > 3' }], '', {});
  expect(found.ruleFailed).toBe(false);
  expect(found.notes).toEqual([expect.objectContaining({ type: 'rule_failed_to_run', where: 'ending.guard.require' })]);
});

test('one of several is enough', () => {
  const require = [{ variable: 'amount' }, { variable: 'order' }];
  expect(facts(require).slotEmpty).toBe(true);
});
