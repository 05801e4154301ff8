import { useMutation } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/inputs.tsx';
import { FaultNotice } from '../ui/notice.tsx';
import { rememberSignedIn } from './signed-in.ts';
import { useTheme } from './theme.ts';

/** By the one-time link of the first start (its token stands behind #), or by a pasted key. */
export function SignInPage() {
  useTheme();
  const { hash } = useLocation();
  const token = /token=(rl_[\w-]+)/.exec(hash)?.[1];
  const { next } = useSearch({ strict: false }) as { next?: string };
  const navigate = useNavigate();
  const enter = (): void => void navigate({ href: next ?? '/agents', replace: true });
  const [firstKey, setFirstKey] = useState<string | null>(null);
  const signIn = useMutation(
    api.account.signIn.mutationOptions({
      onSuccess: ({ key }) => {
        rememberSignedIn(true);
        if (key === null) enter();
        else setFirstKey(key);
      },
    }),
  );
  const asked = useRef(false);
  useEffect(() => {
    if (!token || asked.current) return;
    asked.current = true; // A link works once, and effects run twice while developing.
    signIn.mutate({ token });
  }, [token, signIn]);

  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <title>Sign in · Ringoff</title>
      <div className="w-full max-w-sm">
        <img src="/assets/icon.svg" alt="" className="mb-4 size-10" />
        {firstKey === null ? (
          <KeyForm pending={signIn.isPending} error={signIn.error} onKey={(key) => signIn.mutate({ key })} />
        ) : (
          <FirstKey firstKey={firstKey} onDone={enter} />
        )}
      </div>
    </main>
  );
}

type KeyFormProps = { pending: boolean; error: unknown; onKey: (key: string) => void };

function KeyForm({ pending, error, onKey }: KeyFormProps) {
  const [key, setKey] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() !== '') onKey(key.trim());
  };
  return (
    <form onSubmit={submit}>
      <h1 className="text-xl font-semibold">Sign in to Ringoff</h1>
      <p className="mt-1 mb-5 text-muted">With a key of your account.</p>
      <div className="space-y-4">
        <Field label="Key" hint="It begins with rk_. Without one, start the server: it prints a link to a first key.">
          <Input
            type="password"
            name="key"
            autoComplete="current-password"
            spellCheck={false}
            required
            autoFocus
            value={key}
            placeholder="rk_…"
            onChange={(event) => setKey(event.target.value)}
          />
        </Field>
        <FaultNotice error={error} />
        <Button type="submit" look="primary" disabled={pending} className="w-full">
          {pending ? 'Signing in …' : 'Sign in'}
        </Button>
      </div>
    </form>
  );
}

function FirstKey({ firstKey, onDone }: { firstKey: string; onDone: () => void }) {
  return (
    <section aria-labelledby="first-key">
      <h1 id="first-key" className="text-xl font-semibold">
        Keep your first key
      </h1>
      <p className="mt-1 mb-4 text-muted">
        You are signed in. This key signs you in the next time, and opens the API. It is shown this once.
      </p>
      <code className="block rounded-lg border bg-soft p-3 font-mono text-[12px] break-all">{firstKey}</code>
      <div className="mt-4 flex gap-2">
        <CopyButton text={firstKey} label="Copy the key" />
        <Button look="primary" onClick={onDone}>
          Go on to the agents
        </Button>
      </div>
    </section>
  );
}
