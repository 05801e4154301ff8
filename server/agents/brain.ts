/** What turns a conversation into a reply: the model of a prompt agent, or the walk of a flow. */
import type { Message, ReplySink } from '../../providers/models/model.ts';

export type Ask = {
  purpose: 'greeting' | 'reply' | 'farewell';
  messages: readonly Message[];
  /** How this reply is to be, beside the agent's own prompt; null for none. */
  instruction: string | null;
};

export type Brain = {
  /** `provider/name` of the model behind it, for the record. */
  readonly modelId: string;
  /** One reply; the answer cancels it. */
  reply(ask: Ask, sink: ReplySink): () => void;
};
