/** What became of each field of an imported document. */
import { at, isObject, type JsonDocument } from './json-document.ts';

export type ImportReport = {
  taken: { field: string; as: string }[];
  /** Taken, and it means something else here. */
  changed: { field: string; as: string; why: string }[];
  /** Kept beside the agent, without effect. */
  kept: string[];
};

/** Notes of fields that the document does not have are left out, so that importers need not ask first. */
export type ReportNotes = {
  taken(field: string, as: string): void;
  changed(field: string, as: string, why: string): void;
  /** A field that is not there, whose default over there is not ours. */
  assumed(field: string, as: string): void;
  /** Something that is no field, such as a variable. */
  noted(what: string, as: string, why: string): void;
  done(): ImportReport;
};

export function reportOn(document: JsonDocument): ReportNotes {
  const taken = new Map<string, string>();
  const changed = new Map<string, { as: string; why: string }>();
  const isThere = (field: string): boolean => at(document, field) !== undefined;
  return {
    taken: (field, as) => void (isThere(field) && taken.set(field, as)),
    changed: (field, as, why) => void (isThere(field) && changed.set(field, { as, why })),
    assumed: (field, as) => void (!isThere(field) && taken.set(`${field} (its default)`, as)),
    noted: (what, as, why) => void changed.set(what, { as, why }),
    done: () => ({
      taken: [...taken].filter(([field]) => !changed.has(field)).map(([field, as]) => ({ field, as })),
      changed: [...changed].map(([field, more]) => ({ field, ...more })),
      kept: untold(document, '', [...taken.keys(), ...changed.keys()]),
    }),
  };
}

/** The largest parts of which nothing was told. Documents are small and shallow: their reader sees to it. */
function untold(value: unknown, field: string, told: readonly string[]): string[] {
  if (told.includes(field) || isEmpty(value)) return [];
  const isWithin = told.some((each) => each.startsWith(`${field}.`) || each.startsWith(`${field}[`));
  if (field !== '' && !isWithin) return [field];
  if (Array.isArray(value)) return value.flatMap((entry, index) => untold(entry, `${field}[${index}]`, told));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    untold(entry, field === '' ? name : `${field}.${name}`, told),
  );
}

/** Nothing stands in it that could have an effect. */
function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
