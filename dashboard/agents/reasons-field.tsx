import { Popover } from '@base-ui/react/popover';
import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useField } from '../ui/field.tsx';
import { faultsAt, useDraft } from './draft.tsx';
import { ChoiceField, SwitchField, TagsField, TextField } from './fields.tsx';
import { type ScriptLine, withReasons } from './script-lines.ts';
import { addReasons, type EndReason, readReasonLines, reasonsMax } from './reason-lines.ts';

const path = 'ending.reasons';

const modes = [
  { value: 'static', label: 'Static' },
  { value: 'prompt', label: 'Prompt' },
  { value: 'none', label: 'None' },
] as const;

const dots: Readonly<Record<EndReason['closing']['mode'], string>> = {
  static: 'bg-lane-agent',
  prompt: 'bg-lane-engine',
  none: 'bg-control',
};

/**
 * Each reason is a tag with a dot for its closing, which opens its editor. Type and Enter, or paste many lines.
 * `scripted`: the script of an agent that has one learns them as well.
 */
export function ReasonsField({ scripted = true }: { scripted?: boolean }) {
  const { agent, value, set, faults } = useDraft();
  const reasons = value(path) as EndReason[];
  const [told, setTold] = useState('');
  const add = (text: string): void => {
    const { reasons: all, repeated, tooMany } = addReasons(reasons, readReasonLines(text));
    set(path, all);
    const added = all.length - reasons.length;
    const fresh = all.slice(reasons.length).map(({ reason }) => reason);
    const lines = scripted ? scriptedReasons(agent, fresh) : null;
    if (lines) set('model.script', lines.script);
    setTold(
      [
        added === 1 ? 'One reason added.' : `${added} reasons added.`,
        lines && lines.added > 0 && 'The script of the agent ends the call where the caller says their words.',
        repeated.length > 0 && `Already there: ${repeated.join(', ')}.`,
        tooMany > 0 && `${tooMany} found no place: an agent has at most ${reasonsMax}.`,
      ]
        .filter(Boolean)
        .join(' '),
    );
  };
  const own = faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}[`));
  return (
    <div data-path={path} className="scroll-mt-24">
      <Field
        label="End-call reasons"
        bare
        faults={own}
        hint={
          <>
            Type one and press Enter, or paste many lines.{' '}
            <code className="font-mono">Wrong number | Sorry, goodbye!</code> adds the closing words,{' '}
            <code className="font-mono">Abusive caller | prompt: Stay calm</code> an instruction for the model to write
            them.
          </>
        }
      >
        <div className="input flex flex-wrap gap-1.5 focus-within:outline-2 focus-within:outline-accent">
          {reasons.map((reason, index) => (
            <ReasonTag
              // The words change while they are edited, and the editor must stay open then.
              key={`${index}-${reasons.length}`}
              place={`${path}[${index}]`}
              reason={reason}
              onRemove={() =>
                set(
                  path,
                  reasons.filter((other) => other !== reason),
                )
              }
            />
          ))}
          <ReasonInput onLines={add} onBack={() => set(path, reasons.slice(0, -1))} />
        </div>
      </Field>
      <p role="status" className="mt-1 text-[12px] text-muted">
        {told}
      </p>
    </div>
  );
}

/** Null for an agent with a model, which understands its reasons by itself. */
function scriptedReasons({ model, ending }: Agent, reasons: readonly string[]): ReturnType<typeof withReasons> | null {
  const [action] = ending.actions;
  if (model.provider !== 'offline' || !model.script || !action) return null;
  return withReasons(model.script as ScriptLine[], reasons, action.name);
}

function ReasonInput({ onLines, onBack }: { onLines: (text: string) => void; onBack: () => void }) {
  const [text, setText] = useState('');
  const done = (): void => {
    if (text.trim() === '') return;
    onLines(text);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      done();
    }
    if (event.key === 'Backspace' && text === '') onBack();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData('text');
    if (!/[\n\t|]/.test(pasted)) return;
    event.preventDefault();
    onLines(pasted);
  };
  return (
    <input
      {...useField()}
      value={text}
      placeholder="When the call should end…"
      maxLength={1_300}
      onChange={({ target }) => setText(target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      onBlur={done}
      className="min-w-52 grow bg-transparent py-0.5 focus-visible:outline-none"
    />
  );
}

function ReasonTag({ place, reason, onRemove }: { place: string; reason: EndReason; onRemove: () => void }) {
  const { faults } = useDraft();
  const wrong = faultsAt(faults, place, true).some(({ kind }) => kind === 'problem');
  return (
    <Popover.Root>
      <span className={`inline-flex max-w-full items-center rounded-md bg-soft ${wrong ? 'outline outline-bad' : ''}`}>
        <Popover.Trigger
          aria-label={`${reason.reason}: ${reason.closing.mode === 'none' ? 'no closing words of its own' : `closing ${reason.closing.mode}`}. Edit`}
          className="inline-flex min-h-6 min-w-0 items-center gap-1.5 rounded-md py-0.5 pl-2 text-left data-popup-open:bg-line"
        >
          <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dots[reason.closing.mode]}`} />
          <span className="truncate">{reason.reason}</span>
        </Popover.Trigger>
        <button
          type="button"
          aria-label={`Remove ${reason.reason}`}
          onClick={onRemove}
          className="grid size-6 shrink-0 place-items-center rounded text-muted hover:text-ink"
        >
          <X aria-hidden="true" className="size-3.5" />
        </button>
      </span>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" collisionPadding={16} className="z-[60]">
          <Popover.Popup className="w-[min(24rem,calc(100vw-2rem))] space-y-3 rounded-xl border bg-raised p-4 shadow-xl">
            <Popover.Title className="sr-only">End-call reason</Popover.Title>
            <TextField path={`${place}.reason`} label="Reason" max={200} />
            <ChoiceField
              path={`${place}.closing.mode`}
              label="Closing"
              options={modes}
              hint={closingHints[reason.closing.mode]}
            />
            {reason.closing.mode !== 'none' && (
              <TextField
                path={`${place}.closing.message`}
                label={reason.closing.mode === 'static' ? 'Closing words' : 'Instruction for the closing'}
                rows={3}
              />
            )}
            <TagsField path={`${place}.outcome_tags`} label="Outcome tags" />
            <SwitchField
              path={`${place}.final`}
              label="Final"
              hint="No guard refuses this end, and the caller cannot take it back."
            />
            <div className="flex justify-end">
              <Popover.Close render={<Button>Done</Button>} />
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

const closingHints: Readonly<Record<EndReason['closing']['mode'], string>> = {
  static: 'Spoken word for word.',
  prompt: 'The model writes it by your instruction, from the conversation.',
  none: 'The goodbye of the agent is spoken.',
};
