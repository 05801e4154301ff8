import { Card } from '../ui/card.tsx';
import { useDraft } from './draft.tsx';
import { SignFields } from './ending-fields.tsx';
import { ListField, SelectField, SwitchField, TagsField, TextField } from './fields.tsx';

export function ActionsCard() {
  return (
    <Card id="actions" title="End actions and signs" hint="How the model says that the call is over.">
      <div className="space-y-5">
        <ListField path="ending.actions" name="End action" max={20} fresh={freshAction}>
          {(path) => (
            <>
              <TextField path={`${path}.name`} label="Name" max={64} hint="The tool that the model calls." />
              <TextField
                path={`${path}.description`}
                label="Description"
                rows={2}
                hint="When the model should call it."
              />
              <SwitchField path={`${path}.skip_goodbye`} label="Skip the goodbye" hint="Hangs up at once." />
              <TextField
                path={`${path}.goodbye_prompt`}
                label="Goodbye prompt"
                rows={2}
                hint="An instruction by which the model writes the goodbye. Empty: as the agent says goodbye otherwise."
              />
              <TagsField path={`${path}.outcome_tags`} label="Outcome tags" />
            </>
          )}
        </ListField>
        <SwitchField
          path="ending.tag"
          label="[END_CALL] in a reply ends the call"
          hint="After the whole reply was heard; the tag itself is never spoken."
        />
        <SignFields />
        <KeypadFields />
      </div>
    </Card>
  );
}

function freshAction() {
  return { name: '', description: '', skip_goodbye: false, goodbye_prompt: '', outcome_tags: [] };
}

function KeypadFields() {
  const { value, set } = useDraft();
  const key = value('ending.keypad.key') as string | null;
  return (
    <fieldset className="space-y-3">
      <legend className="mb-1 font-medium">Keypad</legend>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={key !== null}
          onChange={({ target }) => set('ending.keypad.key', target.checked ? '9' : null)}
        />
        A key of the caller's telephone ends the call
      </label>
      {key !== null && (
        <>
          <SelectField
            path="ending.keypad.key"
            label="Key"
            options={[...'0123456789*#ABCD'].map((one) => ({ value: one, label: one }))}
          />
          <TextField path="ending.keypad.message" label="Words that answer it" hint="Empty: the farewell." />
          <TagsField path="ending.keypad.outcome_tags" label="Outcome tags of the key" />
        </>
      )}
    </fieldset>
  );
}
