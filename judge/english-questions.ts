/** The forms of English questions, which need no question mark. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const subjects = 'i you we they he she';
const modals = 'to will would can could should shall might may must not so neither nor than';

export const questions: readonly PhraseGroup[] = [
  {
    // They only look like questions.
    kind: 'content',
    starts: true,
    phrases: `is|was <very>* <nice>|fine|okay|helpful,
      which is|was <very>* <nice>|fine|okay|what|why|how|helpful, what a|an <any>,
      what i|we|you|he|she|they <any>, did|does|is|was|were|are|am not`,
  },
  {
    // The verb before its subject, anywhere.
    kind: 'question',
    notAfter: words(`${subjects} ${modals}`),
    phrases: `do|does|did|can|could|will|would|should|shall|have|are|were not? i|you|we|they, am i,
      do|did|can|could|will|would|should|has|is|was|does not? he|she`,
  },
  {
    kind: 'question',
    notAfter: words(`${subjects} ${modals} it that this there which who`),
    phrases: `is|was|will|does|can|could|would|should not it|that|there|this`,
  },
  {
    kind: 'question',
    notAfter: words(`${subjects} ${modals} it that this there which who what where how all everything nothing here`),
    phrases: `is|was|does|will|can|could|would it|there|this, are|were there, did it, has it|there`,
  },
  {
    kind: 'question',
    starts: true,
    phrases: `is|are|was|were|does|did <any>, can|could|would|will|should|shall not? <subject>,
      has|had not? <subject>, have not? <person>|they|people|the, may i|we, might i|we|there,
      do|did not? i|we|you|they|he|she|your|people|these|those|any|anyone,
      will|can|could|would not? the|my|your|our|someone|anyone, is|was|will|does|did|has|are|do not <subject>`,
  },
  {
    kind: 'question',
    starts: true,
    phrases: `<wh> <aux> <any>?, what|where|how|when|why|who else,
      what
        time|day|date|number|address|about|if|kind|sort|type|price|colour|color|size|form|documents|happens|happened|made|makes|exactly,
      how much|many|long|far|old|often|soon|late|early|big|come|about|expensive|quickly|fast|high|else|to,
      which|whose|who|why <any>, where to|from|abouts, what the <any>, in|at|on which|what <any>, for how long,
      from where|when, by when, until when|what, since when, to who|whom|where,
      when|what|where|how|why i|you|we|they|he|she|it will|can|should|shall|could|would|must,
      where you|it|they are|is, how (it works / that works / this works)`,
  },
  {
    kind: 'question',
    phrases: `what|when|where|why|how|who|which do|does|did|can|could|would|should|will|is|are|am|was|were
        i|you|we|they|he|she|it|the|my|your|that|this|there|these, what time is|are|do|does|can|will|should,
      how much (is / are / do / does / will / would), how long (does / do / is / will / would), how many are|do,
      (what / how) about (the / my / your / that / this / a / if / monday / tuesday / wednesday / thursday /
        friday / saturday / sunday), what else, what if, how come,
      which (one / day / time / way) (is / are / do / should)`,
  },
  {
    kind: 'question',
    starts: true,
    ends: 'clause',
    phrases: `what, when, where, why, who, how, how so, which, which one, what for, what then, where to,
      who with, how much, how long, how many, sorry what, you what, so what, what now, says who, why not`,
  },
  {
    kind: 'question',
    ends: 'text',
    phrases: `hello, hi, are you there, you there, you still there, is that okay|alright|right|it|all,
      okay with you, how|what about you, you said, you would not happen to know <any>?, can you hear me, why, or not, or what, or is it, you know what i mean`,
  },
  {
    kind: 'question',
    starts: true,
    phrases: `any <any>, anyone|anybody there, still there, you sure|open|got|guys|accept|able <any>?,
      anything (i / we) (should / need / must / have) <any>?, anything else (i / you / we) <any>?, need i|we,
      ought i|we, or do|can|should|is|are|will <any>, sorry what`,
  },
  {
    kind: 'question',
    notAfter: words('no not all what everything your my any further other the'),
    phrases: `i was|am wondering, was wondering, wondering if|whether|about|what|how, i wonder,
      i|we <hedge>* (would like / would love / want / wanted / need / needed / like) to (know / ask / check /
        find out / clarify / enquire / inquire),
      (one / another / a / two / one last / one more / a quick / a last / a final / one final / quick / last /
        another quick / some / a few / a couple of / a couple more / a few more / some more / two more / one
        other / more / one quick / follow up) question|questions|query|queries|doubt|doubts, question for you,
      my question is, i have doubt,
      i|we (have / have got / got / had) (a / an / one / another / some / a few / two / one more / one last)
        <any>? question|questions|query|queries|doubt|doubts, (do / did / would) you (happen to)? know,
      you know (what / where / when / how / if / whether) i|we|you|it|the|they|that,
      curious if|about|whether|how|what, i am curious, can you tell`,
  },
];
