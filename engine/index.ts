/** The engine, publishable on its own: when and how a call ends, without a clock, I/O or dependencies. */
export * from './call.ts';
export * from './effects.ts';
export * from './events.ts';
export * from './policy.ts';
export * from './reasons.ts';
export { ownWords, type ClosingWords } from './farewell.ts';
export { step } from './step.ts';
