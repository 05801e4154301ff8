/** What Prometheus reads of credit: the same in all processes on one database. */
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../providers/clock.ts';
import { askedInTime } from './asked-in-time.ts';
import type { Store } from '../store/store.ts';

export type CreditMetricsParts = {
  registry: Registry;
  clock: Pick<Clock, 'after'>;
  credit: Pick<Store['credit'], 'counts'>;
};

/** While the database is away it is left out. */
export function creditMetrics({ registry, clock, credit }: CreditMetricsParts): void {
  const ask = askedInTime(() => credit.counts(), clock);
  new Gauge({
    name: 'ringoff_credit_accounts',
    help: 'Accounts whose calls cost something, by whether credit is left.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const found = await ask();
      this.reset();
      if (!found) return;
      this.set({ state: 'left' }, found.left);
      this.set({ state: 'used_up' }, found.usedUp);
    },
  });
}
