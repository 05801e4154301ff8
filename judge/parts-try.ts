import { normalise } from './normalise.ts';
import { split } from './parts.ts';
import { lexicon } from './caller.ts';
import { lexicon as agentLexicon } from './agent.ts';
const agent = process.argv[2] === '-a';
for (const t of process.argv.slice(agent ? 3 : 2)) { const w = normalise(t); console.log(split(w, agent ? agentLexicon : lexicon).map(p => p.kind + '[' + w.slice(p.from,p.to).map(x=>x.text+x.mark).join(' ') + ']').join(' ')); }
