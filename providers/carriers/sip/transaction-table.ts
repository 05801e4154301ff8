/** All transactions, found by what is in a message. Source: RFC 3261 sections 17.1.3 and 17.2.3. */
import type { Clock } from '../../clock.ts';
import { type ClientTransaction, clientTransaction } from './client-transaction.ts';
import { headerOf, type ReceivedRequest, type ReceivedResponse, type SipRequest, type SipResponse } from './message.ts';
import { type ServerTransaction, serverTransaction } from './server-transaction.ts';
import { branchCookie, readVia } from './via.ts';
import type { Hop } from './wire.ts';

export type TransactionTable = {
  /** Sends a request that already has its Via. Null: there are too many. */
  ask(request: SipRequest, to: Hop, handlers: AskHandlers, alreadySent?: boolean): ClientTransaction | null;
  /** A new one for a request that none knows. Null: there are too many. */
  begin(request: ReceivedRequest, from: Hop): ServerTransaction | null;
  /** The transaction that this request repeats, or acknowledges. */
  find(request: ReceivedRequest): ServerTransaction | undefined;
  /** The INVITE that a CANCEL means. */
  findInvite(cancel: ReceivedRequest): ServerTransaction | undefined;
  /** Another one with the same Call-ID, CSeq and From tag: the request came here on two ways. */
  isMerged(request: ReceivedRequest): boolean;
  /** False: nobody waits for it. */
  receive(response: ReceivedResponse): boolean;
  size(): number;
  close(): void;
};

export type AskHandlers = {
  onResponse(response: ReceivedResponse): void;
  onUnanswered(why: 'timeout' | 'not_sent'): void;
};

type Parts = {
  clock: Clock;
  transactionsMax: number;
  sendRequest(request: SipRequest, to: Hop, onFail: () => void): void;
  sendResponse(response: SipResponse, request: ReceivedRequest, from: Hop): void;
};

export function transactionTable(parts: Parts): TransactionTable {
  const clients = new Map<string, ClientTransaction>();
  const servers = new Map<string, ServerTransaction>();
  /** How many server transactions there are of a request, whichever way it came. */
  const origins = new Map<string, number>();
  const size = (): number => clients.size + servers.size;

  return {
    ask(request, to, handlers, alreadySent = false) {
      if (size() >= parts.transactionsMax) return null;
      const key = `${branchOf(readVia(headerOf(request, 'via')!)!.params)} ${request.method}`;
      let failed = false;
      const transaction: { current?: ClientTransaction } = {};
      const fail = (): void => {
        failed = true;
        transaction.current?.fail();
      };
      transaction.current = clientTransaction({
        clock: parts.clock,
        request,
        reliable: to.transport === 'tcp',
        send: (message) => parts.sendRequest(message, to, fail),
        ...handlers,
        alreadySent,
        onGone: () => void (clients.get(key) === transaction.current && clients.delete(key)),
      });
      clients.set(key, transaction.current);
      if (failed) transaction.current.fail();
      return transaction.current;
    },
    begin(request, from) {
      if (size() >= parts.transactionsMax) return null;
      const key = serverKey(request, request.method);
      const origin = originOf(request);
      const transaction = serverTransaction({
        clock: parts.clock,
        request,
        reliable: from.transport === 'tcp',
        send: (response) => parts.sendResponse(response, request, from),
        onGone() {
          servers.delete(key);
          const left = (origins.get(origin) ?? 1) - 1;
          if (left > 0) origins.set(origin, left);
          else origins.delete(origin);
        },
      });
      servers.set(key, transaction);
      origins.set(origin, (origins.get(origin) ?? 0) + 1);
      return transaction;
    },
    find: (request) => servers.get(serverKey(request, request.method === 'ACK' ? 'INVITE' : request.method)),
    findInvite: (cancel) => servers.get(serverKey(cancel, 'INVITE')),
    isMerged: (request) => !request.to.params.has('tag') && origins.has(originOf(request)),
    receive(response) {
      const transaction = clients.get(`${branchOf(response.via.params)} ${response.cseqMethod}`);
      transaction?.receive(response);
      return transaction !== undefined;
    },
    size,
    close() {
      for (const transaction of [...clients.values(), ...servers.values()]) transaction.abandon();
    },
  };
}

function branchOf(params: ReadonlyMap<string, string | null>): string {
  return params.get('branch') ?? '';
}

/** By the branch, or for phones of RFC 2543 by everything that a repeated request has in common. */
function serverKey(request: ReceivedRequest, method: string): string {
  const { via } = request;
  const branch = branchOf(via.params);
  if (branch.startsWith(branchCookie)) return `${branch} ${via.host} ${via.port ?? ''} ${method}`;
  return `${originOf(request, method)} ${branch} ${via.host} ${via.port ?? ''} ${method}`;
}

function originOf(request: ReceivedRequest, method = request.method): string {
  return `${request.callId} ${request.from.params.get('tag') ?? ''} ${request.cseq} ${method}`;
}
