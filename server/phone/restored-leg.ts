/** A leg whose process died: it can only be hung up, and that is all that is asked of it. */
import type { AudioLegEvent } from '../../providers/carriers/audio-leg.ts';
import type { RestoredInvite } from '../../providers/carriers/sip/restored-invite.ts';
import type { Clock } from '../../providers/clock.ts';
import type { SipLeg } from './sip-leg.ts';

export type RestoredLegParts = { clock: Clock; tell(event: AudioLegEvent): void; onOver(): void };

export function restoredLeg(restored: RestoredInvite, { clock, tell, onOver }: RestoredLegParts): SipLeg {
  let over = false;

  async function hangUp(attempt: number): Promise<void> {
    const at = clock.now();
    const { proof, detail } = await restored.hangUp();
    if (over) return;
    tell({ type: 'hang_up.answered', attempt, proof, detail, latencyMs: Math.round(clock.now() - at) });
    if (!proof) return;
    over = true;
    tell({ type: 'leg.ended', by: 'system', cause: 'hung up after its process died', failed: false, proof });
    onOver();
  }

  return {
    sound: null,
    command(command) {
      if (command.type === 'hang_up') void hangUp(command.attempt);
    },
  };
}
