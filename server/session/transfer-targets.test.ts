/** Where a call may be transferred to. */
import { describe, expect, test } from 'vitest';
import { readAgent } from '../testing/play.ts';
import { transferTarget } from './transfer-targets.ts';

const agent = readAgent({
  prompt: 'Emergencies go to +49 (30) 5550-177. Office hours: 9-18. The desk is at sip:desk@pbx.example, ask nicely.',
  transfers: [
    { name: 'Front desk', to: '+15550100' },
    { name: 'Night watch', to: 'sip:night@pbx.example' },
  ],
});

describe('allowed', () => {
  test.each([
    ['+15550100', '+15550100'],
    ['+1 (555) 0100', '+15550100'],
    ['front  DESK', '+15550100'],
    ['Front-desk.', '+15550100'],
    ['night watch', 'sip:night@pbx.example'],
    ['SIP:Night@pbx.example', 'sip:night@pbx.example'],
    ['+49305550177', '+49305550177'],
    ['+49 30 5550177', '+49305550177'],
    ['sip:desk@pbx.example', 'sip:desk@pbx.example'],
  ])('%s', (wanted, target) => {
    expect(transferTarget(agent, wanted)).toBe(target);
  });
});

describe('refused', () => {
  test.each(['+19005550199', '+4930555', '9-18', '918', '', 'desk', 'sip:other@pbx.example', '+155501001'])(
    '%s',
    (wanted) => {
      expect(transferTarget(agent, wanted)).toBeNull();
    },
  );
});
