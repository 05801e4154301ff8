/** `/v1/samples`. */
import type { Store } from '../store/store.ts';
import { api } from './api.ts';

export function sampleRouter({ store: { samples } }: { store: Pick<Store, 'samples'> }) {
  return {
    get: api.samples.get.handler(({ context: { owner } }) => samples.counts(owner.accountId)),
    remove: api.samples.remove.handler(({ context: { owner } }) => samples.remove(owner.accountId)),
  };
}
