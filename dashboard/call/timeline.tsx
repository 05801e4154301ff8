import { type RefObject, useEffect, useRef, useState } from 'react';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import { shownSeconds } from '../../contract/shown-time.ts';
import { Dialog } from '../ui/dialog.tsx';
import { labelCharsMax, labelPaddingPx, packLabels, type Placed, shownLabel } from './label-packing.ts';
import { PlayFrom, Playhead } from './recording.tsx';
import { type Lane, lanes, type Mark, timelineMarks } from './timeline-marks.ts';

const laneNames: Readonly<Record<Lane, string>> = {
  caller: 'Caller',
  agent: 'Agent',
  tools: 'Model, tools',
  engine: 'Engine',
  line: 'Line',
};

const laneColours: Readonly<Record<Lane, string>> = {
  caller: 'bg-lane-caller',
  agent: 'bg-lane-agent',
  tools: 'bg-lane-tools',
  engine: 'bg-lane-engine',
  line: 'bg-lane-line',
};

const supposedColours: Readonly<Record<Lane, string>> = {
  caller: 'text-lane-caller',
  agent: 'text-lane-agent',
  tools: 'text-lane-tools',
  engine: 'text-lane-engine',
  line: 'text-lane-line',
};

const rowPx = 26;
/** A letter of the labels' font, on the wide side, so that nothing touches. */
const charPx = 6.6;

/** Everything that happened on one axis of time. A mark opens its entry of the log. */
export function Timeline({ entries, live = false }: { entries: readonly TimelineEntry[]; live?: boolean }) {
  const [box, width] = useAxisWidth();
  const [shown, setShown] = useState<Mark | null>(null);
  const last = entries.at(-1)?.at_seconds ?? 0;
  const seconds = Math.max(1, last * 1.02);
  const marks = timelineMarks(entries, last);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Events in time">
      <div className="relative min-w-[640px]">
        <Playhead seconds={seconds} />
        <Axis seconds={seconds} />
        <Lanes marks={marks} space={{ width, seconds }} box={box} onOpen={setShown} />
        {live && <p className="border-t pt-2 text-[12px] text-muted">It grows while the call goes on.</p>}
      </div>
      <Dialog
        open={shown !== null}
        onOpenChange={(open) => !open && setShown(null)}
        place="side"
        title={shown ? shownLabel(shown.label) : ''}
        description={shown ? `${shownSeconds(shown.from)} into the call` : ''}
      >
        {shown && <PlayFrom seconds={shown.from} />}
        {shown && <EntryDetails mark={shown} entry={entries.find(({ seq }) => seq === shown.seq)} />}
      </Dialog>
    </div>
  );
}

type LanesProps = {
  marks: readonly Mark[];
  space: { width: number; seconds: number };
  /** Of the first lane: its width is that of the axis. */
  box?: RefObject<HTMLOListElement | null>;
  /** Stands before the names of the lanes for who cannot see where they are. */
  group?: string;
  onOpen: (mark: Mark) => void;
};

export function Lanes({ marks, space, box, group, onOpen }: LanesProps) {
  return lanes.map((lane) => {
    const placed = packLabels(
      marks.filter((mark) => mark.lane === lane),
      { ...space, charPx },
    );
    const rows = Math.max(1, ...placed.map(({ row }) => row + 1));
    return (
      <div key={lane} className="flex border-t">
        <div className="flex w-28 shrink-0 items-start gap-2 py-1.5 text-[12px] text-muted">
          <span aria-hidden="true" className={`mt-1 size-2 rounded-full ${laneColours[lane]}`} />
          {laneNames[lane]}
        </div>
        <ol
          ref={lane === 'caller' ? box : undefined}
          aria-label={group === undefined ? laneNames[lane] : `${group}: ${laneNames[lane]}`}
          className="relative grow"
          style={{ height: rows * rowPx }}
        >
          {placed.map((place, index) => (
            <li key={`${place.mark.seq}-${index}`}>
              <MarkButton place={place} onOpen={() => onOpen(place.mark)} />
            </li>
          ))}
        </ol>
      </div>
    );
  });
}

function MarkButton({ place, onOpen }: { place: Placed; onOpen: () => void }) {
  const { mark, row, x, width, side } = place;
  const isPoint = mark.to === null;
  const length = isPoint ? '' : `, ${shownSeconds(mark.to! - mark.from)} long`;
  // As wide as the packing took it to be, so that no letters can run into the next mark.
  const maxWidth = Math.min(labelCharsMax, mark.label.length) * charPx + labelPaddingPx;
  const left = side === 'left' ? undefined : x;
  const right = side === 'left' ? `calc(100% - ${x + width}px)` : undefined;
  return (
    <button
      type="button"
      onClick={onOpen}
      title={mark.label}
      className={`group absolute flex h-5 items-center text-left text-[11px] ${side === 'left' ? 'flex-row-reverse' : ''}`}
      style={{ top: row * rowPx + 3, left, right }}
    >
      <span
        className={`${markLook(mark)} flex shrink-0 items-center overflow-hidden group-hover:opacity-85 ${isPoint ? 'size-2.5 rotate-45 rounded-[2px]' : 'h-4 rounded'}`}
        style={isPoint ? undefined : { width }}
      >
        {side === 'in' && <span className={`truncate px-1 ${mark.supposed ? 'text-ink' : ''}`}>{mark.label}</span>}
      </span>
      {side !== 'in' && (
        <span
          className={side === 'none' ? 'sr-only' : 'truncate bg-card px-1'}
          style={side === 'none' ? undefined : { maxWidth }}
        >
          {mark.label}
        </span>
      )}
      <span className="sr-only">
        , at {shownSeconds(mark.from)}
        {length}
        {mark.supposed && ', supposed'}
      </span>
    </button>
  );
}

/** What is supposed is hatched with a dashed line around it. */
function markLook({ lane, supposed }: Mark): string {
  if (!supposed) return `${laneColours[lane]} text-card`;
  return `${supposedColours[lane]} hatched border border-dashed border-current`;
}

/** About six steps of a round length. */
export function Axis({ seconds }: { seconds: number }) {
  const steps = [0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200];
  const step = steps.find((length) => seconds / length <= 8) ?? 14_400;
  // The last one would stick out at the end.
  const places = Array.from({ length: Math.floor((seconds * 0.97) / step) + 1 }, (_, index) => index * step);
  return (
    <div aria-hidden="true" className="ml-28 flex h-6">
      <div className="relative grow font-mono text-[11px] text-muted">
        {places.map((at) => (
          <span
            key={at}
            className="absolute -translate-x-1/2 first:translate-x-0"
            style={{ left: `${(at / seconds) * 100}%` }}
          >
            {step < 1 ? at.toFixed(1) : at}s
          </span>
        ))}
      </div>
    </div>
  );
}

type EntryProps = { mark: Mark; entry: TimelineEntry | undefined; of?: string };

export function EntryDetails({ mark, entry, of = "the call's log" }: EntryProps) {
  return (
    <>
      <p className="mb-3">{mark.label}</p>
      <p className="mb-1 text-muted">
        Entry {mark.seq} of {of}
        {mark.supposed && ', supposed'}
      </p>
      <pre tabIndex={0} className="overflow-auto rounded-lg bg-soft p-3 font-mono text-[12px]">
        {JSON.stringify({ event: entry?.event, effects: entry?.effects, note: entry?.note }, null, 2)}
      </pre>
    </>
  );
}

export function useAxisWidth(): [RefObject<HTMLOListElement | null>, number] {
  const box = useRef<HTMLOListElement | null>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry!.contentRect.width));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}
