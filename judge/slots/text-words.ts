/** The words around an answer, by what they do in a sentence. Data only. */
import { wordSet } from './tokens.ts';

/** What is said before any answer and means nothing. */
export const small =
  wordSet(`yes yeah yep yup aye sure okay ok alright right well so oh ooh ah hi hello hey hiya g'day howdy
  please actually basically honestly ideally preferably hopefully probably maybe possibly apparently obviously really simply
  thanks sorry sir madam ma'am mate love dear darling pal nah cheers certainly absolutely officially legally technically then
  like just only also and but ta righto officially formally namaste sahib late shri smt sri look listen see`);
/** Likewise, of several words. */
export const smallPhrases =
  phrases(`sure thing, of course, no problem, no worries, all right, good morning, good afternoon, good evening, good day, thank you,
  hi there, hello there, hey there, you know, i mean, i guess, i think, i suppose, i believe, i reckon, i said, i told you, let me see, let me think, let's see,
  let's say, to be honest, if possible, as i said, like i said, for now, excuse me, yes please, hang on, hold on, one sec, one second, one moment, one minute,
  just a second, just a moment, just a sec, just a minute, give me a second, bear with me, for my sins, if i remember right, if i'm not mistaken, not a problem,
  i'd say, i would say, i'd have to say, what's it called, what is it called, what was it, what's it again, what was it, what's the name, oh gosh, oh god, my goodness, oh dear,
  funny enough, funnily enough, first of all, to start with, as a matter of fact, in fact, at the moment, at present, right now, can you hear me, thanks for asking,
  i'm here, we're here, good question, that's easy, easy one, it's double barrelled, double barrelled, a bit of a, not far from, on behalf of, how about, what about, let's try, let me get, let me have, hold of, something like, one of these, sort of, kind of, if it's possible, if possible, if i can, if i may, if you have it, if you've got it, if that's okay, some kind of, some sort of, one of them, one of those, one of your, one of the, an appointment for, an appointment with, a booking for, a quote for,
  let's go with, let's go for, let's do, let's put, let's have, i'll go with, i'll go for, we'll go with, we'll go for, go with, going with, i'll take, we'll take, i'd go with, you'll laugh, don't laugh, you can put, just put, just write, if you could put`);
export const adverbs =
  wordSet(`just only actually really still currently usually mostly mainly basically probably also always
  originally all normally now presently simply kindly please maybe never ever already recently finally kinda sorta`);

/** With the verbs that are written together with them, a subject of a sentence. */
export const subjects = wordSet(
  'i we you he she it they that this there here these those who what us everyone everybody people folks friends',
);
export const objects = wordSet('me us him her it them you myself that this');
export const auxiliaries =
  wordSet(`am is are was were be been being do does did have has had would could should must might can will
  shall may gonna wanna gotta got let's`);
/** Names, too: part of a sentence only beside a subject. */
export const modals = wordSet(
  'will may can might shall could would do did have has had must should is was are were be am',
);

export const prepositions =
  wordSet(`in on at from to for by with under of near over up down below out off into about as around
  towards through via inside outside beside behind past`);
export const determiners = wordSet('the a an my our his her their your its these those this that some another');
const possessive = wordSet('my our his her their your');
export const isOwn = (word: string): boolean => possessive.has(word);

/** Of somebody who says where he is, where he goes or what he is called: a preposition follows. */
export const dwells =
  wordSet(`live lives living lived stay stays staying work works working worked come comes coming came call
  calling speaking talking talk speak moving moved based located situated heading headed go goes going flying fly travelling traveling driving
  departing leaving registered enrolled insured employed phoning ringing parked stuck standing sitting shipping ship passing
  passed happened happens belongs listed filed booked known spelled spelt look looking ask asking originally born listed signed studying banking`);
/** Of somebody who says what is to be done with the answer, or what he has or did: it follows. */
export const gives =
  wordSet(`put write say says said make makes use call calls called named take send bring get gets getting leave
  keep tow deliver drop pick need needs want wants like likes love loves prefer buy buying bought purchase purchased purchasing order ordered
  ordering choose chose have had has having try trying book booking hire hiring rent renting return returning sell selling sold drive
  drives own find found lose lost losing see saw fix repair replace replacing install installing wear receive received send sending
  pay paid study studied teach play eat cancel cancelling manage run running thinking interested hoping after got gone
  read reads goes go try found picked chosen ride requested request require report reporting schedule scheduling arrange arranging list mark rang
  reserve reserving update upgrade upgrading change changing inspect quote bringing sent wanted needed used using ordered`);

