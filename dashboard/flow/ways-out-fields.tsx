/** Where a block leads to, way by way: what edges are on the canvas, by choosing from lists. */
import { ArrowRight, Plus, X } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { FlowNode } from '../../contract/flow.ts';
import { faultsAt, useDraft } from '../agents/draft.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { blockName } from './block-words.ts';
import { connect, freshAnswer, relabel, removeEdge } from './flow-edit.ts';
import { useFlowActions, useFlowState } from './flow-context.ts';
import { takesAnswers, type WayOut, waysOut } from './ways-out.ts';

export function WaysOutFields({ node }: { node: FlowNode }) {
  const { edges } = useFlowState();
  const ways = waysOut(node, edges.get(node.id) ?? []);
  if (node.kind === 'end_call' && ways.length === 0) {
    return <p className="text-muted">The call ends here: nothing follows this block.</p>;
  }
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">Ways out</legend>
      {ways.map((way) => (
        // Answers are renamed while they are edited, and other ways get their edge: either must keep the focus.
        <WayField key={way.sort === 'answer' ? way.edge!.id : `way ${way.label}`} node={node} way={way} />
      ))}
      {takesAnswers(node) && <NewAnswer from={node.id} />}
    </fieldset>
  );
}

function WayField({ node, way }: { node: FlowNode; way: WayOut }) {
  const { flow } = useFlowState();
  const { edit, add } = useFlowActions();
  const { faults } = useDraft();
  const id = useId();
  const place = `flow.edges[${way.edge ? flow.edges.indexOf(way.edge) : -1}]`;
  const told = way.edge ? faultsAt(faults, place, true) : [];
  return (
    <div data-path={way.edge ? place : undefined} className="rounded-lg bg-soft p-2">
      {way.sort === 'answer' ? (
        <input
          className="input mb-1.5"
          aria-label="The caller answers"
          value={way.label}
          maxLength={200}
          onChange={({ target }) => edit((now) => relabel(now, way.edge!.id, target.value), `label ${way.edge!.id}`)}
        />
      ) : (
        <label htmlFor={id} className="mb-1 block" title={way.help}>
          {way.title}
          {way.help && <span className="ml-1.5 text-[12px] text-muted">{way.help}</span>}
        </label>
      )}
      <span className="flex items-center gap-1">
        <ArrowRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
        <TargetSelect
          id={id}
          label={`${way.title} leads to`}
          from={node.id}
          value={way.edge?.to ?? ''}
          onChange={(to) => edit((now) => connect(now, { from: node.id, label: way.label }, to), 'connect')}
        />
        <IconButton
          label={`Add a block after ${way.title}`}
          className="!px-1.5"
          onClick={() => add({ after: { from: node.id, label: way.label } })}
        >
          <Plus aria-hidden="true" />
        </IconButton>
        {(way.sort === 'answer' || way.sort === 'stray') && (
          <IconButton
            label={`Remove the way ${way.title}`}
            className="!px-1.5"
            onClick={() => edit((now) => removeEdge(now, way.edge!.id), 'disconnect')}
          >
            <X aria-hidden="true" />
          </IconButton>
        )}
      </span>
      {told.map(({ kind, message, hint }) => (
        <p key={message + hint} className={`mt-1 ${kind === 'problem' ? 'text-bad' : 'text-warn'}`}>
          {message} {hint}
        </p>
      ))}
    </div>
  );
}

type TargetProps = {
  label: string;
  from: string;
  value: string;
  onChange: (to: string | null) => void;
  id?: string;
  none?: string;
};

function TargetSelect({ label, from, value, onChange, id, none = 'Nowhere yet' }: TargetProps) {
  const { flow } = useFlowState();
  const known = flow.nodes.some((node) => node.id === value);
  return (
    <select
      id={id}
      aria-label={label}
      className="input min-w-0 grow"
      value={value}
      onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
    >
      <option value="">{none}</option>
      {!known && value !== '' && <option value={value}>{value} (does not exist)</option>}
      {flow.nodes.map((node) => (
        <option key={node.id} value={node.id}>
          {blockName(node)}
          {node.id === from ? ' (this block again)' : ''}
        </option>
      ))}
    </select>
  );
}

/** What the caller may answer, and what follows then: a block that is there, or a new one. */
function NewAnswer({ from }: { from: string }) {
  const { flow } = useFlowState();
  const { edit, add } = useFlowActions();
  const [words, setWords] = useState('');
  const [to, setTo] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const label = words.trim() || freshAnswer(flow, from);
    if (to === '') return add({ after: { from, label } });
    setWords('');
    setTo('');
    edit((now) => connect(now, { from, label }, to), `answer ${label}`);
    input.current?.focus();
  };
  return (
    <form onSubmit={submit} className="space-y-1.5 rounded-lg border border-dashed p-2">
      <input
        ref={input}
        className="input"
        aria-label="Another answer of the caller"
        placeholder="The caller answers: yes, no, another day…"
        value={words}
        maxLength={200}
        onChange={({ target }) => setWords(target.value)}
      />
      <span className="flex items-center gap-1">
        <ArrowRight aria-hidden="true" className="size-4 shrink-0 text-muted" />
        <TargetSelect
          label="Leads to"
          from={from}
          value={to}
          onChange={(chosen) => setTo(chosen ?? '')}
          none="A new block"
        />
        <Button type="submit" aria-label="Add the answer">
          Add
        </Button>
      </span>
    </form>
  );
}
