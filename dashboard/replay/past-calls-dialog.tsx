import { useQuery } from '@tanstack/react-query';
import type { Agent } from '../../contract/agent.ts';
import { api } from '../api.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FaultNotice, Loading } from '../ui/notice.tsx';
import { ReplayResults } from './replay-results.tsx';
import { newestDefault } from './replay-search.ts';
import { replaysSentence } from '../../contract/replay-words.ts';

type Props = {
  agentId: string;
  /** As it stands in the editor, saved or not. */
  ending: Agent['ending'];
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** The newest calls of an agent, as they would have ended with what stands in its editor. */
export function PastCallsDialog({ agentId, ending, open, onOpenChange }: Props) {
  const replayed = useQuery({
    ...api.replays.many.queryOptions({ input: { agent_id: agentId, limit: newestDefault, ending } }),
    enabled: open,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      place="side"
      title="Past calls with these settings"
      description={`The newest ${newestDefault} calls of this agent, replayed with the ending settings in this editor.`}
    >
      <FaultNotice error={replayed.error} retry={() => void replayed.refetch()} />
      {replayed.isPending && <Loading what="what would have become of them" />}
      {replayed.data && (
        <div className="space-y-3">
          <p role="status" className="text-[15px] leading-6 font-semibold">
            {replaysSentence(replayed.data)}
          </p>
          <ReplayResults replays={replayed.data} changes={ending} newTab />
        </div>
      )}
    </Dialog>
  );
}
