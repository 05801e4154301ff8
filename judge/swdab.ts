import { readFileSync } from 'node:fs';
import { ruleJudge } from './judge.ts';
const lines = readFileSync('/root/judge-scratch/t.txt','utf8').split('\n').filter(Boolean).map(l=>l.split('|')) as [string,string,string][];
const [,, act, ...want] = process.argv; const c: Record<string,number> = {};
for (const [,t,a] of lines) { if (a!==act) continue; const got = ruleJudge.caller(t,'en'); if (want.includes(got)) { const k=got+' '+t.toLowerCase().replace(/[^a-z' ]/g,''); c[k]=(c[k]??0)+1; } }
for (const [k,v] of Object.entries(c).sort((a,b)=>b[1]-a[1]).slice(0,90)) console.log(v,k);
