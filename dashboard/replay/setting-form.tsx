import { RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { differences } from '../agents/document-path.ts';
import { type Draft, useDraft } from '../agents/draft.tsx';
import {
  EndsAllowedField,
  FarewellFields,
  GuardFields,
  RescueFields,
  SignFields,
  SilenceFields,
  TimeLimitFields,
  VoicemailFields,
} from '../agents/ending-fields.tsx';
import { ReasonsField } from '../agents/reasons-field.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type Group = { title: string; settings: readonly string[]; fields: ReactNode };

const groups: readonly Group[] = [
  {
    title: 'Silence and time',
    settings: ['silence', 'max_duration'],
    fields: (
      <>
        <TimeLimitFields />
        <SilenceFields />
      </>
    ),
  },
  {
    title: 'What ends a call',
    settings: ['enabled', 'mutual_goodbye', 'phrases', 'reasons'],
    fields: (
      <>
        <EndsAllowedField />
        <SignFields />
        <fieldset>
          <legend className="mb-1 font-medium">End-call reasons</legend>
          <ReasonsField scripted={false} />
        </fieldset>
      </>
    ),
  },
  { title: 'Guard', settings: ['guard'], fields: <GuardFields /> },
  {
    title: 'Goodbye and rescue',
    settings: ['farewell', 'rescue'],
    fields: (
      <>
        <FarewellFields />
        <RescueFields />
      </>
    ),
  },
  { title: 'Voicemail', settings: ['voicemail'], fields: <VoicemailFields /> },
];

/** The ending settings by which a call is replayed. `saved`: those that it had. `children`: what else can be done with them. */
export function SettingForm({ saved, children }: { saved: Agent; children?: ReactNode }) {
  const draft = useDraft();
  const changed = differences(saved.ending, draft.agent.ending).map(({ path }) => path);
  const shown = groups.flatMap(({ settings }) => settings);
  const hidden = changed.filter((path) => !within(path, shown)).length;
  return (
    <form aria-label="Settings of the replay" className="min-w-0" onSubmit={(event) => event.preventDefault()}>
      <div className="divide-y rounded-lg border">
        {groups.map((group) => (
          <GroupFields
            key={group.title}
            group={group}
            changes={changed.filter((path) => within(path, group.settings)).length}
            wrong={draft.faults.some((fault) => isProblem(fault) && within(ofEnding(fault.path), group.settings))}
          />
        ))}
      </div>
      <div className="mt-3 space-y-3">
        {hidden > 0 && (
          <p className="text-muted">
            {hidden === 1 ? 'One setting without a field here is' : `${hidden} settings without a field here are`}{' '}
            different as well.
          </p>
        )}
        <WrongElsewhere draft={draft} shown={shown} />
        <div className="flex flex-wrap gap-2">
          <Button disabled={changed.length === 0} onClick={() => draft.replace(saved)}>
            <RotateCcw aria-hidden="true" /> As they were
          </Button>
          {children}
        </div>
      </div>
    </form>
  );
}

function GroupFields({ group, changes, wrong }: { group: Group; changes: number; wrong: boolean }) {
  const [open, setOpen] = useState(group === groups[0] || changes > 0);
  return (
    <details open={open || wrong} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="rounded-lg px-3 py-2 font-medium focus-visible:-outline-offset-2">
        {group.title} {changes > 0 && <Badge tone="warn">{changes} changed</Badge>}
      </summary>
      <div className="space-y-4 px-3 pt-1 pb-4">{group.fields}</div>
    </details>
  );
}

/** What is wrong where no field can say it. */
function WrongElsewhere({ draft, shown }: { draft: Draft; shown: readonly string[] }) {
  const wrong = draft.faults.filter((fault) => isProblem(fault) && !within(ofEnding(fault.path), shown));
  if (wrong.length === 0) return null;
  return (
    <Notice tone="bad">
      {wrong.map(({ path, message, hint }) => (
        <p key={path + message}>
          <code className="font-mono">{path}</code> {message} {hint}
        </p>
      ))}
    </Notice>
  );
}

function within(path: string, settings: readonly string[]): boolean {
  return settings.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
}

function ofEnding(path: string): string {
  return path.replace(/^ending\./, '');
}

function isProblem({ kind }: { kind: string }): boolean {
  return kind === 'problem';
}
