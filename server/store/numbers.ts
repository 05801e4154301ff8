/**
 * bigint columns and counts as a number, from both drivers.
 * @throws RangeError for a value that a number cannot hold exactly.
 */
export function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError('a bigint does not fit a number');
  return number;
}
