import { ListChecks, MessageSquare, PhoneForwarded, PhoneOff, Split, Zap } from 'lucide-react';
import type { NodeKind } from '../../contract/flow-nodes.ts';

const icons: Readonly<Record<NodeKind, typeof Zap>> = {
  utterance: MessageSquare,
  slot_collection: ListChecks,
  condition: Split,
  action: Zap,
  transfer: PhoneForwarded,
  end_call: PhoneOff,
};

const colours: Readonly<Record<NodeKind, string>> = {
  utterance: 'text-lane-agent',
  slot_collection: 'text-lane-engine',
  condition: 'text-lane-after',
  action: 'text-lane-tools',
  transfer: 'text-lane-caller',
  end_call: 'text-lane-line',
};

export function KindIcon({ kind }: { kind: NodeKind }) {
  const Icon = icons[kind];
  return (
    <span aria-hidden="true" className={`grid size-6 shrink-0 place-items-center rounded-md bg-soft ${colours[kind]}`}>
      <Icon className="size-3.5" />
    </span>
  );
}
