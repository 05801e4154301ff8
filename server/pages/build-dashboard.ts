/**
 * Builds the dashboard where its sources are and have changed, in a process of its own, so that calls are taken
 * meanwhile. Why at the first start: docs/decisions/2026-11-21-dashboard-built-at-first-start.md.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the server finds the built dashboard. */
export const dashboardFolder = join(root, 'dist', 'dashboard');

/**
 * `ready`: built from the sources that are here, or without any to compare with. `stale`: it can be built. `absent`: it
 * is not built, and what builds it is not installed.
 */
export type DashboardState = 'ready' | 'stale' | 'absent';

export function dashboardState(): DashboardState {
  const built = existsSync(join(dashboardFolder, 'index.html'));
  const canBuild = existsSync(viteBin) && existsSync(join(root, 'dashboard'));
  if (!canBuild) return built ? 'ready' : 'absent';
  return built && builtFrom() === sourcesHash() ? 'ready' : 'stale';
}

const viteBin = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const stamp = join(dashboardFolder, 'built-from');
/** It takes seconds; on a machine that does nothing else right now. */
const buildMsMax = 300_000;

/** Throws Error with what the build said; the dashboard that was there before stays then. */
export async function buildDashboard(signal?: AbortSignal): Promise<void> {
  const hash = sourcesHash();
  const fresh = join(root, 'dist', `dashboard-${process.pid}-${Date.now()}`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  try {
    await runVite(fresh, signal);
    writeFileSync(join(fresh, 'built-from'), hash);
    rmSync(dashboardFolder, { recursive: true, force: true });
    renameSync(fresh, dashboardFolder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function runVite(outDir: string, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const child = spawn(process.execPath, [viteBin, 'build', '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' }, // React has a larger half for developers.
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: buildMsMax,
    ...(signal && { signal }),
  });
  child.once('error', reject).once('close', resolve);
  const [said, code] = await Promise.all([text(child.stderr), promise]);
  if (code !== 0) throw new Error(`the dashboard could not be built: ${said.trim().slice(-2_000) || `code ${code}`}`);
}

function builtFrom(): string | null {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

/** Of everything that goes into the build. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const files = ['dashboard', 'contract'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.') && !entry.parentPath.includes('fixtures'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of [...files.sort(), join(root, 'vite.config.ts'), join(root, 'package-lock.json')]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}
