import { useEffect, useMemo, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { useDraft } from '../agents/draft.tsx';
import { changesBetween, type EndingChanges, isChanged } from './ending-changes.ts';

type Changes = {
  changes: EndingChanges;
  /** The server takes these settings, and nothing was typed for a while. */
  ready: boolean;
};

/** What the form has different from `saved`. The draft asks the server only after a pause; `pauseMs` is one more. */
export function useChanges(saved: Agent, pauseMs = 0): Changes {
  const { agent, valid } = useDraft();
  const changes = useMemo(() => changesBetween(saved.ending, agent.ending), [saved, agent]);
  const [settled, setSettled] = useState(changes);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(changes), pauseMs);
    return () => clearTimeout(timer);
  }, [changes, pauseMs]);
  return { changes, ready: valid === true && settled === changes && isChanged(changes) };
}
