import { Link } from '@tanstack/react-router';
import { Keyboard, Maximize2, Mic, PhoneOff, RotateCcw, X } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { endedReasonWords } from '../../contract/why-ended.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { useDraft } from '../agents/draft.tsx';
import { useCallLog } from '../call/call-events.ts';
import { Timeline } from '../call/timeline.tsx';
import { phaseOf } from '../call/timeline-marks.ts';
import { capital } from '../call/why.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonLook, IconButton } from '../ui/button.tsx';
import { endedReasonIn, type Said, saidIn, type TestLine } from './said-words.ts';
import { SayForm } from './say-form.tsx';
import { useTextCall } from './text-call.ts';
import { useVoiceCall } from './voice-call.ts';
import { Words } from './words.tsx';

type Way = 'typing' | 'voice';

type Props = {
  agentId: string;
  unsaved: boolean;
  /** Saves, and does this then; null while that cannot be saved. */
  onSave: ((then: () => void) => void) | null;
  onClose: () => void;
  /** Told of the call's log as it grows. */
  onEntries: (entries: readonly TimelineEntry[]) => void;
};

/** Along the bottom of the page: you type or speak as the caller, and the timeline grows beside it. */
export function TestCall(props: Props) {
  const [way, setWay] = useState<Way>('typing');
  const [count, setCount] = useState(0);
  const Talk = way === 'voice' ? SpokenTalk : TypedTalk;
  return (
    <section
      aria-label="Test call"
      className="fixed inset-0 z-30 flex flex-col border-t bg-card shadow-2xl md:top-auto md:left-[200px] md:h-[min(26rem,55vh)]"
    >
      <Talk key={count} {...props} way={way} onWay={setWay} onAgain={() => setCount(count + 1)} />
    </section>
  );
}

type TalkProps = Props & { way: Way; onWay: (way: Way) => void; onAgain: () => void };

function TypedTalk(props: TalkProps) {
  const call = useTextCall(props.agentId);
  const entries = useEntries(call, props.onEntries);
  return (
    <Talk {...props} call={call} entries={entries} said={call.said}>
      <SayForm call={call} />
    </Talk>
  );
}

function SpokenTalk(props: TalkProps) {
  const call = useVoiceCall(props.agentId);
  const entries = useEntries(call, props.onEntries);
  const said = useMemo(() => saidIn(entries), [entries]);
  return (
    <Talk {...props} call={call} entries={entries} said={said}>
      {(call.state === 'connecting' || call.state === 'up') && <Listening isUp={call.state === 'up'} />}
    </Talk>
  );
}

function useEntries(call: TestLine, onEntries: Props['onEntries']): readonly TimelineEntry[] {
  const entries = useCallLog(call.callId, call.callId === null ? null : 'live');
  useEffect(() => onEntries(entries), [entries, onEntries]);
  return entries;
}

function Listening({ isUp }: { isUp: boolean }) {
  const { agent } = useDraft();
  const place = useRef<HTMLParagraphElement>(null);
  // The button that asked for this call went with the call before.
  useEffect(() => place.current?.focus(), []);
  return (
    <p ref={place} tabIndex={-1} className="flex items-start gap-2 border-t p-3 text-muted">
      <Mic aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${isUp ? 'text-good' : ''}`} />
      <span>
        {isUp
          ? 'The microphone is open: speak as the caller.'
          : 'It rings. The browser may ask for the microphone first.'}
        {agent.speech.listen.provider === 'offline' &&
          ' Without a key for speech, the agent understands only words that it expects.'}
      </span>
    </p>
  );
}

type FrameProps = TalkProps & {
  call: TestLine;
  entries: readonly TimelineEntry[];
  said: readonly Said[];
  children: ReactNode;
};

function Talk({ call, entries, said, unsaved, onSave, way, onWay, onAgain, onClose, children }: FrameProps) {
  const over = call.state === 'ended' || call.state === 'failed';
  return (
    <>
      <header className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
        <h2 className="text-[14px] font-semibold">Test call</h2>
        <span role="status" className="flex min-w-0 items-center">
          <PhaseBadge call={call} entries={entries} />
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-1">
          {way === 'typing' ? (
            <Button look="quiet" onClick={() => onWay('voice')} title="Call by microphone in place of typing">
              <Mic aria-hidden="true" /> By voice
            </Button>
          ) : (
            <Button look="quiet" onClick={() => onWay('typing')} title="Call by typing in place of the microphone">
              <Keyboard aria-hidden="true" /> By typing
            </Button>
          )}
          {call.callId !== null && (
            <Link to="/calls/$callId" params={{ callId: call.callId }} className={buttonLook('quiet')}>
              <Maximize2 aria-hidden="true" /> Its page
            </Link>
          )}
          {over ? (
            <Button onClick={onAgain}>
              <RotateCcw aria-hidden="true" /> Call again
            </Button>
          ) : (
            <Button look="danger" onClick={call.hangUp}>
              <PhoneOff aria-hidden="true" /> Hang up
            </Button>
          )}
          <IconButton label="Close the test call" onClick={onClose}>
            <X aria-hidden="true" />
          </IconButton>
        </span>
      </header>
      <div className="grid min-h-0 grow grid-rows-[1fr_auto] md:grid-cols-[minmax(18rem,2fr)_3fr] md:grid-rows-1">
        <div className="flex min-h-0 flex-col md:border-r">
          {unsaved && (
            <p className="flex flex-wrap items-center gap-2 px-4 pt-2 text-warn">
              It runs the saved version, without what you just changed.
              {onSave && <Button onClick={() => onSave(onAgain)}>Save and call again</Button>}
            </p>
          )}
          <Words said={said} failure={call.state === 'failed' ? call.message : null} />
          {children}
        </div>
        <div className="max-h-56 overflow-y-auto px-4 py-2 md:max-h-none">
          <Timeline entries={entries} />
        </div>
      </div>
    </>
  );
}

function PhaseBadge({ call, entries }: { call: TestLine; entries: readonly TimelineEntry[] }) {
  if (call.state === 'failed') return <Badge tone="bad">Failed</Badge>;
  if (call.state === 'connecting') return <Badge>Connecting</Badge>;
  if (call.state === 'up') return <Badge tone="live">{capital(phaseOf(entries))}</Badge>;
  const reason = endedReasonIn(entries);
  return <Badge tone="good">{reason === null ? 'Ended' : `Ended: ${endedReasonWords[reason]}`}</Badge>;
}
