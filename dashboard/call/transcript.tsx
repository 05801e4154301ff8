import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import type { CallAnswer, TimelineEntry } from '../../contract/routes/calls.ts';
import { api } from '../api.ts';
import { Card } from '../ui/card.tsx';
import { Empty } from '../ui/notice.tsx';
import { Instant } from './recording.tsx';

const notRecorded =
  'There is no recording: its agent makes none, or the sound of this call did not pass through this server.';

type Props = { callId: string; call: CallAnswer; entries: readonly TimelineEntry[] };

/** What both sides said, as it was heard. While the call goes on it is read again as the log grows. */
export function Transcript({ callId, call, entries }: Props) {
  const live = call.state === 'live';
  const words = entries.filter(({ event }) => /^(caller\.said|playback\.(finished|cleared))$/.test(event?.type ?? ''));
  const told = useQuery({
    ...api.calls.transcript.queryOptions({ input: { id: callId } }),
    queryKey: [...api.calls.transcript.key({ input: { id: callId } }), words.length],
    enabled: live,
    placeholderData: (before) => before,
  });
  const turns = live ? (told.data?.turns ?? []) : call.transcript;
  return (
    <Card title="Transcript" hint={!live && call.recording_kept_until === null && notRecorded}>
      {turns.length === 0 && <Empty>{live ? 'Nobody has said a word yet.' : 'Nobody said a word.'}</Empty>}
      <dl className="grid grid-cols-[auto_auto_1fr] gap-x-4">
        {turns.map((turn, index) => (
          <Fragment key={`${turn.at_seconds}-${index}`}>
            <dt className={`col-span-2 grid grid-cols-subgrid items-baseline py-2 ${index === 0 ? '' : 'border-t'}`}>
              <Instant seconds={turn.at_seconds} />
              <span className={turn.role === 'agent' ? 'font-medium text-lane-agent' : 'font-medium text-muted'}>
                {turn.role === 'agent' ? 'Agent' : 'Caller'}
              </span>
            </dt>
            <dd className={`py-2 break-words ${index === 0 ? '' : 'border-t'}`}>
              {turn.text}
              {turn.cut && <span className="text-muted"> … (cut off here)</span>}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Card>
  );
}
