/** What a telephone line can do to a call, besides what is typed: by buttons, so that each can be tried. */
import { Popover } from '@base-ui/react/popover';
import { FlaskConical } from 'lucide-react';
import { Button, buttonLook } from '../ui/button.tsx';
import { Switch } from '../ui/inputs.tsx';
import type { TextCall } from './text-call.ts';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const voicemail = 'You have reached Ann. I cannot come to the phone. Please leave a message after the tone.';

export function Simulate({ call, disabled }: { call: TextCall; disabled: boolean }) {
  return (
    <Popover.Root>
      <Popover.Trigger
        disabled={disabled}
        aria-label="Simulate"
        title="Keys, voicemail, lost playback reports"
        className={`${buttonLook()} !px-2`}
      >
        <FlaskConical aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} side="top" align="end" collisionPadding={16} className="z-[60]">
          <Popover.Popup className="w-[min(20rem,calc(100vw-2rem))] space-y-4 rounded-xl border bg-raised p-4 shadow-xl">
            <Popover.Title className="font-semibold">Simulate</Popover.Title>
            <Button className="w-full" onClick={() => call.say(voicemail)} disabled={disabled}>
              A voicemail answers
            </Button>
            <Switch
              label="Playback reports get lost"
              hint="The agent is not told any more that its words arrived: its goodbye counts as unconfirmed."
              checked={call.reportsLost}
              onChange={call.loseReports}
            />
            <div role="group" aria-label="Keys of the telephone" className="grid grid-cols-3 gap-1">
              {digits.map((digit) => (
                <Button key={digit} aria-label={`Key ${digit}`} disabled={disabled} onClick={() => call.press(digit)}>
                  {digit}
                </Button>
              ))}
            </div>
            <p className="text-[12px] text-muted">For silence, type nothing; the button at the top hangs up.</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
