import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../api.ts';
import { shownAt } from '../time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/inputs.tsx';
import { FaultNotice } from '../ui/notice.tsx';
import { ShownOnce } from './shown-once.tsx';

/** Keys open the API and sign in here. */
export function KeysCard() {
  const queries = useQueryClient();
  const refresh = { onSuccess: () => void queries.invalidateQueries({ queryKey: api.account.keys.key() }) };
  const keys = useQuery(api.account.keys.queryOptions({ input: {} }));
  const create = useMutation(api.account.createKey.mutationOptions(refresh));
  const revoke = useMutation(api.account.revokeKey.mutationOptions(refresh));
  const [label, setLabel] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ label: label.trim() });
    setLabel('');
  };
  const [live, revoked] = [true, false].map(
    (is) => keys.data?.items.filter(({ revoked_at: at }) => (at === null) === is) ?? [],
  );
  return (
    <Card title="Keys" hint="For the API, and for signing in here. Each is shown once, when it is made.">
      <FaultNotice error={keys.error ?? create.error ?? revoke.error} />
      <ul className="divide-y">
        {live!.map(({ id, label: name, created_at: at, current }) => (
          <li key={id} className="flex flex-wrap items-center gap-2 py-2">
            <span className="font-medium">{name || 'without a name'}</span>
            <span className="text-muted">since {shownAt(at)}</span>
            {current && <Badge tone="good">you are signed in with it</Badge>}
            <span className="ml-auto">
              <ConfirmButton
                label="Revoke"
                title={`Revoke the key “${name || id}”?`}
                onConfirm={() => revoke.mutate({ id })}
              >
                Whoever uses it is refused from now on{current ? ', and you are signed out' : ''}.
              </ConfirmButton>
            </span>
          </li>
        ))}
      </ul>
      {revoked!.length > 0 && <p className="text-muted">Revoked: {revoked!.length}</p>}
      {create.data && <ShownOnce name="The new key" secret={create.data.key} onDone={() => create.reset()} />}
      <form onSubmit={submit} className="mt-3 flex items-end gap-2">
        <div className="grow">
          <Field label="Name of a new key">
            <Input
              value={label}
              maxLength={100}
              required
              placeholder="Where it will be used"
              onChange={({ target }) => setLabel(target.value)}
            />
          </Field>
        </div>
        <Button type="submit" disabled={create.isPending || label.trim() === ''}>
          Make a key
        </Button>
      </form>
    </Card>
  );
}
