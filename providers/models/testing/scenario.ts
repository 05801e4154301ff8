/** What a stand-in answers to one request, the same for every wire format. */

export type Piece = { text: string } | { tool: { name: string; arguments: object | string } };

/**
 * A reply in pieces, or a refusal. A tool's arguments as a string go over the wire as they are, valid or not. Endings:
 * `stall` sends nothing more until the client goes away, `disconnect` breaks the connection, `cut` closes it properly
 * but without the words that end a reply, `refused` is the vendor's content filter, `overloaded` an error in mid-stream.
 */
export type Scenario =
  | { pieces: readonly Piece[]; ending: 'stop' | 'stall' | 'disconnect' | 'cut' | 'refused' | 'overloaded' }
  | { status: 400 | 401 | 403 | 404 | 429 | 500 | 529 };

const endCall = { name: 'end_call', arguments: { reason: 'Caller is done', message: 'Goodbye "Ann" – 再见' } };

/** The list of proof.md, and what else services do. */
export const scenarios = {
  textThenTool: { pieces: [{ text: 'One moment, please. ' }, { tool: endCall }], ending: 'stop' },
  toolFirst: { pieces: [{ tool: endCall }, { text: 'Thank you for calling.' }], ending: 'stop' },
  twoTools: {
    pieces: [{ tool: { name: 'book_slot', arguments: { day: 'Monday', hour: 10 } } }, { tool: endCall }],
    ending: 'stop',
  },
  toolAsText: { pieces: [{ text: '{"name": "end_call", "arguments": {"reason": "done"}}' }], ending: 'stop' },
  truncatedTag: { pieces: [{ text: 'Goodbye now. [END_CA' }], ending: 'stop' },
  badArguments: { pieces: [{ tool: { name: 'end_call', arguments: '{"reason": "Caller is' } }], ending: 'stop' },
  stall: { pieces: [{ text: 'Let me see ' }], ending: 'stall' },
  disconnect: { pieces: [{ text: 'Let me see ' }, { tool: endCall }], ending: 'disconnect' },
  cut: { pieces: [{ text: 'Let me see ' }, { tool: endCall }], ending: 'cut' },
  refused: { pieces: [{ text: 'I am ' }], ending: 'refused' },
  overloaded: { pieces: [{ text: 'Let me see ' }], ending: 'overloaded' },
  busy: { status: 429 },
  broken: { status: 500 },
} as const satisfies Record<string, Scenario>;
