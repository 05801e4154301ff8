import { Link } from '@tanstack/react-router';
import { PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import type { CallListed } from '../../contract/api.ts';
import { endedReasonWords, heardShown } from '../../contract/why-ended.ts';
import { shownLength } from '../../contract/shown-time.ts';
import { shownAt } from '../time.ts';
import { Badge, type Tone } from '../ui/badge.tsx';

export const columns = 'md:grid-cols-[minmax(12rem,1.5fr)_minmax(9rem,1fr)_minmax(9rem,1fr)_9.5rem_4rem]';

type Props = { call: CallListed; agentName: string };

export function CallRow({ call, agentName }: Props) {
  const Direction = call.direction === 'inbound' ? PhoneIncoming : PhoneOutgoing;
  const other = call.direction === 'inbound' ? call.from : call.to;
  const length = call.duration_seconds === null ? '' : shownLength(call.duration_seconds);
  return (
    <Link
      to="/calls/$callId"
      params={{ callId: call.call_id }}
      className={`grid h-full grid-cols-[1fr_auto] items-center gap-x-4 px-4 hover:bg-soft focus-visible:-outline-offset-2 ${columns}`}
    >
      <span className="min-w-0">
        <EndBadge call={call} />
      </span>
      <span className="order-4 flex min-w-0 gap-3 max-md:col-span-2 md:order-none">
        <span className="min-w-0 grow truncate">
          <Direction aria-label={call.direction} className="mr-1.5 inline size-3.5 text-muted" />
          {other === '' ? 'a browser' : other}{' '}
          <span className="text-muted md:hidden">
            {call.sample && '· sample '}· {agentName}
          </span>
        </span>
        <span className="tabular-nums md:hidden">{length}</span>
      </span>
      <span className="hidden truncate md:block">{agentName}</span>
      <time dateTime={call.started_at} className="order-2 text-right text-muted md:order-none md:text-left">
        {shownAt(call.started_at)}
      </time>
      <span className="hidden text-right tabular-nums md:block">{length}</span>
    </Link>
  );
}

function EndBadge({ call }: { call: CallListed }) {
  const { ended_reason: reason, custom_end_call_reason: custom, outcome_tags: tags, farewell_heard: heard } = call;
  if (reason === null) return <Badge tone="live">goes on</Badge>;
  const unheard = heard === 'unconfirmed' || heard === 'failed';
  return (
    <span className="flex min-w-0 flex-wrap gap-1 overflow-hidden max-md:max-h-6 md:max-h-6">
      <Badge tone={endTone(reason)}>{custom ?? endedReasonWords[reason]}</Badge>
      {unheard && <Badge tone="warn">goodbye {heardShown[heard]}</Badge>}
      {call.sample && (
        <span className="max-md:hidden">
          <Badge>sample</Badge>
        </span>
      )}
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  );
}

/** Ends that somebody chose are good; those that nobody wanted are not. */
export function endTone(reason: NonNullable<CallListed['ended_reason']>): Tone {
  if (reason === 'error') return 'bad';
  if (reason === 'silence_timeout' || reason === 'max_duration_reached' || reason === 'balance_insufficient') {
    return 'warn';
  }
  return reason === 'agent_ended' || reason === 'transferred' ? 'good' : 'plain';
}
