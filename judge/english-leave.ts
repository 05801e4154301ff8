/** Words of leave that callers and agents share: goodbyes, wishes, "see you". Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const goodbyes: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(
      'a an the my his her their our your last first second final not before for of kiss words called bid without',
    ),
    phrases: `bye <tail>*, goodbye <tail>*, bye|goodbye|cheerio for|the now <tail>*, bye|goodbye to you <tail>*, cheery bye,
      goodnight <tail>*, good day|evening|afternoon to you <tail>*, cheerio <tail>*, toodle oo|pip|loo, toodles,
      toodleoo, tara a bit, laters, later <folk>, <folk> later, ciao <tail>*, adios <tail>*, adios amigo|amigos,
      au revoir, sayonara, auf wiedersehen, arrivederci, hasta la vista|proxima baby?, hasta luego|manana,
      slan <tail>*, slan abhaile|leat|agat, slan go foill, hooroo, hoo roo, over and out, ttyl, ttfn, pip pip,
      peace out, khuda hafiz, allah hafiz, fi amanillah, shabba khair, namaste, namaskar, haste you back,
      safe <folk>`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    starts: true,
    phrases: `nighty night, tara <tail>*, tara <folk>, tata <tail>*, farewell <tail>*, godspeed, peace, adieu,
      so long <tail>*, until|till then|tomorrow, until|till <time> <time>? <time>? then|so, until|till next time, until we meet|speak again, in a bit,
      sweet dreams, sleep well|tight`,
  },
  {
    kind: 'leave',
    ends: 'text',
    starts: true,
    notAfter: words('and by'),
    phrases: `by now?, buy now?, bai, night <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'text',
    starts: true,
    phrases: `you to`,
  },
  {
    kind: 'leave',
    ends: 'text',
    notAfter: words(
      'a an the very real pretty had have having another one my said is was such for on of no not any that this every',
    ),
    phrases: `good day <tail>*, good day <folk>`,
  },
];

const meetings: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words('i we can could to not who they did were'),
    phrases: `see you <time>* <tail>*, see you <time>+ with (the / my / our / your / all)? <stuff> <stuff>?,
      see you both|all|guys|folks <time>*, catch you <time>*,
      catch you on the flip side, see you when <stuff>+, see you when i see you, see you at|in|on|for the|your|my|our <stuff>+ <tail>*,
      be seeing you <time>*`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words('if when'),
    phrases: `{i-will} see you <time>* <tail>*, {i-will} be seeing you <time>*,
      we will see you <stuff>* <time>*, {i-will} catch you <time>*,
      {i-will} catch up (with you)? <when> <time>*, {i-will} be back? in touch <time>* <tail>*,
      {i-will} be? <talk> to|with you <time>* <tail>*, {i-will} be? <talk> <when> <time>* <tail>*,
      let us <talk>|catch up? again? <when> <time>*, let us do this again <time>*,
      {i-am}? look|looking forward to seeing|meeting|having you <stuff>* <time>*,
      {i-am}? look|looking forward to (hearing from / <talk> to / <talk> with) you <time>*,
      hope to see you <time>*, hope to (hear from / <talk> to / <talk> with) you <time>*`,
  },
  {
    kind: 'leave',
    ends: 'name',
    starts: true,
    phrases: `talk|speak|chat|text to|with you <when>? <time>* <tail>*, talk|speak|chat <when> <time>* <tail>*,
      catch up <when> <time>*, keep|stay in touch`,
  },
];

const notWish = words(
  `if when i we they he she to not did had having would really always often usually could should must both all also people who`,
);

const wishes: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: notWish,
    phrases: `have yourself|yourselves? a|an|the <very>* <nice> <nice>? <day> <time>* <tail>*,
      have a <very>* <nice> and <nice> <day> <tail>*, have a|an <very>* <nice> <day> and <stuff>* <day> <tail>*,
      have a|an <very>* <nice>? <day> ahead|off|out|home|back <tail>*, have a <very>* <nice> one <tail>*,
      have a|an|the <very>* <nice> (rest of / rest to) your|the <stuff>? <day> <tail>*,
      have a goodnight <tail>*, have a <very>* <nice> <time>+ <tail>*,
      have a|an <very>* <nice> time with|in|at|on|doing <stuff>+,
      have a|an <very>* <nice> <stuff> <day> <tail>*, have a|an <very>* <nice> <stuff> of <day> <tail>*,
      have a|an <very>* <nice> <day> in|at|with|to <stuff>+, have fun <tail>*,
      have fun with|doing|in|at <stuff>+`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: notWish,
    phrases: `you have yourself? a|an|the <very>* <nice> <nice>? <day> <time>* <tail>*,
      you have a goodnight <tail>*, you have a|an <very>* <nice> (rest of / rest to) your|the <day> <tail>*,
      you have fun <tail>*,
      you enjoy (your / the / that / the rest of your / the rest of the / the remainder of your) <nice>? <day>+
        <tail>*, you enjoy yourself|yourselves <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words('if when did do not'),
    phrases: `(i / we)? hope (you / your <stuff>) have|has|enjoy yourself? a|an|the|your <very>* <nice>? <nice>? <day>
        <tail>*, i? hope you have a goodnight, hope you have a|an <very>* <nice> rest of your|the <day>,
      may you have a|an <very>* <nice> <day>,
      hope (your day / the rest of your day / your week / it all / everything) gets|goes|is <very>*
        better|well|good|okay? <tail>*, i|we wish you <very>* well|luck <tail>*,
      wish|wishing you (a / an / all the / every) <stuff>+, i|we wish you <very>* <nice> luck <tail>*,
      wish|wishing you all the very? best|happiness|success <tail>*, wish|wishing you the same,
      i|we would? like? to? wish you a|an|all|the <stuff>+, hope you feel|get better|well soon?, get well soon`,
  },
  {
    kind: 'leave',
    ends: 'name',
    starts: true,
    phrases: `good luck <tail>*, good luck (with / on / for / in / to) <stuff>+, best of luck <tail>*,
      lots of luck, best of luck (with / on / for / in / to) <stuff>+, all the very? best <tail>*,
      best wishes <tail>*, safe travels|travelling|journey|trip|flight|home <tail>*,
      safe journey|trip|flight home|back <tail>*, drive|travel safe|safely|carefully <tail>*,
      get home safe|safely <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    starts: true,
    phrases: `all the very? best to|with|for|of <stuff>+, best wishes to|for <stuff>+,
      feel better soon? <tail>*, enjoy <tail>*,
      enjoy (your / the / that / the rest of your / the rest of the / the remainder of your / the reminder of
        your) <nice>? <day>+ <tail>*, enjoy your|the <stuff> <tail>*, enjoy yourself|yourselves <tail>*,
      lots of love, much love, love to <stuff>+, my? best|kind|warm|kindest|warmest? regards to <stuff>+,
      merry|happy <feast> <tail>*, happy new year <tail>*,
      (merry|happy <feast> / happy new year) to <stuff>+ (and yours / and all / and your|the <stuff> <stuff>?)?,
      compliments of the season, happy trails|weekend|halloween, keep smiling, chin up, walk good, one love,
      bless up, bless, break a leg, keep up the <nice>? work,
      stay|keep|be|go safe|well|blessed|warm|good|happy|healthy|strong|safely|cool <tail>*, stay safe and well,
      blessings <tail>*, blessings to you <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words('i we they he she to not can could will would did who had have'),
    phrases: `you? take care <tail>*, take good? care of yourself|yourselves <tail>*,
      take care of your <stuff>+, take good care <tail>*, you? take it easy <tail>*,
      look after yourself|yourselves <tail>*, mind yourself|yourselves <tail>*, mind how you go,
      say hi|hello to <stuff>+ (for me)?,
      you stay|keep|be safe|well|blessed|warm|good|happy|healthy|strong <tail>*,
      give my love|regards|best to <stuff>+`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words('we they he she to not can would did who had'),
    phrases: `god bless <tail>*, god bless you all? <tail>*, bless you <tail>*, bless your heart,
      i? love you <tail>*, god bless you my <stuff>, god bless you and your <stuff>+`,
  },
];

const replies: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words('do are did for love have will can see if when'),
    phrases: `you too <tail>*, you as well <tail>*, you also, you guys|all too,
      the? same to you both|all? <tail>*, same to you and yours, same to you and <stuff>+, same to yourself,
      to you too|also <tail>*, to you as well <tail>*, and to you <tail>*, likewise <tail>*, right? back at you,
      you do the same, and yours, yours too`,
  },
];

const talks: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words('if when not to'),
    phrases: `{it-was}? <very>* fun|interesting|<nice> <talking> (to / with / up with) you <tail>*,
      {it-was}? <very>* fun|<nice> to <talk> (to / with) you <tail>*, <nice> doing business with you <tail>*,
      {it-was}? a|an|my|our? <very>* real|<nice>? pleasure|joy|honour|treat <talking> (to / with)? you <tail>*,
      {it-was}? a|an|my|our? <very>* <nice>? pleasure|joy|honour to <talk> (to / with) you <tail>*,
      {it-was}? a|an|my|our? <very>* <nice>? pleasure|joy doing business with you <tail>*,
      i|we have? <very>* enjoyed <talking> (to / with) you <tail>*, enjoyed <talking> (to / with) you <tail>*,
      i|we have? <very>* enjoyed our|this|the <nice>? chat|talk|conversation|call <tail>*,
      enjoyed our|the chat|talk|conversation <tail>*, {it-was}? <very>* <nice> to hear from you <tail>*,
      {it-was}? <very>* <nice> meeting you <tail>*, {it-was}? <very>* <nice> to chat|talk|speak <tail>*`,
  },
];

const shortTalks: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words('if when not to'),
    phrases: `{it-was} a|an|my|our <very>* real|<nice>? pleasure|joy|honour <tail>*,
      <nice> chat|chatting|talk|talking <tail>*, nice to have met you <tail>*,
      i|we have? <very>* enjoyed (the chat / our chat) <tail>*, peace be (with / upon) you`,
  },
];

export const leave: readonly PhraseGroup[] = [...goodbyes, ...meetings, ...wishes, ...replies, ...talks, ...shortTalks];
