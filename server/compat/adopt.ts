/** What a door makes of an agent that comes through it for the first time. Source: design contract.md section 5. */
import { type Agent, defaultAgent } from '../../contract/agent.ts';
import { noWordsDefault } from '../../contract/ending.ts';

/** A vendor's defaults. Undefined: the vendor's page tells none, and ours stands. */
export type VendorDefaults = {
  silenceSeconds?: number;
  capSeconds?: number | null;
  /** Whether `[END_CALL]` ends calls there. */
  tag: boolean;
  /** Whether the model is offered an end tool without being asked to be. */
  endTool: boolean;
  farewell?: 'static';
  /** Whether the model may have a text message sent, by `[SEND_SMS: …]`. */
  smsTag?: boolean;
  /** Whether the calls of a new agent are recorded there unless somebody says otherwise. */
  records?: boolean;
};

const ours = defaultAgent('default').ending;

/**
 * The vendor's pages end calls without asking back: no guard, no rescue, no check-ins, and whoever called has agreed to a
 * text message. What still stands at Ringoff's default takes the vendor's; what somebody chose stays.
 */
export function adopt(agent: Agent, defaults: VendorDefaults): Agent {
  const { ending, after_call } = agent;
  const unchosen = <T>(now: T, our: T): boolean => JSON.stringify(now) === JSON.stringify(our);
  const { silenceSeconds, capSeconds } = defaults;
  const newSilence =
    silenceSeconds !== undefined && unchosen(ending.silence.timeout_seconds, ours.silence.timeout_seconds);
  const newCap = capSeconds !== undefined && unchosen(ending.max_duration.seconds, ours.max_duration.seconds);
  const newFarewell = defaults.farewell !== undefined && unchosen(ending.farewell.mode, ours.farewell.mode);
  const silence = { ...ending.silence, check_ins: [] };
  return {
    ...agent,
    ending: {
      ...ending,
      tag: defaults.tag || (ending.tag && endTag.test(agent.prompt)),
      actions: !defaults.endTool && unchosen(ending.actions, ours.actions) ? [] : ending.actions,
      farewell: newFarewell ? { ...ending.farewell, mode: defaults.farewell! } : ending.farewell,
      silence: newSilence ? withTimeout(silence, silenceSeconds) : silence,
      max_duration: newCap ? { ...ending.max_duration, seconds: capSeconds } : ending.max_duration,
      guard: { ...ending.guard, enabled: false },
      rescue: { ...ending.rescue, mode: 'off' },
    },
    after_call: { ...after_call, sms: { ...messageOf(after_call.sms, defaults), consent: 'implied_by_call' } },
  };
}

/** Only what the model asks for, where somebody has not chosen messages already. */
function messageOf(sms: Agent['after_call']['sms'], { smsTag }: VendorDefaults): Agent['after_call']['sms'] {
  return smsTag && !sms.enabled ? { ...sms, enabled: true, when: 'sms_requested' } : sms;
}

/** A prompt that ends calls by the tag goes on doing so. */
const endTag = /\[\s*END_CALL\s*\]/i;

type Silence = Agent['ending']['silence'];

/** Another silence timeout; the limit of calls without words follows it, unless somebody chose that. */
export function withTimeout(silence: Silence, timeoutSeconds: number | null): Silence {
  const follows = silence.no_words_seconds === noWordsDefault(silence.timeout_seconds);
  const noWordsSeconds = follows ? noWordsDefault(timeoutSeconds) : silence.no_words_seconds;
  return { ...silence, timeout_seconds: timeoutSeconds, no_words_seconds: noWordsSeconds };
}

/** The end tool as agents have it who are told nothing else. */
export const endTool = ours.actions[0]!;
