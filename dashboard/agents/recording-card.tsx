import { Card } from '../ui/card.tsx';
import { useDraft } from './draft.tsx';
import { NumberField, SwitchField, TextField } from './fields.tsx';

export function RecordingCard() {
  const { value } = useDraft();
  return (
    <Card id="recording" title="Recording">
      <div className="space-y-4">
        <SwitchField
          path="recording.enabled"
          label="Record calls"
          hint="Both sides, of calls whose sound passes through this server."
        />
        {value('recording.enabled') === true && (
          <>
            <TextField
              path="recording.consent"
              label="Said before the greeting"
              rows={2}
              hint="That the call is recorded; empty where the law asks for nothing."
            />
            <NumberField path="recording.retention_days" label="Kept for" unit="days" min={1} max={1_096} />
          </>
        )}
      </div>
    </Card>
  );
}
