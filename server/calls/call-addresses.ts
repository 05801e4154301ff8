/** Where the words and the sound of a call can be had, as its record tells those outside. Source: design contract.md section 4. */
import type { CallRecord } from '../../contract/call.ts';
import type { SignedUrls } from '../http/signed-urls.ts';

/** The stored record has none of its own: they expire. `base`: what the reader knows this server by. */
export function withAddresses<Record extends CallRecord>(
  record: Record,
  links: Pick<SignedUrls, 'sign'>,
  base: string,
  accountId: string,
): Record {
  const path = `/v1/calls/${encodeURIComponent(record.call_id)}`;
  return {
    ...record,
    transcript_url: links.sign(base, accountId, `${path}/transcript`),
    recording_url: record.recording_kept_until ? links.sign(base, accountId, `${path}/recording`) : null,
  };
}
