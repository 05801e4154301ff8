/** Texts made comparable. Source: design ending.md section 2 ("matched folded"). */

/** Without differences of case, spaces and compatibility forms; letters and marks stay. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** The folded words of a text, without punctuation. */
export function foldedWords(text: string): string[] {
  return fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
