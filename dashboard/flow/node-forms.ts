import { nodeForms as given } from 'virtual:node-forms';
import type { NodeForms } from '../../contract/nodes/node-forms.ts';

/** What each kind of block is called, its ways out, its form, and with what it begins. */
export const nodeForms = given as NodeForms;
