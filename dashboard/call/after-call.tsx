import { useQuery } from '@tanstack/react-query';
import type { CallRecord, MessageState } from '../../contract/call.ts';
import { api } from '../api.ts';
import { ReplayStep } from '../settings/replay-step.tsx';
import { Card } from '../ui/card.tsx';
import { Row } from './end-details.tsx';

/** What was found in the call and done about it. */
export function AfterCall({ record }: { record: CallRecord }) {
  const { summary, outcome, extracted, sms, email } = record;
  const dead = useQuery(api.steps.list.queryOptions({ input: { call_id: record.call_id, state: 'dead' } }));
  return (
    <Card title="After the call">
      <dl className="space-y-2.5">
        <Row name="Summary">{summary?.text ?? <span className="text-muted">none</span>}</Row>
        {outcome !== null && <Row name="Outcome">{outcome.chosen.join(', ') || 'none fits'}</Row>}
        {Object.entries(extracted).map(([name, value]) => (
          <Row key={name} name={name}>
            {value === null ? <span className="text-muted">not told</span> : String(value)}
          </Row>
        ))}
        {sms !== null && <Row name="Text message">{stateOf(sms)}</Row>}
        {email !== null && <Row name="E-mail">{stateOf(email)}</Row>}
        {dead.data?.items.map((step) => (
          <Row key={step.step} name={step.step}>
            <span className="text-bad">failed for good: {step.error ?? 'its process died'}</span>{' '}
            <ReplayStep step={step} />
          </Row>
        ))}
      </dl>
    </Card>
  );
}

function stateOf({ state, why, detail }: MessageState): string {
  if (state === 'sent') return 'sent';
  const because = [why?.replaceAll('_', ' '), detail].filter(Boolean).join(': ');
  return `${state === 'unsent' ? 'not sent' : 'may have been sent'}${because === '' ? '' : ` (${because})`}`;
}
