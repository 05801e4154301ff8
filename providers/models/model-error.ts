/** Errors of the AI SDK and its vendors, told by what to do about them. */
import { AISDKError, APICallError, LoadAPIKeyError, StreamProviderError } from 'ai';
import { BadConfig, Retryable, Terminal } from '../../contract/errors.ts';

/**
 * Busy, broken or unreadable services are Retryable; a wrong key, model name or address BadConfig; a refused request
 * or a mistake of ours Terminal. Vendors quote keys, prompts and caller words in their messages, so ours are made
 * from status and code words alone, and `cause` is a copy with the name and the stack but without the words.
 */
export function modelError(
  error: unknown,
  about: { id: string; keyName?: string | undefined },
): Retryable | Terminal | BadConfig {
  const facts = factsOf(error);
  const detail = [facts.status, ...facts.words].filter((word) => word !== undefined).join(' ');
  const say = (text: string) => `${about.id}: ${text}${detail === '' ? '' : ` (${detail})`}.`;
  const cause = { cause: wordless(error) };
  const key = about.keyName ?? 'the variable named by model.api_key_env';
  switch (kindOf(error, facts)) {
    case 'key':
      return new BadConfig(say(`the service refused the key; ${key} must hold a valid key of this service`), cause);
    case 'permission':
      return new BadConfig(
        say(`this key may not use the model; give ${key} one that may, or change model.name`),
        cause,
      );
    case 'unknown':
      return new BadConfig(
        say('no such model there; model.name must be one that the service offers, and model.base_url its address'),
        cause,
      );
    case 'credit':
      return new Terminal(say(`the account of ${key} has no credit left`), cause);
    case 'refused':
      return new Terminal(say('the service refused the request'), cause);
    case 'busy':
      return new Retryable(say('the service is busy'), cause);
    case 'broken':
      return new Retryable(say('the service failed or could not be reached'), cause);
    case 'ours':
      return new Terminal(say('the request could not be made'), cause);
  }
}

type Facts = { status: number | undefined; words: string[] };
type Kind = 'key' | 'permission' | 'unknown' | 'credit' | 'refused' | 'busy' | 'broken' | 'ours';

/** What vendors say in words, whatever their status; compatible servers answer 400 to a wrong key, too. */
const kindByWord: Record<string, Kind> = {
  invalid_api_key: 'key',
  authentication_error: 'key',
  permission_error: 'permission',
  model_not_found: 'unknown',
  not_found_error: 'unknown',
  insufficient_quota: 'credit',
  billing_error: 'credit',
  invalid_request_error: 'refused',
  content_filter: 'refused',
  content_policy_violation: 'refused',
  context_length_exceeded: 'refused',
  rate_limit_exceeded: 'busy',
  rate_limit_error: 'busy',
  overloaded_error: 'busy',
};

const kindByStatus: Record<number, Kind> = {
  401: 'key',
  402: 'credit',
  403: 'permission',
  404: 'unknown',
  408: 'broken',
  409: 'busy',
  425: 'busy',
  429: 'busy',
  503: 'busy',
  529: 'busy',
};

function kindOf(error: unknown, { status, words }: Facts): Kind {
  if (LoadAPIKeyError.isInstance(error)) return 'key';
  // A general word must not hide a telling status: OpenAI sends invalid_request_error with 401 and 404.
  const telling = words.map((word) => kindByWord[word]).find((kind) => kind !== undefined && kind !== 'refused');
  if (telling) return telling;
  if (status !== undefined) return kindByStatus[status] ?? (status < 500 ? 'refused' : 'broken');
  if (words.some((word) => kindByWord[word] === 'refused')) return 'refused';
  if (APICallError.isInstance(error) || StreamProviderError.isInstance(error)) return 'broken';
  if (AISDKError.isInstance(error)) return unreadable.has(error.name) ? 'broken' : 'ours';
  const ofConnection = words.some((word) => /^(E[A-Z]+|UND_ERR_\w+)$/.test(word));
  return error instanceof Error && !ofConnection ? 'ours' : 'broken'; // What is no Error came over the wire.
}

/** The service answered, but not what its format promises: another try may fare better. */
const unreadable = new Set([
  'AI_JSONParseError',
  'AI_TypeValidationError',
  'AI_InvalidResponseDataError',
  'AI_EmptyResponseBodyError',
  'AI_NoContentGeneratedError',
  'AI_NoOutputGeneratedError',
]);

/** The status and the code words of an error and of what caused it: never a message. */
function factsOf(error: unknown): Facts {
  const words = new Set<string>();
  let status: number | undefined;
  let current = error;
  for (let depth = 0; depth < 5 && isRecord(current); depth += 1) {
    // A reply that breaks off carries the 200 it began with.
    if (typeof current.statusCode === 'number' && current.statusCode >= 400) status ??= current.statusCode;
    const data = isRecord(current.data) ? current.data : {};
    for (const from of [current, data, isRecord(data.error) ? data.error : {}])
      for (const field of ['code', 'type', 'param']) addWord(words, from[field]);
    current = current.cause;
  }
  return { status, words: [...words] };
}

/** Only what has the shape of a code (`rate_limit_exceeded`, `tools[0].name`, `ECONNRESET`) and not of a key. */
function addWord(words: Set<string>, value: unknown) {
  if (
    typeof value === 'string' &&
    value !== 'error' &&
    /^[a-z_]+(\[\d+\])?(\.[a-z_]+)*$/i.test(value) &&
    value.length <= 60
  )
    words.add(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function wordless(error: unknown): Error {
  const copy = new Error(error instanceof Error ? error.name : typeof error);
  if (error instanceof Error) {
    const frames = (error.stack ?? '').replace(error.message, '').split('\n').slice(1);
    copy.stack = [copy.message, ...frames.filter((line) => line.startsWith('    at '))].join('\n');
  }
  return copy;
}
