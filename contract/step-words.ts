/** The closed lists of the work after a call. Source: design contract.md section 1, ending.md section 9. */

/** In their order. Those behind `analyzed` do not wait for each other. */
export const stepNames = ['webhook', 'summary', 'outcome', 'extract', 'analyzed', 'sms', 'email', 'log'] as const;
export type StepName = (typeof stepNames)[number];

/** `waiting`: to be tried again. `dead`: failed for good, until it is replayed. */
export const stepStates = ['waiting', 'done', 'dead'] as const;
export type StepState = (typeof stepStates)[number];
