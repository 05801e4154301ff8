/** What an agent says and does beside its endings. */
import { useState } from 'react';
import type { Agent } from '../../contract/agent.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { TextArea } from '../ui/inputs.tsx';
import { useDraft } from './draft.tsx';
import { ChoiceField, ListField, SelectField, SwitchField, TagsField, TextField } from './fields.tsx';
import { ScriptField } from './script-field.tsx';

const greetingModes = [
  { value: 'prompt', label: 'By the model' },
  { value: 'static', label: 'These words' },
  { value: 'none', label: 'Wait' },
] as const;

const providers = [
  { value: 'offline', label: 'Offline: a script, no key' },
  { value: 'openai', label: 'OpenAI' },
  { value: 'anthropic', label: 'Anthropic' },
  { value: 'openai_compatible', label: 'Another that speaks like OpenAI' },
] as const;

export function PromptCard() {
  const { value, set } = useDraft();
  const provider = value('model.provider') as Agent['model']['provider'];
  return (
    <Card id="prompt" title="Prompt">
      <div className="space-y-4">
        <TextField path="name" label="Name" max={200} />
        {value('kind') === 'flow' && (
          <p className="text-muted">
            This agent follows a flow, which is drawn on its own page. What is set here holds for all of its blocks.
          </p>
        )}
        <TextField
          path="prompt"
          label="What the agent is told"
          rows={6}
          max={100_000}
          hint="Name the end action here, so that the model knows when to call it. #end_call lets it end for reasons of its own."
        />
        <ChoiceField path="greeting.mode" label="Greeting" options={greetingModes} />
        {value('greeting.mode') !== 'none' && (
          <TextField
            path="greeting.message"
            label={value('greeting.mode') === 'static' ? 'Words of the greeting' : 'Instruction for the greeting'}
            rows={2}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <div data-path="model">
            <Field label="Model" hint="Its key comes from the environment of the server.">
              <select
                className="input"
                aria-label="Model"
                value={provider}
                onChange={({ target }) => set('model', freshModel(target.value as Agent['model']['provider']))}
              >
                {providers.map((one) => (
                  <option key={one.value} value={one.value}>
                    {one.label}
                  </option>
                ))}
              </select>
            </Field>
          </div>
          {provider !== 'offline' && <TextField path="model.name" label="Name of the model" max={200} />}
          {provider === 'openai_compatible' && <TextField path="model.base_url" label="Its address" max={2_000} />}
          <TextField path="language" label="Language" max={40} hint="en, de-AT …" />
          <TextField path="time_zone" label="Time zone" max={64} hint="Europe/Berlin, UTC …" />
        </div>
        {provider === 'offline' && <ScriptField />}
      </div>
    </Card>
  );
}

function freshModel(provider: Agent['model']['provider']): object {
  if (provider === 'offline') return { provider };
  return { provider, name: '', ...(provider === 'openai_compatible' && { base_url: '' }) };
}

const messageModes = [
  { value: 'prompt', label: 'Written by the model' },
  { value: 'static', label: 'These words' },
] as const;

const consents = [
  { value: 'required', label: 'Only with consent' },
  { value: 'implied_by_call', label: 'Calling is consent' },
] as const;

const formats = ['ringoff', 'synthflow', 'nixflex', 'thinnestai'].map((format) => ({ value: format, label: format }));

export function AfterCallCard() {
  const { value } = useDraft();
  return (
    <Card id="after-call" title="After the call">
      <div className="space-y-5">
        <ListField
          path="after_call.webhooks"
          name="Post-call webhook"
          max={20}
          fresh={() => ({ url: '', events: ['call.ended'], format: 'ringoff', include_transcript: true })}
          hint="Where this agent's calls are told. For all agents: Settings."
        >
          {(path) => (
            <>
              <TextField path={`${path}.url`} label="Address" placeholder="https://…" max={2_000} />
              <TagsField
                path={`${path}.events`}
                label="Events"
                hint="call.started, call.ended, call.analyzed, sms.sent, sms.failed"
              />
              <SelectField path={`${path}.format`} label="Format" options={formats} />
              <SwitchField path={`${path}.include_transcript`} label="With the transcript" />
            </>
          )}
        </ListField>
        <SwitchField path="after_call.summary.enabled" label="Summary" />
        {value('after_call.summary.enabled') === true && (
          <TextField path="after_call.summary.instruction" label="Instruction for the summary" rows={2} />
        )}
        <TagsField
          path="after_call.outcome.choices"
          label="Outcomes to choose from"
          hint="The model picks what came of the call."
        />
        <SwitchField path="after_call.outcome.open" label="It may find another outcome" />
        <SwitchField path="after_call.sms.enabled" label="Text message to the caller" />
        {value('after_call.sms.enabled') === true && (
          <>
            <ChoiceField path="after_call.sms.mode" label="Its words" options={messageModes} />
            <TextField path="after_call.sms.message" label="Message, or instruction for it" rows={2} />
            <TextField path="after_call.sms.when" label="Only when" hint="An expression; empty for always." />
            <ChoiceField path="after_call.sms.consent" label="Consent" options={consents} />
          </>
        )}
        <SwitchField path="after_call.email.enabled" label="E-mail" />
        {value('after_call.email.enabled') === true && (
          <>
            <TextField path="after_call.email.to" label="To" max={300} />
            <TextField path="after_call.email.subject" label="Subject" max={200} />
            <TextField path="after_call.email.message" label="Text" rows={3} max={10_000} />
          </>
        )}
      </div>
    </Card>
  );
}

/** For what has no field here: tools, transfers, speech, extraction, the flow. */
export function DocumentCard() {
  const draft = useDraft();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [broken, setBroken] = useState(false);
  const toggle = (): void => {
    if (!open) setText(JSON.stringify(draft.agent, null, 2));
    setOpen(!open);
  };
  const take = (): void => {
    try {
      const agent = JSON.parse(text) as unknown;
      if (typeof agent !== 'object' || agent === null || Array.isArray(agent)) throw new Error('no object');
      draft.replace(agent as Agent);
      setBroken(false);
      setOpen(false);
    } catch {
      setBroken(true);
    }
  };
  const fault = { kind: 'problem' as const, message: 'This is not a JSON object.', hint: 'Nothing was taken over.' };
  return (
    <Card
      id="document"
      title="As JSON"
      hint="The whole agent, as the API has it: also tools, transfers, speech, extraction and the flow."
      actions={
        <Button aria-expanded={open} onClick={toggle}>
          {open ? 'Close' : 'Show'}
        </Button>
      }
    >
      {open && (
        <div className="space-y-3">
          <Field label="Document" faults={broken ? [fault] : []}>
            <TextArea
              rows={16}
              spellCheck={false}
              value={text}
              onChange={({ target }) => setText(target.value)}
              className="font-mono text-[12px]"
            />
          </Field>
          <Button onClick={take}>Take over into the editor</Button>
        </div>
      )}
    </Card>
  );
}
