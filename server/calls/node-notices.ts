/**
 * What nodes tell each other at once: where there is something new to read. Ids and nothing else; one that is lost costs
 * its hearer a poll. Source: design architecture.md, "What crosses nodes".
 */
import * as z from 'zod';
import type { Clock } from '../../providers/clock.ts';
import type { Notices } from '../store/notices.ts';
import type { SwitchboardLog } from './switchboard.ts';

export type Notice =
  /** Of this call more is stored, or there is an order for it. */
  | { about: 'call' | 'order'; accountId: string; callId: string }
  /** An order has its answer. */
  | { about: 'answer'; orderId: number };

export type NoticeHearer = {
  onNotice(notice: Notice): void;
  /** Some may have been lost: look for yourself. */
  onGap(): void;
};

export type NodeNotices = {
  /** To all other nodes, in a moment. */
  tell(notice: Notice): void;
  /** Hears the other nodes; the answer stops it. */
  hear(hearer: NoticeHearer): () => void;
  /** Tells nothing more. */
  stop(): void;
};

export type NodeNoticesParts = { notices: Notices; node: string; clock: Clock; log: SwitchboardLog };

/** Many calls that have news at once become one message. */
const gatherMs = 20;
/** PostgreSQL takes less than 8,000 bytes, and ids are short. */
const perMessageMax = 50;
/** More than that wait only when the database is slow: then the polls have to do. */
const waitingMax = 2_000;

const message = z.object({
  from: z.string(),
  notices: z.array(
    z.discriminatedUnion('about', [
      z.object({ about: z.enum(['call', 'order']), accountId: z.string(), callId: z.string() }),
      z.object({ about: z.literal('answer'), orderId: z.int() }),
    ]),
  ),
});

export function newNodeNotices({ notices, node, clock, log }: NodeNoticesParts): NodeNotices {
  /** By their own words, so that the same one is told once. */
  const waiting = new Map<string, Notice>();
  let cancel: (() => void) | null = null;
  let sending = false;
  let failing = false;
  let stopped = false;

  async function send(): Promise<void> {
    cancel = null;
    if (sending) return;
    sending = true;
    while (waiting.size > 0) {
      const some = [...waiting].slice(0, perMessageMax);
      for (const [key] of some) waiting.delete(key);
      try {
        await notices.tell(JSON.stringify({ from: node, notices: some.map(([, notice]) => notice) }));
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'other nodes could not be told what is new');
        failing = true;
      }
    }
    sending = false;
  }

  return {
    tell(notice) {
      if (stopped || waiting.size >= waitingMax) return;
      waiting.set(JSON.stringify(notice), notice);
      if (!sending) cancel ??= clock.after(gatherMs, () => void send());
    },
    hear: ({ onNotice, onGap }) =>
      notices.hear({
        onNotice(text) {
          const told = read(text);
          if (told && told.from !== node) for (const notice of told.notices) onNotice(notice);
        },
        onHearing: onGap,
      }),
    stop() {
      stopped = true;
      cancel?.();
      waiting.clear();
    },
  };
}

/** Null for what a later version, or anybody else on this database, says. */
function read(text: string): z.output<typeof message> | null {
  try {
    return message.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
