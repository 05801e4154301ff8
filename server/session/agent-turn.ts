/**
 * The agent's side of the conversation: asks the brain, runs its tools, asks again with their results, and proposes
 * the ends that the model wants. One reply is under way at a time.
 */
import type { Agent } from '../../contract/agent.ts';
import type { EventBody, Proposal, ProposingTurn } from '../../engine/events.ts';
import type { VetoReason } from '../../engine/reasons.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Clock } from '../../providers/clock.ts';
import type { ToolCall } from '../../providers/models/model.ts';
import type { Ask, BlockTask, Brain } from '../agents/brain.ts';
import { endToolNames, offersVoicemail, transferTool, vetoWords, voicemailTool } from '../agents/ending-prompt.ts';
import type { Conversation } from './conversation.ts';
import type { Note } from './log.ts';
import {
  type ProposingFacts,
  proposalFromControl,
  proposalFromGoodbye,
  proposalFromTool,
  proposalFromTrouble,
} from './proposals.ts';
import { type Reply, type ReplyResult, startReply } from './reply.ts';
import type { Requirements } from './requirements.ts';
import type { Speaker } from './speaker.ts';
import type { ToolRunner } from './tools.ts';
import { transferTarget } from './transfer-targets.ts';

export type AgentTurnParts = {
  agent: Agent;
  direction: 'inbound' | 'outbound';
  brain: Brain;
  clock: Clock;
  judge: Judge;
  speaker: Speaker;
  conversation: Conversation;
  tools: ToolRunner;
  requirements: Requirements;
  /** The call is in conversation: nobody ends or transfers it. */
  isActive(): boolean;
  /** The model takes the far end for a voicemail. */
  voicemailSeen(): void;
  dispatch(event: EventBody): void;
  note(note: Note): void;
  /** Puts the call's values into a fixed text. */
  fill(text: string): string;
  /** What the block of a flow asks of the next reply. */
  task?(): BlockTask | null;
  /** The agent has said what it had to say, and waits for nothing. `utteranceId`: its last words, null for none. */
  onTurnOver?(utteranceId: string | null): void;
  /** The model cannot be had. Without this the call ends by it. */
  onModelFailed?(detail: string): void;
};

export type AgentTurn = ReturnType<typeof newAgentTurn>;

/** How often the brain is asked in one turn of the agent: a model that calls tools for ever is stopped. */
const asksMax = 8;

