/** What becomes of each message that comes in: to its transaction, its call, or to the door. Source: RFC 3261 sections 8.2, 16.3 and 18. */
import type { Clock } from '../../clock.ts';
import { admission } from './admission.ts';
import type { SipAgentOptions, SipLimits } from './options.ts';
import { type CallInside, type SipCall } from './call.ts';
import { type Dialog, dialogKey, dialogOfResponse, dialogRequest } from './dialog.ts';
import { doorkeeper } from './door.ts';
import type { Endpoint } from './endpoint.ts';
import { sendBye } from './hang-up.ts';
import { inboundCall } from './inbound-call.ts';
import {
  type Header,
  headersOf,
  readMessage,
  type ReceivedRequest,
  type ReceivedResponse,
  type SipResponse,
  writeMessage,
} from './message.ts';
import { responseTo } from './responses.ts';
import type { RestoredDialog } from './restored-dialog.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { type TransactionTable, transactionTable } from './transaction-table.ts';
import { markSource, writeVia } from './via.ts';
import type { Hop, OnBytes, TransportName, Wire } from './wire.ts';

/** What is kept at present, and what came in since the start and was not taken. */
export type Counts = {
  calls: number;
  dialogs: number;
  transactions: number;
  malformed: number;
  excess: number;
  dropped: number;
};

type CallHooks = { onDialog(dialog: Dialog): void; onOver(): void };

export type Reception = {
  readonly table: TransactionTable;
  open(endpoint: Endpoint): void;
  receive: OnBytes;
  adopt(make: (hooks: CallHooks) => { call: SipCall; inside: CallInside }): SipCall;
  restore(make: (onDown: () => void) => RestoredDialog & { dialog: Dialog }): RestoredDialog;
  /** Dialogs of this Call-ID that were dropped because nobody waited for their answer. */
  strays(callId: string | undefined): Dialog[];
  size(): Counts;
  /** Hangs up what is up, takes nothing new. Bounded in time. */
  close(): Promise<void>;
};

/** A restored call asks for them within seconds. */
const straysMax = 100;

type Parts = SipAgentOptions & { clock: Clock; limits: SipLimits; wires: ReadonlyMap<TransportName, Wire> };

