/** A line from block to block. While it is selected, a block can be put into it, or it goes. */
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { Plus, X } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { removeEdge } from './flow-edit.ts';
import { useFlowActions } from './flow-context.ts';

export function WayLine(props: EdgeProps) {
  const { id, selected } = props;
  const { edit, add } = useFlowActions();
  const [path, x, y] = getSmoothStepPath({ ...props, borderRadius: 8 });
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={18} markerEnd={props.markerEnd} />
      {selected && (
        <EdgeLabelRenderer>
          <span
            className="nodrag nopan pointer-events-auto absolute z-10 flex rounded-lg border bg-raised shadow-xs"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            <IconButton label="Put a block into this way" onClick={() => add({ edge: id })}>
              <Plus aria-hidden="true" />
            </IconButton>
            <IconButton label="Remove this way" onClick={() => edit((flow) => removeEdge(flow, id), 'disconnect')}>
              <X aria-hidden="true" />
            </IconButton>
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
