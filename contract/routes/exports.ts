/** `/v1/exports`: calls as a file, line by line. Source: design contract.md section 6. */
import * as z from 'zod';
import { callQuery } from '../api.ts';
import { oneOf } from '../fields.ts';
import { route } from './route.ts';

/** The filters of `GET /v1/calls`. */
export const exportQuery = callQuery.omit({ limit: true, cursor: true }).extend({ format: oneOf(['jsonl', 'csv']) });
export type ExportQuery = z.output<typeof exportQuery>;

const headers = z.object({ 'content-type': z.string(), 'content-disposition': z.string() });

export const exportRoutes = {
  calls: route
    .route({
      method: 'GET',
      path: '/v1/exports',
      tags: ['calls'],
      summary: 'Export ended calls, newest first, a line each',
      description:
        'The stream begins at once and holds every ended call that the filters let through, without samples. `jsonl`: whole records. ' +
        '`csv`: the fields of a list, with a header. A stream that breaks off did not end with a line break.',
      outputStructure: 'detailed',
    })
    .input(exportQuery)
    .output(z.object({ headers, body: z.custom<ReadableStream>((value) => value instanceof ReadableStream) })),
};
