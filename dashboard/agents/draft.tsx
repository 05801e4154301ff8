/** The agent as it is being changed, and what the server says of it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import type { LintAnswer } from '../../contract/routes/agents.ts';
import { type FlowFaultCode, flowFaultSeverity } from '../../contract/flow-fault.ts';
import type { Warning } from '../../contract/warning.ts';
import { api } from '../api.ts';
import { capital } from '../call/why.ts';
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
  /** Asks the server about it as it stands now; null where it does not answer in time. */
  check(): Promise<Checked | null>;
};

/** `stops`: how many places of a flow keep it from running. */
export type Checked = { valid: boolean; stops: number };

const DraftContext = createContext<Draft | null>(null);

/** So long nothing is typed before the server is asked. */
const lintMs = 350;
/** Who saves waits no longer than this for the check. */
const checkMsMax = 5_000;

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
  const lint = useQuery({ ...lintOf(asked), placeholderData: (before) => before });
  const queries = useQueryClient();
  const check = useCallback(async (): Promise<Checked | null> => {
    setAsked(agent);
    const answer = await inTime(queries.fetchQuery(lintOf(agent)));
    return answer && { valid: answer.valid, stops: stopsOf(placed(answer)) };
  }, [queries, agent]);
  const current = asked === agent && !lint.isPlaceholderData;
  const draft = useMemo<Draft>(() => {
    const change: Draft['change'] = (update, what) => {
      const atMs = Date.now();
      setHistory((before) => changed(before, update(before.now), what, atMs));
    };
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
      faults: lint.data ? placed(lint.data) : [],
      valid: current ? (lint.data?.valid ?? null) : null,
      check,
    };
  }, [agent, history, saved, lint.data, current, check]);
  return <DraftContext value={draft}>{children}</DraftContext>;
}

export function useDraft(): Draft {
  const draft = use(DraftContext);
  if (!draft) throw new Error('a field of an agent stands outside of its editor');
  return draft;
}

function lintOf(agent: Agent) {
  return {
    ...api.agents.lint.queryOptions({ input: agent }),
    queryKey: ['lint', agent],
    staleTime: Infinity,
    gcTime: 10_000,
  };
}

/** Null where it fails, or takes too long. */
function inTime<Value>(asked: Promise<Value>): Promise<Value | null> {
  const late = new Promise<null>((resolve) => void setTimeout(resolve, checkMsMax, null));
  return Promise.race([asked.catch(() => null), late]);
}

function placed({ problems, warnings }: LintAnswer): PlacedFault[] {
  const faults = [
    ...problems.map((one) => ({ ...one, kind: 'problem' as const })),
    ...warnings.map((one) => ({ ...one, kind: kindOf(one) })),
  ];
  return faults.map((one) => ({ ...one, message: sentenceOf(one.message) }));
}

/** The API tells what a place does wrong; here its hint follows in the same line. A name such as end_call stays as it is. */
function sentenceOf(message: string): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return /^[a-z]+\b/.test(sentence) ? capital(sentence) : sentence;
}

/** How many of them keep a flow from running. */
export function stopsOf(faults: readonly PlacedFault[]): number {
  return faults.filter(({ kind, path }) => kind === 'problem' && path.startsWith('flow')).length;
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
