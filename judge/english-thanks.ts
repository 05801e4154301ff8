/** Thanks, short acknowledgements and empty words of callers. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const thanks: readonly PhraseGroup[] = [
  {
    // Manners in mid-conversation, or no thanks at all.
    kind: 'content',
    phrases: `{thank} for (waiting / holding / nothing / coming / joining) <stuff>*,
      {thank} for (calling / ringing / phoning / getting / coming) (me / us)? back <stuff>*,
      {thank} for (picking up / answering / returning) <stuff>*,
      {thank} for your (letter / email / message / voicemail / text) <stuff>*,
      {thank} for (breaking / wasting / ruining / losing / hanging / cutting / keeping) <stuff>*,
      thank god|goodness|heavens|christ|heaven <stuff>?,
      thanks to (my / his / her / the / their / that / this) <stuff>*, no thanks to <stuff>+,
      thank you (card / cards / letter / note / notes), that (will / would) be <very>* <nice>,
      (that / it) would be <very>* (helpful / kind / appreciated), i would appreciate (it / that) if <any>,
      that is all very <any>, that is all (well / fine) and (good / well),
      nothing|everything|all is|was|works|happened|happens|worked|helps|comes|goes,
      nothing|everything else is|was|works|worked|happened|helps,
      i appreciate (that / your <stuff> / it) but <any>, by the way, bye law|laws|week|line,
      goodbye|farewell party|letter|card|note|present|gift|kiss|speech, good luck getting,
      yes|yeah|yep|sure|okay please <tail>*, good morning|afternoon|evening, <nice> to meet you`,
  },
  {
    kind: 'thanks',
    ends: 'name',
    notAfter: words('not to with no'),
    phrases: `{thank} <very>* <tail>*, {thank} a (lot / million / bunch / ton / mill / mil) <tail>*,
      {thank} <very>* (much / kindly / indeed / again / anyway / all the same) (indeed / again / anyway)?
        <tail>*, thanks (loads / heaps / alot / a mill) <tail>*, a million thanks,
      cheers (again / then / now / very much)? <tail>*, cheers big ears, ta (very much / muchly / so much),
      much obliged|appreciated (to you)? <tail>*, i am much obliged <tail>*, appreciated, go raibh (mile)? maith agat,
      dhanyavad, dhanyavaad, i will (thank you / thanks), i thank you <very>* much? (for <stuff>+)?,
      thank you <folk>, thanks <folk>, {thank} to you (too / all)?`,
  },
  {
    kind: 'thanks',
    ends: 'clause',
    starts: true,
    phrases: `ta <tail>*, for all your|the <stuff>+,
      for your (help / time / patience / support / assistance / understanding) <tail>*, nice one cheers`,
  },
  {
    kind: 'thanks',
    notAfter: words('not to with no'),
    phrases: `(thanks / thank you / many thanks / cheers / ta / thanks a lot / thanks a million / thanks a bunch)
        <very>* (much)? again? for <stuff>+ <tail>*,
      {thank} <very>* much? again? for (all / everything / what / all that / all the <stuff> / the <stuff>) you
        (have / have all / did / do / are / gave / were) (done / given / doing / me / us)? <stuff>*,
      {thank} <very>* much? again? for <stuff>+ and (for / your / all / being / the / everything / taking /
        patience / help / support / kindness / understanding / assistance / time / advice) <stuff>*,
      {thank} <very>* much? again? for being <very>* <kind> <stuff>*,
      {thank} <very>* much? again? for (your / the) <very>* <kind> <stuff>*,
      {thank} for (telling / letting / explaining / showing / checking / confirming / finding out) (me / us / to
        me)? (know)? what|when|how|where|who|which|if|that (i / you / we / it / they / the / time / much / to /
        day) <stuff>*, god bless you for <stuff>+`,
  },
  {
    kind: 'thanks',
    notAfter: words('not if would to'),
    phrases: `i|we <hedge>* do? <very>* appreciate (it / everything / you / everything you have done / all you have done
        / your <stuff>+ / all your <stuff>+ / all the <stuff>+ / the <stuff>+ / you <stuff>*) <tail>*,
      <very>* appreciate (it / you / your <stuff>+ / the <stuff>+ / all your <stuff>+) <tail>*,
      i|we am|are <very>* (grateful / thankful) (to you / for <stuff>+)? <tail>*,
      i|we can not thank you enough <stuff>*, how can i ever? thank you <stuff>*,
      i do not know how to thank you, i owe you one,
      i (do not know what i would have done / do not know what i would do / could not have done it) without you,
      what would i (do / have done) without you,
      i|we <hedge>* (want to / wanted to / would like to / need to / am calling to / rang to / called to /
        phoned to / would love to) (thank you / say thank you / say thanks / say a big thank you / express my
        thanks) <very>* much? (for <stuff>+)?`,
  },
  {
    kind: 'thanks',
    ends: 'name',
    notAfter: words('not if'),
    phrases: `{you-are} <very>* a|an? <very>* <kind> (to / with)? (me / us)? <tail>*,
      {you-are} <very>* a|an (big / massive / huge / such a / real / total / absolute / proper / true)? <kind>?
        <treasure> <tail>*, {you-are} the best <tail>*, you (have)? (fixed / solved / sorted) it,
      you (bloody / absolute / little / total)? <treasure>, are not you <very>* <kind>,
      {you-are} <very>* <kind> and <kind> <tail>*, you (have made / made) my day <tail>*,
      you have helped (me / us)? <very>* (a lot / loads / heaps / so much / much / enormously)?,
      you have saved (me / my <stuff> / the day) <stuff>*,
      {you-are} <very>* a|an? <kind> (man / woman / lady / girl / lad / boy / fella / gentleman / person /
        people / young man / young lady),
      what a|an <very>* (big / massive / huge)? <kind>? <treasure> (you (are / were / have been))?,
      what a|an <very>* <kind> <stuff> you (are / were / have been),
      {it-was} <very>* <kind> (of / from) you <tail>*, {it-was} been? <very>* (helpful / kind / useful),
      {it-was} been? a|an? <very>* (great / big / huge / massive / real / good)? (godsend / lifesaver / help),
      how <very>* <kind> (of you / you are), what a relief, that is <very>* a? relief,
      great|good|brilliant|fantastic|excellent service|job|work|help,
      that helps (me)? (a lot / loads / heaps / a great deal)`,
  },
  {
    kind: 'thanks',
    starts: true,
    ends: 'clause',
    phrases: `<very> (kind / sweet / generous / good / nice / helpful) of you <tail>*, most kind`,
  },
  {
    kind: 'thanks',
    starts: true,
    ends: 'name',
    phrases: `no thank you <very>* much? <tail>*, no thanks <tail>*`,
  },
  {
    kind: 'leave',
    starts: true,
    ends: 'clause',
    phrases: `you are <very>* welcome <tail>*, you are most welcome <tail>*, (no)? do not mention it,
      my pleasure <tail>*, (the)? pleasure (is / was) (all)? mine, and you (as well)?, and yourself,
      you and yours`,
  },
];

const replies: readonly PhraseGroup[] = [
  {
    kind: 'ack',
    starts: true,
    phrases: `okay, right, alright, yeah, yes, yep, yup, yah, aye, mhm, sure, oh, ooh, ah, ahh, aw, huh, really,
      is it right, okeydoke, okeydokey, okay doke|dokey|dokie|dokes, okie dokes|doke|dokie|dokey, got it, got you,
      gotcha, got that, i see, i understand, understood, i get it|you, as you say, i know, i hear you,
      of course, indeed, true, exactly, absolutely, definitely, certainly, righto, rightio, right you|so,
      right you are, sure look, dope, bet, legend, star, champ, cool beans, (she / it) will be right,
      done and dusted, it is all good, roger that?, noted, copy that, very well, yes sir|maam|madam, sure thing,
      you bet, right on, ten four, accha, acha, achha, haan, han, ji, hanji, haanji, theek (hai)?, thik hai,
      no (problem / problems / probs / bother / drama / dramas / trouble / worries / issues / issue / fuss /
        rush / hurry) (at all)?, (nae / not a) (bother / problem), will do, done, deal, me too, same here,
      i did too, so did|do|am i, neither do i, i would not worry, go on then|so, whatever, my goodness,
      good grief, so be it`,
  },
  {
    kind: 'ack',
    starts: true,
    phrases: `<nice>, champion, mega, mint, belter, bravo, wow, beauty, beaut, ripper, savage, super duper,
      nice one, happy days, too right, too easy, sweet as, fair (enough / play), lovely (jubbly / stuff / job),
      very good, <very> <nice>, good (stuff / man / girl / lad / on you / idea / woman / to know), jolly good,
      spot on, bang on, brill, that is (spot on / bang on),
      that is all? (done / booked / confirmed / sorted / arranged) (then / now)?,
      top (man / lad / job / notch / class / marks), well done, all (good / is good / is well), no harm,
      (that / it) (all)? sounds <very>* <nice>, sounds <very>* <nice>, (that / this / it) is <very>* <nice>,
      (that / it) is <very>* (fine / okay / alright / right / true / correct / cool / grand),
      that is (fine by me / fine with me / okay with me / okay by me / right), (that)? makes sense,
      (that / it) was <very>* <nice>, that helps, very (helpful / useful / kind), perfectly fine,
      what a|an <nice> <stuff>, how (nice / sweet / kind / lovely)`,
  },
  {
    kind: 'no',
    starts: true,
    phrases: `no, not, no way, no sir|maam|madam|dear|love`,
  },
  {
    kind: 'noise',
    starts: true,
    phrases: `hmm, um, umm, uh, uhh, er, err, erm, ermm, em, ehm, young (man / lady / fella), well, so, then,
      now, anyway, sorry, hey, look, listen, actually, right so, you know, i mean, like, to be honest, honestly,
      basically, hopefully, i (guess / suppose / think / reckon / believe / mean to say), like|as i said, i would say,
      you said, <folk>,
      my (friend / love / dear / darling / lovely / dude / good man / good sir),
      good riddance, please, kindly, again, well then, now then, excuse me, for now, for today, too,
      as well, though, on (my / our) side|end, from (my / our) side|end, what can i say, i am <very>* sorry,
      sorry about that, sorry (for the / for your / about the) <stuff>+,
      sorry to (bother / trouble / disturb / keep / have bothered / have troubled) you <stuff>*,
      sorry for (bothering / taking / keeping) <stuff>+, apologies, no offence|offense, thank god|goodness`,
  },
];

export const callerThanks: readonly PhraseGroup[] = [...thanks, ...replies];
