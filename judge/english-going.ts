/** How callers announce that they are going, or break the call off. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const conditional = 'if when whenever until unless before do does did should what why where how that not who which';

export const going: readonly PhraseGroup[] = [
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(conditional),
    phrases: `i|we <hedge>* {have-to} <hedge>* <go> <off>? <tail>*,
      {i-am} going to <hedge>* <go> <off>? <tail>*,
      i|we <hedge>* {have-to} <hedge>* (be / be getting / get / crack / be making)
        off|going|moving|on|along|away|cracking|back <tail>*,
      {i-will} <hedge>* (be / get / be getting / crack / head) off|going|moving|on|along|away|out|back <tail>*,
      {i-am} going to <hedge>* (head / hop / pop / shoot / jump / nip) off|out|on|home now? <tail>*,
      i|we <hedge>* {have-to} <hedge>* (jump / hop / get) on another call <tail>*,
      i|we <hedge>* {have-to} <hedge>* (head / push / shoot / pop / dash / hop / nip / jump / run)
        off|out|on|home|back|along <tail>*, i|we <hedge>* {have-to} <hedge>* get back (out / in)? (to / on / onto / in / at) (the / my / our)? <post> <tail>*,
      {i-am} going to get back to (the / my / our)? <post> <tail>*,
      i|we <hedge>* {have-to} leave you (now / there / to it / to that)? <tail>*,
      i|we <hedge>* {have-to} leave it there|here|now <tail>*,
      i|we <hedge>* {have-to} <hedge>* <go> to (a meeting / my meeting / bed / work now / class / school now),
      {i-will} <hedge>* <go> now|then|off|home <tail>*, {i-am} off then|now|so? <tail>*, i am off bye,
      {i-am} away|out|gone then|now|so <tail>*, {i-am} off to work|bed|school|lunch|town now? <tail>*,
      {i-am} heading off|out|home|back now? <tail>*, {i-am} going|leaving|dashing|running now <tail>*,
      i|we <hedge>* {have-to} (make / be making) (tracks / a move) <tail>*, i am out of here, {i-will} be on my way <tail>*, i|we {have-to} be on my|our way <tail>*, {i-am} out,
      i would better not keep you,
      i|we <hedge>* {have-to} <go> (and)? (pick up / collect / feed / cook / make dinner / catch) (my / our /
        the) <stuff>+`,
  },
  { kind: 'going', ends: 'text', starts: true, phrases: `{i-am} <hedge>* going|leaving|off` },
  {
    kind: 'going',
    starts: true,
    ends: 'reason',
    phrases: `{have-to} <go> <off>? <tail>*,
      {have-to} (be / get / crack / push / head / shoot) off|going|moving|on|back|cracking <tail>*, off i go,
      i am off to <stuff> <stuff>?, time to go, time i was off|going, time for me to go,
      i|we will take your|my leave <tail>*, let me go now, let me get going|back, away i go, can not talk now,
      i can not talk now`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(`${conditional} has had have i he she they you we it never to would will not`),
    phrases: `(got to / have to) go|run|dash|fly now? <tail>*, need to run|dash|fly <tail>*, must dash|fly|run`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words('if when until unless before not'),
    phrases: `i|we <hedge>* (will / shall / can / {have-to} / am going to / are going to) let you <go> <off>? <tail>*,
      i|we <hedge>* (will / shall / can / {have-to} / am going to / are going to) let you (get / crack / be /
        get back / be getting) off|going|on|away|back? (with it / to it / with that)? <tail>*,
      i|we <hedge>* (will / shall / can / {have-to} / am going to / are going to) let you get (back / on / off)?
        (to / with) <stuff>+ <tail>*, let me let you go|get? <off>? <tail>*,
      i|we will|shall leave you (to it / to get on / to get on with it / to that / in peace / alone / with that / be) <tail>*,
      (will / shall / do / would / should / must) not (want to / like to)? keep|hold|detain|delay|bother|trouble
        you (up / on)? (any longer / any more / any further / too long / too much / long)? <tail>*,
      (will / shall / do / would / should / must) not (want to / like to)? take up? (any / any more / more / too
        much of)? of? your time <stuff>* <tail>*,
      i have (kept / held) you (long enough / too long / up long enough / enough) <tail>*, i will let you be,
      i have taken up? (quite / far / more than)? (enough / too much / plenty / enough of / too much of / plenty of / so much of) your (precious / valuable)? time
        already? <tail>*, out of your hair, i|we (will / shall / {have-to}) get off (the / this) phone|line <tail>*,
      love you and leave you`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(conditional),
    phrases: `(let us / we can / we will / i will / we should / i would) leave it there|here <tail>*,
      leave it at that <tail>*, {i-will} leave it at that <tail>*, {i-am} saying goodbye|bye <tail>*,
      feel free to hang up, call it a day <tail>*,
      i|we (will / should / shall / must / would like to) say goodbye|bye|goodnight|cheerio|farewell <tail>*,
      i|we (will / shall / must / would like to)? (bid / wish) you a? <very>* <nice> <day> <tail>*,
      i|we (will / shall / must / would like to)? bid you <very>* farewell|adieu|goodbye|goodnight|cheerio <tail>*, that is my cue,
      we can|could|should|will end here|there <tail>*,
      i have (to take / got / got to take)? another call (coming in / waiting / on the line)?,
      i have (got)? a call (coming in / waiting)`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(conditional),
    phrases: `i|we <hedge>* (will / shall / {have-to} / want to / would like to / am going to / are going to / am / are)
        hang|hanging|ring|ringing|sign|signing|log|logging up|off (now / on you / the phone / the call)?
        <tail>*,
      i|we <hedge>* (will / shall / can / {have-to} / want to / would like to / am going to / are going to / am
        / are) (now)? <end>|<ends> {the-call} <tail>*,
      i|we <hedge>* (will / shall / {have-to} / am going to / am) be? (put / putting) (the phone / the receiver /
        you / this) down <tail>*,
      i|we <hedge>* (will / shall / {have-to} / am going to / am) disconnect|disconnecting now? <tail>*,
      hanging up now <tail>*,
      (you / we) (can / may / could) (hang up / hang off / end {the-call} / disconnect / disconnect {the-call} /
        cut {the-call} / drop off) <tail>*, i|we am|are|will|shall end|ending it here|there <tail>*,
      cutting {the-call} <tail>*, ending {the-call} <tail>*`,
  },
  {
    kind: 'going',
    starts: true,
    ends: 'reason',
    phrases: `please|kindly? hang up (the phone)? <tail>* please?,
      please|kindly? <end> {the-call} <tail>* please?, please|kindly? disconnect <tail>*,
      you can|may go|leave|disconnect <tail>*, (this / the) call|conversation is over,
      {i-am} <hedge>* done|finished|through (talking / here / with you / with this / with this call / with the
        call / talking to you / speaking to you) now? <tail>*, (please)? go away (now / please)?,
      get lost|stuffed, buzz|piss|bugger|sod|bog|rack|clear|shove|eff|fuck|f off, leave me|us alone <tail>*,
      goodbye and good riddance`,
  },
  {
    kind: 'going',
    starts: true,
    ends: 'reason',
    phrases: `please? (do not / never) you? ever? call|ring|phone|contact|bother|text me|us|here|this|my (house / number
        / phone / line)? (again / anymore / any more / ever again / back)?,
      please? do not bother|contact|call|ring|phone again|anymore, please? never call|ring|phone|contact again,
      no more calls, lose my|this number,
      please? stop|quit calling|ringing|phoning|bothering|harassing|pestering (me / us / here / this number / my
        number / my house / people)?, please? leave my <stuff> alone, i have no time for this|that|you,
      i do not have time for this|that|you`,
  },
];
