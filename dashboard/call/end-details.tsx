import type { ReactNode } from 'react';
import type { CallRecord } from '../../contract/call.ts';
import { heardShown } from '../../contract/why-ended.ts';
import { Card } from '../ui/card.tsx';
import { capital, proofSentence } from './why.ts';

/** The proof: what was heard of the goodbye, each attempt to hang up, what was refused and taken back before. */
export function EndDetails({ record }: { record: CallRecord }) {
  const { farewell, hang_up_attempts: attempts, vetoes, rescues, clocks } = record;
  return (
    <Card title="Goodbye and hang-up">
      <dl className="space-y-2.5">
        <Row name="Goodbye">
          {farewell.text === '' ? 'none' : `“${farewell.text}”`}
          <span className="block text-muted">
            {capital(heardShown[farewell.heard])}; {farewell.source.replaceAll('_', ' ')}
          </span>
        </Row>
        <Row name="Proof">{proofSentence(record)}</Row>
        {attempts.length > 0 && (
          <Row name="Attempts">
            <ol>
              {attempts.map((attempt, index) => (
                <li key={attempt.at}>
                  {index + 1}. {attempt.proof?.replaceAll('_', ' ') ?? 'no answer'}{' '}
                  <span className="text-muted">after {attempt.latency_ms} ms</span>
                </li>
              ))}
            </ol>
          </Row>
        )}
        {vetoes.length > 0 && (
          <Row name="Refused before">
            {vetoes.map((veto) => (
              <span key={veto.at_seconds} className="block">
                at {veto.at_seconds.toFixed(1)} s: {veto.reason.replaceAll('_', ' ')}
              </span>
            ))}
          </Row>
        )}
        {rescues.length > 0 && (
          <Row name="Taken back">
            {rescues.map((rescue) => (
              <span key={rescue.at_seconds} className="block">
                at {rescue.at_seconds.toFixed(1)} s{rescue.text === '' ? ' by speaking' : ` by “${rescue.text}”`}
              </span>
            ))}
          </Row>
        )}
        <Row name="Clocks">
          {clocks.quiet_seconds.toFixed(1)} s quiet, {clocks.wordless_seconds.toFixed(1)} s without words
        </Row>
      </dl>
    </Card>
  );
}

export function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_1fr] gap-3">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
