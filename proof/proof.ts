/** What one claim came to. */
export type Proof = {
  holds: boolean;
  /** One line each, for people. */
  table: readonly string[];
  /** The same for scripts. */
  rows: readonly object[];
};

/** What may stand behind a proof's name. Each proof takes what it knows. */
export type ProofOptions = {
  /** How many calls a telephone that nobody here wrote makes. */
  calls: number;
  /** One part alone; null: all. */
  part: string | null;
  /** Small numbers, to see that it runs. */
  quick: boolean;
};
