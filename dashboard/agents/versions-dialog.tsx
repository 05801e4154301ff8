import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { shownAtFully } from '../time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FaultNotice, Loading } from '../ui/notice.tsx';
import { differences } from './document-path.ts';
import { useDraft } from './draft.tsx';

type Props = { agentId: string; current: number; open: boolean; onOpenChange: (open: boolean) => void };

/** Every version that was saved, what is different there, and the way back. */
export function VersionsDialog({ agentId, current, open, onOpenChange }: Props) {
  const [shown, setShown] = useState<number | null>(null);
  const found = useInfiniteQuery({
    ...api.agents.versions.infiniteOptions({
      input: (cursor: number | undefined) => ({ id: agentId, limit: 50, ...(cursor !== undefined && { cursor }) }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: ({ next_cursor: next }) => (next === null ? undefined : Number(next)),
    }),
    enabled: open,
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      place="side"
      title="Versions"
      description="A call keeps the version it began with."
    >
      <FaultNotice error={found.error} />
      {found.isPending && <Loading what="the versions" />}
      <ol className="divide-y">
        {found.data?.pages
          .flatMap(({ items }) => items)
          .map(({ version, saved_at: at }) => (
            <li key={version} className="py-2.5">
              <div className="flex flex-wrap items-center gap-2">
                <span className="font-medium">Version {version}</span>
                {version === current && <Badge tone="good">now</Badge>}
                <span className="text-muted">{shownAtFully(at)}</span>
                <Button
                  look="quiet"
                  className="ml-auto"
                  aria-expanded={shown === version}
                  onClick={() => setShown(shown === version ? null : version)}
                >
                  Compare
                </Button>
              </div>
              {shown === version && (
                <Comparison agentId={agentId} version={version} onTaken={() => onOpenChange(false)} />
              )}
            </li>
          ))}
      </ol>
      {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()}>Earlier versions</Button>}
    </Dialog>
  );
}

type ComparisonProps = { agentId: string; version: number; onTaken: () => void };

/** That version beside what stands in the editor now. */
function Comparison({ agentId, version, onTaken }: ComparisonProps) {
  const draft = useDraft();
  const found = useQuery(api.agents.get.queryOptions({ input: { id: agentId, version } }));
  if (found.isPending) return <Loading what="this version" />;
  if (!found.data) return <FaultNotice error={found.error} />;
  const { agent } = found.data;
  const changes = differences(agent, draft.agent);
  if (changes.length === 0) return <p className="mt-1 text-muted">The same as what stands in the editor.</p>;
  return (
    <div className="mt-2 space-y-2">
      <dl className="space-y-2 rounded-lg bg-soft p-3">
        {changes.map(({ path, before, after }) => (
          <div key={path}>
            <dt className="font-mono text-[12px] text-muted">{path}</dt>
            <dd className="break-words">
              <span className="block text-bad">
                <span className="sr-only">Then: </span>− {shown(before)}
              </span>
              <span className="block text-good">
                <span className="sr-only">In the editor: </span>+ {shown(after)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Button
        onClick={() => {
          draft.replace(agent);
          onTaken();
        }}
      >
        Take this version into the editor
      </Button>
    </div>
  );
}

const shownMax = 400;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text || '(empty)';
}
