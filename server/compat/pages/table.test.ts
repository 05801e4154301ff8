/** docs/seeds.md says which test holds which sentence of the pages: every row is true, and no test is missing in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

type Row = { page: string; subject: string; held: string };

function rowsOf(table: string): Row[] {
  return table.split(/^## /m).flatMap((section) => {
    const page = section.split('\n', 1)[0]!;
    const rows = section.matchAll(/^\| (.+?) \| (.+) \|$/gm);
    return Array.from(rows, ([, subject, held]) => ({ page, subject: subject!, held: held! })).filter(
      ({ subject }) => subject !== 'subject',
    );
  });
}

/** A literal that is followed by the function of a test, and does not name a group. */
function titlesIn(source: string): string[] {
  const titles = source.matchAll(/(?<!describe\()(?<![\w'"])(['"])((?:(?!\1).)+)\1,\s*(?:async\s*)?\([^()]*\)\s*=>/g);
  return Array.from(titles, ([, , title]) => title!);
}

const pages = readdirSync(new URL('server/compat/pages/', root))
  .map((file) => /^(\d{3}_[0-9a-f]{16})\.test\.ts$/.exec(file)?.[1])
  .filter((page) => page !== undefined);
/** Further files of a page: its calls in flows. */
const filesOf = (page: string): string[] =>
  readdirSync(new URL('server/compat/pages/', root)).filter((file) => file.startsWith(page));
const rows = rowsOf(read('docs/seeds.md'));
const notYet = /^not yet: needs \S.+$/;

function testOf({ page, held }: Row): { files: string[]; title: string } | null {
  const [, file, title] = /^(?:`([^`]+)`: )?`(.+)`$/.exec(held) ?? [];
  if (title === undefined) return null;
  const files = file === undefined ? filesOf(page).map((each) => `server/compat/pages/${each}`) : [file];
  return { files, title };
}

test('there are five pages, with a section each', () => {
  expect(pages).toHaveLength(5);
  expect([...new Set(rows.map(({ page }) => page))]).toEqual(pages);
});

test('every row names a test that exists, or what has to be built first', () => {
  const wrong = rows.filter((row) => {
    if (notYet.test(row.held)) return false;
    const named = testOf(row);
    return named === null || !named.files.some((file) => titlesIn(read(file)).includes(named.title));
  });
  expect(wrong).toEqual([]);
});

test.each(pages)('every test of %s has a row', (page) => {
  const titles = filesOf(page).flatMap((file) => titlesIn(read(`server/compat/pages/${file}`)));
  const named = rows.filter((row) => row.page === page).map((row) => testOf(row)?.title);
  expect(titles.length).toBeGreaterThan(9);
  expect(titles.filter((title) => !named.includes(title))).toEqual([]);
});
