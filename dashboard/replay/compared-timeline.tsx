import { type ReactNode, useState } from 'react';
import type { TimelineEntry } from '../../contract/routes/calls.ts';
import type { CallReplay } from '../../contract/routes/replays.ts';
import { shownLabel } from '../call/label-packing.ts';
import { Axis, EntryDetails, Lanes, useAxisWidth } from '../call/timeline.tsx';
import type { Mark } from '../call/timeline-marks.ts';
import { shownLength } from '../../contract/shown-time.ts';
import { Dialog } from '../ui/dialog.tsx';
import { comparedMarks } from './compared-marks.ts';
import { shownInstant } from './headline.ts';

type Props = { entries: readonly TimelineEntry[]; replay: CallReplay };

/** The call as it was and as it would have been, on one axis of time. */
export function ComparedTimeline({ entries, replay }: Props) {
  const [box, width] = useAxisWidth();
  const [shown, setShown] = useState<{ mark: Mark; ofReplay: boolean } | null>(null);
  const { seconds, cut, was, wouldBe } = comparedMarks(entries, replay.entries);
  const space = { width, seconds };
  const parted = replay.parted_at_seconds;
  const shownEntries = shown?.ofReplay ? replay.entries : entries;
  return (
    <>
      <div
        className="overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label="Events in time, as they were and with these settings"
      >
        <div className="min-w-[640px]">
          <Axis seconds={seconds} />
          <div className="relative">
            {parted !== null && (
              <>
                <InstantLine at={parted / seconds} look="border-dashed border-accent text-accent">
                  from here on different, {shownInstant(parted)}
                </InstantLine>
                <div className="h-6" />
              </>
            )}
            <Half name="As it was">
              <InstantLine at={replay.was.ended_at_seconds / seconds} look="border-ink">
                ended at {shownLength(replay.was.ended_at_seconds)}
              </InstantLine>
              <Lanes
                group="As it was"
                marks={was}
                space={space}
                box={box}
                onOpen={(mark) => setShown({ mark, ofReplay: false })}
              />
            </Half>
            <Half name="With these settings">
              <InstantLine
                at={cut ? 1 : replay.would_be.ended_at_seconds / seconds}
                look={cut ? 'border-transparent' : 'border-ink'}
              >
                would have ended at {shownLength(replay.would_be.ended_at_seconds)}
                {cut && ', beyond this axis →'}
              </InstantLine>
              <Lanes
                group="With these settings"
                marks={wouldBe}
                space={space}
                onOpen={(mark) => setShown({ mark, ofReplay: true })}
              />
            </Half>
          </div>
        </div>
      </div>
      <p className="mt-2 flex items-center gap-2 text-[12px] text-muted">
        <span aria-hidden="true" className="hatched inline-block h-4 w-8 rounded border border-dashed border-current" />
        Supposed: not in the log of the call.
      </p>
      <Dialog
        open={shown !== null}
        onOpenChange={(open) => !open && setShown(null)}
        place="side"
        title={shown ? shownLabel(shown.mark.label) : ''}
        description={shown ? `${shownInstant(shown.mark.from)} into the call` : ''}
      >
        {shown && (
          <EntryDetails
            mark={shown.mark}
            entry={shownEntries.find(({ seq }) => seq === shown.mark.seq)}
            of={shown.ofReplay ? 'the replay' : "the call's log"}
          />
        )}
      </Dialog>
    </>
  );
}

function Half({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="relative border-t-2 pb-2">
      <h3 className="flex h-7 items-center text-[12px] font-medium">{name}</h3>
      {children}
    </section>
  );
}

/** A line down through its half, with its words at the top. `at`: a share of the axis. */
function InstantLine({ at, look, children }: { at: number; look: string; children: ReactNode }) {
  const side = at > 0.6 ? 'right-1' : 'left-1';
  return (
    <div className="pointer-events-none absolute inset-y-0 right-0 left-28">
      <div className={`absolute inset-y-0 w-0 border-l ${look}`} style={{ left: `${at * 100}%` }}>
        <span className={`absolute top-1 ${side} bg-card px-0.5 text-[12px] leading-5 font-medium whitespace-nowrap`}>
          {children}
        </span>
      </div>
    </div>
  );
}
