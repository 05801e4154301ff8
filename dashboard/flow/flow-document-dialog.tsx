import { Download, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Flow } from '../../contract/flow.ts';
import { useDraft } from '../agents/draft.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { TextArea } from '../ui/inputs.tsx';
import { readFlowText } from './read-flow.ts';

type Props = { flow: Flow; open: boolean; onOpenChange: (open: boolean) => void; onTake: (flow: Flow) => void };

/** The flow as the API and `ringoff flow` have it: to be kept, sent, or replaced by another one. */
export function FlowDocumentDialog(props: Props) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      place="side"
      title="Flow as JSON"
      description="The same document that ringoff flow export writes and import reads."
    >
      <DocumentForm {...props} />
    </Dialog>
  );
}

function DocumentForm({ flow, onTake, onOpenChange }: Props) {
  const { agent } = useDraft();
  const [text, setText] = useState(() => JSON.stringify(flow, null, 2));
  const [problem, setProblem] = useState<string | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const take = (): void => {
    const read = readFlowText(text);
    if (!read.ok) return setProblem(read.problem);
    onTake(read.flow);
    onOpenChange(false);
  };
  const faults =
    problem === null ? [] : [{ kind: 'problem' as const, message: problem, hint: 'Nothing was taken over.' }];
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => download(`${fileName(agent.name)}.flow.json`, text)}>
          <Download aria-hidden="true" /> Save as a file
        </Button>
        <CopyButton text={text} label="Copy" />
        <Button onClick={() => file.current?.click()}>
          <Upload aria-hidden="true" /> Open a file
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          aria-label="A file with a flow"
          className="hidden"
          onChange={({ target }) => {
            void target.files?.[0]?.text().then(setText);
            target.value = '';
          }}
        />
      </div>
      <Field label="Flow" faults={faults} hint="A flow, or an agent that has one. What is taken over can be undone.">
        <TextArea
          rows={20}
          spellCheck={false}
          className="font-mono text-[12px]"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
      <Button look="primary" onClick={take}>
        Take over into the editor
      </Button>
    </div>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function fileName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'flow'
  );
}
