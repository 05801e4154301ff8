/** What a question wants: the kind of answer decides how much of what is said is its value. */

/** What an answer is to: "what happened?", "which one?", or nobody said what was asked. */
export type Kind = 'statement' | 'item' | 'any';

/** Whether an answer tells something or names it. */
export function kindOf(asked: string | undefined): Kind {
  if (asked === undefined) return 'any';
  return telling.test(asked) && !naming.test(asked) ? 'statement' : 'item';
}

const telling =
  /\b(?:problem|issues?|reason|symptoms?|wrong|happen\w*|complain\w*|enquiry|inquiry|query|messages?|say|notes?|instructions?|describe|description|details|help|purpose|why|damaged?|going on|comments?|feedback|concerns?|hear about|hear of|calling about|calling for|calling in about|call about|ringing about|about|regarding|concerning|can i do for|do for you|find us|found us|matter|nature|requests?|explain|engrav\w*|look like|bring you|brings you|trouble|fault|special|know about|tell (?!me\b|us\b)\w+|to do (?:if|when|with)|sounds? like|pass on)\b/i;
const naming =
  /^(?:and |so |okay |then )*(?:who|which|whose)\b|\b(?:which|what (?:is|was) the name|name of|'s the name|what (?:item|product|model|make|size|colou?r|kind|type|sort|day|time|street|city|town|company)|spell|(?:your|full|first|last|family|good) name|surname)\b/i;

/** A name is told without its article and without where it is; a work has its article in its title. */
export const isTitleAsked = (asked = ''): boolean =>
  /\b(?:title|show|play|book|film|movie|song|album|opera|musical|poem|novel|hymn|track|tune)\b/i.test(asked) &&
  !/\bbook (?:a|an|in|for|it)\b|\bto book\b|\b(?:job|business) (?:title|card)\b|\btitle of (?:the|your) (?:job|role|position)\b|\bshow(?:ing|s|n)?\b(?= (?:on|up))/i.test(
    asked,
  );

/** Asked for a thing, and not for what it is called, callers describe it, and the description is the answer. */
export const isThingAsked = (asked = ''): boolean =>
  /\bwhat\b/i.test(asked) && !proper.test(asked) && !kinds.test(asked) && !isTitleAsked(asked);
/** Asked for what has a name of its own. */
export const isProperAsked = (asked = ''): boolean => proper.test(asked) && !isTitleAsked(asked);
const proper =
  /\b(?:who|whose|names?|surname|called|street|road|address|postcode|city|town|suburb|village|county|country|area|state|company|firm|business|employer|school|college|hotel|station|branch|medication|medicine|airline|provider|insurance|reference|number|code|plate)\b/i;
const kinds =
  /\b(?:make|model|brand|breed|colou?r|size|role|position|job|occupation|profession|living|work|language|subject|course|class|department|designation|nationality|title|relation|instrument|product)\b/i;

/** Asked for a person or a company, whatever stands behind the name is no part of it. */
export const isNameAsked = (asked = ''): boolean =>
  /\b(?:who|whose|names?|surname|called)\b/i.test(asked) && !isTitleAsked(asked);

/** Asked where a thing is to be, a place is told with its preposition: "behind the green bin". */
export const isWhereAsked = (asked = ''): boolean =>
  /\bwhere\b.*\b(?:leave|left|put|place|placed|drop|dropped|hide|hidden|park|parked|leak\w*|hurts?|hurting|pain\w*|sore|aches?|aching|damaged?|crack\w*|stain|broken down|pick(?:ed)?|collect(?:ed)?|meet|find|noise|standing|waiting|lose|lost|spare|keys?|swelling|rash)\b/i.test(
    asked,
  );
/** Asked for words to pass on, they are told with what they are told for: "tell her that". */
export const isMessageAsked = (asked = ''): boolean =>
  /\b(?:message|say|read|write|written|engrav\w*|tell (?:him|her|them|the)|pass on|note|inscription|caption)\b/i.test(
    asked,
  ) && !naming.test(asked);
/** What happened is told in more than one clause. */
export const isStoryAsked = (asked = ''): boolean => /\bhappen\w*|\bdescribe\b|\bexplain\b/i.test(asked);
/** Asked what somebody works as, "the manager" is the answer, and nobody it belongs to. */
export const isJobAsked = (asked = ''): boolean =>
  /\b(?:role|position|job|occupation|profession|designation|living|for work|relation\w*)\b/i.test(asked);
/** Asked for whom somebody works, the person may be told before it: "Tom from Acme". */
export const isCompanyAsked = (asked = ''): boolean =>
  /\b(?:company|firm|business|employer|organi[sz]ation|work for)\b/i.test(asked);
