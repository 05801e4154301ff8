/** How requests of ours leave: Via, Contact, the way to a URI, credentials, and the transaction that waits for the answer. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { cancelOf, type ClientTransaction } from './client-transaction.ts';
import type { DigestClient } from './digest-client.ts';
import { type Dialog, nextUri } from './dialog.ts';
import { type Header, type ReceivedResponse, type SipRequest, writeMessage } from './message.ts';
import { type Resolve, transportOf } from './resolve.ts';
import type { AskHandlers, TransactionTable } from './transaction-table.ts';
import { readUri, writeHost, writeUri } from './uri.ts';
import { branchCookie } from './via.ts';
import { type Hop, sameHost, type TransportName, type Wire } from './wire.ts';

export type Endpoint = {
  readonly clock: Clock;
  newTag(): string;
  newCallId(): string;
  /** The value of our Contact on this transport. */
  contact(transport: TransportName, user: string | null): string;
  /** Where a URI is reached; empty when nowhere. */
  find(uri: string): Promise<Hop[]>;
  findNext(dialog: Dialog): Promise<Hop | null>;
  /** Sends a request that expects an answer. */
  ask(parts: Ask): Asked;
  /** Waits for the answers to an INVITE that another process sent. */
  resume(invite: SipRequest, to: Hop, handlers: AskHandlers): void;
  /** Sends the CANCEL of an INVITE. */
  cancel(invite: SipRequest, to: Hop, handlers: AskHandlers): void;
  /** Sends an ACK of a 2xx, which nobody answers. */
  acknowledge(ack: SipRequest, to: Hop): void;
};

export type Ask = {
  /** The request without Via and credentials; made anew, with a new CSeq, for each try. */
  build(): SipRequest;
  to: Hop;
  digest: DigestClient | null;
  /** Before each sending, which waits for the answer. False: it is not sent. Never rejects. */
  beforeSend?(request: SipRequest): Promise<boolean>;
  onProvisional?(response: ReceivedResponse): void;
  /** The final answer; of an INVITE every 2xx. */
  onFinal(response: ReceivedResponse): void;
  onUnanswered(why: 'timeout' | 'not_sent'): void;
};

export type Asked = {
  /** The request as it was sent last. */
  sent(): SipRequest;
  /** Cancels an INVITE, as soon as a provisional answer allows it (RFC 3261 section 9.1). */
  cancel(): void;
  abandon(): void;
};

export type EndpointParts = {
  clock: Clock;
  wires: ReadonlyMap<TransportName, Wire>;
  table: TransactionTable;
  resolve: Resolve;
  /** The host that others reach us at. */
  host: string;
  userAgent: string;
};

/** With its first answer to a challenge, and one more when the nonce was too old. */
const triesMax = 3;

export function endpoint(parts: EndpointParts): Endpoint {
  const { clock, wires, table, host } = parts;

  function withVia(request: SipRequest, transport: TransportName): SipRequest {
    const port = wires.get(transport)?.local.port ?? 5060;
    const branch = `${branchCookie}${randomBytes(12).toString('hex')}`;
    const via = `SIP/2.0/${transport.toUpperCase()} ${writeHost(host)}:${port};branch=${branch};rport`;
    const headers: Header[] = [['via', via], ...request.headers, ['user-agent', parts.userAgent]];
    return { ...request, headers };
  }

  async function find(uri: string): Promise<Hop[]> {
    const target = readUri(uri);
    if (!target) return [];
    const hops = await parts.resolve(target).catch(() => []);
    return hops.filter((hop) => wires.has(hop.transport));
  }

  /** A connection that is there is used, and an address that is not the one we see is not believed. */
  async function findNext(dialog: Dialog): Promise<Hop | null> {
    const { flow } = dialog;
    if (dialog.routes.length === 0 && dialog.behindNat) return flow;
    const uri = nextUri(dialog);
    const target = readUri(uri);
    if (!target) return null;
    const [hop] = await find(target.params.has('transport') || !transportOf(target) ? uri : onTransport(uri, flow));
    if (!hop) return null;
    return sameHost(hop, flow) && flow.connection !== undefined ? { ...hop, connection: flow.connection } : hop;
  }

  function ask(request: Ask): Asked {
    let sent = request.build();
    let transaction: ClientTransaction | null = null;
    let tries = 0;
    let provisional = false;
    let cancelled = false;
    let abandoned = false;

    function attempt(): void {
      tries += 1;
      const digest = request.digest?.answer(sent.method, sent.uri) ?? [];
      sent = withVia({ ...sent, headers: [...sent.headers, ...digest] }, request.to.transport);
      if (request.beforeSend) void request.beforeSend(sent).then(send);
      else send(true);
    }

    function send(mayLeave: boolean): void {
      if (abandoned) return;
      if (cancelled || !mayLeave) return request.onUnanswered('not_sent');
      transaction = table.ask(sent, request.to, { onResponse, onUnanswered: request.onUnanswered });
      if (!transaction) clock.after(0, () => abandoned || request.onUnanswered('not_sent'));
    }

    function onResponse(response: ReceivedResponse): void {
      if (response.status < 200) {
        provisional = true;
        if (cancelled) sendCancel();
        return request.onProvisional?.(response);
      }
      const again = !cancelled && tries < triesMax && request.digest?.learn(response, sent.headers);
      if (!again) return request.onFinal(response);
      sent = request.build();
      provisional = false;
      attempt();
    }

    function sendCancel(): void {
      cancelled = false; // Once is enough: it has a transaction of its own.
      cancel(sent, request.to, { onResponse: () => undefined, onUnanswered: () => undefined });
    }

    attempt();
    return {
      sent: () => sent,
      cancel() {
        cancelled = true;
        if (provisional) sendCancel();
      },
      abandon() {
        abandoned = true;
        transaction?.abandon();
      },
    };
  }

  function cancel(invite: SipRequest, to: Hop, handlers: AskHandlers): void {
    const asked = table.ask(cancelOf(invite), to, handlers);
    if (!asked) clock.after(0, () => handlers.onUnanswered('not_sent'));
  }

  return {
    clock,
    newTag: () => randomBytes(8).toString('hex'),
    newCallId: () => randomBytes(16).toString('hex'),
    contact(transport, user) {
      const params = transport === 'tcp' ? ';transport=tcp' : '';
      return `<${writeUri({ user, host, port: wires.get(transport)?.local.port ?? null, params })}>`;
    },
    find,
    findNext,
    ask,
    resume: (invite, to, handlers) => void table.ask(invite, to, handlers, true),
    cancel,
    acknowledge(ack, to) {
      wires.get(to.transport)?.send(writeMessage(withVia(ack, to.transport)), to, () => undefined);
    },
  };
}

/** A Contact that names no transport means the one that the dialog came on. */
function onTransport(uri: string, flow: Hop): string {
  return flow.transport === 'udp' ? uri : `${uri};transport=${flow.transport}`;
}
