import { expect, test } from 'vitest';
import { blockEnds } from './block-ends.ts';

test('a block tells the share of the calls that ended in it, and why they did', () => {
  const ends = blockEnds({
    samples: false,
    calls: 1_000,
    blocks: [
      { block: 'when', calls: 995, ended_reasons: { agent_ended: 5, caller_hangup: 990 } },
      { block: 'desk', calls: 5, ended_reasons: { transferred: 5 } },
    ],
  });
  expect(ends.get('when')).toEqual({
    share: '100 % ended here',
    sentence: '995 of 1,000 calls in 30 days ended here: the caller hung up (990), the agent ended it (5).',
  });
  expect(ends.get('desk')!.share).toBe('< 1 % ended here');
  expect(ends.get('never')).toBeUndefined();
});

test('sample calls are called so, and without an answer no block tells anything', () => {
  const blocks = [{ block: 'end', calls: 2, ended_reasons: { silence_timeout: 2 } }];
  expect(blockEnds({ samples: true, calls: 4, blocks }).get('end')).toEqual({
    share: '50 % ended here',
    sentence: '2 of 4 sample calls in 30 days ended here: nobody spoke any more (2).',
  });
  expect(blockEnds(undefined).size).toBe(0);
});
