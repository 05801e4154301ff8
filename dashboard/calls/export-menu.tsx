import { Menu } from '@base-ui/react/menu';
import { Download } from 'lucide-react';
import type { callFilters } from './call-search.ts';
import { buttonLook } from '../ui/button.tsx';

const formats = [
  { format: 'csv', label: 'As a table (CSV)' },
  { format: 'jsonl', label: 'Whole records (JSONL)' },
] as const;

/** The ended calls that the filters let through, as a file that the browser saves while it comes. */
export function ExportMenu({ filters }: { filters: ReturnType<typeof callFilters> }) {
  const address = (format: string): string => {
    const query = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(filters)) {
      for (const one of [value].flat()) query.append(name, String(one));
    }
    return `/v1/exports?${query.toString()}`;
  };
  return (
    <Menu.Root>
      <Menu.Trigger className={buttonLook()}>
        <Download aria-hidden="true" /> Export
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="z-40">
          <Menu.Popup className="min-w-48 rounded-lg border bg-raised p-1 shadow-lg outline-none">
            {formats.map(({ format, label }) => (
              <Menu.Item
                key={format}
                render={<a href={address(format)} download={`calls.${format}`} />}
                className="block rounded-md px-3 py-1.5 data-highlighted:bg-soft"
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
