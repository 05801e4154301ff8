/** How voice agents end a call beyond words of leave, and what in their words keeps it open. Data only. Source: design ending.md section 4. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const conditional = words('if when whenever until unless before did not should to');

const closings: readonly PhraseGroup[] = [
  {
    // Thanks for something that the caller has just done: the call goes on.
    kind: 'content',
    phrases: `{thank} <very>* much? for (waiting / holding / confirming / sharing / providing / clarifying / asking /
        letting / that / the / this / those / checking / explaining / bearing / telling / giving / verifying /
        spelling / repeating / pointing / bringing / answering / sending / staying / joining / coming / agreeing
        / understanding / reminding / reporting) <stuff>*,
      {thank} <very>* much? for your (continued)? (patience / understanding / honesty / response / answer /
        reply / details / information / message / question / email), thank god|goodness`,
  },
  {
    kind: 'thanks',
    notAfter: conditional,
    phrases: `({thank} / thanks a lot / thanks a million) <very>* much? again? for (taking)? (your / all your / the /
        taking the) <stuff>? (time / call / help / business / feedback / participation / support / interest /
        order / custom / loyalty / patronage / inquiry / enquiry / purchase / conversation / chat / trust /
        visit / cooperation / attention / assistance / booking / reservation) <stuff>*,
      ({thank} / thanks a lot / thanks a million) <very>* much? again? for (calling / ringing / phoning /
        choosing / contacting / reaching out / reaching / speaking / talking / chatting / visiting / using /
        trusting / being / dialing / dialling / shopping / flying / staying with / booking / ordering / banking
        / considering / participating / taking / getting in touch / doing business / helping / having me / all
        your <stuff> / everything) <stuff>* (and <stuff>+)?, {thank} <very>* much? again (for <stuff>+)?,
      (we / i) <very>* (do)? <very>* (appreciate / value) (your / you / all your) <stuff>* <stuff>*,
      <very>* appreciate (your time / your business / your call / your help / you calling / it) <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: conditional,
    phrases: `(i will / we will / i should / i can / i am going to / we can / i would better) let you (go / run / be /
        get going / get back / get back to <stuff>+ / get on / get on with <stuff>+ / enjoy <stuff>+) <tail>*,
      (i will / we will) not (keep / take / hold / bother) you any? <stuff>* <tail>*,
      (i will / we will / i would) not take (up)? any? (more / any more) of? your <stuff>*,
      i will leave you (to it / to that / with that / to <stuff>+) <tail>*,
      (i will / we will / i am / we are / i am going to / let me / i can) (now / go ahead and)?
        <end>|<ends>|conclude|concluding {the-call} <tail>*, (<end> / <ends>) {the-call} now <tail>*,
      (i will / i am / i am going to / we will) (now)? (hang / hanging) up now? <tail>*, hanging up now,
      {the-call} (will now end / will end now / will now be disconnected / is now over / is over / has ended /
        will now close / will now disconnect / is ending now / will be ending now), call ended, signing off,
      (this / that) (now)? (concludes / completes / ends / wraps up / brings us to the end of) (our / the / your
        / this / everything / my) <stuff>* <stuff>*,
      (i will / we will / i would like to / let me) (say / bid you) (goodbye / bye / goodnight / farewell / good
        day) <stuff>* <tail>*, until next time, goodbye and <stuff>+`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: conditional,
    phrases: `(that is / that was / that will be / that would be) <hedge>* (all / everything) <ending>*,
      (that is / that was) <hedge>* (all / everything) (i / we) (need / needed / have / had / wanted) (from you
        / for you)? <ending>*,
      {that-is} (all the / my last / the last) questions|question (i / we)? have? <ending>*,
      we are (all done / all finished / done / finished) <ending>*,
      (i / we) will not (call / bother / contact) you again|anymore|further <tail>*,
      (we / i)? (are / am)? look|looking forward to (seeing / welcoming / meeting / serving / speaking / hearing
        / helping / having / hosting / working / your) <stuff>* <time>*,
      (we / i)? hope to (see / hear from / speak with / speak to / welcome) you <stuff>* <time>*,
      we will see you <stuff>* <time>* <stuff>*,
      (we / i) can not wait to (see / meet / welcome) you <stuff>* <time>*,
      (it was / it is / it has been / has been) (my / our / a / an / great)? <very>* <nice>? (pleasure / great /
        honour / joy)? (serving / helping / assisting / speaking / talking / chatting / to help / to assist / to
        serve / to speak / to talk) (with / to)? you <stuff>*`,
  },
];

const polite: readonly PhraseGroup[] = [
  {
    kind: 'soft',
    phrases: `(please)? feel free to? <stuff>* <time>*,
      (please / and)? do not (ever)? hesitate to? <stuff>* <time>*,
      if (you / there is / there are / anything / things / your <stuff>) (ever)? (have / need / think / want /
        change / changes / comes / remember / run / get / is)? <stuff>* (please)? (feel free / call / let us
        know / let me know / give us a call / give us a ring / reach out / contact us / ring us / get in touch /
        call us / do not hesitate)? <stuff>* <time>*,
      (i am / i was / we are)? (happy / glad / pleased / delighted) (i / we / to) (could / can / help / assist /
        be / was / have / hear) <stuff>*,
      (please)? (give / call / ring / contact / reach / let / phone) (us / me / out) <stuff>* (if / anytime /
        any time / should / whenever) <stuff>* <time>*,
      (we are / i am) (always)? (here / available) <stuff>* (if / whenever / for / to / any) <stuff>* <time>*,
      call us (back)? (anytime / any time), sorry (again)? (to / for / about) <stuff>+,
      i apologize|apologise for <stuff>+, (my / our) apologies for <stuff>+, apologies (again)? for <stuff>+,
      you know where (we are / to find us)`,
  },
  {
    kind: 'ack',
    starts: true,
    phrases: `okay, right, alright, yes, yeah, sure, <nice>, got it, understood, i understand, of course,
      no (problem / worries / trouble) (at all)?, absolutely, certainly, definitely,
      (that / it) (is / sounds) <very>* <nice>, you are <very>* welcome, you are most welcome, my pleasure,
      anytime, any time, (please)? do not mention it, {thank}, thank you <very>* much?, thanks <very>* much?,
      not at all, sounds <nice>, noted, i see, fair enough, i? completely understand, no,
      (i am)? (glad / great / good / lovely) to hear (it / that), exactly,
      that is (right / correct / okay / fine), very (good / well), oh, ah, <very> <nice>, cheers,
      congratulations again?, lovely to hear`,
  },
  {
    kind: 'noise',
    starts: true,
    phrases: `well, so, then, now, anyway, please, and, again, in the meantime, <folk>, on behalf of <stuff>+,
      from all of us (at / here) <stuff>*, from everyone (at / here) <stuff>*, my friend, once again, with that,
      otherwise, in that case, if not,
      if (there is nothing / that is) (else / further / all / everything) <tail>*, for now, today, sorry,
      i think, i am sorry, everyone`,
  },
];

const open: readonly PhraseGroup[] = [
  {
    kind: 'request',
    phrases: `while (you / i / we), hold on, hang on, please hold,
      (one / a) (moment / second / sec / minute) (please / while)?, bear with me,
      stay (on the line / with me / tuned), hold the line,
      (before / but before) (you / i / we) (go / hang / end / let / finish / say / disconnect),
      how (can / may) (i / we), how i can help, (may / can) i help,
      let me (check / see / look / find / pull / get / know / transfer / connect / confirm / take / make / try /
        put / grab / verify / explain / ask), let us (get / start / begin / go / talk / move / look),
      (i will / i am / i am going to / we will) (now)? (transfer / transferring / connect / connecting / put /
        putting / check / checking / look / looking / pull / pulling) (you / that / up / for / your / the / into
        / it), transferring you, connecting you, i will need, i need (your / to / a / you),
      i would (like / need / love) to (ask / know / confirm / check / verify),
      i have (a / one / two / some / a few / another / a couple of) (more / other / quick)? (question /
        questions / thing / things), one (more / last / final) (question / thing),
      let us know (what / which / how), (please)? tell me,
      please (confirm / provide / press / spell / enter / repeat / choose / select / state / listen / answer /
        leave / record / stay / wait / say), press (one / two / 1 / 2 / any), you have reached,
      you are through to, this call (may be / is being), leave a message, for quality`,
  },
  {
    kind: 'greeting',
    starts: true,
    phrases: `hello, hi, hiya, hey, welcome (to / back) <stuff>*, good (morning / afternoon / evening / day),
      greetings, howdy, this is <stuff>+ (speaking / calling / here / from / with),
      you are speaking (with / to) <stuff>+, my name is <stuff>`,
  },
];

export const agentEnds: readonly PhraseGroup[] = [...closings, ...open, ...polite];
