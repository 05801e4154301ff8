/** Colours, on a terminal only and unless NO_COLOR is set. */
import { styleText } from 'node:util';

const on = process.stdout.isTTY && !process.env['NO_COLOR'];
const paintWith =
  (style: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    on ? styleText(style, text) : text;

export const paint = {
  bold: paintWith('bold'),
  dim: paintWith('dim'),
  cyan: paintWith('cyan'),
  red: paintWith('red'),
  green: paintWith('green'),
};
