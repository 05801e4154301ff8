/** What every kind of block is described by: for the checks of a document, and for the forms that edit it. */
import type * as z from 'zod';

/** How a field is edited. `code`: an expression; `json`: any JSON; `tags`: a list of words; `rows`: a list of objects. */
export type FieldInput = 'line' | 'text' | 'number' | 'switch' | 'select' | 'tags' | 'code' | 'json' | 'rows' | 'group';

/** One field of a form. */
export type FormField = {
  /** Its key in the object that it belongs to. */
  name: string;
  label: string;
  input: FieldInput;
  help: string;
  /** The words of a select, as they stand in the document. */
  choices?: readonly string[];
  /** Of a group or of each row. */
  fields?: readonly FormField[];
  /** Shown only while the field beside it has one of these values. */
  when?: { field: string; is: readonly string[] };
};

/** A way out of every block of the kind. `needed`: 'yes', 'no', or 'unless_answers': not where labelled answers lead on. */
export type ExitWord = { label: string; title: string; help: string; needed: 'yes' | 'no' | 'unless_answers' };

/** One kind of block. */
export type NodeDefinition<Data extends z.ZodType = z.ZodType> = {
  title: string;
  help: string;
  /** The place in the menu that adds a block. */
  group: 'Conversation' | 'Logic' | 'Flow actions';
  data: Data;
  exits: readonly ExitWord[];
  form: readonly FormField[];
};
