/** Waiting in real time, with a limit. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Throws when it is not so within the time. */
export async function until(condition: () => Promise<boolean>, msMax: number): Promise<void> {
  const by = performance.now() + msMax;
  while (!(await condition())) {
    if (performance.now() > by) throw new Error(`not so after ${msMax} ms: ${condition}`);
    await pause(50);
  }
}
