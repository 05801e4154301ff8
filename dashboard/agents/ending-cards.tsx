/** Everything about the end of an agent's calls, field by field as contract/ending.ts has them. */
import { Card } from '../ui/card.tsx';
import { useDraft } from './draft.tsx';
import { ChoiceField, ListField, NumberField, SwitchField, TagsField, TextField } from './fields.tsx';
import { ReasonsField } from './reasons-field.tsx';

const goodbyeModes = [
  { value: 'generated', label: 'Written by the model' },
  { value: 'static', label: 'These words' },
] as const;

export function EndCallCard() {
  return (
    <Card id="end-call" title="End call" hint="Who may end a call, and what is said last.">
      <div className="space-y-4">
        <SwitchField
          path="ending.enabled"
          label="The agent may end calls"
          hint="Off: no end by the model, by silence or by the maximum duration. Carrier, caller and operator still end calls."
        />
        <ChoiceField path="ending.farewell.mode" label="Goodbye" options={goodbyeModes} />
        <TextField
          path="ending.farewell.message"
          label="Farewell message"
          rows={2}
          hint="Also what is said on silence, at the maximum duration, and when the model is late."
        />
        <TextField
          path="ending.apology"
          label="Apology"
          rows={2}
          hint="Said when something fails, or the credit is used up."
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField
            path="ending.silence.timeout_seconds"
            label="Silence timeout"
            unit="seconds"
            min={5}
            max={3_600}
            none="Silence never ends a call"
            noneValue={30}
          />
          <NumberField
            path="ending.max_duration.seconds"
            label="Maximum duration"
            unit="seconds"
            min={10}
            max={86_400}
            none="No limit"
            noneValue={1_800}
          />
        </div>
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
        <ListField
          path="ending.silence.check_ins"
          name="Check-in"
          max={10}
          fresh={() => ({ after_seconds: 10, message: 'Are you still there?' })}
          hint="Spoken into the silence; the caller's words start the clock again."
        >
          {(path) => (
            <>
              <NumberField path={`${path}.after_seconds`} label="After" unit="seconds of silence" min={1} max={3_600} />
              <TextField path={`${path}.message`} label="Words" />
            </>
          )}
        </ListField>
        <NumberField
          path="ending.silence.no_words_seconds"
          label="Without a recognised word"
          unit="seconds"
          min={5}
          max={7_200}
          none="Noise may hold the line"
          noneValue={120}
          hint="Noise stops the silence clock; this one it does not."
        />
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

const voicemailActions = [
  { value: 'hang_up', label: 'Hang up' },
  { value: 'leave_message', label: 'Leave a message' },
  { value: 'ignore', label: 'Ignore' },
] as const;

export function BeforeCard() {
  const { value } = useDraft();
  return (
    <Card id="before" title="Voicemail and screening" hint="Calls that should not become conversations.">
      <div className="space-y-5">
        <ChoiceField path="ending.voicemail.action" label="When a voicemail answers" options={voicemailActions} />
        {value('ending.voicemail.action') === 'leave_message' && (
          <TextField path="ending.voicemail.message" label="Message on the voicemail" rows={2} />
        )}
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

const rescueModes = [
  { value: 'by_meaning', label: 'By meaning' },
  { value: 'any_speech', label: 'Any speech' },
  { value: 'off', label: 'Off' },
] as const;

export function GuardCard() {
  return (
    <Card id="guard" title="Guard and rescue" hint="Against ends that come too early.">
      <div className="space-y-5">
        <SwitchField
          path="ending.guard.enabled"
          label="Guard"
          hint="Refuses an end of the model while the caller speaks, asks, or waits for something."
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField path="ending.guard.min_call_seconds" label="No end before" unit="seconds" min={0} max={3_600} />
          <NumberField path="ending.guard.max_vetoes" label="Refuses in a row, at most" unit="times" min={0} max={20} />
        </div>
        <ListField
          path="ending.guard.require"
          name="Requirement"
          max={20}
          fresh={() => ({ disclosure: '' })}
          hint="What must be so before the model may end the call."
        >
          {(path) => <Requirement path={path} />}
        </ListField>
        <ChoiceField
          path="ending.rescue.mode"
          label="The caller may take the call back"
          options={rescueModes}
          hint="While the goodbye is spoken and shortly after."
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField path="ending.rescue.max" label="At most" unit="times" min={0} max={20} />
          <NumberField path="ending.rescue.listen_ms" label="Listen after the goodbye" unit="ms" min={0} max={5_000} />
        </div>
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