export function reception(parts: Parts): Reception {
  const { clock, limits, wires } = parts;
  const gate = admission(clock, limits);
  const calls = new Set<CallInside>();
  const dialogs = new Map<string, CallInside>();
  /** Inbound calls by the INVITE's transaction, for a CANCEL. */
  const ringing = new Map<ServerTransaction, CallInside>();
  const perSource = new Map<string, number>();
  const strays: Dialog[] = [];
  const count = { malformed: 0, excess: 0, dropped: 0 };
  let endpoint: Endpoint | null = null;
  let closing = false;
  let closed = false;

  const table = transactionTable({
    clock,
    transactionsMax: limits.transactionsMax,
    sendRequest: (request, to, onFail) => sendBytes(writeMessage(request), to, onFail),
    sendResponse,
  });
  const door = doorkeeper(parts);

  function sendBytes(bytes: Buffer, to: Hop, onFail: () => void): void {
    const wire = wires.get(to.transport);
    if (wire) wire.send(bytes, to, onFail);
    else onFail();
  }

  /** To where the request came from: over UDP to its port only if it asked for that (RFC 3581). */
  function sendResponse(response: SipResponse, request: ReceivedRequest, from: Hop): void {
    const port = from.transport === 'udp' && !request.via.params.has('rport') ? (request.via.port ?? 5060) : from.port;
    sendBytes(writeMessage(response), { ...from, port }, () => undefined);
  }

  function receive(bytes: Buffer, from: Hop): void {
    if (closed || bytes.length < 20) return; // Keep-alives.
    const admitted = gate.judge(bytes, from.address);
    if (admitted === 'drop') return void (count.dropped += 1);
    if (admitted === 'excess') {
      count.excess += 1;
      if (parts.excess !== 'refuse' || !door.mayRefuse()) return;
    }
    const message = readMessage(bytes);
    if (typeof message === 'string') return void (count.malformed += 1);
    if (message.kind === 'response') return onResponse(message, from);
    const request = marked(message, from);
    if (admitted === 'in') return onRequest(request, from);
    if (request.method !== 'ACK') refuseStateless(request, from, 503, [['retry-after', '10']]);
  }

  function marked(request: ReceivedRequest, from: Hop): ReceivedRequest {
    const via = markSource(request.via, from);
    const [, ...others] = headersOf(request, 'via');
    const rest = request.headers.filter(([name]) => name !== 'via');
    const vias = [writeVia(via), ...others].map((value): Header => ['via', value]);
    return { ...request, via, headers: [...vias, ...rest] };
  }

  function onRequest(request: ReceivedRequest, from: Hop): void {
    const known = table.find(request);
    if (request.method === 'ACK') {
      known?.receive(request);
      return dialogs.get(keyOf(request))?.acknowledged(request);
    }
    if (known) return known.receive(request);
    if (request.method === 'CANCEL') return onCancel(request, from);
    const within = request.to.params.has('tag');
    if (!within) {
      const verdict = door.judge(request, from);
      if (verdict.type === 'silent') return;
      if (verdict.type === 'refuse') return refuseStateless(request, from, verdict.status, verdict.headers);
      if (table.isMerged(request)) return refuseStateless(request, from, 482);
      return begin(request, from, (transaction) => onNew(transaction, from, verdict.account));
    }
    const call = dialogs.get(keyOf(request));
    if (!call) return refuseStateless(request, from, 481);
    begin(request, from, (transaction) => {
      const unsupported = door.unsupported(request);
      if (unsupported) transaction.respond(responseTo(request, 420, { headers: [['unsupported', unsupported]] }));
      else call.receive(request, transaction);
    });
  }

  function begin(request: ReceivedRequest, from: Hop, act: (transaction: ServerTransaction) => void): void {
    const transaction = table.begin(request, from);
    if (transaction) act(transaction);
    else refuseStateless(request, from, 503, [['retry-after', '10']]);
  }

  /** The same To tag for a request that is repeated, without remembering it. */
  function refuseStateless(request: ReceivedRequest, from: Hop, status: number, headers: readonly Header[] = []): void {
    sendResponse(responseTo(request, status, { tag: door.tagOf(request), headers }), request, from);
  }

  function onCancel(request: ReceivedRequest, from: Hop): void {
    const invite = table.findInvite(request);
    if (!invite) return refuseStateless(request, from, 481);
    begin(request, from, (transaction) => transaction.respond(responseTo(request, 200, { tag: door.tagOf(request) })));
    if (!invite.isAnswered()) ringing.get(invite)?.cancelled();
  }

  function onNew(transaction: ServerTransaction, from: Hop, account: string | null): void {
    const { request } = transaction;
    const refuse = (status: number, headers: readonly Header[] = []): void =>
      transaction.respond(responseTo(request, status, { tag: door.tagOf(request), headers }));
    if (request.method === 'OPTIONS') return refuse(200, door.abilities);
    const problem = door.inviteProblem(request);
    if (problem) return refuse(problem.status, problem.headers);
    const ofSource = perSource.get(from.address) ?? 0;
    if (closing || calls.size >= limits.callsMax || ofSource >= limits.callsPerSourceMax)
      return refuse(503, [['retry-after', '10']]);
    transaction.respond(responseTo(request, 100));
    const leg = inboundCall({ endpoint: endpoint!, transaction, from, account, onOver: () => forget() });
    if (!leg) return refuse(400);
    const key = dialogKey(leg.dialog);
    const forget = (): void => {
      calls.delete(leg.inside);
      dialogs.delete(key);
      ringing.delete(transaction);
      const left = (perSource.get(from.address) ?? 1) - 1;
      if (left > 0) perSource.set(from.address, left);
      else perSource.delete(from.address);
    };
    calls.add(leg.inside);
    dialogs.set(key, leg.inside);
    ringing.set(transaction, leg.inside);
    perSource.set(from.address, ofSource + 1);
    parts.onInvite(leg.call);
  }

  /** A 2xx that nobody waits for is a call that only the far end believes in: it is taken and dropped at once. */
  function onResponse(response: ReceivedResponse, from: Hop): void {
    if (table.receive(response) || response.cseqMethod !== 'INVITE' || !endpoint) return;
    if (response.status < 200 || response.status >= 300 || !door.mayRefuse()) return;
    const invite = {
      kind: 'request',
      method: 'INVITE',
      uri: '',
      headers: response.headers,
      body: response.body,
    } as const;
    const dialog = dialogOfResponse(invite, response, from);
    if (dialog.target === '' || dialogs.has(dialogKey(dialog))) return;
    strays.push(dialog);
    if (strays.length > straysMax) strays.shift();
    const ack = dialogRequest(dialog, 'ACK', { cseq: response.cseq });
    const { acknowledge } = endpoint;
    void endpoint.findNext(dialog).then((to) => to && acknowledge(ack, to));
    void sendBye(endpoint, dialog, null);
  }

  return {
    table,
    open(opened) {
      endpoint = opened;
    },
    receive,
    adopt(make) {
      let inside: CallInside | null = null;
      let key = '';
      const made = make({
        onDialog(dialog) {
          key = dialogKey(dialog);
          if (inside) dialogs.set(key, inside);
        },
        onOver() {
          if (inside) calls.delete(inside);
          dialogs.delete(key);
        },
      });
      inside = made.inside;
      calls.add(inside);
      return made.call;
    },
    restore(make) {
      const restored = make(() => dialogs.delete(key));
      const key = dialogKey(restored.dialog);
      dialogs.set(key, {
        receive(request, transaction) {
          const ends = request.method === 'BYE';
          transaction.respond(responseTo(request, ends ? 200 : 481));
          if (ends) dialogs.delete(key);
        },
        acknowledged: () => undefined,
        cancelled: () => undefined,
        close: async () => undefined,
      });
      return restored;
    },
    strays: (callId) => strays.filter((dialog) => dialog.callId === callId),
    size: () => ({ calls: calls.size, dialogs: dialogs.size, transactions: table.size(), ...count }),
    async close() {
      closing = true;
      await Promise.all([...calls].map((call) => call.close()));
      closed = true;
      table.close();
      dialogs.clear();
    },
  };
}

function keyOf(request: ReceivedRequest): string {
  return dialogKey({
    callId: request.callId,
    localTag: request.to.params.get('tag') ?? '',
    remoteTag: request.from.params.get('tag') ?? '',
  });
}
