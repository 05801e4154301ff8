import { readFileSync } from 'node:fs';
import { ruleJudge } from './judge.ts';
const file = process.argv[2] ?? 'english-caller-sentences.json';
const data = JSON.parse(readFileSync(file, 'utf8'));
let n = 0, right = 0, cl = 0, clR = 0, non = 0, nonW = 0;
for (const [m, g] of Object.entries<any>(data)) for (const t of [...g.plain, ...g.hard]) {
  const got = ruleJudge.caller(t, 'en'); n++;
  if (m === 'closing') { cl++; if (got === 'closing') clR++; } else { non++; if (got === 'closing') nonW++; }
  if (got === m) right++; else console.log((got === 'closing' ? '!! ' : '   ') + m + ' → ' + got + ': ' + t);
}
console.log({ n, right, closings: cl, found: clR, non, wrong: nonW });
