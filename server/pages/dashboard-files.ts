/** The built dashboard in memory: a few dozen files, packed once, read again when the folder was built anew. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** `packed`: by gzip; null for what is packed already. */
export type PageFile = { type: string; body: Buffer; packed: Buffer | null; immutable: boolean };

export type DashboardFiles = {
  /** `path`: from the folder, such as `assets/main-1a2b3c4d.js`. Null: there is no such file, or no dashboard. */
  file(path: string): PageFile | null;
};

/** More is not a dashboard: something else stands in that folder. */
const filesMax = 500;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export function dashboardFiles(folder: string): DashboardFiles {
  let known = new Map<string, PageFile>();
  let builtAt: number | null = null;

  function refresh(): void {
    const at = statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? null;
    if (at === builtAt) return;
    known = at === null ? new Map() : readAll(folder);
    builtAt = at;
  }

  return {
    file(path) {
      if (path === 'index.html' || builtAt === null) refresh();
      return known.get(path) ?? null;
    },
  };
}

function readAll(folder: string): Map<string, PageFile> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => extname(path) in types)
    .slice(0, filesMax);
  return new Map(
    paths.map((path) => {
      const body = readFileSync(join(folder, path));
      const packed = path.endsWith('.woff2') ? null : gzipSync(body, { level: 9 });
      // Built files have a hash of what is in them in their names.
      const immutable = /-[\w-]{8}\.\w+$/.test(path);
      return [path, { type: types[extname(path)]!, body, packed, immutable }];
    }),
  );
}
