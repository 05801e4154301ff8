/** The agent as it is being changed, and what the server says of it. */
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { api } from '../api.ts';
import type { FieldFault } from '../ui/field.tsx';
import { readAt, writeAt } from './document-path.ts';

export type PlacedFault = FieldFault & { path: string };

export type Draft = {
  agent: Agent;
  value(path: string): unknown;
  set(path: string, value: unknown): void;
  replace(agent: Agent): void;
  changed: boolean;
  faults: readonly PlacedFault[];
  /** Whether the server would save it; null while it is being asked. */
  valid: boolean | null;
};

const DraftContext = createContext<Draft | null>(null);

/** So long nothing is typed before the server is asked. */
const lintMs = 350;

export function DraftProvider({ saved, children }: { saved: Agent; children: ReactNode }) {
  const [agent, setAgent] = useState(saved);
  const [asked, setAsked] = useState(saved);
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
    const problems = lint.data?.problems.map((one) => ({ ...one, kind: 'problem' as const })) ?? [];
    const warnings = lint.data?.warnings.map((one) => ({ ...one, kind: 'warning' as const })) ?? [];
    return {
      agent,
      value: (path) => readAt(agent, path),
      set: (path, value) => setAgent((before) => writeAt(before, path, value)),
      replace: setAgent,
      changed: JSON.stringify(agent) !== JSON.stringify(saved),
      faults: [...problems, ...warnings],
      valid: current ? (lint.data?.valid ?? null) : null,
    };
  }, [agent, saved, lint.data, current]);
  return <DraftContext value={draft}>{children}</DraftContext>;
}

export function useDraft(): Draft {
  const draft = use(DraftContext);
  if (!draft) throw new Error('a field of an agent stands outside of its editor');
  return draft;
}

/** What is said of this place, and of what lies within it when nothing shows that by itself. */
export function faultsAt(faults: readonly PlacedFault[], path: string, within = false): PlacedFault[] {
  return faults.filter(
    (fault) =>
      fault.path === path || (within && (fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`))),
  );
}
