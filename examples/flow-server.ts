/**
 * What the flows in `flows/` ask: a registry of patients, a calendar, orders, and a place for leads. Invented people, all
 * in memory. Start it with `node examples/flow-server.ts`; it listens on 127.0.0.1:4100.
 */
import { createServer, type Server } from 'node:http';

const orders: Readonly<Record<string, { state: string; arrives_on: string }>> = {
  '123456': { state: 'on_its_way', arrives_on: '2026-11-24' },
  '123457': { state: 'delivered', arrives_on: '2026-11-18' },
  '123458': { state: 'lost', arrives_on: '' },
};
const members: Readonly<Record<string, { plan: string }>> = { '4711': { plan: 'Basic' }, '4712': { plan: 'Plus' } };
const bodyCharsMax = 10_000;

export function flowServer(): Server {
  let booked = 0;
  return createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
      if (body.length > bodyCharsMax) request.destroy();
    });
    request.on('end', () => {
      const [status, answer] = answerTo(`${request.method} ${request.url}`, body, () => ++booked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
}

function answerTo(asked: string, body: string, nextBooking: () => number): [number, unknown] {
  const order = /^GET \/orders\/(\d{1,10})$/.exec(asked)?.[1];
  if (order !== undefined) return Object.hasOwn(orders, order) ? [200, orders[order]] : [404, { state: 'unknown' }];
  const sent = read(body);
  switch (asked) {
    case 'POST /eligibility': {
      const number = String(sent['member_number']);
      if (!Object.hasOwn(members, number)) return [200, { eligible: false, plan: { name: 'none' } }];
      return [200, { eligible: true, plan: { name: members[number]!.plan } }];
    }
    case 'POST /appointments':
      return [201, { id: `visit-${nextBooking()}` }];
    case 'POST /leads':
      return [204, null];
    default:
      return [404, { error: 'there is no such thing here' }];
  }
}

function read(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

if (import.meta.main) flowServer().listen(4100, '127.0.0.1', () => console.log('listening on http://127.0.0.1:4100'));
