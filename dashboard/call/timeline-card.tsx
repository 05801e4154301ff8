import { useNavigate, useSearch } from '@tanstack/react-router';
import { Rewind } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';

import type { CallAnswer, TimelineEntry } from '../../contract/routes/calls.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Timeline } from './timeline.tsx';

const CallReplay = lazy(async () => ({ default: (await import('../replay/call-replay.tsx')).CallReplay }));

/** What happened; of an ended call also what would have, with other settings. */
export function TimelineCard({ call, entries }: { call: CallAnswer; entries: readonly TimelineEntry[] }) {
  const { with: changes } = useSearch({ from: '/shell/calls/$callId' });
  const navigate = useNavigate();
  const [replayed, setReplayed] = useState<string | null>(null);
  const { call_id: callId } = call;
  useEffect(() => {
    if (changes) setReplayed(callId);
  }, [changes, callId]);
  const replaying = replayed === callId;
  const toggle = (): void => {
    setReplayed(replaying ? null : callId);
    if (replaying) void navigate({ to: '.', search: {}, replace: true, resetScroll: false });
  };
  return (
    <Card
      title="Timeline"
      hint="A mark opens what was logged there."
      actions={
        call.state === 'ended' && (
          <Button aria-expanded={replaying} onClick={toggle}>
            <Rewind aria-hidden="true" /> {replaying ? 'Close the replay' : 'Replay with other settings'}
          </Button>
        )
      }
    >
      {call.state === 'ended' && replaying ? (
        <Suspense fallback={<Timeline entries={entries} />}>
          <CallReplay key={callId} record={call} entries={entries} />
        </Suspense>
      ) : (
        <Timeline entries={entries} live={call.state === 'live'} />
      )}
    </Card>
  );
}