/** What a slot may be called; an own kind of "is" behind it introduces the answer. */
export const nouns =
  wordSet(`name names surname nickname initials initial address street road town city village suburb county state country area
  postcode zip code number reference ref company firm business employer school college university hospital doctor gp model make brand
  colour color plate registration rego product item policy account order booking reservation patient customer title position role job
  occupation profession designation breed size problem issue reason trouble matter thing fault complaint concern question message
  symptom symptoms damage purpose card place location branch id serial tracking membership destination airport station neighbourhood neighborhood
  time date day month digits spelling`);
/** "Last name Johnson": no "is" is needed. */
export const nameNouns = wordSet('name names surname nickname postcode reference');
export const beforeNoun =
  wordSet(`first last full middle family given good maiden company product street trading business legal stage
  order booking policy account reference patient patient's customer flight invoice tracking model reservation serial zip post card city phone
  license licence job pet dog's cat's user`);
export const relatives =
  wordSet(`wife husband partner fiance fiancee girlfriend boyfriend daughter son mother father mum mom dad mama papa sister
  brother boss manager supervisor colleague coworker assistant secretary friend mate neighbour neighbor flatmate roommate uncle
  aunt auntie grandad gran nanna stepmum stepdad missus hubby lad lass cousin nephew niece grandmother grandfather granny grandma grandpa nan kid child baby boy girl landlord landlady
  tenant client dog cat carer stepson stepdaughter twin youngest eldest oldest puppy kitten wee`);

/** Whoever goes on with one of these comments on what he said. */
export const relatingWords =
  wordSet(`who whom which where when while because cause cos since though although unless if whose that as so but
  hence plus except anyway whereas`);
export const finite =
  wordSet(`fell sounds looks works blew froze jammed snapped suits is isn't was wasn't are aren't were has had have does doesn't did didn't don't won't wouldn't can't
  cannot couldn't stopped quit broke keeps kept died packed conked needs went started seems makes gave leaks burst will would
  could should might do can got`);
export const remarkPhrases =
  phrases(`as in, far as, like the, like a, like an, opposite the, next to, just off, just past, right by, right next, close to, round the corner,
  thank you, thanks, no relation, for years, for ages, based in, god rest, bless him, bless her, bless them, bless his, bless her, god love, the greedy thing, the silly thing, the poor thing, i mean come, around the corner, across from, down the road, no number, one word, two words, three words, all one word, in one word, in two words, separate words, with a capital, at least, or so,
  or something, or thereabouts, worse luck, thank god, god help me, god bless, believe it or not, would you believe, this morning, this week, last night, last week,
  last month, last year, back in, in the year, and then, and all, and so on, and stuff, and not, not the, not in, not on, not to, not with, mind you, in that order, in full, is my name, is the name, is his name, is her name`);
/** Behind a sentence they add nothing to it. */
export const courtesies =
  phrases(`please, thanks, thank you, many thanks, thank you very much, thank you so much, cheers, ta, that's it, that's all, you know, i mean, i think, i guess, i suppose, if that helps,
  if that's okay, if that's alright, if you can, if you could, if you like, if you please, if you don't mind, mate, love, dear, darling, ma'am, madam, sir, yeah, okay, ok, innit, to be honest, basically, honestly, i'm afraid, simple as that,
  if that makes sense, sorry, if possible, is all, really, actually, as it happens, to be fair, on it, you see, or something, and that`);
export const trailing =
  phrases(`please, thanks, is my name, is the name, thank you, many thanks, thank you very much, thank you so much, cheers, ta, speaking, calling, here, speaking here, that's it, that's all, that's me, that's us, that's right,
  that's the one, if possible, you know, i mean, i think, i guess, i believe, i suppose, i reckon, if that helps, if that's okay, if you can, if you like, if you please, if you don't mind, mate,
  love, dear, darling, ma'am, madam, sir, yeah, yes, okay, ok, right, though, actually, really, only, like, or so, so far, as usual, as well, too, again, now, then, anyway,
  innit, eh, for now, at the moment, at present, these days, nowadays, by trade, by profession, for short, to be precise, to be exact, to be honest, exactly, just that,
  nothing else, in particular, at your service, for my sins, in this firm, did, does, do, things, of course, obviously, unfortunately, sadly, luckily, as it happens, to start with, i'm afraid, as always, for me, for us, ish,
  no less, if i remember right, i hope, i'd say, instead, branch, store, fixed, repaired, replaced, mended, serviced, looked at, far as i know, as far as i know, as far as i can tell, to my knowledge, last i checked, simple as that, as simple as that, all week, all day, every day, all year, the lot, yourself, itself, and yours, if that makes sense, today, officially, basically, mainly, mostly, technically, apparently, honestly, definitely, job, role, position, there`);

/** The longest first. */
export function phrases(text: string): string[][] {
  return text
    .split(',')
    .map((phrase) => phrase.trim().split(/\s+/))
    .toSorted((a, b) => b.length - a.length);
}
