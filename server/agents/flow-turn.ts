/**
 * The agent's side of a call with a flow: gives the walk what happens, and carries out what it orders. What comes in while
 * the call is ending or with somebody else waits until it goes on. Source: design contract.md section 2.
 */
import type { Agent } from '../../contract/agent.ts';
import { dialable } from '../../contract/fields.ts';
import type { WalkEffect } from '../../engine/flow/effects.ts';
import type { FoundSlot, WalkEvent } from '../../engine/flow/events.ts';
import { walk } from '../../engine/flow.ts';
import type { Model } from '../../providers/models/model.ts';
import { type AgentTurnParts, newAgentTurn } from '../session/agent-turn.ts';
import { proposalFromBlock, proposalFromReason, proposalFromTrouble } from '../session/proposals.ts';
import { transferTarget } from '../session/transfer-targets.ts';
import type { Turn } from '../session/turn.ts';
import { type Cancel, type FlowJudge, ruleFlowJudge } from './flow-judge.ts';
import { modelFlowJudge } from './flow-model-judge.ts';
import { newFlowOrders } from './flow-orders.ts';
import { flowOutcome } from './flow-end.ts';
import type { FlowParts } from './flow-parts.ts';
import { newFlowWords } from './flow-words.ts';
import { confirmationWords, slotWords } from './slot-words.ts';
import { newWalkTrail } from './walk-trail.ts';

type FlowTurnParts = Omit<AgentTurnParts, 'fill' | 'task' | 'onTurnOver' | 'onModelFailed'> & { flow: FlowParts };

