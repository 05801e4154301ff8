/** Work outside the virtual clock, such as a request over the loopback: as long as any is open, the clock stands still. */
import type { Model } from '../../providers/models/model.ts';
import type { Scenario } from '../../providers/models/testing/scenario.ts';
import type { LogEntry } from '../log.ts';

export type OutsideWork = ReturnType<typeof outsideWork>;

export function outsideWork() {
  const open = new Set<object | string>();
  let changed = Promise.withResolvers<void>();
  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const end = (work: object | string): void => {
    if (open.delete(work)) change();
  };
  return {
    begin: (work: object | string): void => void open.add(work),
    end,
    /** Tools over HTTP. */
    onEntry(entry: LogEntry): void {
      if (!('event' in entry)) return;
      const { event } = entry;
      if (event.type === 'work.started' && event.kind === 'tool') open.add(event.workId);
      if (event.type === 'work.finished') end(event.workId);
    },
    async settle(): Promise<void> {
      while (open.size > 0) await changed.promise;
    },
  };
}

/**
 * A model that is waited for: until its reply is over, or as much of it has come as a stand-in that stalls sends.
 * `scenarios` are what the stand-in answers, in order.
 */
export function awaitedModel(model: Model, scenarios: readonly Scenario[], outside: OutsideWork): Model {
  let asked = 0;
  return {
    id: model.id,
    stream(request, sink) {
      const reply = {};
      const stallsAfter = charactersBeforeStall(scenarios[asked++]);
      let received = 0;
      if (stallsAfter !== 0) outside.begin(reply);
      const cancel = model.stream(request, {
        text(piece) {
          sink.text(piece);
          received += piece.length;
          if (received === stallsAfter) outside.end(reply);
        },
        toolCall: (call) => sink.toolCall(call),
        done() {
          sink.done();
          outside.end(reply);
        },
        failed(error) {
          sink.failed(error);
          outside.end(reply);
        },
      });
      return () => {
        cancel();
        outside.end(reply);
      };
    },
  };
}

function charactersBeforeStall(scenario: Scenario | undefined): number | null {
  if (!scenario || 'status' in scenario || scenario.ending !== 'stall') return null;
  return scenario.pieces.reduce((sum, piece) => sum + ('text' in piece ? piece.text.length : 0), 0);
}
