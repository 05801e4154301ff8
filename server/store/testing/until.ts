const asksMax = 2_000;

/** Asks again and again, without pauses, and gives up at last. For conditions that another process brings about. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < asksMax; asked++) if (await condition()) return;
  throw new Error(`still not so after ${asksMax} questions: ${condition}`);
}