export function newAgentTurn(parts: AgentTurnParts) {
  const { agent, conversation, dispatch, note } = parts;
  const endTools = endToolNames(agent);
  const voicemailTools = offersVoicemail(agent, parts.direction) ? [voicemailTool] : [];
  const toolNames = [...endTools, ...agent.tools.map((t) => t.name), transferTool, ...voicemailTools];
  let reply: Reply | null = null;
  let workId: string | null = null;
  let utterances = 0;
  let works = 0;
  let asks = 0;
  let toolsOpen = 0;
  /** Something has come in that the reply under way cannot know. */
  let untold = false;
  /** End tools that were called and not yet answered: by a veto, or because the caller took the call back. */
  let pendingEnd: { calls: readonly ToolCall[] } | null = null;

  const newUtteranceId = (): string => `u${++utterances}`;
  const newCallId = (): string => `printed-${++works}`;

  function ask(purpose: Ask['purpose']): void {
    if (++asks > asksMax) return fail('the model asked for tools without end');
    untold = false;
    beginWork();
    begin({ purpose, messages: conversation.messages(), instruction: null, task: parts.task?.() ?? null });
  }

  function begin(request: Ask): void {
    conversation.agentTurn();
    reply = startReply(
      {
        brain: parts.brain,
        clock: parts.clock,
        speaker: parts.speaker,
        toolNames,
        newUtteranceId,
        newCallId,
        whyNot,
        transfer,
        sendSms: (text) => note({ type: 'sms_requested', text }),
        note,
        onDone: done,
        onFailed: (error) => {
          note({ type: 'model_failed', detail: error.message });
          endWork();
          if (parts.onModelFailed) parts.onModelFailed(error.message);
          else fail(`model: ${error.message}`);
        },
      },
      request,
    );
  }

  function beginWork(): void {
    workId = `model-${++works}`;
    dispatch({ type: 'work.started', workId, kind: 'model' });
  }

  function endWork(): void {
    if (workId) dispatch({ type: 'work.finished', workId });
    workId = null;
  }

  function fail(detail: string): void {
    dispatch({ type: 'end.proposed', proposal: proposalFromTrouble('failure', detail) });
  }

  /** After a caller who said a control, a quoted one is taken for an echo. */
  function whyNot(control: { type: string; quoted?: boolean }): string | null {
    const ends = control.type === 'end_call' || control.type === 'end_command';
    if (ends && !agent.ending.enabled) return 'ending is off';
    if (control.type === 'end_call' && !agent.ending.tag) return 'the tag is off';
    return control.quoted === true && conversation.callerSaidControl() ? 'quoted' : null;
  }

  /** And so is an end written or printed into a reply that takes no leave. */
  function isEcho(text: string): boolean {
    if (!conversation.callerSaidControl() || parts.judge.agent(text, agent.language).closing) return false;
    note({ type: 'control_dropped', name: 'end', why: 'echo of the caller' });
    return true;
  }

  function transfer(to: string): void {
    const target = transferTarget(agent, to);
    if (target) return dispatch({ type: 'transfer.requested', to: target });
    note({ type: 'transfer_refused', why: 'the number is neither in transfers nor in the prompt' });
    conversation.note('The transfer was refused: that number is not allowed. Go on without it.');
    untold = true;
  }

  function done(result: ReplyResult): void {
    const calls = callsOf(result);
    for (const call of calls) {
      conversation.toolCalled(call);
      note({ type: 'tool_called', name: call.name, action: endTools.includes(call.name) });
    }
    const ends = calls.filter((call) => endTools.includes(call.name));
    const isVoicemail = calls.some((call) => voicemailTools.includes(call.name));
    const others = calls.filter((call) => ![...endTools, ...voicemailTools].includes(call.name));
    const outside = parts.requirements.facts(others.length > 0 ? 'of_turn' : toolsOpen > 0 ? 'other' : 'idle');
    const facts = { turn: turnOf(result), outside, evidence: evidenceOf(result.text) };
    const [first] = ends;
    const proposal = first ? proposalFromTool(agent, first, facts) : written(result, facts);
    pendingEnd = proposal ? { calls: ends } : null;
    for (const call of ends.slice(1)) conversation.toolAnswered(call, 'The call is already ending.');
    endWork();
    const isEnding = proposal !== null || isVoicemail;
    if (others.length > 0) {
      if (!isEnding && result.utteranceId === null) speakFiller(others);
      runTools(others);
    } else if (untold && !isEnding) ask('reply');
    else if (!isEnding) parts.onTurnOver?.(result.utteranceId);
    if (isVoicemail) parts.voicemailSeen();
    if (proposal) dispatch({ type: 'end.proposed', proposal });
  }

  function callsOf({ toolCalls, printedCalls, text }: ReplyResult): ToolCall[] {
    const printsEnd = printedCalls.some((call) => endTools.includes(call.name));
    const echo = printsEnd && isEcho(text);
    return [...toolCalls, ...printedCalls.filter((call) => !(echo && endTools.includes(call.name)))];
  }

  /** The end that the model wrote into its reply. */
  function written({ end, text }: ReplyResult, facts: ProposingFacts): Proposal | null {
    return end && !isEcho(text) ? proposalFromControl(agent, end, facts) : null;
  }

  function turnOf(result: ReplyResult): ProposingTurn {
    const words = parts.judge.agent(result.text, agent.language);
    return { utteranceId: result.utteranceId, ...words };
  }

  function evidenceOf(text: string): string {
    const quote = (words: string): string => `"${words.trim().slice(0, 200)}"`;
    const caller = conversation.callerWords();
    return `Caller: ${caller ? quote(caller) : 'nothing yet'}. Agent: ${text.trim() ? quote(text) : 'no words'}.`;
  }

  /** So that the caller does not wait in silence: the words of the first tool that has some. */
  function speakFiller(calls: readonly ToolCall[]): void {
    const fillers = calls.map((call) => agent.tools.find((tool) => tool.name === call.name)?.filler ?? '');
    const words = parts.fill(fillers.find((filler) => filler.trim() !== '') ?? '');
    if (words.trim() !== '') parts.speaker.say(newUtteranceId(), words);
  }

  function runTools(calls: readonly ToolCall[]): void {
    let open = calls.length;
    let failed = false;
    toolsOpen += calls.length;
    for (const call of calls) {
      const toolWorkId = `tool-${++works}`;
      const startedAt = parts.clock.now();
      dispatch({ type: 'work.started', workId: toolWorkId, kind: 'tool' });
      parts.tools.run(call, (outcome) => {
        const tookMs = Math.round(parts.clock.now() - startedAt);
        note({ type: 'tool_answered', name: call.name, failed: outcome.failed, tookMs });
        const late = conversation.toolAnswered(call, outcome.result);
        if (late) conversation.note(`The result of ${call.name} has come in. Tell the caller, if it matters to them.`);
        failed ||= outcome.failed;
        open -= 1;
        toolsOpen -= 1;
        if (open === 0) toolsSettled(failed);
        dispatch({ type: 'work.finished', workId: toolWorkId });
      });
    }
  }

  /** An end that waits for them goes ahead or is refused; else the model is told of the results. */
  function toolsSettled(failed: boolean): void {
    if (pendingEnd) return dispatch({ type: 'tools.settled', failed });
    if (workId !== null) untold = true;
    else if (parts.isActive()) ask('reply');
  }

  /** The end tool gets the answer; an end without one (a tag, a phrase) a note. */
  function settleEnd(words: string): void {
    const [call] = pendingEnd?.calls ?? [];
    if (call) conversation.toolAnswered(call, words);
    else conversation.note(words);
    pendingEnd = null;
  }

  return {
    /** The caller's turn is over, or the call begins: the brain replies. */
    answer(purpose: 'greeting' | 'reply'): void {
      asks = 0;
      if (pendingEnd) settleEnd('The call goes on: the caller spoke.');
      ask(purpose);
    },
    /** The guard refused the end: the model is told why and goes on. */
    refused(veto: VetoReason): void {
      settleEnd(vetoWords(veto));
      if (veto !== 'caller_speaking') ask('reply');
    },
    /** The caller is with the agent again. It is still the same turn: a model that transfers for ever is stopped. */
    transferFailed(): void {
      settleEnd('The transfer failed: the caller is with you again. Tell them, and go on.');
      ask('reply');
    },
    /** The caller took the call back. */
    calledOff(): void {
      settleEnd('The end of the call was called off: the caller still wants something. Go on with the call.');
    },
    /** Words for a farewell, by the brain. Tools and controls in them do nothing; the command may name the reason. */
    writeFarewell(utteranceId: string, instruction: string | null, mayNameReason: boolean): void {
      beginWork();
      const utterance = parts.speaker.open(utteranceId);
      const failed = (detail: string): void => {
        endWork();
        dispatch({ type: 'farewell.failed', utteranceId, detail });
      };
      reply = startReply(
        {
          brain: parts.brain,
          clock: parts.clock,
          speaker: { ...parts.speaker, open: () => utterance },
          toolNames,
          newUtteranceId: () => utteranceId,
          newCallId,
          whyNot: (control) => (mayNameReason && control.type === 'end_command' ? null : 'in a farewell'),
          transfer: () => {},
          sendSms: () => {},
          note,
          onDone({ end, text, utteranceId: spoken }) {
            if (end && !isEcho(text)) dispatch({ type: 'end.proposed', proposal: proposalFromGoodbye(agent, end) });
            if (spoken === null) failed('the model wrote no words');
            else endWork();
          },
          onFailed: (error) => failed(error.message),
        },
        { purpose: 'farewell', messages: conversation.messages(), instruction, task: null },
      );
    },
    /** Drops the reply under way and whatever of it is not yet with the line. */
    cancel(): void {
      reply?.cancel();
      reply = null;
      endWork();
    },
    playbackFinished: (utteranceId: string): void => reply?.playbackFinished(utteranceId),
  };
}
