/** A spoken call over the voice line (docs/browser.md), by the microphone and the loudspeaker of this browser. */
import { useEffect, useRef, useState } from 'react';
import { client, faultOf } from '../api.ts';
import type { TestLine } from './said-words.ts';

/** Asks for the microphone and dials when it is mounted, and hangs up when it goes. */
export function useVoiceCall(agentId: string): TestLine {
  const [state, setState] = useState<TestLine['state']>('connecting');
  const [callId, setCallId] = useState<string | null>(null);
  const [message, setMessage] = useState('');
  const hangUp = useRef<() => void>(() => {});

  useEffect(() => {
    let gone = false;
    const fail = (why: string): void => {
      if (gone) return;
      setState((now) => (now === 'ended' ? now : 'failed'));
      setMessage(why);
    };
    async function dial(): Promise<void> {
      const { spokenCall } = await import('virtual:call-socket');
      if (gone) return;
      const call = await spokenCall(() => ticketPath(agentId), {
        started(id) {
          if (gone) return;
          setCallId(id);
          setState('up');
        },
        failed: fail,
        closed: () => !gone && setState((now) => (now === 'failed' ? now : 'ended')),
      });
      hangUp.current = call.hangUp;
      if (gone) call.hangUp();
    }
    dial().catch((error: unknown) => fail(whyNot(error)));
    return () => {
      gone = true;
      hangUp.current();
    };
  }, [agentId]);

  return { state, callId, message, hangUp: () => hangUp.current() };
}

async function ticketPath(agentId: string): Promise<string> {
  return (await client.text.ticket({ agent_id: agentId, line: 'voice' })).path;
}

function whyNot(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') {
    return 'The browser may not use the microphone. Allow it for this page, beside its address, and call again.';
  }
  if (name === 'NotFoundError') return 'This machine has no microphone. A call by typing needs none.';
  if (error instanceof Error && error.message.startsWith('Browsers open')) return error.message;
  return faultOf(error).message;
}
