/** `/v1/samples`: the agents and calls that a new database comes with, so that there is something to look at. */
import * as z from 'zod';
import { strict } from '../fields.ts';
import { route } from './route.ts';

const counts = strict({ calls: z.int().min(0), agents: z.int().min(0) });
const tags = ['samples'];

export const sampleRoutes = {
  get: route
    .route({
      method: 'GET',
      path: '/v1/samples',
      tags,
      summary: 'Count the samples that are left',
      description: 'Sample calls are marked as such, and counted in no analytics and no export.',
    })
    .input(strict({}))
    .output(counts),
  remove: route
    .route({
      method: 'DELETE',
      path: '/v1/samples',
      tags,
      summary: 'Delete the samples',
      description:
        'Every sample call, and each sample agent that nobody has changed or called. The answer tells how many went.',
    })
    .input(strict({}).optional())
    .output(counts),
};
