/** Nothing outside: no model, no messenger, no mail server; the data log is kept in memory. */
import type { CallRecord } from '../../contract/call.ts';
import type { OutsideTools } from '../steps/after-call.ts';

export type MemoryLog = { kind: 'jsonl' | 'csv'; record: CallRecord }[];

export function nothingOutside(parts: Partial<OutsideTools> = {}, written: MemoryLog = []): OutsideTools {
  return {
    modelOf: () => null,
    smsSenderOf: () => null,
    mailer: null,
    dataLog: {
      async write(kind, record) {
        const stands = written.some((line) => line.kind === kind && line.record.call_id === record.call_id);
        if (!stands) written.push({ kind, record });
      },
    },
    erasers: [],
    ...parts,
  };
}
