/** What stands beside an agent that came through a vendor's door or was imported. Source: design contract.md section 5. */
import * as z from 'zod';
import { oneOf, strict } from './fields.ts';

/** Whose agents can be taken over. The first three have doors: their own requests work here. */
export const vendors = ['synthflow', 'nixflex', 'thinnestai', 'vapi', 'retell'] as const;
export type Vendor = (typeof vendors)[number];

const documentMax = 400_000;

/**
 * The vendor's document as it was put in, so that fields without effect here come back through the vendor's door. What
 * has an effect stands in the agent itself, and is given back from there.
 */
export const compat = strict({
  vendor: oneOf(vendors),
  document: z
    .record(z.string(), z.json(), { error: "Give the vendor's document, an object." })
    .refine((value) => JSON.stringify(value).length <= documentMax, {
      error: 'Give at most 400,000 characters of JSON.',
    }),
});
