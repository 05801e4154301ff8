/** How callers wrap a call up, put it off to another day, or break it off in anger. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const conditional = words('if when whenever until unless before did not should what why how who says said');

const wrappedUp: readonly PhraseGroup[] = [
  {
    kind: 'done',
    ends: 'name',
    notAfter: conditional,
    phrases: `that|this (will / would / should)? <concludes> (everything / all / it / it all) <ending>*,
      that|this (will / would / should)? <concludes> (my / our / the / all my / all our) <stuff> (with you)? <ending>*,
      {that-is} that (all / one)? done|sorted|settled|finished? <ending>*,
      (i|we have)? said my|our piece <ending>*,
      (i|we have)? said (all / everything / what) i|we had|have|wanted|came to say <ending>*,
      (my / our) business (here / with you)? is (done / finished / concluded / complete) <ending>*`,
  },
  {
    // Behind an account of what was settled: "the card is coming, so I'm happy".
    kind: 'done',
    ends: 'clause',
    phrases: `so (i am / we are / i am all / we are all) <very>* happy|fine|grand|satisfied|content|pleased
        (with that / with it / with everything)? <ending>*, so that is me|us <ending>*`,
  },
  {
    kind: 'leave',
    ends: 'text',
    starts: true,
    phrases: `right you are {thank} <very>* much? <tail>*`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: conditional,
    phrases: `(let us / shall we / will we / we will / i will / we can / we should / i would) (call it a day / call it a night /
        call it quits / leave it there / leave it here / leave it at that / wrap it up / wrap this up / end it there)
        (there / here)? (shall we / will we / then shall we)? <tail>*`,
  },
];

const putOff: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: conditional,
    phrases: `{i-will} (call / ring / phone / try / pop in / pop by / come) (you)? (back / again / in)? <time>* when|once|after
        <any> <any>? is|are|am|has|have|gets|get|opens|open there? <stuff>*,
      {i-will} (call / ring / phone / be in touch / speak to you) (back / again)? in the new year <tail>*`,
  },
  {
    // Beside a wish: "merry Christmas when it comes".
    kind: 'noise',
    starts: true,
    ends: 'text',
    phrases: `when it comes|arrives, i am afraid`,
  },
  { kind: 'noise', starts: true, ends: 'clause', phrases: `and all` },
];

const brokenOff: readonly PhraseGroup[] = [
  {
    kind: 'leave',
    starts: true,
    ends: 'clause',
    phrases: `screw|sod|bugger|stuff|fuck|blow this|that|it|you <tail>*, (to / the) hell with this|that|it|you|yous <tail>*,
      go to hell <tail>*, forget this <tail>*, i give up (on this / on you)? <tail>*, i can not be bothered with this <tail>*,
      i have had it with this|you <tail>*`,
  },
  {
    kind: 'going',
    starts: true,
    ends: 'name',
    phrases: `{i-am} <hedge>* done|finished|through (talking / speaking / dealing / chatting / arguing) (to / with) a|this|some
        <very>* stupid|bloody|damn|fucking|silly? <machine> <tail>*,
      {i-am} <hedge>* done|finished|through with this|your <nonsense> <tail>*`,
  },
  {
    // "Keep the phone" is Indian English for hanging up; with nothing more it may be about a handset.
    kind: 'going',
    ends: 'name',
    notAfter: conditional,
    phrases: `({i-will} / {i-am}) (be / going to)? keep|keeping the phone down? now|then|down|<folk> <tail>*,
      {i-will} keep the phone {thank} <tail>*`,
  },
];

export const wrapping: readonly PhraseGroup[] = [...wrappedUp, ...putOff, ...brokenOff];
