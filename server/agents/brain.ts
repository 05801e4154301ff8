/** What turns a conversation into a reply: the model of a prompt agent, or the walk of a flow. */
import type { Message, ReplySink } from '../../providers/models/model.ts';

/** What a block of a flow asks of a reply: null as instruction is none beside the agent's prompt. */
export type BlockTask = {
  instruction: string | null;
  /** The agent's tools that may be called here. */
  tools: readonly string[];
  /** What the block wants to find out from the caller. */
  answers: readonly string[];
};

export type Ask = {
  purpose: 'greeting' | 'reply' | 'farewell';
  messages: readonly Message[];
  /** How this reply is to be, beside the agent's own prompt; null for none. */
  instruction: string | null;
  /** Null for an agent without a flow, and for farewells. */
  task: BlockTask | null;
};

export type Brain = {
  /** `provider/name` of the model behind it, for the record. */
  readonly modelId: string;
  /** One reply; the answer cancels it. */
  reply(ask: Ask, sink: ReplySink): () => void;
};
