/** The engine, publishable on its own: when and how a call ends, and the walk of a flow, without a clock, I/O or dependencies. */
export * from './call.ts';
export * from './effects.ts';
export * from './events.ts';
export * from './policy.ts';
export * from './reasons.ts';
export { ownWords, type ClosingWords } from './farewell.ts';
export { step } from './step.ts';
export * from './flow/effects.ts';
export * from './flow/events.ts';
export * from './flow/plan.ts';
export { newPosition, type Position } from './flow/position.ts';
export { walk, type WalkStep } from './flow.ts';
