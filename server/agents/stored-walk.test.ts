/** A walk is found again in any part of its log, as it was by then. Source: design ending.md sections 10 and 11. */
import { expect, test } from 'vitest';
import type { LogEntry } from '../session/log.ts';
import { play, readAgent } from '../testing/play.ts';
import { storedWalk } from './stored-walk.ts';

const script = ['yes please', 'May 4th 1980', '4 7 1 1', "that's right"].map((words) => `caller: ${words}`).join('\n');
const actions = { eligibility: { values: { eligible: true, plan: 'Basic' } } };
const agent = readAgent('flow-appointment');

/** The log up to the note that this block was entered, and including it. */
function upTo(log: readonly LogEntry[], block: string): readonly LogEntry[] {
  const at = log.findIndex(({ seq: _, ...entry }) => {
    return 'note' in entry && entry.note.type === 'block_entered' && entry.note.block === block;
  });
  return log.slice(0, at + 1);
}

test('its place, its slots and its values', async () => {
  const { log } = await play('flow-appointment', script, { actions });
  const walked = storedWalk(agent, upTo(log, 'when'));
  expect(walked).toMatchObject({
    end: {
      block: 'when',
      path: ['hello', 'who', 'eligibility', 'may_book', 'when'],
      end_block: null,
      slots: { member_number: { value: '4711', said: '4 7 1 1', confirmed: true } },
      follow_ups: null,
    },
    values: { birth_date: '1980-05-04', member_number: '4711', plan: 'Basic' },
  });
  expect(storedWalk(agent, upTo(log, 'who'))).toMatchObject({ end: { path: ['hello', 'who'], slots: {} } });
});

test('every part of a log can be read', async () => {
  const { log } = await play('flow-appointment', script, { actions });
  const paths = log.map((_, index) => storedWalk(agent, log.slice(0, index))?.end.path.length ?? 0);
  expect(paths).toEqual(paths.toSorted((a, b) => a - b));
  expect(paths.at(-1)).toBeGreaterThan(4);
});

test('there is none in the log of a prompt agent, nor where the beginning is missing', async () => {
  const { log } = await play('flow-appointment', script, { actions });
  expect(storedWalk(agent, log.slice(20))).toBeNull();
  expect(storedWalk(readAgent('front-desk'), log)).toBeNull();
});
