import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { webhookEvents, webhookFormats } from '../../contract/webhook-words.ts';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Select } from '../ui/inputs.tsx';
import { FaultNotice } from '../ui/notice.tsx';
import { ShownOnce } from './shown-once.tsx';

export function NewWebhook({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<(typeof webhookEvents)[number][]>(['call.ended']);
  const [format, setFormat] = useState<(typeof webhookFormats)[number]>('ringoff');
  const create = useMutation(
    api.webhooks.create.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.webhooks.key() }),
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ url: url.trim(), events, format });
  };
  if (create.data) return <ShownOnce name="Its signing secret" secret={create.data.secret} onDone={onDone} />;
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label="Address">
        <Input
          type="url"
          required
          value={url}
          placeholder="https://…"
          onChange={({ target }) => setUrl(target.value)}
        />
      </Field>
      <fieldset>
        <legend className="mb-1 font-medium">Events</legend>
        {webhookEvents.map((name) => (
          <label key={name} className="flex items-center gap-2 py-0.5">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={events.includes(name)}
              onChange={({ target }) =>
                setEvents(target.checked ? [...events, name] : events.filter((other) => other !== name))
              }
            />
            <span className="font-mono">{name}</span>
          </label>
        ))}
      </fieldset>
      <Field label="Format" hint="The others are for receivers that were written for these vendors.">
        <Select value={format} onChange={({ target }) => setFormat(target.value as typeof format)}>
          {webhookFormats.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Field>
      <FaultNotice error={create.error} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={create.isPending || events.length === 0}>
          Make it
        </Button>
      </div>
    </form>
  );
}
