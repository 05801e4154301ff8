import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { useDraft } from './draft.tsx';
import { type ScriptLine as Line, withLine } from './script-lines.ts';
import { ListField, TagsField, TextField } from './fields.tsx';

type Call = { name: string; arguments?: Record<string, unknown> };

const moments = [
  { value: 'phrases', label: 'The caller says one of these' },
  { value: 'greeting', label: 'It greets' },
  { value: 'farewell', label: 'It says goodbye' },
  { value: 'anything', label: 'Nothing above fits' },
] as const;

/** What an offline agent says and does, so that endings can be tried without a key. The first rule that fits counts. */
export function ScriptField() {
  return (
    <ListField
      path="model.script"
      name="Line of the script"
      max={200}
      add={(lines, line) => withLine(lines as Line[], line as Line)}
      fresh={() => ({ when: ['wrong number'], say: '', tools: [endCall()] })}
      hint="What the agent says without a model; the first line that fits counts."
    >
      {(path) => <ScriptLine path={path} />}
    </ListField>
  );
}

function ScriptLine({ path }: { path: string }) {
  const { value, set } = useDraft();
  const when = value(`${path}.when`);
  const isOther = typeof when === 'object' && when !== null && !Array.isArray(when);
  if (isOther)
    return <p className="text-muted">Waits for {JSON.stringify(when)}: to be changed in the document below.</p>;
  return (
    <>
      <Field label="When">
        <Select
          value={Array.isArray(when) ? 'phrases' : String(when)}
          onChange={({ target }) => set(`${path}.when`, target.value === 'phrases' ? [] : target.value)}
        >
          {moments.map((moment) => (
            <option key={moment.value} value={moment.value}>
              {moment.label}
            </option>
          ))}
        </Select>
      </Field>
      {Array.isArray(when) && <TagsField path={`${path}.when`} label="Words of the caller" placeholder="Add words…" />}
      <TextField path={`${path}.say`} label="The agent says" max={2_000} />
      <ThenField path={`${path}.tools`} />
    </>
  );
}

/** Goes on, or ends the call: with one of the end-call reasons, if there are any. */
function ThenField({ path }: { path: string }) {
  const { agent, value, set } = useDraft();
  const calls = (value(path) as Call[] | undefined) ?? [];
  const [call] = calls;
  const action = agent.ending.actions[0]?.name;
  const isEnd = agent.ending.actions.some(({ name }) => name === call?.name);
  const reason = String(call?.arguments?.['reason'] ?? '');
  if (calls.length > 1 || (call && !isEnd)) {
    return <p className="text-muted">Then it calls {calls.map(({ name }) => name).join(', ')}.</p>;
  }
  const reasons = [...new Set([...agent.ending.reasons.map((one) => one.reason), reason])].filter(Boolean);
  const choose = (chosen: string): void => {
    if (chosen === 'goes on') set(path, []);
    else set(path, [endCall(action, chosen.replace(/^ends:?/, ''))]);
  };
  return (
    <Field label="Then">
      <Select
        value={call ? `ends${reason && `:${reason}`}` : 'goes on'}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="goes on">The call goes on</option>
        <option value="ends">It ends the call</option>
        {reasons.map((one) => (
          <option key={one} value={`ends:${one}`}>
            It ends the call: {one}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function endCall(name = 'end_call', reason = ''): Call {
  return { name, arguments: reason === '' ? {} : { reason } };
}
