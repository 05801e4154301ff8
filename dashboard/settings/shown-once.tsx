import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';

/** A secret that nothing can show again. */
export function ShownOnce({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }) {
  return (
    <div role="status" className="mt-3 rounded-lg bg-good-soft p-3 text-good">
      <p className="font-medium">{name}. Copy it now: it is not shown again.</p>
      <code className="my-2 block font-mono text-[12px] break-all">{secret}</code>
      <div className="flex gap-2">
        <CopyButton text={secret} label="Copy" />
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  );
}
