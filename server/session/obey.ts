import type { Agent } from '../../contract/agent.ts';
import type { Effect } from '../../engine/effects.ts';
import type { EventBody } from '../../engine/events.ts';
import type { Line } from '../../lines/line.ts';
import { farewellInstruction } from '../agents/ending-prompt.ts';
import { namesReasons, reasonInGoodbye } from '../agents/task-prompt.ts';
import type { Conversation } from './conversation.ts';
import type { Speaker } from './speaker.ts';
import type { Turn } from './turn.ts';

/** What the orders of the engine are carried out with. */
export type Hands = {
  agent: Agent;
  turn: Turn;
  conversation: Conversation;
  speaker: Speaker;
  line: Line;
  isPlaying(): boolean;
  /** The call is ending because its flow came to a terminal block. */
  endsByBlock(): boolean;
  dispatch(event: EventBody): void;
};

/** Carries out one order of the engine. */
export function obey(effect: Exclude<Effect, { type: 'record_end' }>, hands: Hands): void {
  const { turn, conversation, speaker, line } = hands;
  switch (effect.type) {
    case 'greet_caller':
      return greet(hands);
    case 'answer_caller':
      turn.cancel();
      if (hands.isPlaying()) line.send({ type: 'clear' });
      return turn.answer();
    case 'speak':
      if (effect.role === 'farewell' && effect.text.trim() === '') return hands.dispatch(noWords(effect.utteranceId));
      return speaker.say(effect.utteranceId, turn.fill(effect.text), effect.voice);
    case 'write_farewell': {
      const heard = conversation.lastAgentText();
      const instruction = effect.instruction && turn.fill(effect.instruction);
      const mayNameReason = hands.endsByBlock() && namesReasons(hands.agent);
      const words = farewellInstruction(instruction, heard, effect.fresh);
      const told = mayNameReason ? `${words}\n${reasonInGoodbye}` : words;
      return turn.writeFarewell(effect.utteranceId, told, mayNameReason);
    }
    case 'resume_farewell':
      return speaker.goOn(effect.utteranceId, effect.of, turn.fill(effect.text));
    case 'clear_playback':
      speaker.hush();
      return line.send({ type: 'clear' });
    case 'cancel_reply':
      return turn.cancel();
    case 'refuse_end':
      return turn.refused(effect.veto);
    case 'call_off_end':
      return turn.calledOff();
    case 'report_no_input':
      return turn.noInput();
    case 'instruct_model':
      return conversation.note(effect.instruction);
    case 'transfer_leg':
      turn.cancel(); // An operator may ask for it while the agent speaks.
      if (hands.isPlaying()) line.send({ type: 'clear' });
      return line.send({ type: 'transfer', to: effect.to });
    case 'report_transfer_failed':
      return turn.transferFailed(effect.detail);
    case 'hang_up':
      turn.cancel();
      return line.send({ type: 'hang_up', attempt: effect.attempt });
    case 'watch_leg':
      return; // The store sends the job in the transaction of the end.
  }
}

/** A farewell that was left empty: nobody waits for its sound. */
function noWords(utteranceId: string): EventBody {
  return { type: 'playback.failed', utteranceId, detail: 'there are no words to say' };
}

function greet({ agent, turn, speaker, line }: Hands): void {
  const { enabled, consent } = agent.recording;
  if (enabled && line.kind === 'audio' && consent.trim() !== '') speaker.say('consent', consent);
  if (agent.greeting.mode === 'static') speaker.say('greeting', agent.greeting.message);
  turn.begin();
}
