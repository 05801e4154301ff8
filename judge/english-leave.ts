/** Words of leave that callers and agents share: goodbyes, wishes, "see you". Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const conditional = 'if when';

const goodbyes: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(
      'a an the my his her their our your last first second final not before for of wave waved kiss word words called bid without',
    ),
    phrases: `bye <tail>*, goodbye <tail>*, bye for now <tail>*, goodbye for now <tail>*, bye|goodbye to you <tail>*,
      cheery bye, goodnight <tail>*, good day|evening|afternoon to you <tail>*, cheerio <tail>*, toodle oo|pip|loo,
      toodles, toodleoo, tara <tail>*, tara a bit, tata <tail>*, laters, later <folk>, <folk> later, ciao <tail>*, adios <tail>*,
      adios amigo|amigos, au revoir, sayonara, auf wiedersehen, arrivederci, hasta la vista|proxima baby?,
      hasta luego|manana, slan <tail>*, slan abhaile|leat|agat, slan go foill, hooroo, hoo roo, over and out, ttyl,
      ttfn, pip pip, peace out, khuda hafiz, allah hafiz, fi amanillah, bye bye`,
  },
  {
    kind: 'leave',
    ends: 'name',
    starts: true,
    phrases: `nighty night, farewell, godspeed, peace, adieu, so long <tail>*, until then, until tomorrow,
      until next time, until we meet again`,
  },
  { kind: 'leave', ends: 'text', starts: true, notAfter: words('and by'), phrases: `by now?, buy now?, bai, night <tail>*` },
  {
    kind: 'leave',
    ends: 'text',
    notAfter: words('a an the my his her their our your last first'),
    phrases: `good day <tail>*, good day sir|madam|maam`,
  },
];

const meetings: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words('i we can could to not who they did'),
    phrases: `see you <time>* <tail>*, see you both|all|guys|folks <time>*, catch you <time>*, catch you on the flip side,
      see you when <stuff>+, see you at|in|on|for the|your|my|our <stuff>+ <tail>*, be seeing you <time>*`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(conditional),
    phrases: `i|we will|shall see you <time>* <tail>*, i|we will|shall be seeing you <time>*, we will see you <stuff>* <time>*,
      i|we will|shall catch you <time>*, i|we will|shall catch up with? you? <time>+, i|we will|shall be in touch <time>* <tail>*,
      i|we will|shall be? <talk> to|with you <time>* <tail>*, i|we will|shall be? <talk> <when> <time>* <tail>*,
      let us <talk> <when> <time>*, let us catch up <time>+, let us do this again <time>*, we will have to do this again <time>*,
      look|looking forward to seeing|meeting|hearing you <time>*, look|looking forward to hearing from you <time>*,
      look|looking forward to <talk> to|with you <time>*, i|we am|are? look|looking forward to seeing|meeting you <time>*,
      i|we am|are? look|looking forward to hearing from you <time>*, hope to see you <time>*, hope to <talk> to|with you <time>*`,
  },
  {
    kind: 'leave',
    ends: 'name',
    starts: true,
    phrases: `talk|speak|chat|text|type to|with you <when> <time>* <tail>*, talk|speak|chat <when> <time>* <tail>*, talk|speak|chat to|with you <tail>*, catch up <when> <time>*, in touch, keep in touch, stay in touch`,
  },
];

const wishes: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(`${conditional} i we they he she to not did had having would really always often usually could should must both all do also people who`),
    phrases: `have a|an|the|yourself a? <very>* <nice> <nice>? <day>+ <tail>*, have a good one <tail>*,
      have a|an|the <very>* <nice> <nice>? <day> and <day> <tail>*, have a <nice> and <nice> <day> <tail>*,
      have a|an|the <very>* <nice> <nice>? <day> <time>* <tail>*, have a|an <very>* <nice>? <day> ahead|off|out <tail>*,
      have a|an <very>* <nice> rest of|to your|the <day> <tail>*, have a|an <very>* <nice> time with|in|at|on|doing <stuff>+,
      have a|an <very>* <nice> <stuff> <day> <tail>*, have a|an <very>* <nice> <day> in|at|with <stuff>+, have a goodnight <tail>*,
      have a|an <very>* <nice> <day> to you, have a <very>* <nice>? <day> home|back <tail>*, have fun <tail>*, have fun with|doing|in|at <stuff>+,
      have a nice life`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(`${conditional} i we they he she to not did had`),
    phrases: `you have a|an|the <very>* <nice> <nice>? <day>+ <tail>*, you have a good one <tail>*, you have a goodnight <tail>*,
      you have a|an <very>* <nice> rest of|to your|the <day> <tail>*, you have a|an <very>* <nice> <tail>+, you have fun <tail>*,
      you enjoy your|the|a|that|this rest|remainder|reminder of your|the <day> <tail>*, you enjoy the? rest of your|the <day> <tail>*,
      you enjoy your|the|that <very>* <nice>? <day>+ <tail>*, you enjoy your|the <stuff> <tail>*, you enjoy yourself|yourselves <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(conditional),
    phrases: `hope you|your <stuff>? have|has|enjoy a|an|the|your <very>* <nice>? <nice>? <day> <tail>*, hope you have a good one <tail>*,
      hope you have a|an <very>* <nice> rest of your|the <day>, may you have a|an <very>* <nice> <day>, i|we wish you <very>* well|luck <tail>*,
      wish|wishing you a|an <very>* <nice> <stuff>*, wish|wishing you all the very? best|happiness|success <tail>*, i|we wish you <very>* <nice> luck <tail>*,
      wish|wishing you the same, i|we would? like? to? wish you a|an|all <stuff>+, hope you feel|get better|well soon?, get well soon`,
  },
  {
    kind: 'leave',
    ends: 'name',
    starts: true,
    phrases: `good luck <tail>*, good luck with|on|for|in|to <stuff>+, good luck and <any>?, best of luck <tail>*, best of luck with|on|for|in|to <stuff>+,
      lots of luck, feel better <tail>*, enjoy <tail>*, enjoy your|the|a|that|this rest|remainder|reminder of your|the <day> <tail>*, enjoy your|the|that <very>* <nice>? <day>+ <tail>*,
      enjoy your|the <stuff> <tail>*, enjoy yourself|yourselves <tail>*, stay|keep|be|go safe|well|blessed|warm|good|happy|healthy|strong|safely|cool <tail>*, stay safe and well, happy trails, happy weekend, all the very? best <tail>*,
      all the very? best to|with|for|of <stuff>+, best wishes <tail>*, best wishes to|for <stuff>+, safe travels|travelling|journey|trip|flight|home <tail>*,
      safe journey|trip|flight home|back <tail>*, drive|travel safe|safely|carefully <tail>*, get home safe|safely <tail>*, lots of love, much love, love to <stuff>+,
      merry|happy christmas|holidays|easter|thanksgiving|diwali|eid|hanukkah|birthday|holi|friday|monday <tail>*, happy new year <tail>*,
      compliments of the season, keep smiling, chin up, walk good, one love, bless up, keep up the <nice>? work, break a leg`,
  },
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words('i we they he she to not can could will would did who had have'),
    phrases: `take care <tail>*, take care of yourself|yourselves <tail>*, take care of your <stuff>+, take good care <tail>*, you take care <tail>*,
      take good care of yourself <tail>*, take it easy <tail>*, you take it easy, look after yourself|yourselves <tail>*, mind yourself|yourselves <tail>*,
      mind how you go, you stay|keep|be|go safe|well|blessed|warm|good|happy|healthy|strong <tail>*, god bless you? all? <tail>*,
      bless you <tail>*, bless your heart, love you <tail>*, say hi|hello to <stuff>+ for me?, give my love|regards|best to <stuff>+, tell <stuff> i said hi|hello`,
  },
];

const replies: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words('do are did for love have will can see if when'),
    phrases: `you too <tail>*, you as well <tail>*, you also, you guys too, you all too, the? same to you <tail>*, same to you both|all|too <tail>*,
      same to you and yours, same to you and your <stuff>+, same to yourself, to you too|also <tail>*, to you as well <tail>*, and to you <tail>*, likewise <tail>*,
      back at you, right back at you, you do the same, and yours, yours too, you enjoy yours too?`,
  },
];

const talks: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'name',
    notAfter: words(`${conditional} not to`),
    phrases: `fun|interesting|<nice> <talking> to|with|up you <tail>*, fun|<nice> to <talk> to|with you <tail>*, <nice> doing business with you <tail>*,
      it is|was|has been? been? <very>* fun|interesting|<nice> <talking> to|with you <tail>*, it is|was|has been? <very>* fun|<nice> to <talk> to|with you <tail>*,
      it|this is|was|has been? been? a|an|my|our <very>* real|<nice>? pleasure|joy|honour|treat <talking> to|with? you? <tail>*,
      it is|was|has been? a|an|my|our <very>* <nice>? pleasure|joy|honour to <talk> to|with you <tail>*, a? <very>* real|<nice>? pleasure <talking> to|with? you? <tail>*,
      it is|was|has been? been? a|an|my|our <very>* real|<nice>? pleasure|joy|honour <tail>*, a? <very>* <nice>? pleasure doing business with you <tail>*, i|we have? <very>* enjoyed <talking> to|with you <tail>*,
      i|we have? <very>* enjoyed our <nice>? chat|talk|conversation|call <tail>*, enjoyed <talking> to|with you <tail>*, enjoyed our chat|talk|conversation <tail>*,
      <nice> chat|chatting|talk <tail>*, <nice> to hear from you <tail>*, <nice> meeting you <tail>*, it was <nice> meeting you <tail>*`,
  },
];

export const leave: readonly PhraseGroup[] = [...goodbyes, ...meetings, ...wishes, ...replies, ...talks];
