/** A typed call over the text line (docs/text-line.md): the real session, with this page as the telephone. */
import { useEffect, useRef, useState } from 'react';
import { client, faultOf } from '../api.ts';
import type { Said, TestLine } from './said-words.ts';

export type TextCall = TestLine & {
  said: readonly Said[];
  say(text: string): void;
  typing(on: boolean): void;
  press(digit: string): void;
  /** Whether the agent is told any more which of its words were shown. */
  reportsLost: boolean;
  loseReports(lost: boolean): void;
};

type Down =
  | { type: 'started'; call_id: string }
  | { type: 'speak'; utterance_id: string; text: string; last: boolean }
  | { type: 'clear' }
  | { type: 'ended' }
  | { type: 'error'; message: string; hint?: string };

/** Dials when it is mounted, and hangs up when it goes. */
export function useTextCall(agentId: string): TextCall {
  const [state, setState] = useState<TextCall['state']>('connecting');
  const [callId, setCallId] = useState<string | null>(null);
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [message, setMessage] = useState('');
  const socket = useRef<WebSocket | null>(null);
  const isTyping = useRef(false);
  const [reportsLost, setReportsLost] = useState(false);
  const lost = useRef(false);

  useEffect(() => {
    let gone = false;
    const fail = (why: string): void => {
      if (gone) return;
      setState((now) => (now === 'ended' ? now : 'failed'));
      setMessage(why);
    };
    const hear = (line: WebSocket, down: Down): void => {
      switch (down.type) {
        case 'started':
          setCallId(down.call_id);
          return setState('up');
        case 'speak': {
          const { utterance_id: id, text, last } = down;
          setSaid((before) => withWords(before, id, text));
          // Told once it has been painted, which is what it proves.
          if (last && !lost.current)
            afterPaint(() => line.send(JSON.stringify({ type: 'shown', utterance_id: id, done: true })));
          return;
        }
        case 'clear':
          return; // Every word is on the screen at once, so that there is nothing to drop.
        case 'ended':
          return setState('ended');
        case 'error':
          return fail(`${down.message}. ${down.hint ?? ''}`);
      }
    };
    async function dial(): Promise<void> {
      const { path } = await client.text.ticket({ agent_id: agentId });
      if (gone) return;
      const line = new WebSocket(`${location.origin.replace('http', 'ws')}${path}`);
      socket.current = line;
      line.addEventListener('message', ({ data }) => !gone && hear(line, JSON.parse(String(data)) as Down));
      line.addEventListener('close', () => fail('The connection was lost.'));
    }
    dial().catch((error: unknown) => fail(faultOf(error).message));
    return () => {
      gone = true;
      socket.current?.close(1000);
    };
  }, [agentId]);

  const send = (up: object): void => {
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(JSON.stringify(up));
  };
  return {
    state,
    callId,
    said,
    message,
    say(text) {
      isTyping.current = false;
      setSaid((before) => [...before, { id: `caller ${before.length}`, by: 'caller', text }]);
      send({ type: 'say', text });
    },
    typing(on) {
      if (on === isTyping.current) return;
      isTyping.current = on;
      send({ type: on ? 'speech_started' : 'speech_stopped' });
    },
    press: (digit) => send({ type: 'press', digit }),
    reportsLost,
    loseReports(on) {
      lost.current = on;
      setReportsLost(on);
    },
    hangUp: () => send({ type: 'hang_up' }),
  };
}

/** Pieces of an utterance are put together as they are. */
function withWords(said: readonly Said[], id: string, text: string): readonly Said[] {
  if (!said.some((one) => one.id === id)) return [...said, { id, by: 'agent', text }];
  return said.map((one) => (one.id === id ? { ...one, text: one.text + text } : one));
}

/** A page in the background is painted never: there it is enough that the words are in it. */
function afterPaint(act: () => void): void {
  if (document.visibilityState === 'hidden') return act();
  requestAnimationFrame(() => requestAnimationFrame(act));
}
