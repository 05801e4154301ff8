/** What the routers of the native API are made of. */
import { implement } from '@orpc/server';
import type { FastifyBaseLogger, FastifyReply } from 'fastify';
import { apiContract } from '../../contract/api-contract.ts';
import type { KeyOwner } from '../store/keys.ts';

export type ApiContext = {
  /** Whose key the request shows. On open routes nobody's: they must not look. */
  owner: KeyOwner;
  /** What whoever asks knows the server by, without a slash at its end. */
  baseUrl: string;
  log: FastifyBaseLogger;
  reply: FastifyReply;
};

const { recording, ...callRoutes } = apiContract.calls;

/** A file goes out in its own way (recording.ts). */
export const recordingPath = recording['~orpc'].route.path!;

/** All other routes. */
export const handledContract = { ...apiContract, calls: callRoutes };

export const api = implement(handledContract).$context<ApiContext>();
