/** The words of a yes with talk behind it: what agrees, what pleases, what is said besides, and what takes a yes back. Data only. */
import { phrases } from './confirmation-words.ts';
import { wordSet } from './tokens.ts';

/** Said of what pleases. */
export const praise =
  wordSet(`champion cracking super smashing fab fabulous wicked sweet dandy ideal wonderful brill magic marvellous sound sorted fantastic amazing awesome
  delightful beautiful nice legend star hen duck doke righto boss mate buddy pal hun thanks cheers great absolutely bob jolly spot jubbly lad lass mister miss missus`);
export const sighs = wordSet('um uh er hmm mm well oh ooh ah so ha now');

const assents = [
  `that's (?:right|correct|it|fine|good|perfect|great|lovely|grand|me|us|him|her|true|the one|the number|what i (?:said|want|ordered)|everything|all)`,
  `that is (?:right|correct|fine|it|true|perfect)`,
  `(?:that|it)(?:'ll be|'d be| would be| sounds| looks) (?!wrong|off|odd|strange|weird|bad|expensive|early|late|steep|dear|much|different|like|as|more|too|to|a|an|the|in|at|on|for|better|under|with)[a-z]{4,}$`,
  `that (?:sounds|looks|seems|works|suits)(?: about| just| absolutely| really| very| all)*(?: right| good| great| perfect| fine| lovely| gorgeous| brilliant| ideal| wonderful| correct| well| nicely| me| for me| for us| us)*`,
  `(?:it|that|this) (?:is|was|does|did|will|would)(?: indeed| so)?(?= (?:he|she|they|it|i|we|my|our|and|yes|thanks|thank|sadly|for|that|please|you|unfortunately|as far|as i|as per|as always|as usual|like i|last time|all|same|finally|took|to the|put|send|let's|happy|looking|see|what|do|me|righto|every|god|fingers|at last|well|pretty|talk|bye|anything|how|will|both|hurry|if|lovely|great|darling|pal|no|well)|$)`,
  `(?:i|we|you|he|she|they) (?:do|did|am|are|is|was|were|have|has|would|will|can|could|should|sure do|certainly do|certainly did|sure did|got it|heard right|heard it right|heard me right)(?: indeed| so)?(?= (?:he|she|they|it|it's|i|i've|i'm|we|my|our|and|yes|yeah|thanks|thank|sadly|for|please|unfortunately|actually)|$)`,
  `(?:you've|you have) (?:got )?(?:it|that)(?: right| spot on| exactly)?`,
  `(?:as )?far as i (?:know|remember|can tell)|the very same|speaking|that's what (?:it|i|he|she|we|they) \\S+(?: on \\S+ \\S+)?|that's how \\S+ \\S+(?: it)?|that's my (?:full )?(?:name|number|address|car|email|postcode|date of birth|birthday|dog|cat)$|oh good|oh great`,
  `if (?:he|she|they|you|we|i) (?:could|can|would)(?= please|$)|that'll (?:have to )?do|(?:very )?(?:grand|great|good|top|cracking|lovely|brilliant|super|champion) (?:job|stuff|pronunciation|spelling|memory|guess)`,
  `(?:spot|bang|dead) on|of course|no problem|no worries|sounds (?:good|great|perfect|lovely|right|fine)|go ahead|go for it|go on then|please do|well done|good job|nice one|very good|all good|all correct|mm hmm|uh huh|too right|i suppose so|i believe so|works for me|so it is|so i did|so i do|so we did|why not|by all means|to the letter|got it in one`,
];
export const assent = new RegExp(`^(?:${assents.join('|')})(?= |$)`);

export const restricting =
  wordSet(`but except only actually wait rather instead unless if or change make wrong mistake meant mean should no nope hang hold sorry until cancel isn't wasn't
  not never almost nearly apart maybe perhaps though although spelled with prefer different other another earlier later better check`);
export const saying = wordSet(
  `want wanted need needed like said say told asked thought thinking live moved work use prefer book booked ordered order rather know think guess`,
);
export const unsureVerb = /^(?:don't|didn't|doesn't|wouldn't|won't|haven't|hadn't|isn't|aren't)$/;

/** With these begins what is said besides, of oneself, of how it was heard, or of the next thing. */
export const talks =
  phrases(`see you, looking forward, thank you, very much, well done, if i remember, if i recall, god willing, fingers crossed, no changes, no change, nothing's changed, nothing has changed, as per usual, as usual,
  same as, like i said, like i told, as i said, as i mentioned, as i told, as always, third time lucky, at last, finally, well remembered, well spotted, without a doubt, without doubt, pretty sure, sounds like, can't wait, talk soon, bye,
  every word, every bit, both of, all of, the whole lot, the lot, hurry up, whatever, okey doke, happy days, last time, took you, to the letter,
  word for word, put it, put that, put them, send it, send that, let's, book it, you can book, you can put, you can send, all being well, touch wood, hopefully, thank god, thank goodness, bless you, no worries, no bother, not a problem, no need to, don't worry, it says,
  it's on my, it is on my, unless it's changed, unless something, how did you, if that's ok, if that's okay, if that's alright`);

/** Whatever follows these is no value. */
export const remarks = phrases(
  `worse luck, no joke, no kidding, no surprise, more's the pity, every single, every, thank goodness, can't wait`,
);

/** The next thing is asked for. */
export const asksElse = phrases(
  `anything else, is there anything, what else, what's next, will i need, will i get, do i need, do i have to, should i bring, shall i bring`,
);
