/** How callers say that nothing is left to do, outright or beside thanks. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const complete: readonly PhraseGroup[] = [
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not is why because since'),
    phrases: `{that-is} <hedge>* all|everything <ending>*,
      {that-is} <hedge>* (the lot / my lot / your lot) <ending>*, that is|was <hedge>* it <ending>*,
      (that will / that should / that would / this should / that ought to) be <hedge>* it|me|us <ending>*,
      (that / it) (will / should / would / ought to) do (me / us / it / nicely / for me / for us / for now / for
        today)? <ending>*,
      (that / this / it) (should / will / about / pretty much / probably)? (cover|covers / do|does / sort|sorts
        / settle|settles / wrap|wraps / answer|answers / clear|clears / explain|explains / complete|completes)
        (it / me / us / everything / that / all / it all / it up / things up / that up / everything up / it for
        me / my question / my questions / all my questions / me nicely / me out) <ending>*,
      that be all|everything <ending>*,
      that is us|me (done / sorted / finished / all set / all good / all sorted / all done / square / all square / quits / grand / set / then / away /
        off / sorted out / good) <ending>*, that is us|me for today|now <ending>*,
      (that / you) (has / have)? answered|covered|solved|cleared|explained|sorted|fixed (my / all my / all of my
        / the / our / all our)? (question / questions / query / queries / doubt / doubts / it / that /
        everything / everything up / that up / it all / all i had / everything i had / everything i asked / all
        i asked) (out / up)? (for me)? <ending>*, {that-is} <hedge>* everything on my list <ending>*,
      that is the end of my questions <ending>*, end of questions,
      (problem / issue / query) (is / has been)? solved|sorted|fixed|resolved <ending>*,
      that was|is (the / my) (only / last / main / final) thing|one|question|reason|query <ending>*,
      that gives|gave me|us all|everything i|we need|needed <sought>*`,
  },
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not is why because since'),
    phrases: `{that-is} <hedge>* (all / everything / what / exactly what / precisely what / the only thing / the main
        thing) i|we <hedge>* (needed / wanted / required / was after / were after / came for / called for /
        called about / rang for / rang about / phoned about / was calling about / was calling for / was looking
        for / was hoping for) <sought>* <ending>*,
      {that-is} <hedge>* (all / everything) that? i|we <hedge>* (need / want / require / will need) <sought>*
        <ending>*, {that-is} exactly what i|we need <ending>*,
      {that-is} <hedge>* (all / everything) i|we had (to ask / to say / for you / for today / for now)?
        <ending>*,
      {that-is} <hedge>* (all / everything) i|we (have / have got / got) (for you / for now / for today / to say
        / to ask / to discuss / to report) <ending>*,
      {that-is} <hedge>* (all / everything) i|we am|are (after / calling for / calling about / looking for /
        ringing for) <ending>*`,
  },
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not there is or was were has are'),
    phrases: `nothing else|more|further (that i can think of / i can think of / to add / to say / to ask / to report /
        comes to mind / i need / i want / we need)? <ending>*, no nothing <ending>*,
      nothing (that)? i can think of <ending>*, nothing comes to mind, not that i can think of <ending>*,
      not anything else|more <ending>*, nothing (on / from) (my / our) side|end <ending>*,
      i|we (do / would / could / can) not <hedge>* need|have|want|require anything (else / more / further /
        other) <sought>* <ending>*, (i|we)? do not need anything (else / more / further) <sought>* <ending>*,
      i do not (think / believe) (i / we / there) (need / have / is / want) anything (else / more / further)
        <sought>* <ending>*, i do not want|need anything <ending>*,
      i|we need|want|have nothing (else / more / further) (to add / to say / to report)? <sought>* <ending>*,
      (i|we)? <hedge>* can not think of (anything / nothing) (else / more)? <ending>*,
      (i|we)? <hedge>* can not think of (much / a lot / a whole lot / anything) else|more to say|ask,
      (no / not / any / without any) (more / further / other / additional)
        questions|queries|doubts|concerns|requests|issues <ending>*, no questions|queries,
      no questions|queries (from / at / for / here / now) (me / us / now / all / the moment / my side)?
        <ending>*, no (other / further / more) business,
      i|we (do not / did not) have (any / any more / any further / any other / any additional / more / other /
        further) questions|queries|doubts|concerns|issues <ending>*,
      i|we (have / have got / got) (no / no more / no further / no other / zero)
        questions|queries|doubts|concerns|issues <ending>*, i have run out of questions, out of questions`,
  },
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not they he she it was once until'),
    phrases: `{i-am} <hedge>* all? set|sorted|good|squared|covered|settled (away / out)? <ending>*,
      {i-am} <hedge>* (all done / all finished / done / finished) here? <ending>*, {i-am} good to go <ending>*,
      all set|sorted|done|good|finished|settled|covered <ending>*, sorted <ending>*, job done|sorted,
      {i-am} (good / set / okay) for (now / today / the day / this week) <ending>*,
      i|we (have / have got / got) (everything / all / all that / everything that / what / exactly what / all
        the <stuff>) i|we (need / needed / want / wanted / require / came for / was after / was looking for /
        will need) <sought>* <ending>*,
      got (everything / all / what) i|we (need / needed / want / wanted / came for / was after) <sought>*
        <ending>*, you have (told / given) me|us (everything / all) i|we need|needed|wanted <sought>* <ending>*,
      i|we have? covered (everything / it / it all / all i wanted) <ending>*,
      everything is? (clear / sorted / done / covered / settled / all set / sorted out) (now / then)? <ending>*,
      it is all sorted|done|clear <ending>*, it is all? solved|fixed|sorted <ending>*, all clear <ending>*, (it / that)? is? all done and dusted <ending>*,
      all (my / our / the)? doubts|questions|queries (are / have been / were / got)? (all)? (cleared / clear /
        answered / resolved) <ending>*,
      my (doubt / doubts / query / queries / question / questions / issue) (is / are / has / have / has been /
        have been / were) (all)? (cleared / clear / resolved / solved / answered / sorted) <ending>*,
      i will leave it at that <ending>*, i|we (have)? asked (everything / all) i|we (wanted / needed) to?`,
  },
];

const besideThanks: readonly PhraseGroup[] = [
  {
    kind: 'fine',
    starts: true,
    ends: 'clause',
    phrases: `{i-am} <very>* fine|okay|alright|happy|grand|cool|satisfied <ending>*, that is me|us <ending>*,
      (yes / yeah / yep / yup / aye / exactly) that is it <ending>*, that is it (yes / yeah / yep),
      nothing <ending>*, none <ending>*, no more <ending>*, not a thing <ending>*, happy with that <ending>*,
      nothing at all <ending>*, i|we do not (think / believe) so <ending>*, do not think so, no need <ending>*,
      i would not think so, do not bother, do not bother calling (me / us)? back?, not to worry <ending>*,
      do not worry (about it / about that)? <ending>*, it does not matter,
      (i will / we will)? leave it <ending>*, i|we think so, {that-is} all i (have / have got / got / know),
      i will (manage / be fine / be okay / be alright), i will pass, it is fine|okay|alright,
      you are alright|grand|fine|okay <ending>*, that is (quite / perfectly)? fine|okay|alright`,
  },
  {
    kind: 'done',
    starts: true,
    ends: 'clause',
    phrases: `never mind (then)? <tail>*, forget (about)? it <tail>*`,
  },
  {
    kind: 'leave',
    starts: true,
    ends: 'clause',
    phrases: `({i-am}? looking / look / {i-will} look) forward to it|that <ending>*,
      call|ring you (back)? later|tomorrow|soon <time>*`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words('if when whenever until unless before that not who which'),
    phrases: `{i-will} (call / ring / phone / try) (you / back / again / you back / you again / back again / some other
        time / another time) <time>* <ending>*, {i-will} (call / ring / phone) (you)? <when> <time>* <ending>*,
      {i-will} give (you / yous / them) a (call / ring / bell / shout / buzz) (back)? <time>* <ending>*,
      {i-will} get back to you <time>* <ending>*,
      {i-will} (call / ring / phone / try / be in touch / give you a call / give you a ring / give you a shout /
        get in touch / let you know / call back / ring back / call you / ring you / call again) if (i / we /
        there / anything / something) <stuff>+,
      {i-will} (call / ring) if i need (to / anything / you / more / help),
      let me think about it and (i will)? (call / ring / get back to / let / phone) (you / you back / back / you
        know)? <time>*,
      {i-will} think about it and (i will)? (call / ring / phone / get back to / let) (you / you back / back /
        you know)? <time>*`,
  },
  {
    kind: 'promise',
    ends: 'clause',
    phrases: `not (really / today / right now / at the moment / at this time / at this moment / for now / at all)
        <ending>*, for everything, {i-will} talk it over (with <stuff>+)?,
      {i-will} (do / try) (that / this / it / so / both) <time>* <ending>*,
      {i-will} (try / ring / call / phone / ask / check with / speak to / talk to / email / contact / look for)
        <stuff>+ <time>*,
      {i-will} (check / read / look) (it / that / into it / into that / at it / it out / that out / it over / it
        up / my email / my emails) <time>*, {i-am}? not <very>* interested <ending>*,
      {i-am} <very>* not <very>* interested <ending>*, {i-will} be there <time>*,
      {i-will} let <stuff> <stuff>? know <time>*, {i-will} tell <stuff> <stuff>?,
      {i-will} give (it / that) a (go / try / shot / whirl) <time>*,
      {i-will} keep an eye out (for it / for that / for the <stuff>)?, can not wait, i can not wait,
      {i-will} think (about it / about that / it over / on it) <ending>*,
      {i-will} wait (to hear <stuff>* / for the <stuff>+ / for your <stuff>+ / for that / for it),
      {i-will} look out for (it / that / the <stuff>+ / your <stuff>+),
      {i-will} have a (think / look / read) <stuff>*, {i-will} sleep on it,
      {i-will} bring (it / that / them / those / my <stuff>) (with me / along)? <time>*,
      {i-will} pass (it / that) on, let you know <time>*,
      i|we (have / have got / got) (it / that) (written down / noted / noted down / down),
      {i-will} get (that / it / on it / on to it / that done / it done / that sorted) <time>*,
      {i-will} try again <time>* <ending>*, maybe|perhaps (next / another / some other) time <ending>*,
      another time <ending>*, call|ring|phone|try back|again <time>*, get back to you <time>*,
      call|ring you (back)? <when> <time>*, if anything|something changes|happens|else?,
      if (it / that / this) (does not / is not) (work / fit / suit / working / right),
      if (i / we) (decide / want / change) (to / my mind)? <stuff>*,
      if (i / we) (need / have) (anything / any / to / more / a) (else / problem / problems / issues / trouble /
        questions / question)?,
      if (there is / there are) (any / a / anything) (problem / problems / issues / else)?`,
  },
];

export const done: readonly PhraseGroup[] = [...complete, ...besideThanks];
