import { readFileSync } from 'node:fs';
import { ruleJudge } from './judge.ts';
const lines = readFileSync('/root/judge-scratch/t.txt','utf8').split('\n').filter(Boolean).map(l=>l.split('|')) as [string,string,string][];
const part = process.argv[2];
const stat: Record<string, Record<string, number>> = {};
let i = 0; const seen = new Set<string>();
for (const [,t,a] of lines) {
  i++;
  const got = ruleJudge.caller(t,'en');
  (stat[a] ??= {})[got] = (stat[a][got] ?? 0) + 1;
  if (part === 'fc' && a === 'fc' && got !== 'closing' && !seen.has(t)) console.log(got, '|', t);
  if (part === 'non' && a !== 'fc' && got === 'closing' && !seen.has(t)) console.log(a, '|', t);
  if (part === a && got !== 'question' && !seen.has(t)) console.log(got, '|', t);
  seen.add(t);
}
console.log(stat['fc'], Object.entries(stat).filter(([k])=>k!=='fc').reduce((s,[,v])=>s+(v['closing']??0),0), i);
for (const k of ['qy','qw','qo','qy^d','ad','b','ft']) console.log(k, stat[k]);
