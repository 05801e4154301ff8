/** Everything about the end of an agent's calls, field by field as contract/ending.ts has them. */
import { Card } from '../ui/card.tsx';
import { useDraft } from './draft.tsx';
import {
  EndsAllowedField,
  FarewellFields,
  GuardFields,
  RescueFields,
  SilenceFields,
  TimeLimitFields,
  VoicemailFields,
} from './ending-fields.tsx';
import { ListField, NumberField, TagsField, TextField } from './fields.tsx';
import { ReasonsField } from './reasons-field.tsx';

export function EndCallCard() {
  return (
    <Card id="end-call" title="End call" hint="Who may end a call, and what is said last.">
      <div className="space-y-4">
        <EndsAllowedField />
        <FarewellFields />
        <TextField
          path="ending.apology"
          label="Apology"
          rows={2}
          hint="Said when something fails, or the credit is used up."
        />
        <TimeLimitFields />
      </div>
    </Card>
  );
}

export function ReasonsCard() {
  return (
    <Card
      id="reasons"
      title="End-call reasons"
      hint="Conditions that end the call when the agent sees them met, each with its own closing words if you like."
    >
      <ReasonsField />
    </Card>
  );
}

export function ClocksCard() {
  return (
    <Card id="clocks" title="Silence and time" hint="What happens before a clock ends the call.">
      <div className="space-y-5">
        <SilenceFields />
        <TagsField path="ending.silence.outcome_tags" label="Outcome tags of silence" />
        <ListField
          path="ending.max_duration.wrap_up"
          name="Wrap-up step"
          max={10}
          fresh={() => ({ before_end_seconds: 60, instruction: 'Come to an end politely.' })}
        >
          {(path) => (
            <>
              <NumberField
                path={`${path}.before_end_seconds`}
                label="Before the end"
                unit="seconds"
                min={1}
                max={86_400}
              />
              <TextField path={`${path}.instruction`} label="Instruction to the model" />
            </>
          )}
        </ListField>
        <TagsField path="ending.max_duration.outcome_tags" label="Outcome tags of the maximum duration" />
      </div>
    </Card>
  );
}

export function BeforeCard() {
  return (
    <Card id="before" title="Voicemail and screening" hint="Calls that should not become conversations.">
      <div className="space-y-5">
        <VoicemailFields />
        <TagsField path="ending.voicemail.outcome_tags" label="Outcome tags of voicemail" />
        <ListField
          path="ending.pre_call"
          name="Screening rule"
          max={50}
          fresh={() => ({ when: 'from in blocked_numbers', message: '', outcome_tags: ['blocked_caller'] })}
          hint="The first rule that matches ends the call before the conversation."
        >
          {(path) => (
            <>
              <TextField
                path={`${path}.when`}
                label="When"
                hint="An expression over the call and the agent's variables."
              />
              <TextField path={`${path}.message`} label="Words to the caller" hint="Empty: none." />
              <TagsField path={`${path}.outcome_tags`} label="Outcome tags" />
            </>
          )}
        </ListField>
      </div>
    </Card>
  );
}

export function GuardCard() {
  return (
    <Card id="guard" title="Guard and rescue" hint="Against ends that come too early.">
      <div className="space-y-5">
        <GuardFields />
        <ListField
          path="ending.guard.require"
          name="Requirement"
          max={20}
          fresh={() => ({ disclosure: '' })}
          hint="What must be so before the model may end the call."
        >
          {(path) => <Requirement path={path} />}
        </ListField>
        <RescueFields />
      </div>
    </Card>
  );
}

const requirementKinds = [
  { value: 'disclosure', label: 'Words said' },
  { value: 'variable', label: 'Variable filled' },
  { value: 'rule', label: 'Rule holds' },
] as const;
type RequirementKind = (typeof requirementKinds)[number]['value'];

function Requirement({ path }: { path: string }) {
  const { value, set } = useDraft();
  const requirement = value(path) as Record<string, string>;
  const kind = requirementKinds.find((one) => one.value in requirement)?.value ?? 'disclosure';
  return (
    <>
      <label className="block">
        <span className="mb-1 block font-medium">Kind</span>
        <select
          className="input"
          value={kind}
          onChange={({ target }) => set(path, { [target.value as RequirementKind]: '' })}
        >
          {requirementKinds.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      {kind === 'disclosure' && <TextField path={`${path}.disclosure`} label="The words" rows={2} />}
      {kind === 'variable' && <TextField path={`${path}.variable`} label="Variable" max={64} />}
      {kind === 'rule' && (
        <>
          <TextField path={`${path}.rule`} label="Expression" />
          <TextField path={`${path}.message`} label="What the model is told when it fails" />
        </>
      )}
    </>
  );
}