export function newFlowTurn(parts: FlowTurnParts): Turn {
  const { agent, conversation, dispatch, note, judge: meanings } = parts;
  const { plan, model, values, at } = parts.flow;
  /** What has happened, in order; it stands while the call is not in conversation. */
  const queue: WalkEvent[] = [];
  let walking = false;
  let stopped = false;
  const trail = newWalkTrail();
  let transferring: number | null = null;
  /** The words that called an end off come before what has happened meanwhile. */
  let wordsFirst = false;
  let cancelResume: Cancel = () => {};
  /** Words whose corrections are being looked for. */
  let hearing: { words: string; cancel: Cancel } | null = null;

  const agentTurn = newAgentTurn({
    ...parts,
    fill: values.speak,
    tools: { run: (call, onDone) => (mayCall(call.name) ? parts.tools.run(call, onDone) : onDone(notHere(call.name))) },
    isActive: () => parts.isActive() && words.task() !== null,
    task: () => words.task(),
    onTurnOver: (utteranceId) => words.written(utteranceId, conversation.lastAgentText()),
    onModelFailed: (detail) => words.modelFailed(detail),
  });
  const words = newFlowWords({
    clock: parts.clock,
    speaker: parts.speaker,
    agentTurn: () => agentTurn,
    isFirst: () => conversation.messages().length === 0,
    onOver: (ask) => happen({ type: 'words.ended', ask }),
    onFailed: (ask, detail) => {
      if (at.position.doing.name === 'speaking') happen({ type: 'words.ended', ask });
      else propose(proposalFromTrouble('failure', `model: ${detail}`));
    },
  });
  const flowJudge = judgeFor(agent, model, parts);
  const orders = newFlowOrders({ ...parts, flowJudge, happen, block: () => trail.path.at(-1) ?? null });

  const mayCall = (name: string): boolean => words.task()?.tools.includes(name) === true;
  const propose = (proposal: ReturnType<typeof proposalFromTrouble>): void =>
    dispatch({ type: 'end.proposed', proposal });

  function happen(event: WalkEvent): void {
    if (stopped) return;
    queue.push(event);
    goOn();
  }

  function goOn(): void {
    if (walking) return;
    walking = true;
    try {
      while (queue.length > 0 && !wordsFirst && !stopped && parts.isActive()) {
        const event = queue.shift()!;
        const [next, effects] = walk(at.position, event, plan);
        at.position = next;
        note({ type: 'walked', event });
        effects.forEach(carryOut);
      }
    } finally {
      walking = false;
    }
  }

  function resume(): void {
    wordsFirst = false;
    goOn();
  }

  function carryOut(effect: WalkEffect): void {
    trail.follow(effect);
    switch (effect.type) {
      case 'enter_block':
        return note({ type: 'block_entered', block: effect.block });
      case 'say':
        if (effect.role === 'filler') return words.fill(values.speak(effect.text));
        return words.say(effect.ask, values.speak(effect.text));
      case 'generate':
        return words.generate(effect.ask, taskOf(effect));
      case 'ask_slot':
        return speakOf(effect.ask, slotWords(model, effect, at.position));
      case 'confirm_slot':
        return speakOf(effect.ask, confirmationWords(model, effect));
      case 'await_reply':
        return dispatch({ type: 'reply.awaited', noInputMs: effect.noInputMs });
      case 'transfer':
        return transfer(effect.ask, effect.to);
      case 'end_by_block':
        return propose(proposalFromBlock(effect.block, values.speak, evidence(`End Call block ${effect.block.id}`)));
      case 'end_by_reason':
        return propose(proposalFromReason(agent, effect.reason, evidence('The check of the reasons')));
      case 'end_by_failure':
        return propose(proposalFromTrouble('failure', effect.detail));
      default:
        return orders.carryOut(effect);
    }
  }

  function speakOf(ask: number, { text, instruction }: { text: string; instruction: string | null }): void {
    if (instruction === null) words.say(ask, values.speak(text));
    else words.generate(ask, { instruction, tools: [], answers: [] }, values.speak(text));
  }

  /** The author of the flow wrote where to, so that a number needs to stand nowhere else. */
  function transfer(ask: number, to: string): void {
    const filled = values.speak(to).trim();
    const target = transferTarget(agent, filled) ?? (dialable.safeParse(filled).success ? filled : null);
    if (target === null) return happen({ type: 'transfer.failed', ask, detail: 'nobody there can be dialled' });
    transferring = ask;
    dispatch({ type: 'transfer.requested', to: target });
  }

  function transferOver(detail: string): boolean {
    const ask = transferring;
    transferring = null;
    if (ask !== null) happen({ type: 'transfer.failed', ask, detail });
    return ask !== null;
  }

  function evidence(what: string): string {
    const caller = conversation.callerWords().trim().slice(0, 200);
    return `${what}. Caller: ${caller === '' ? 'nothing yet' : `"${caller}"`}.`;
  }

  /** What they change of what was said before is looked for first: it may lead back. */
  function hear(turn: string): void {
    hearing?.cancel();
    const said = `${hearing?.words ?? ''} ${turn}`.trim();
    hearing = { words: said, cancel: () => {} };
    const cancel = orders.corrections(said, (corrections) => heard(said, corrections));
    if (hearing) hearing.cancel = cancel;
  }

  function heard(said: string, corrections: readonly FoundSlot[]): void {
    hearing = null;
    queue.unshift({ type: 'caller.said', text: said, meaning: meanings.caller(said, agent.language), corrections });
    resume();
    words.settleCut();
  }

  return {
    begin() {
      note({ type: 'walk_began', values: at.position.values });
      happen({ type: 'walk.started' });
    },
    answer: () => hear(conversation.callerTurn()),
    noInput: () => happen({ type: 'caller.stayed_silent' }),
    refused(veto) {
      agentTurn.refused(veto);
      goOn();
    },
    calledOff() {
      agentTurn.calledOff();
      const held = queue.splice(0);
      happen({ type: 'end.called_off' });
      wordsFirst = true;
      queue.push(...held);
      transferOver('the call was about to end');
      words.settleCut();
      cancelResume = parts.clock.after(0, () => hearing === null && resume());
    },
    transferFailed(detail) {
      if (!transferOver(detail)) agentTurn.transferFailed();
      goOn();
    },
    writeFarewell: agentTurn.writeFarewell,
    cancel() {
      agentTurn.cancel();
      words.cut();
    },
    playbackOver(utteranceId, finished) {
      if (finished) agentTurn.playbackFinished(utteranceId);
      words.playbackOver(utteranceId);
    },
    stop() {
      stopped = true;
      hearing?.cancel();
      cancelResume();
      agentTurn.cancel();
      words.stop();
      orders.stop();
    },
    values: values.expressions,
    fill: values.speak,
    flow: () => flowOutcome(at.position, trail),
  };
}

function taskOf({ instruction, tools, answers }: Extract<WalkEffect, { type: 'generate' }>) {
  return { instruction, tools, answers };
}

function judgeFor(agent: Agent, model: Model, { conversation }: Pick<AgentTurnParts, 'conversation'>): FlowJudge {
  if (model.id.startsWith('offline/')) return ruleFlowJudge(agent, conversation);
  return modelFlowJudge(agent, model, conversation);
}

function notHere(name: string) {
  return { failed: true, result: `There is no tool named "${name}" in this part of the conversation.` };
}
