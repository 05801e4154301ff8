/** A block in a few words: for its card, the list, and choices between blocks. */
import type { FlowNode } from '../../contract/flow.ts';
import { nodeForms } from './node-forms.ts';

/** What it is called, or else its kind and id. */
export function blockName(node: Pick<FlowNode, 'id' | 'kind' | 'title'>): string {
  return node.title.trim() || `${nodeForms[node.kind].title} (${node.id})`;
}

/** What it does; empty where nothing was written yet. */
export function blockSummary(node: FlowNode): string {
  const { data } = node;
  switch (node.kind) {
    case 'utterance':
      return text(data, 'text') || text(data, 'instruction');
    case 'slot_collection':
      return listed(data, 'slots', 'name');
    case 'condition':
      return listed(data, 'branches', 'expression', 'question');
    case 'action':
      return text(data, 'mode') === 'set' ? listed(data, 'set', 'variable') : requestOf(field(data, 'http'));
    case 'transfer':
      return text(data, 'to');
    case 'end_call':
      return field(data, 'skip_goodbye') === true ? 'Hangs up without a word' : text(field(data, 'message'), 'text');
  }
}

/** What an End Call block orders beside its words: tags, and work after the call. */
export function endOrders(node: FlowNode): { tags: string[]; followUps: string[] } {
  if (node.kind !== 'end_call') return { tags: [], followUps: [] };
  const { sms, summary, webhooks, log, outcome_tags: tags } = node.data;
  const followUps = [
    sms?.enabled && 'SMS',
    summary?.enabled && 'summary',
    (webhooks?.length ?? 0) > 0 && 'webhook',
    (log?.length ?? 0) > 0 && 'log',
  ];
  return { tags: Array.isArray(tags) ? tags : [], followUps: followUps.filter((one) => typeof one === 'string') };
}

function requestOf(http: unknown): string {
  const url = text(http, 'url');
  return url === '' ? '' : `${text(http, 'method')} ${url.replace(/^https?:\/\/[^/]*/, '') || '/'}`;
}

/** The first of these fields that each entry of a list has. */
function listed(data: unknown, name: string, ...keys: string[]): string {
  const entries = field(data, name);
  if (!Array.isArray(entries)) return '';
  return entries
    .map((entry) => keys.map((key) => text(entry, key)).find((one) => one !== '') ?? '')
    .filter((one) => one !== '')
    .join(', ');
}

function text(value: unknown, key: string): string {
  const found = field(value, key);
  return typeof found === 'string' ? found.trim() : '';
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
