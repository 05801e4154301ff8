/**
 * ConversationRelay on the wire, as Twilio and Telnyx speak it: text in, plain data out, and back. Pure; sizes are
 * bounded; nothing a carrier sends can throw. Source: Twilio "Getting and sending WebSocket messages"; Telnyx
 * "Conversation Relay over WebSockets". The `info` events are named by Twilio's `events` attribute only; their shape
 * is the one that public recordings of both carriers show.
 */

/** What the carrier tells. */
export type RelayMessage =
  | { type: 'setup'; sessionId: string; legId: string; from: string; to: string; parameters: Record<string, string> }
  | { type: 'prompt'; text: string; language: string; last: boolean }
  | { type: 'dtmf'; digit: string }
  /** On Twilio the fragment is what was played of the piece under way, not of the whole utterance. */
  | { type: 'interrupt'; utteranceUntilInterrupt: string; durationUntilInterruptMs: number | null }
  | { type: 'agent_speaking'; on: boolean }
  | { type: 'client_speaking'; on: boolean }
  | { type: 'tokens_played'; text: string }
  /** The description is left out: it quotes what we sent. `refused`: a message of ours was not understood. */
  | { type: 'error'; code: string | null; refused: boolean }
  /** Well formed, and of no kind that we know. */
  | { type: 'unknown'; name: string }
  | { type: 'invalid'; why: string };

/** What we tell the carrier. */
export type RelayCommand =
  | { type: 'text'; token: string; last: boolean; lang?: string; interruptible?: boolean; preemptible?: boolean }
  | { type: 'play'; source: string; loop?: number; interruptible?: boolean; preemptible?: boolean }
  | { type: 'sendDigits'; digits: string }
  | { type: 'language'; ttsLanguage?: string; transcriptionLanguage?: string }
  | { type: 'end'; handoffData?: string };

export function writeRelayCommand(command: RelayCommand): string {
  return JSON.stringify(command);
}

const messageCharsMax = 64 * 1024;
const wordsCharsMax = 8_000;
const nameCharsMax = 256;
const parametersMax = 50;

type Fields = Readonly<Record<string, unknown>>;

export function readRelayMessage(text: string): RelayMessage {
  if (text.length > messageCharsMax) return invalid(`it has ${text.length} characters`);
  const fields = parsed(text);
  if (!fields) return invalid('it is no JSON object');
  const type = fields['type'];
  switch (type) {
    case 'setup':
      return setup(fields);
    case 'prompt':
      return prompt(fields);
    case 'dtmf':
      return dtmf(fields);
    case 'interrupt':
      return interrupt(fields);
    case 'info':
      return info(fields);
    case 'error':
      return error(fields);
    default:
      return typeof type === 'string' ? unknown(type) : invalid('it has no type');
  }
}

/** Telnyx puts the id that its other interfaces use into `callControlId`, and leaves the numbers to parameters. */
function setup(fields: Fields): RelayMessage {
  const legId = words(fields, 'callControlId', nameCharsMax) || words(fields, 'callSid', nameCharsMax);
  if (legId === '') return invalid('setup without a call');
  const parameters = parametersOf(fields['customParameters']);
  return {
    type: 'setup',
    sessionId: words(fields, 'sessionId', nameCharsMax),
    legId,
    from: words(fields, 'from', nameCharsMax) || (parameters['telnyx_call_from'] ?? ''),
    to: words(fields, 'to', nameCharsMax) || (parameters['telnyx_call_to'] ?? ''),
    parameters,
  };
}

function parametersOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one));
  return Object.fromEntries(
    entries.slice(0, parametersMax).map(([name, one]) => [name.slice(0, nameCharsMax), String(one).slice(0, 1_000)]),
  );
}

/** Without `last` it is whole: partial prompts have to be asked for. */
function prompt(fields: Fields): RelayMessage {
  if (typeof fields['voicePrompt'] !== 'string') return invalid('prompt without words');
  const text = words(fields, 'voicePrompt', wordsCharsMax);
  return { type: 'prompt', text, language: words(fields, 'lang', nameCharsMax), last: fields['last'] !== false };
}

function dtmf(fields: Fields): RelayMessage {
  const digit = words(fields, 'digit', nameCharsMax).toUpperCase();
  return /^[0-9*#A-D]$/.test(digit) ? { type: 'dtmf', digit } : invalid('dtmf without a key');
}

function interrupt(fields: Fields): RelayMessage {
  const given = fields['durationUntilInterruptMs'];
  const ms = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  const durationUntilInterruptMs = typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : null;
  const utteranceUntilInterrupt = words(fields, 'utteranceUntilInterrupt', wordsCharsMax);
  return { type: 'interrupt', utteranceUntilInterrupt, durationUntilInterruptMs };
}

function info(fields: Fields): RelayMessage {
  const { name, value } = fields;
  if (name === 'tokensPlayed') {
    return typeof value === 'string'
      ? { type: 'tokens_played', text: value.slice(0, wordsCharsMax) }
      : invalid('tokensPlayed without text');
  }
  if (name !== 'agentSpeaking' && name !== 'clientSpeaking') return unknown(`info ${String(name)}`);
  const on = value === 'on' || value === true ? true : value === 'off' || value === false ? false : null;
  if (on === null) return invalid(`${name} neither on nor off`);
  return { type: name === 'agentSpeaking' ? 'agent_speaking' : 'client_speaking', on };
}

/** Twilio's 64107 and Telnyx's wording both say that a message of ours failed validation. */
function error(fields: Fields): RelayMessage {
  const description = words(fields, 'description', wordsCharsMax);
  const code = /\b6\d{4}\b/.exec(description)?.[0] ?? null;
  return { type: 'error', code, refused: code === '64107' || /^invalid message/i.test(description) };
}

function words(fields: Fields, name: string, charsMax: number): string {
  const value = fields[name];
  return typeof value === 'string' ? value.slice(0, charsMax) : '';
}

function parsed(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function unknown(name: string): RelayMessage {
  return { type: 'unknown', name: name.slice(0, nameCharsMax) };
}

function invalid(why: string): RelayMessage {
  return { type: 'invalid', why };
}
