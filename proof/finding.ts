/** One line of a proof: what was tried, what came of it, and whether that is what is promised. */
export type Finding = { name: string; value: string; promised: string; holds: boolean };

export function finding(name: string, value: number, unit: string, mostMax: number): Finding {
  const shown = (number: number): string => `${Number(number.toFixed(1)).toLocaleString('en')} ${unit}`;
  return { name, value: shown(value), promised: `at most ${shown(mostMax)}`, holds: value <= mostMax };
}

/** All of them, or it does not hold. */
export function allOf(name: string, reached: number, of: number): Finding {
  return { name, value: `${reached} of ${of}`, promised: `${of} of ${of}`, holds: reached === of };
}

export function inWords({ name, value, promised, holds }: Finding): string {
  return `${holds ? 'holds ' : 'BROKEN'}  ${name.padEnd(70)} ${value.padStart(16)}  ${promised}`;
}
