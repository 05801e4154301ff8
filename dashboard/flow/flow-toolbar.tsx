import { Braces, Globe, Plus, Redo2, Undo2, WandSparkles } from 'lucide-react';
import { useDraft } from '../agents/draft.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/inputs.tsx';
import { useFlowActions, useFlowState } from './flow-context.ts';
import type { FlowKeys } from './flow-keys.ts';

const views = [
  { value: 'canvas', label: 'Canvas' },
  { value: 'list', label: 'List' },
] as const;

type Props = {
  view: 'canvas' | 'list';
  onView: (view: 'canvas' | 'list') => void;
  onDocument: () => void;
  onGlobal: () => void;
  keys: Pick<FlowKeys, 'undo' | 'redo' | 'tidy'>;
};

export function FlowToolbar({ view, onView, onDocument, onGlobal, keys }: Props) {
  const { undo, redo } = useDraft();
  const { flow } = useFlowState();
  const { add } = useFlowActions();
  return (
    <div role="toolbar" aria-label="Flow" className="flex flex-wrap items-center gap-1 border-b bg-page px-3 py-1.5">
      <Button onClick={() => add({})} title="Add a block (N)">
        <Plus aria-hidden="true" /> Add a block
      </Button>
      <IconButton label="Undo" title="Undo (Ctrl+Z)" disabled={!undo} onClick={keys.undo}>
        <Undo2 aria-hidden="true" />
      </IconButton>
      <IconButton label="Redo" title="Redo (Ctrl+Shift+Z)" disabled={!redo} onClick={keys.redo}>
        <Redo2 aria-hidden="true" />
      </IconButton>
      <IconButton label="Tidy up" title="Put all blocks into place (Shift+Alt+T)" onClick={keys.tidy}>
        <WandSparkles aria-hidden="true" />
      </IconButton>
      <IconButton label="Global settings" onClick={onGlobal}>
        <Globe aria-hidden="true" />
      </IconButton>
      <IconButton label="Flow as JSON" onClick={onDocument}>
        <Braces aria-hidden="true" />
      </IconButton>
      <span className="ml-auto flex items-center gap-3">
        <span className="hidden text-muted sm:inline">
          {flow.nodes.length === 1 ? '1 block' : `${flow.nodes.length} blocks`}
        </span>
        <span className="w-36">
          <Segmented label="Shown as" options={views} value={view} onChange={onView} />
        </span>
      </span>
    </div>
  );
}
