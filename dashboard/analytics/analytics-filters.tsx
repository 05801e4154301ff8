import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { Field } from '../ui/field.tsx';
import { Input, Segmented, Select } from '../ui/inputs.tsx';
import { type AnalyticsSearch, dayOf, daysDefault, rangeDays, rangeOf } from './analytics-search.ts';

type Props = {
  search: AnalyticsSearch;
  set: (change: { [Name in keyof AnalyticsSearch]: AnalyticsSearch[Name] | undefined }) => void;
};

const lengths = [
  ...rangeDays.map((days) => ({ value: String(days), label: days === 1 ? 'Today' : `${days} days` })),
  { value: 'other', label: 'Other' },
];

export function AnalyticsFilters({ search, set }: Props) {
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const [other, setOther] = useState(search.from !== undefined || search.until !== undefined);
  const range = rangeOf(search, new Date());
  const choose = (value: string): void => {
    setOther(value === 'other');
    const days = rangeDays.find((length) => String(length) === value);
    const until = new Date(range.before.getTime() - 1);
    if (days === undefined) set({ from: dayOf(range.from), until: dayOf(until) });
    else set({ days: days === daysDefault ? undefined : days, from: undefined, until: undefined });
  };
  return (
    <section aria-label="Filters" className="mb-4 grid items-end gap-3 md:grid-cols-[auto_14rem_1fr]">
      <Segmented
        label="Time"
        options={lengths}
        value={other ? 'other' : String(search.days ?? daysDefault)}
        onChange={choose}
      />
      <Field label="Agent" bare>
        <Select value={search.agent ?? ''} onChange={({ target }) => set({ agent: target.value || undefined })}>
          <option value="">All agents</option>
          {agents.data?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {search.agent !== undefined && !agents.data?.items.some(({ id }) => id === search.agent) && (
            <option value={search.agent}>{search.agent}</option>
          )}
        </Select>
      </Field>
      {other && (
        <div className="grid max-w-md grid-cols-2 gap-2 md:col-span-3">
          <Field label="From">
            <Input type="date" value={search.from ?? ''} onChange={({ target }) => set({ from: target.value })} />
          </Field>
          <Field label="Until">
            <Input type="date" value={search.until ?? ''} onChange={({ target }) => set({ until: target.value })} />
          </Field>
        </div>
      )}
    </section>
  );
}
