/** Ending settings in groups, for the agent's editor and for replays under other settings. */
import { useDraft } from './draft.tsx';
import { ChoiceField, ListField, NumberField, SwitchField, TagsField, TextField } from './fields.tsx';

/** As many beside each other as there is room for. */
const besideEachOther = 'grid grid-cols-[repeat(auto-fit,minmax(min(13rem,100%),1fr))] gap-4';

export function EndsAllowedField() {
  return (
    <SwitchField
      path="ending.enabled"
      label="The agent may end calls"
      hint="Off: no end by the model, by silence or by the maximum duration. Carrier, caller and operator still end calls."
    />
  );
}

const goodbyeModes = [
  { value: 'generated', label: 'Written by the model' },
  { value: 'static', label: 'These words' },
] as const;

export function FarewellFields() {
  return (
    <>
      <ChoiceField path="ending.farewell.mode" label="Goodbye" options={goodbyeModes} />
      <TextField
        path="ending.farewell.message"
        label="Farewell message"
        rows={2}
        hint="Also what is said on silence, at the maximum duration, and when the model is late."
      />
    </>
  );
}

export function TimeLimitFields() {
  return (
    <div className={besideEachOther}>
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
  );
}

export function SilenceFields() {
  return (
    <>
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
    </>
  );
}

/** Ends that need no doing of the model's. */
export function SignFields() {
  return (
    <>
      <SwitchField
        path="ending.mutual_goodbye"
        label="A goodbye of both sides ends the call"
        hint="Without the model's doing."
      />
      <TagsField
        path="ending.phrases"
        label="End-call phrases"
        hint="The call ends once the agent has been heard saying one of them."
        placeholder="Add a phrase…"
      />
    </>
  );
}

const voicemailActions = [
  { value: 'hang_up', label: 'Hang up' },
  { value: 'leave_message', label: 'Leave a message' },
  { value: 'ignore', label: 'Ignore' },
] as const;

export function VoicemailFields() {
  const { value } = useDraft();
  return (
    <>
      <ChoiceField path="ending.voicemail.action" label="When a voicemail answers" options={voicemailActions} />
      {value('ending.voicemail.action') === 'leave_message' && (
        <TextField path="ending.voicemail.message" label="Message on the voicemail" rows={2} />
      )}
    </>
  );
}

export function GuardFields() {
  return (
    <>
      <SwitchField
        path="ending.guard.enabled"
        label="Guard"
        hint="Refuses an end of the model while the caller speaks, asks, or waits for something."
      />
      <div className={besideEachOther}>
        <NumberField path="ending.guard.min_call_seconds" label="No end before" unit="seconds" min={0} max={3_600} />
        <NumberField path="ending.guard.max_vetoes" label="Refuses in a row, at most" unit="times" min={0} max={20} />
      </div>
    </>
  );
}

const rescueModes = [
  { value: 'by_meaning', label: 'By meaning' },
  { value: 'any_speech', label: 'Any speech' },
  { value: 'off', label: 'Off' },
] as const;

export function RescueFields() {
  return (
    <>
      <ChoiceField
        path="ending.rescue.mode"
        label="The caller may take the call back"
        options={rescueModes}
        hint="While the goodbye is spoken and shortly after."
      />
      <div className={besideEachOther}>
        <NumberField path="ending.rescue.max" label="At most" unit="times" min={0} max={20} />
        <NumberField path="ending.rescue.listen_ms" label="Listen after the goodbye" unit="ms" min={0} max={5_000} />
      </div>
    </>
  );
}
