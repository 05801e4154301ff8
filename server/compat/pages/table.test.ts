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
const rows = rowsOf(read('docs/seeds.md'));
const notYet = /^not yet: needs \S.+$/;

function testOf({ page, held }: Row): { file: string; title: string } | null {
  const [, file = `server/compat/pages/${page}.test.ts`, title] = /^(?:`([^`]+)`: )?`(.+)`$/.exec(held) ?? [];
  return title === undefined ? null : { file, title };
}

test('there are five pages, with a section each', () => {
  expect(pages).toHaveLength(5);
  expect([...new Set(rows.map(({ page }) => page))]).toEqual(pages);
});

test('every row names a test that exists, or what has to be built first', () => {
  const wrong = rows.filter((row) => {
    if (notYet.test(row.held)) return false;
    const named = testOf(row);
    return named === null || !titlesIn(read(named.file)).includes(named.title);
  });
  expect(wrong).toEqual([]);
});

test.each(pages)('every test of %s has a row', (page) => {
  const titles = titlesIn(read(`server/compat/pages/${page}.test.ts`));
  const named = rows.filter((row) => row.page === page).map((row) => testOf(row)?.title);
  expect(titles.length).toBeGreaterThan(9);
  expect(titles.filter((title) => !named.includes(title))).toEqual([]);
});
