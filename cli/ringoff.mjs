#!/usr/bin/env node
// Plain JavaScript, because it may be started by a Node too old to read TypeScript; it then hands over to the one in node_modules.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const ownNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./main.ts');
} else if (existsSync(ownNode)) {
  const { status, signal } = spawnSync(ownNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
} else {
  console.error(`Ringoff needs Node 24 or newer; this is ${process.version}. Run "npm ci" here, or install Node 24.`);
  process.exitCode = 1;
}
