/** A model that is waited for only so long, and asked once more when it failed before its first word. */
import { Retryable } from '../../contract/errors.ts';
import type { Clock } from '../../providers/clock.ts';
import type { Model, ModelRequest, ReplySink } from '../../providers/models/model.ts';

export type Patience = { firstPieceMsMax: number; nextPieceMsMax: number; retryMs: number; triesMax: number };

const defaultPatience: Patience = { firstPieceMsMax: 8_000, nextPieceMsMax: 4_000, retryMs: 250, triesMax: 2 };

/**
 * Silence before the first piece is a failure, and so is an error that may pass: both are tried again. Silence in the
 * middle closes the reply as it stands, because the caller has heard its beginning.
 */
export function patientModel(model: Model, clock: Clock, patience: Patience = defaultPatience): Model {
  return { id: model.id, stream: (request, sink) => ask(model, clock, patience, request, sink, 1) };
}

function ask(
  model: Model,
  clock: Clock,
  patience: Patience,
  request: ModelRequest,
  sink: ReplySink,
  attempt: number,
): () => void {
  let begun = false;
  let over = false;
  let stopWaiting = (): void => {};
  let stop = (): void => {};

  const settle = (then: () => void): void => {
    if (over) return;
    over = true;
    stopWaiting();
    then();
  };
  const fail = (error: Parameters<ReplySink['failed']>[0]): void =>
    settle(() => {
      if (begun) return sink.done();
      if (attempt >= patience.triesMax || !(error instanceof Retryable)) return sink.failed(error);
      const cancelWait = clock.after(patience.retryMs, () => {
        stop = ask(model, clock, patience, request, sink, attempt + 1);
      });
      stop = cancelWait;
    });
  const wait = (ms: number): void => {
    stopWaiting();
    stopWaiting = clock.after(ms, () => {
      stop();
      fail(new Retryable('the model said nothing for too long'));
    });
  };
  const piece = (pass: () => void): void => {
    if (over) return;
    begun = true;
    wait(patience.nextPieceMsMax);
    pass();
  };

  wait(patience.firstPieceMsMax);
  const cancel = model.stream(request, {
    text: (text) => piece(() => sink.text(text)),
    toolCall: (call) => piece(() => sink.toolCall(call)),
    done: () => settle(() => sink.done()),
    failed: fail,
  });
  if (!over) stop = cancel;
  return () => {
    over = true;
    stopWaiting();
    stop();
  };
}
