/** The account of a single machine; the database is made with it. */
export const accountId = 'acc_default';
