/** A fresh process under `bench flow`: checks the large flow once, and tells its milliseconds. */
import { checkFlowDocument } from '../contract/flow-document.ts';
import { largeFlow } from './large-flow.ts';

const flow = largeFlow();
const start = performance.now();
const { findings } = checkFlowDocument(flow);
const ms = performance.now() - start;
if (findings.length > 0) throw new Error('the large flow has faults: an early end would be measured');
process.send?.(ms);
