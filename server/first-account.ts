/** The account of a single machine, which the first migration makes. */
export const firstAccount = 'acc_default';
