/** A model over the wire, in tests with a virtual clock. */
import type { Model } from '../../providers/models/model.ts';
import type { Scenario } from '../../providers/models/testing/scenario.ts';
import type { OutsideWork } from '../../simulator/outside-work.ts';

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
