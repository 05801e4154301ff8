/** The recording of a call: heard, and jumped in from its timeline and its transcript. */
import { Play } from 'lucide-react';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { CallAnswer, TimelineEntry } from '../../contract/routes/calls.ts';
import { shownLength } from '../../contract/shown-time.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { recordingStart } from './recording-start.ts';

type Player = {
  audio: HTMLAudioElement;
  /** When the recording begins, in seconds of the call. */
  start: number;
};

type Recorded = { player: Player | null; onLoaded(audio: HTMLAudioElement | null): void };

const RecordedContext = createContext<Recorded>({ player: null, onLoaded() {} });

/** Around everything that jumps in the recording. */
export function RecordedCall({ entries, children }: { entries: readonly TimelineEntry[]; children: ReactNode }) {
  const [audio, onLoaded] = useState<HTMLAudioElement | null>(null);
  const recorded = useMemo(
    () => ({ player: audio && { audio, start: recordingStart(entries, audio.duration) }, onLoaded }),
    [audio, entries],
  );
  return <RecordedContext value={recorded}>{children}</RecordedContext>;
}

/** Nothing for a call that was not recorded, or goes on. */
export function Recording({ call }: { call: CallAnswer }) {
  const { onLoaded } = use(RecordedContext);
  const [failed, setFailed] = useState(false);
  useEffect(() => () => onLoaded(null), [onLoaded]);
  if (call.state === 'live' || call.recording_kept_until === null) return null;
  const until = `It is kept until ${shownDay(call.recording_kept_until)}.`;
  return (
    <Card title="Recording" hint={failed ? undefined : `The caller is left, the agent right. ${until}`}>
      {failed ? (
        <Notice>The recording cannot be played: its days are over, or its file is not on this server.</Notice>
      ) : (
        <audio
          controls
          preload="metadata"
          src={`/v1/calls/${encodeURIComponent(call.call_id)}/recording`}
          aria-label="Recording of the call"
          className="h-10 w-full"
          onLoadedMetadata={({ currentTarget }) => onLoaded(currentTarget)}
          onError={() => setFailed(true)}
        />
      )}
    </Card>
  );
}

/** Goes there in the recording, and a press plays it. Nothing without a recording. */
export function PlayFrom({ seconds }: { seconds: number }) {
  const { player } = use(RecordedContext);
  useEffect(() => {
    if (player?.audio.paused) player.audio.currentTime = placeOf(seconds, player);
  }, [player, seconds]);
  if (!player) return null;
  return (
    <Button className="mb-3" onClick={() => playFrom(seconds, player)}>
      <Play aria-hidden="true" /> Play from here
    </Button>
  );
}

/** An instant of the call, which plays the recording from there if there is one. */
export function Instant({ seconds }: { seconds: number }) {
  const { player } = use(RecordedContext);
  const look = 'font-mono text-[12px] text-muted';
  if (!player) return <span className={look}>{shownLength(seconds)}</span>;
  return (
    <button
      type="button"
      title="Play from here"
      onClick={() => playFrom(seconds, player)}
      className={`${look} underline underline-offset-2 hover:text-ink`}
    >
      <span className="sr-only">Play from </span>
      {shownLength(seconds)}
    </button>
  );
}

/** Where the recording is, on an axis of so many seconds. */
export function Playhead({ seconds }: { seconds: number }) {
  const { player } = use(RecordedContext);
  const [at, setAt] = useState(0);
  useEffect(() => {
    if (!player) return;
    const { audio } = player;
    const look = (): void => setAt(audio.currentTime);
    look();
    for (const type of moves) audio.addEventListener(type, look);
    return () => moves.forEach((type) => audio.removeEventListener(type, look));
  }, [player]);
  if (!player || at === 0) return null;
  const share = Math.min(1, Math.max(0, (player.start + at) / seconds));
  return (
    <span aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-0 left-28 z-10">
      <span className="absolute inset-y-0 w-0.5 bg-accent" style={{ left: `${share * 100}%` }} />
    </span>
  );
}

const moves = ['timeupdate', 'seeked'] as const;

/** Earlier than was asked for: that somebody speaks is noticed a while after they began. */
const earlySeconds = 0.5;

function placeOf(seconds: number, { audio, start }: Player): number {
  return Math.min(audio.duration, Math.max(0, seconds - start - earlySeconds));
}

function playFrom(seconds: number, player: Player): void {
  player.audio.currentTime = placeOf(seconds, player);
  void player.audio.play().catch(() => undefined); // Its own controls tell why it does not play.
}

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function shownDay(day: string): string {
  return days.format(new Date(`${day}T00:00:00`));
}
