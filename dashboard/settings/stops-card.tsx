import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../api.ts';
import { shownAt } from '../time.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/inputs.tsx';
import { FaultNotice } from '../ui/notice.tsx';

const sources = { message: 'wrote STOP', api: 'entered by hand', provider: 'refused by the provider' } as const;

/** Numbers that get no text messages. */
export function StopsCard() {
  const queries = useQueryClient();
  const refresh = { onSuccess: () => void queries.invalidateQueries({ queryKey: api.sms.stops.key() }) };
  const found = useInfiniteQuery(
    api.sms.stops.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor && { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    }),
  );
  const stop = useMutation(api.sms.stop.mutationOptions(refresh));
  const remove = useMutation(api.sms.removeStop.mutationOptions(refresh));
  const [number, setNumber] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    stop.mutate({ number: number.replaceAll(/[\s()-]/g, '') }, { onSuccess: () => setNumber('') });
  };
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title="STOP list" hint="Numbers that get no text messages.">
      <FaultNotice error={found.error ?? stop.error ?? remove.error} />
      {found.isSuccess && items.length === 0 && <p className="text-muted">Nobody wrote STOP.</p>}
      <ul className="divide-y">
        {items.map((entry) => (
          <li key={entry.number} className="flex flex-wrap items-center gap-3 py-2">
            <span className="font-mono">{entry.number}</span>
            <span className="text-muted">
              {sources[entry.source]}, {shownAt(entry.created_at)}
            </span>
            <span className="ml-auto">
              <ConfirmButton
                label="Take off"
                title={`Take ${entry.number} off the list?`}
                onConfirm={() => remove.mutate({ number: entry.number })}
              >
                It may get text messages again. The carrier keeps a list of its own, which only the number itself gets
                off.
              </ConfirmButton>
            </span>
          </li>
        ))}
      </ul>
      {found.hasNextPage && <Button onClick={() => void found.fetchNextPage()}>Earlier ones</Button>}
      <form onSubmit={submit} className="mt-3 flex items-end gap-2">
        <div className="grow">
          <Field label="Add a number">
            <Input
              type="tel"
              required
              value={number}
              placeholder="+1 555 0100"
              onChange={({ target }) => setNumber(target.value)}
            />
          </Field>
        </div>
        <Button type="submit" disabled={stop.isPending || number.trim() === ''}>
          Add
        </Button>
      </form>
    </Card>
  );
}
