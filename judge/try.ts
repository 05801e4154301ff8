import { normalise } from './normalise.ts';
import { ruleJudge } from './judge.ts';
for (const t of process.argv.slice(2)) console.log(ruleJudge.caller(t,'en').padEnd(12), JSON.stringify(ruleJudge.agent(t,'en')), t, '|', normalise(t).map(w=>w.text+w.mark).join(' '));
