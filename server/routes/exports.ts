/** `/v1/exports`: pages of the store, written out one after the other; no more than one is held. */
import { csvHeader, csvLine, jsonlLine } from '../../after-call/call-lines.ts';
import type { ExportQuery } from '../../contract/routes/exports.ts';
import type { CallFilters } from '../store/call-list.ts';
import type { Calls } from '../store/calls.ts';
import { api } from './api.ts';
import { filtersOf } from './call-filters.ts';

const pageCalls = 200;
const types = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' };

export type ExportRouterParts = { store: { calls: Pick<Calls, 'records'> } };

export function exportRouter({ store: { calls } }: ExportRouterParts) {
  return {
    calls: api.exports.calls.handler(({ input, context: { owner } }) => {
      const { format, ...query } = input;
      return {
        headers: {
          'content-type': types[format],
          'content-disposition': `attachment; filename="calls.${format}"`,
        },
        body: ReadableStream.from(
          encoded(lines(calls, owner.accountId, format, { ...filtersOf(query), sample: false })),
        ),
      };
    }),
  };
}

/** A page's lines at once: a line at a time would cost a system call each. */
async function* lines(
  calls: ExportRouterParts['store']['calls'],
  accountId: string,
  format: ExportQuery['format'],
  filters: CallFilters,
): AsyncGenerator<string> {
  const lineOf = format === 'csv' ? csvLine : jsonlLine;
  if (format === 'csv') yield `${csvHeader}\n`;
  let before: { startedAt: Date; id: string } | undefined;
  for (;;) {
    const page = await calls.records(accountId, { limit: pageCalls, filters, ...(before && { before }) });
    if (page.length > 0) yield page.map(({ record }) => `${lineOf(record)}\n`).join('');
    if (page.length < pageCalls) return;
    const { startedAt, id } = page.at(-1)!;
    before = { startedAt, id };
  }
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
