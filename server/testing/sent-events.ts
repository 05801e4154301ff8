/** Server-sent events, as a reader of them gets them. */
import type { LiveEventAnswer } from '../../contract/routes/calls.ts';

export type Sent = { id: string | null; event: LiveEventAnswer };

/** Until the stream is done; comments are left out. */
export async function* read(response: Response): AsyncGenerator<Sent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string): string | null =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
      if (field('event') === 'done') return;
      const data = field('data');
      if (data) yield { id: field('id'), event: JSON.parse(data) as LiveEventAnswer };
    }
  }
}

export async function take(stream: AsyncGenerator<Sent>, count: number): Promise<Sent[]> {
  const taken: Sent[] = [];
  for await (const sent of stream) if (taken.push(sent) === count) break;
  return taken;
}

export async function all(stream: AsyncGenerator<Sent>): Promise<Sent[]> {
  return take(stream, Infinity);
}

export async function until(stream: AsyncGenerator<Sent>, type: string): Promise<Sent[]> {
  const taken: Sent[] = [];
  for await (const sent of stream) {
    taken.push(sent);
    if (sent.event.type === type) break;
  }
  return taken;
}

/** The places in the log of the entries among them. */
export function seqsOf(sent: readonly Sent[]): number[] {
  return sent.flatMap(({ event }) => (event.type === 'call.entry' ? [event.entry.seq] : []));
}
