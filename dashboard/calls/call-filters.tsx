import { useQuery } from '@tanstack/react-query';
import { ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { numberSearchRight } from '../../contract/number-search.ts';
import { endedReasonWords } from '../../contract/why-ended.ts';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Field, type FieldFault } from '../ui/field.tsx';
import { Input, Select, Switch } from '../ui/inputs.tsx';
import { type CallSearch, endedReasons, readNumber } from './call-search.ts';

type Props = { search: CallSearch; onSearch: (search: CallSearch) => void };

/** Why, tag and agent are always there; the rest is one click away, or open where it filters. */
export function CallFilters({ search, onSearch }: Props) {
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const set = (change: { [Name in keyof CallSearch]?: CallSearch[Name] | undefined }): void => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== ''),
    );
    onSearch(next);
  };
  const { reason, tag, agent, ...rest } = search;
  const [more, setMore] = useState(Object.keys(rest).length > 0);
  return (
    <section aria-label="Filters" className="mb-4 space-y-3">
      <div className="grid grid-cols-2 gap-2 md:grid-cols-[1.2fr_1fr_1fr_auto_auto]">
        <Field label="Why it ended" bare>
          <Select
            value={reason?.[0] ?? ''}
            onChange={({ target }) =>
              set({ reason: target.value === '' ? undefined : [target.value as (typeof endedReasons)[number]] })
            }
          >
            <option value="">Any ending</option>
            {endedReasons.map((word) => (
              <option key={word} value={word}>
                {endedReasonWords[word]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Agent" bare>
          <Select value={agent ?? ''} onChange={({ target }) => set({ agent: target.value || undefined })}>
            <option value="">Any agent</option>
            {agents.data?.items.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {agent !== undefined && !agents.data?.items.some(({ id }) => id === agent) && (
              <option value={agent}>{agent}</option>
            )}
          </Select>
        </Field>
        <TextFilter
          key={`tag ${tag}`}
          label="Outcome tag"
          lengthMax={64}
          value={tag}
          onValue={(word) => set({ tag: word || undefined })}
          bare
        />
        <Button aria-expanded={more} onClick={() => setMore(!more)}>
          <ListFilter aria-hidden="true" /> More filters
        </Button>
        {Object.keys(search).length > 0 && (
          <Button look="quiet" onClick={() => onSearch({})}>
            <X aria-hidden="true" /> Clear
          </Button>
        )}
      </div>
      {more && <MoreFilters search={search} set={set} />}
    </section>
  );
}

type TextFilterProps = {
  label: string;
  lengthMax: number;
  value: string | undefined;
  onValue: (text: string) => void;
  bare?: boolean;
  placeholder?: string;
  /** What is wrong with a text; nothing is asked for then. */
  faultOf?: (text: string) => FieldFault | null;
};

/** Asked for when it is whole, not at each letter. */
function TextFilter({ label, lengthMax, value = '', onValue, bare = false, placeholder, faultOf }: TextFilterProps) {
  const [text, setText] = useState(value);
  const [fault, setFault] = useState<FieldFault | null>(null);
  const done = (): void => {
    const asked = text.trim();
    const found = asked === '' ? null : (faultOf?.(asked) ?? null);
    setFault(found);
    if (!found && asked !== value) onValue(asked);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <Field label={label} bare={bare} faults={fault ? [fault] : []}>
        <Input
          value={text}
          placeholder={placeholder ?? (bare ? label : undefined)}
          maxLength={lengthMax}
          onChange={({ target }) => setText(target.value)}
          onBlur={done}
        />
      </Field>
    </form>
  );
}

type Set = (change: { [Name in keyof CallSearch]?: CallSearch[Name] | undefined }) => void;

const notSought: FieldFault = { kind: 'problem', message: 'No number to search for.', hint: numberSearchRight };

function MoreFilters({ search, set }: { search: CallSearch; set: Set }) {
  const number = (text: string): number | undefined => (text === '' ? undefined : Math.max(0, Number(text)));
  return (
    <div className="card grid grid-cols-2 gap-3 p-4 md:grid-cols-3 lg:grid-cols-6">
      <Field label="From">
        <Input type="date" value={search.from ?? ''} onChange={({ target }) => set({ from: target.value })} />
      </Field>
      <Field label="Until">
        <Input type="date" value={search.until ?? ''} onChange={({ target }) => set({ until: target.value })} />
      </Field>
      <Field label="At least, seconds">
        <Input
          type="number"
          min={0}
          max={86_400}
          value={search.min ?? ''}
          onChange={({ target }) => set({ min: number(target.value) })}
        />
      </Field>
      <Field label="At most, seconds">
        <Input
          type="number"
          min={0}
          max={86_400}
          value={search.max ?? ''}
          onChange={({ target }) => set({ max: number(target.value) })}
        />
      </Field>
      <Field label="Direction">
        <Select
          value={search.direction ?? ''}
          onChange={({ target }) => set({ direction: (target.value || undefined) as CallSearch['direction'] })}
        >
          <option value="">Both</option>
          <option value="inbound">Inbound</option>
          <option value="outbound">Outbound</option>
        </Select>
      </Field>
      <TextFilter
        key={`number ${search.number}`}
        label="Number"
        placeholder="last digits, or all"
        lengthMax={32}
        value={search.number}
        onValue={(text) => set({ number: readNumber(text) ?? undefined })}
        faultOf={(text) => (readNumber(text) ? null : notSought)}
      />
      <div className="col-span-full">
        <Switch
          label="Goodbye not heard"
          checked={search.unheard ?? false}
          onChange={(on) => set({ unheard: on ? true : undefined })}
        />
        <Switch
          label="Hang-up not confirmed"
          checked={search.unconfirmed ?? false}
          onChange={(on) => set({ unconfirmed: on ? true : undefined })}
        />
      </div>
    </div>
  );
}
