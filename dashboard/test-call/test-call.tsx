import { Link } from '@tanstack/react-router';
import { Maximize2, Mic, PhoneOff, RotateCcw, Send, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { endedReasonWords } from '../../contract/why-ended.ts';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { useCallLog } from '../call/call-events.ts';
import { Timeline } from '../call/timeline.tsx';
import { phaseOf } from '../call/timeline-marks.ts';
import { capital } from '../call/why.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, buttonLook, IconButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { type TextCall, useTextCall } from './text-call.ts';

type Props = {
  agentId: string;
  unsaved: boolean;
  onClose: () => void;
  /** Told of the call's log as it grows. */
  onEntries: (entries: readonly TimelineEntry[]) => void;
};

/** Along the bottom of the page: you type as the caller, and the timeline grows beside it. */
export function TestCall(props: Props) {
  const [count, setCount] = useState(0);
  return (
    <section
      aria-label="Test call"
      className="fixed inset-0 z-30 flex flex-col border-t bg-card shadow-2xl md:top-auto md:left-[200px] md:h-[min(26rem,55vh)]"
    >
      <Talk key={count} {...props} onAgain={() => setCount(count + 1)} />
    </section>
  );
}

type TalkProps = Props & { onAgain: () => void };

function Talk({ agentId, unsaved, onAgain, onClose, onEntries }: TalkProps) {
  const call = useTextCall(agentId);
  const over = call.state === 'ended' || call.state === 'failed';
  const entries = useCallLog(call.callId, call.callId === null ? null : 'live');
  useEffect(() => onEntries(entries), [entries, onEntries]);
  return (
    <>
      <header className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
        <h2 className="text-[14px] font-semibold">Test call</h2>
        <span role="status" className="flex min-w-0 items-center">
          <PhaseBadge call={call} phase={phaseOf(entries)} />
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-1">
          <a
            href={`/try?agent=${encodeURIComponent(agentId)}`}
            target="_blank"
            rel="noreferrer"
            title="A call by microphone, in a tab of its own"
            className={buttonLook('quiet')}
          >
            <Mic aria-hidden="true" /> By voice
          </a>
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
          {unsaved && <p className="px-4 pt-2 text-warn">It runs the saved version, without what you just changed.</p>}
          <Words call={call} />
          <SayForm call={call} disabled={call.state !== 'up'} />
        </div>
        <div className="max-h-56 overflow-y-auto px-4 py-2 md:max-h-none">
          <Timeline entries={entries} />
        </div>
      </div>
    </>
  );
}

function PhaseBadge({ call, phase }: { call: TextCall; phase: string }) {
  if (call.state === 'failed') return <Badge tone="bad">Failed</Badge>;
  if (call.state === 'connecting') return <Badge>Connecting</Badge>;
  if (call.state === 'up') return <Badge tone="live">{capital(phase)}</Badge>;
  const reason = call.endedReason as keyof typeof endedReasonWords | null;
  return <Badge tone="good">Ended: {reason === null ? 'done' : endedReasonWords[reason]}</Badge>;
}

function Words({ call }: { call: TextCall }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [call.said]);
  return (
    <ol
      tabIndex={0}
      aria-label="What was said"
      aria-live="polite"
      className="min-h-24 grow space-y-2 overflow-y-auto px-4 py-3 focus-visible:-outline-offset-2"
    >
      {call.said.map(({ id, by, text }) => (
        <li key={id} className={by === 'caller' ? 'text-right' : ''}>
          <span className="sr-only">{by === 'caller' ? 'You: ' : 'Agent: '}</span>
          <span
            className={`inline-block max-w-[85%] rounded-xl px-3 py-1.5 text-left break-words ${by === 'caller' ? 'bg-accent text-on-accent' : 'bg-soft'}`}
          >
            {text}
          </span>
        </li>
      ))}
      {call.state === 'failed' && (
        <li>
          <Notice tone="bad">{call.message}</Notice>
        </li>
      )}
      <li ref={end} aria-hidden="true" />
    </ol>
  );
}

/** So long without a key is the end of typing: silence counts again. */
const typingMs = 1_500;

function SayForm({ call, disabled }: { call: TextCall; disabled: boolean }) {
  const [text, setText] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!disabled) input.current?.focus();
  }, [disabled]);
  const type = (words: string): void => {
    setText(words);
    clearTimeout(timer.current);
    call.typing(words !== '');
    timer.current = setTimeout(() => call.typing(false), typingMs);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    clearTimeout(timer.current);
    if (text.trim() === '') return;
    call.say(text.trim());
    setText('');
  };
  return (
    <form onSubmit={submit} className="flex gap-2 border-t p-3">
      <input
        ref={input}
        className="input"
        aria-label="Say as the caller"
        placeholder={call.state === 'ended' ? 'The call has ended' : 'Say something as the caller…'}
        disabled={disabled}
        maxLength={2_000}
        value={text}
        onChange={({ target }) => type(target.value)}
      />
      <Button type="submit" look="primary" disabled={disabled || text.trim() === ''} aria-label="Say it">
        <Send aria-hidden="true" />
      </Button>
    </form>
  );
}
