/** `GET /v1/calls/{id}/recording`: a file, whole or in ranges, so that players can jump. */
import { send } from '@fastify/send';
import type { FastifyInstance } from 'fastify';
import { basename, dirname } from 'node:path';
import type { ServerDeps } from '../deps.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { recordingPath } from './api.ts';

export function serveRecordings(app: FastifyInstance, { store, recordings }: ServerDeps): void {
  app.get<{ Params: { id: string } }>(
    recordingPath.replace('{id}', ':id'),
    { config: { access: 'signed' }, exposeHeadRoute: true },
    async (request, reply) => {
      const { id } = request.params;
      const call = await store.calls.get(request.owner!.accountId, id);
      if (!call) throw notFound('call', id);
      const keptUntil = call.record?.['recording_kept_until'];
      const path = typeof keptUntil === 'string' ? await recordings.find(id, keptUntil) : null;
      if (path === null) throw noRecording;
      const { statusCode, headers, stream } = await send(request.raw, basename(path), { root: dirname(path) });
      return reply
        .code(statusCode)
        .headers({ ...headers, 'cache-control': 'private, no-store' })
        .send(stream);
    },
  );
}

const noRecording = new Refusal(404, 'no_recording', 'There is no recording of this call.', {
  hint: 'recording.enabled of the agent makes them, recording.retention_days says how long they are kept; the words are at …/transcript.',
});
