import { expect, test } from 'vitest';
import { virtualClock } from '../../simulator/virtual-clock.ts';
import { lineTickets } from './line-tickets.ts';

const owner = { keyId: 'key_1', accountId: 'acc_1' };

test('a ticket works once, for its agent', () => {
  const tickets = lineTickets(virtualClock());
  const ticket = tickets.issue(owner, 'front-desk')!;
  expect(ticket).toMatch(/^rt_[\w-]{43}$/);
  expect(tickets.use(ticket, 'front-desk')).toEqual(owner);
  expect(tickets.use(ticket, 'front-desk')).toBeNull();
});

test('a ticket tried at another agent is gone', () => {
  const tickets = lineTickets(virtualClock());
  const ticket = tickets.issue(owner, 'front-desk')!;
  expect(tickets.use(ticket, 'support-desk')).toBeNull();
  expect(tickets.use(ticket, 'front-desk')).toBeNull();
});

test('a ticket is good for a minute', () => {
  const clock = virtualClock();
  const tickets = lineTickets(clock);
  const first = tickets.issue(owner, 'front-desk')!;
  clock.advance(59_999);
  const second = tickets.issue(owner, 'front-desk')!;
  expect(tickets.use(first, 'front-desk')).toEqual(owner);
  clock.advance(60_000);
  expect(tickets.use(second, 'front-desk')).toBeNull();
});

test('a key may not pile them up', () => {
  const clock = virtualClock();
  const tickets = lineTickets(clock);
  for (let count = 0; count < 1_000; count++) tickets.issue(owner, 'front-desk');
  expect(tickets.issue(owner, 'front-desk')).toBeNull();
  expect(tickets.issue({ ...owner, keyId: 'key_2' }, 'front-desk')).not.toBeNull();
  clock.advance(60_000);
  expect(tickets.issue(owner, 'front-desk')).not.toBeNull();
});
