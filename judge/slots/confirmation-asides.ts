/** What stands around an answer to "is that right?" and is none: a wait, a polite condition, a form of address; and humming. */
const conditions =
  /\b(?:if (?:(?:that|it)(?:'s| is) (?:at all )?(?:possible|okay|ok|alright|all right|no trouble|not too much trouble|no bother|fine|convenient|allowed)(?: with you)?|(?:you|i) (?:can|could|would|may|please|don't mind|wouldn't mind|like|will)(?=\W|$)(?! \w)|possible)|as long as (?:that|it)'s (?:okay|ok|possible|alright))\b,?/gi;
const vocatives =
  /,?\s*\b(?:hon|hun|honey|sweetheart|sweetie|buddy|pal|guv|boss|bro|dude|doll|petal|duck|chief|my friend|my love|my dear|young man|young lady)\b(?=\W*$|\s*,)/gi;
const delays =
  /^\W*(?:(?:um|uh|oh|ooh|sorry|well)\W+)*(?:let me think|let's see|hang on|hold on|hold up|wait|one (?:sec|second|moment)|just a (?:sec|second|moment))\W+(?:(?:um|uh)\W+)*(?=(?:no|nope|yes|yeah|yep)\b)/i;
const thinking = /^\W*(?:(?:um|uh|oh|ooh|well)\W+)*(?:let me think|let's see)\b\W*(?=\w)/i;

/** The answer without a wait, a polite condition or a form of address. */
export function withoutAsides(text: string): string {
  const plain = text.replace(delays, '').replace(thinking, '').replace(conditions, ' ').replace(vocatives, '').trim();
  return /[\p{L}\p{N}]/u.test(plain) ? plain.replace(/^[\s,.]+/, '') : text;
}

/** "Uh-uh", "nuh-uh". */
export const isHummedNo = (text: string): boolean =>
  /^\W*(?:n?uh|nu|mm|m)[\s-]+(?:uh|mm|nuh)\b(?!\s*-?huh)\W*(?:no|nope)?\W*$/i.test(text) && !/hm/i.test(text);
