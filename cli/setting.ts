/** A setting of an agent, as it is given on the command line. */

/** `silence.timeout_seconds=10`: a path below `ending` and a value. */
export type Setting = { path: readonly string[]; value: unknown };

/** Of `--set`: a value is JSON, and what is none is a text. Null: it is no setting. */
export function settingOf(text: string): Setting | null {
  const [, path, value] = /^(?:ending\.)?([a-z_]+(?:\.[a-z_]+)*)=(.*)$/s.exec(text) ?? [];
  return path === undefined ? null : { path: path.split('.'), value: valueOf(value!) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
