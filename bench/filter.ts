/** How fast the reply filter is and how little it holds back, beside a regular expression over all text so far. */
import { replyFilter } from '../engine/reply-filter.ts';
import type { FilterPart, ReplyFilter } from '../engine/reply-filter.ts';
import type { Row } from './row.ts';

const toolNames = ['end_call', 'transfer_call', 'book_table', 'look_up_order', 'send_message'];

const replies = [
  'Sure, I can help you with that. Could you give me your order number, please? It starts with the letters A and B.',
  'Thank you. I see that your parcel left our warehouse on Tuesday evening and is expected to reach you tomorrow between nine and twelve. Is there anything else that I can do for you today?',
  "I'm sorry to hear that! Let me check what happened. [WAIT:2] It seems the driver could not find anyone at home, so the parcel was taken back to the depot. Would you like us to try again on Friday?",
  'Of course. Our opening hours are Monday to Friday from eight to six, and Saturday from nine to one. On Sundays and on public holidays we are closed.',
  'Your appointment is booked for the twelfth of March at half past two with Doctor Meyer. I will send you a short message with all the details. [SEND_SMS: Your appointment: 12 March, 14:30, Dr Meyer, Station Road 5.] Please bring your insurance card.',
  'Let me put you through to a colleague who can decide that. One moment, please. [TRANSFER:+15550100]',
  'No problem at all. Prices start at twenty-nine euros (including tax) for the small plan; the large one is forty-nine. Both end after one year unless you extend them.',
  'Great! Then everything is settled. Thank you for calling, and have a wonderful rest of your day. Goodbye! [END_CALL]',
  'As I said, I am not able to continue this call if you speak to me like that. Goodbye.\nend_call abusive caller',
  'Alright, I have cancelled the reservation for two people at the end of the month. There is no fee. Shall I book another table for you, or would that be all for today?',
  'Thanks for your time, bye!\n```json\n{"name": "end_call", "arguments": {"reason": "caller_satisfied"}}\n```',
  'Hmm, [laughs] that is a good question. Between the two, most of our customers take the second one, because the battery lasts a whole day and it is easier to repair.',
];

const charsMin = 2_000_000;
const rounds = 5;
const peer = 'regular expression over the whole growing text';

/** Measures realistic replies, and a long one made of all of them, in pieces of 3 to 6 characters. */
export async function benchFilter(): Promise<Row[]> {
  const usual = cutReplies(replies);
  const long = cutReplies([replies.join('\n')]);
  return [
    ...compare('usual replies', usual),
    ...compare('long replies', long),
    { name: 'characters held back, controls included', value: heldShare(usual) * 100, unit: '%' },
  ];
}

function compare(input: string, repliesInPieces: readonly string[][]): Row[] {
  const chars = countChars(repliesInPieces);
  const filter = replyFilter({ toolNames });
  const ours = chars / bestSeconds(() => repliesInPieces.map((pieces) => filterReply(filter, pieces)));
  const naive = chars / bestSeconds(() => repliesInPieces.map(naiveReply));
  return [
    { name: `reply filter, ${input}`, value: ours, unit: 'chars/s', peer, ratio: ours / naive },
    { name: `${peer}, ${input}`, value: naive, unit: 'chars/s' },
  ];
}

function cutReplies(texts: readonly string[]): string[][] {
  const random = randomFrom(1);
  const cut: string[][] = [];
  for (let chars = 0; chars < charsMin;) {
    const text = texts[cut.length % texts.length]!;
    const pieces: string[] = [];
    for (let at = 0; at < text.length; at += pieces.at(-1)!.length) {
      pieces.push(text.slice(at, at + 3 + Math.floor(random() * 4)));
    }
    cut.push(pieces);
    chars += text.length;
  }
  return cut;
}

function filterReply(filter: ReplyFilter, pieces: readonly string[]): number {
  let count = 0;
  for (const piece of pieces) count += speechLength(filter.push(piece));
  return count + speechLength(filter.end());
}

function speechLength(parts: readonly FilterPart[]): number {
  let length = 0;
  for (const part of parts) if (part.type === 'speech') length += part.text.length;
  return length;
}

const control =
  /\[\s*(?:END[_ -]CALL|TRANSFER|SEND[_ -]SMS|WAIT)\s*(?::[^\]]*)?\]|^end_call[^\n]*$|\{\s*"name"[^]*?\}\s*\}|(?:end_call|transfer_call|book_table|look_up_order|send_message)\([^)]*\)/gim;
const unfinished = /\[[^\]]*$|\{[^}]*$|^[a-z_]*$/im;

/** What one would write first: at each token, take the controls out of all the text so far, and speak what is new. */
function naiveReply(pieces: readonly string[]): number {
  let text = '';
  let spoken = 0;
  for (const piece of pieces) {
    text += piece;
    const clean = text.replace(control, '');
    const open = clean.search(unfinished);
    spoken = Math.max(spoken, open < 0 ? clean.length : open);
  }
  return spoken;
}

/** The share of characters that were not given out with the piece they came in. */
function heldShare(repliesInPieces: readonly string[][]): number {
  const filter = replyFilter({ toolNames });
  let held = 0;
  for (const pieces of repliesInPieces) {
    for (const piece of pieces) {
      filter.push(piece);
      held += Math.min(filter.held, piece.length);
    }
    filter.end();
  }
  return held / countChars(repliesInPieces);
}

function countChars(repliesInPieces: readonly string[][]): number {
  return repliesInPieces.flat().reduce((sum, piece) => sum + piece.length, 0);
}

/** The best of some rounds: the others were disturbed. */
function bestSeconds(run: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    run();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** A small seeded generator, so that every run measures the same pieces. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

if (import.meta.main) console.table(await benchFilter());
