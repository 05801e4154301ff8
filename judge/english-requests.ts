/** Requests, the wish to go on, and uncertainty of callers. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.replace(/\s+/g, ' ').split(' '));

export const requests: readonly PhraseGroup[] = [
  { kind: 'question', phrases: `can|could you hear me|us|it` },
  {
    // Wants and needs, but not "all I need" or "if you need".
    kind: 'request',
    notAfter:
      words(`all what everything anything nothing thing things whatever whenever wherever if when unless until where who
      than as which information info not that's once like how`),
    phrases: `i|we <hedge>* (need / want / require / wanted to / needed to / wanted a / wanted some / wanted you to /
        wish to), i|we <hedge>* would <hedge>* (like / love / prefer / rather / want / need / appreciate),
      {i-am} <hedge>* (looking for / looking to / hoping for / hoping to / trying to / wanting to / needing to),
      i was <hedge>* (looking for / looking to / hoping for / hoping to / trying to / wanting to / hoping you /
        meaning to),
      {i-am} (calling / phoning / ringing / here) (about / to / because / regarding / for / with / concerning),
      i|we (have / have got / got) (a / an / one / another / some) <any>? (problem / problems / issue / issues /
        query / request / complaint / concern / favour / favor / emergency),
      i|we (have / have got / had / got) to (tell / ask / change / cancel / mention / report / speak / talk /
        book / pay / move / add / update) <any>, i|we (wanted / want / need / would like) to ask you to,
      my <any> is|are not working, is not working`,
  },
  {
    // The wish to go on.
    kind: 'request',
    notAfter: words('to not can no will would could'),
    phrases: `hold on, hang on, hang fire, hold up,
      (one / one more / one last / one other / another / two more / a few more / last) (thing / things / minute
        / second / sec / favour / favor), something else,
      the next|other thing is, there is (more / another / something / one / a problem / a mistake),
      i|we <hedge>* forgot (to / the / my / about), (i / we)? (almost / nearly / totally / completely) forgot,
      i forgot, before (you / i / we) (go / hang / finish / leave / end / do / get / put / let),
      before i forget, while (i have / i am / i have got you / you are / you have / we are at it),
      wait (a / one)? (minute / sec / second / moment / mo / bit), wait wait,
      do not (you)? (dare)? (go / hang up / hang up on / cut / put / end / rush / leave / disconnect / drop /
        stop) (me / on me / the / yet / anywhere / off / off on me / now)?, {i-am} not hanging up <any>?,
      i do not want to hang up, i will not hang up, not yet, not so fast, not (done / finished) yet?,
      {i-am} not (done / finished) <any>?, i|we have not finished, let me finish, i was not (finished / done),
      (speak / talk) to (a / an / the / someone / somebody / another / your / real / human / anyone / one of),
      put (me / us / him / her / it / that) (through / on / back / in / down), call|ring me|us back <time>*,
      say again, say (that / it) <any>? <any>? again, come again, repeat (that / it / the)`,
  },
  {
    kind: 'request',
    notAfter: words('i you we they he she to'),
    phrases: `(can / could / would / will) you (please / maybe / kindly / possibly / also)? <any>? (me / us / it / that
        / the / my / him / her / them / this),
      (can / could / would / will) you (please / maybe / kindly)? (repeat / hold / wait / check / explain / stop
        / stay / go / speak / slow / help / confirm / try / look / see / send / tell / put / give / change /
        cancel / book / add / call / ring / transfer),
      (can / could / may) i|we <hedge>* please? <hedge>* (have / get / speak / talk / book / change / cancel /
        make / reschedule / move / order / pay / add / leave) <any>, (would / do) you mind,
      it would be <nice> if, i would appreciate it if`,
  },
  {
    // Imperatives.
    kind: 'request',
    starts: true,
    notAfter: words('to not'),
    phrases: `wait, stop, pause, stay, continue, carry on, go on, go ahead, go back <any>?, keep going|talking,
      once more|again please?,
      (yes / yeah / okay / sure) please (do / go / send / book / cancel / make / put / call / check / change)
        <any>?, no do not, do not, please do, please do not, come back, start over|again, one more (actually / please), i have (got)? one more, slow down, speak up,
      louder, a? bit? slower, again please, help me|please,
      (a / one / half a / two / a couple / a few / give me a / give me one / give us a / one more / just a /
        quick) (sec / second / seconds / minute / moment / mo / tick / ticks / minutes / moments),
      moment please, bear with me, hear me out, let me <any>, let us <any>, 
      tell|give|send|transfer|connect|repeat|book|cancel|change|check|call|ring|email|text|help|show|explain|spell|confirm|update|remove|add|make|get|find|look|go|keep|try|move|reschedule|order|pass|hold|include|fix|resend|schedule|mail|deliver|note|write|switch|sort|refund|bring|remind|forward|arrange|pop|print|note|pick|drop
        <me>, (tell / ask / remind / inform) <any> <any>? (to / that / about),
      let (me / him / her / them / us) know, take (me / us / my / our) (off / out / number),
      leave (it / this / that / them) (at / in / on / with / by), have a (look / read / listen) <any>?,
      read (it / that / me / them), cancel|reschedule|transfer|connect|refund|repeat|confirm|update <any>,
      make it|that|sure|them, go (through / over / back), look (up / into), find out, talk|speak|listen to me,
      speak english, answer me, no listen`,
  },
  {
    kind: 'request',
    starts: true,
    ends: 'open',
    phrases: `please, kindly, excuse me, actually, listen, look, but first`,
  },
  {
    kind: 'request',
    ends: 'text',
    notAfter: words('a an the my your this that no to can will must have long you thanks'),
    phrases: `wait, representative, operator, agent, human, supervisor, manager, real person, help`,
  },
];

export const uncertain: readonly PhraseGroup[] = [
  {
    kind: 'uncertain',
    phrases: `i am <very>* not <very>* <hedge>* (sure / certain / convinced / clear / positive / following),
      not <very>* (sure / certain / convinced / clear) <any>?,
      i <very>* <hedge>* do not <very>* <hedge>* (know / understand / get / follow / see / remember / recall)
        <any>?, i <hedge>* can not (decide / remember / recall / tell / hear / understand / think / follow),
      do not (know / understand / remember),
      (did / could) not <very>* (get / catch / hear / understand / follow) (that / you / it / the / what)?,
      i <very>* am <very>* (confused / lost / unsure / puzzled / torn),
      i am a (bit / little) (confused / unsure / lost / puzzled), you (have lost / lost) me, no (idea / clue),
      have not a clue, i have doubts, i doubt, having second thoughts, (i am)? in two minds,
      let me (think / see / have a think) <ending>*, let me think about it|that, i am still? thinking,
      still (thinking / deciding), (i)? (need / have) to think, i would have to (check / think / ask / see),
      (hard / difficult) to say, it depends, depends, what do you mean,
      (that / it)? (does not / makes no / does not make any) (make)? sense, you are breaking up,
      can not hear you, i do not think (that / this) (is / was) (all / everything / it / right), who knows,
      i am not a hundred percent`,
  },
  {
    kind: 'uncertain',
    starts: true,
    ends: 'clause',
    phrases: `maybe, perhaps, possibly, i guess so, i suppose so, might do, could be, might be,
      (i beg your)? pardon (me)?, beg (your)? pardon, not quite, sort of, kind of, not sure,
      come again, we will see, i wonder`,
  },
  {
    kind: 'uncertain',
    starts: true,
    phrases: `i forget, maybe i|we (should / could / can / need / will), i will have to (think / ask / check),
      that is (a bit)? (odd / strange / weird)`,
  },
];
