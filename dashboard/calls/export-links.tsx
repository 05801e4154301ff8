import { Download } from 'lucide-react';
import { buttonLook } from '../ui/button.tsx';
import type { callFilters } from './call-search.ts';

const formats = [
  { format: 'csv', label: 'CSV', title: 'The ended calls in this list as a table' },
  { format: 'jsonl', label: 'JSONL', title: 'The whole records of the ended calls in this list' },
] as const;

/** The ended calls that the filters let through, as a file that the browser saves while it comes. */
export function ExportLinks({ filters }: { filters: ReturnType<typeof callFilters> }) {
  const address = (format: string): string => {
    const query = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(filters)) {
      for (const one of [value].flat()) query.append(name, String(one));
    }
    return `/v1/exports?${query.toString()}`;
  };
  return formats.map(({ format, label, title }) => (
    <a key={format} href={address(format)} download={`calls.${format}`} title={title} className={buttonLook()}>
      <Download aria-hidden="true" /> {label}
    </a>
  ));
}
