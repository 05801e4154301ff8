import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { CallRecord } from '../../contract/call.ts';
import { endedReasonWords } from '../../contract/why-ended.ts';
import { api } from '../api.ts';
import { endTone } from '../calls/call-row.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { shownLength } from '../../contract/shown-time.ts';
import { shownAt } from '../time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FaultNotice, Loading, Notice } from '../ui/notice.tsx';
import { AfterCall } from './after-call.tsx';
import { useCallLog } from './call-events.ts';
import { Deliveries } from './deliveries.tsx';
import { EndDetails } from './end-details.tsx';
import { RecordedCall, Recording } from './recording.tsx';
import { TimelineCard } from './timeline-card.tsx';
import { phaseOf } from './timeline-marks.ts';
import { Transcript } from './transcript.tsx';
import { endFacts, whyEnded } from './why.ts';

/** What happens after a call is there within this. */
const settlingMs = 30_000;

export function CallPage() {
  const { callId } = useParams({ from: '/shell/calls/$callId' });
  const found = useQuery(
    api.calls.get.queryOptions({
      input: { id: callId },
      refetchInterval: ({ state: { data } }) => {
        if (!data || data.state === 'live') return 2_000;
        return Date.now() - Date.parse(data.ended_at) < settlingMs ? 2_000 : false;
      },
    }),
  );
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const call = found.data;
  const entries = useCallLog(callId, call?.state ?? null);
  if (found.isPending) return <Loading what="the call" />;
  if (!call) return <FaultNotice error={found.error} retry={() => void found.refetch()} />;
  const agent = agents.data?.items.find(({ id }) => id === call.agent_id)?.name ?? call.agent_id;
  const other = call.direction === 'inbound' ? call.from : call.to;
  const length = call.state === 'ended' ? ` · ${shownLength(call.duration_seconds)}` : '';
  return (
    <RecordedCall entries={entries}>
      <PageTitle
        title={`${other === '' ? 'A browser' : other} ${call.direction === 'inbound' ? 'to' : 'called by'} ${agent}`}
        crumbs={
          <>
            <Link to="/calls" className="underline underline-offset-2">
              Calls
            </Link>{' '}
            / <span className="font-mono">{callId}</span>
          </>
        }
        hint={
          <span className="flex flex-wrap items-center gap-1.5">
            {call.state === 'live' ? (
              <Badge tone="live">goes on</Badge>
            ) : (
              <Badge tone={endTone(call.ended_reason)}>{endedReasonWords[call.ended_reason]}</Badge>
            )}
            {call.state === 'ended' && call.outcome_tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}
            {call.sample && <Badge>sample</Badge>}
            <Badge>{call.direction}</Badge>
            <span>
              {shownAt(call.started_at)}
              {length} · version {call.agent_version}
            </span>
          </span>
        }
        actions={
          <>
            <CopyButton text={callId} label="Copy ID" />
            {call.state === 'live' ? <EndCall callId={callId} /> : <RemoveCall callId={callId} />}
          </>
        }
      />
      <div className="space-y-4">
        {call.state === 'live' && (
          <Notice tone={call.process_gone ? 'warn' : 'info'}>
            {call.process_gone
              ? 'The process that had this call is gone; another one is about to end it.'
              : `This call goes on: it is ${phaseOf(entries)}.`}
          </Notice>
        )}
        {call.state === 'ended' && <Facts record={call} />}
        <Recording call={call} />
        <TimelineCard call={call} entries={entries} />
        <div className="grid items-start gap-4 xl:grid-cols-[1.4fr_1fr]">
          <Transcript callId={callId} call={call} entries={entries} />
          {call.state === 'ended' && (
            <div className="space-y-4">
              <EndDetails record={call} />
              <AfterCall record={call} />
              <Deliveries callId={callId} endedAt={call.ended_at} />
            </div>
          )}
        </div>
      </div>
    </RecordedCall>
  );
}

/** Why it ended, in one sentence with its evidence; then the goodbye and the line. */
function Facts({ record }: { record: CallRecord }) {
  return (
    <section aria-label="Why it ended" className="card grid md:grid-cols-[1.7fr_1fr_1fr_1fr]">
      <div className="p-4 sm:px-5">
        <h2 className="text-muted">Why it ended</h2>
        <p className="mt-0.5 text-[15px] leading-6 font-semibold">{whyEnded(record)}</p>
        <p className="mt-0.5 text-muted">{record.evidence}</p>
      </div>
      {endFacts(record).map(({ name, value, about }) => (
        <div key={name} className="border-t p-4 sm:px-5 md:border-t-0 md:border-l">
          <h2 className="text-muted">{name}</h2>
          <p className="mt-0.5 text-[15px] leading-6 font-semibold">{value}</p>
          <p className="mt-0.5 text-muted">{about}</p>
        </div>
      ))}
    </section>
  );
}

function EndCall({ callId }: { callId: string }) {
  const end = useMutation(api.calls.end.mutationOptions());
  return (
    <>
      <Button disabled={end.isPending} onClick={() => end.mutate({ id: callId, farewell: true })}>
        End with a goodbye
      </Button>
      <ConfirmButton
        label="Hang up now"
        title="Hang up without a goodbye?"
        disabled={end.isPending}
        onConfirm={() => end.mutate({ id: callId, farewell: false })}
      >
        The caller hears nothing more; the line is hung up at once.
      </ConfirmButton>
      <span role="status" className="text-muted">
        {end.isSuccess && 'It is being ended.'}
      </span>
      <FaultNotice error={end.error} />
    </>
  );
}

function RemoveCall({ callId }: { callId: string }) {
  const queries = useQueryClient();
  const remove = useMutation(
    api.calls.remove.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: api.calls.list.key() });
        history.back();
      },
    }),
  );
  return (
    <>
      <ConfirmButton
        label="Delete"
        title="Delete this call?"
        disabled={remove.isPending}
        onConfirm={() => remove.mutate({ id: callId })}
      >
        Its record, words, recording and deliveries are gone for good.
      </ConfirmButton>
      <FaultNotice error={remove.error} />
    </>
  );
}
