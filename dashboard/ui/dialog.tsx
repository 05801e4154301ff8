import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { IconButton } from './button.tsx';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** `side`: along the right edge, for what is read beside the page. */
  place?: 'middle' | 'side';
  /** Where the focus goes first; else to the first field, or to the button that closes it. */
  first?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

const places = {
  middle: 'top-[12vh] left-1/2 w-[min(34rem,calc(100vw-2rem))] max-h-[80vh] -translate-x-1/2 rounded-xl border',
  side: 'inset-y-0 right-0 w-[min(34rem,100vw)] border-l',
};

export function Dialog({ open, onOpenChange, title, description, place = 'middle', first, children }: Props) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup
          // Who opens a form wants to write, not to close it again.
          initialFocus={first ?? (() => content.current?.querySelector<HTMLElement>('input, textarea, select') ?? true)}
          // One that asks in front of another hides it: both begin at the same height.
          className={`fixed z-50 flex flex-col bg-card shadow-xl data-nested-dialog-open:invisible ${places[place]}`}
        >
          <div className="flex items-start justify-between gap-3 px-5 pt-4">
            <div>
              <Base.Title className="text-[15px] font-semibold">{title}</Base.Title>
              {description && <Base.Description className="mt-0.5 text-muted">{description}</Base.Description>}
            </div>
            <Base.Close render={<IconButton label="Close">{<X aria-hidden="true" />}</IconButton>} />
          </div>
          <div ref={content} className="min-h-0 overflow-y-auto px-5 pt-3 pb-5">
            {children}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
