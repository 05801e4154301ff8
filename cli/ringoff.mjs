#!/usr/bin/env node
// Plain JavaScript, because it may be started by a Node too old to read TypeScript; it then hands over to the one in node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const ownNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

// A server that died is up again sooner when its code need not be compiled anew. What stands in the folder is run: it is
// its owner's alone.
if (process.argv[2] === 'start' && process.env['NODE_COMPILE_CACHE'] === undefined) {
  const folder = join(resolve(process.env['RINGOFF_DATA_DIR'] || '.ringoff'), 'compiled');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    process.env['NODE_COMPILE_CACHE'] = folder; // Of the telephone and the speech workers, too.
    module.enableCompileCache?.(folder);
  } catch {
    // The server tells what is wrong with its folder, and runs without this.
  }
}

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./main.ts');
} else if (existsSync(ownNode)) {
  const { status, signal } = spawnSync(ownNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
} else {
  console.error(`Ringoff needs Node 24 or newer; this is ${process.version}. Run "npm ci" here, or install Node 24.`);
  process.exitCode = 1;
}
