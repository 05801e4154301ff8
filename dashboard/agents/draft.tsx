/** The agent as it is being changed, and what the server says of it. */
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { type FlowFaultCode, flowFaultSeverity } from '../../contract/flow-fault.ts';
import type { Warning } from '../../contract/warning.ts';
import { api } from '../api.ts';
import type { FieldFault } from '../ui/field.tsx';
import { followBranches } from '../flow/follow-branches.ts';
import { readAt, writeAt } from './document-path.ts';
import { changed, newHistory, redone, undone } from './history.ts';

export type PlacedFault = FieldFault & { path: string };

export type Draft = {
  agent: Agent;
  value(path: string): unknown;
  set(path: string, value: unknown): void;
  replace(agent: Agent): void;
  /** `what`: changes by the same word that follow each other closely are undone together. */
  change(update: (agent: Agent) => Agent, what: string): void;
  /** `sent` was saved, and is `kept` like this: with its defaults. What was changed meanwhile stays. */
  settle(sent: Agent, kept: Agent): void;
  /** Null where there is nothing to take back, or to do again. */
  undo: (() => void) | null;
  redo: (() => void) | null;
  changed: boolean;
  faults: readonly PlacedFault[];
  /** Whether the server would save it; null while it is being asked. */
  valid: boolean | null;
};

const DraftContext = createContext<Draft | null>(null);

/** So long nothing is typed before the server is asked. */
const lintMs = 350;

/** `first`: what stands in it at first, where that is not what is saved. */
type Props = { saved: Agent; first?: Agent; children: ReactNode };

export function DraftProvider({ saved, first = saved, children }: Props) {
  const [history, setHistory] = useState(() => changed(newHistory(saved), first, 'everything', 0));
  const agent = history.now;
  const [asked, setAsked] = useState(agent);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(agent), lintMs);
    return () => clearTimeout(timer);
  }, [agent]);
  const lint = useQuery({
    ...api.agents.lint.queryOptions({ input: asked }),
    queryKey: ['lint', asked],
    staleTime: Infinity,
    gcTime: 10_000,
    placeholderData: (before) => before,
  });
  const current = asked === agent && !lint.isPlaceholderData;
  const draft = useMemo<Draft>(() => {
    const change: Draft['change'] = (update, what) => {
      const atMs = Date.now();
      setHistory((before) => changed(before, update(before.now), what, atMs));
    };
    const problems = lint.data?.problems.map((one) => ({ ...one, kind: 'problem' as const })) ?? [];
    const warnings = lint.data?.warnings.map((one) => ({ ...one, kind: kindOf(one) })) ?? [];
    return {
      agent,
      value: (path) => readAt(agent, path),
      set: (path, value) => change((before) => written(before, path, value), path),
      replace: (whole) => change(() => whole, 'everything'),
      change,
      settle: (sent, kept) => setHistory((before) => (before.now === sent ? { ...before, now: kept } : before)),
      undo: history.past.length > 0 ? () => setHistory(undone) : null,
      redo: history.future.length > 0 ? () => setHistory(redone) : null,
      changed: JSON.stringify(agent) !== JSON.stringify(saved),
      faults: [...problems, ...warnings],
      valid: current ? (lint.data?.valid ?? null) : null,
    };
  }, [agent, history, saved, lint.data, current]);
  return <DraftContext value={draft}>{children}</DraftContext>;
}

export function useDraft(): Draft {
  const draft = use(DraftContext);
  if (!draft) throw new Error('a field of an agent stands outside of its editor');
  return draft;
}

function written(agent: Agent, path: string, value: unknown): Agent {
  const after = writeAt(agent, path, value);
  return path.startsWith('flow.') ? { ...after, flow: followBranches(agent.flow, after.flow) } : after;
}

/** Saved all the same, but no call gets through a flow with such a one. */
function kindOf({ code }: Warning): FieldFault['kind'] {
  const stops = Object.hasOwn(flowFaultSeverity, code) && flowFaultSeverity[code as FlowFaultCode] === 'error';
  return stops ? 'problem' : 'warning';
}

/** What is said of this place, and of what lies within it when nothing shows that by itself. */
export function faultsAt(faults: readonly PlacedFault[], path: string, within = false): PlacedFault[] {
  return faults.filter(
    (fault) =>
      fault.path === path || (within && (fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`))),
  );
}
