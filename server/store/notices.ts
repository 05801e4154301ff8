/**
 * Words from one node to all that share the database, at once and without a promise: one may be lost, so each only
 * hints at what stands in a table.
 */
export type Notices = {
  /** At most 7,999 bytes. May throw what the database throws. */
  tell(text: string): Promise<void>;
  /** Also hears what was told here. The answer stops it. */
  hear(hearer: Hearer): () => void;
  close(): Promise<void>;
};

export type Hearer = {
  onNotice(text: string): void;
  /** From now on everything is heard; of what was told before, some may be lost. Also after each break. */
  onHearing(): void;
};

/** Of a database that one process has: its nodes are tests. */
export function noticesHere(): Notices {
  const hearers = new Set<Hearer>();
  return {
    async tell(text) {
      for (const hearer of hearers) hearer.onNotice(text);
    },
    hear(hearer) {
      hearers.add(hearer);
      hearer.onHearing();
      return () => void hearers.delete(hearer);
    },
    async close() {
      hearers.clear();
    },
  };
}
