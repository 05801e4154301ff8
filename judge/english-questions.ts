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
    phrases: `is|was <very>* <nice>|fine|okay, was <very>* helpful, which is|was <very>* <nice>|fine|okay|what|why|how|helpful, what a|an <any>, what i|we|you|he|she|they <any>,
      did|does|is|was|were|are|am not`,
  },
  {
    kind: 'question',
    notAfter: words(`${subjects} ${modals} it that this there which who`),
    phrases: `is|was|will|does|can|could|would|should not it|that|there|this, is not it`,
  },
  {
    kind: 'question',
    notAfter: words(`${subjects} ${modals}`),
    phrases: `do|does|did|can|could|will|would|should|shall|have|are|were not? i|you|we|they, do|did|can|could|will|would|should|has|is|was|does not? he|she,
      am i`,
  },
  {
    kind: 'question',
    notAfter: words(`${subjects} ${modals} it that there this which who what where how all everything nothing here`),
    phrases: `is|was|does|will|can|could|would it|there|this, is|are|was|were there any|a|an?, did it, has it|there`,
  },
  {
    kind: 'question',
    starts: true,
    phrases: `is|are|was|were|does|did <any>, can|could|would|will|should|shall not? <subject>, has|had <subject>, have not? <person>|they|people|the, may i|we, might i|we|there,
      do|did not? i|we|you|they|he|she|your|people|these|those|any|anyone, will not? the|my|your|it|that|this|there, can|could|would|will not? my|your|the|someone|anyone, is not|it|that|this|there|he|she <any>?,
      are not <subject>, does not <subject>, did not <subject>, do not you|i|we|they, can not|you i|you|we|it, could not you|i|we, would not you|it|that, have not you|i|we, has not it|he|she|the, was not it|that|there, will not it|you|that|there`,
  },
  {
    kind: 'question',
    starts: true,
    phrases: `<wh> <aux> <any>, <wh> <aux>, what|where|how|when|why|who else, what time|day|date|number|address|about|if|kind|sort|type|price|colour|color|size|form|documents|happens|happened|made|makes <any>?,
      how much|many|long|far|old|often|soon|late|early|big|come|about|well|expensive|quickly|fast|high|else|to <any>?, which <any>, whose <any>, who <any>,
      why not, why <any>, where to|from|abouts, what exactly, what the <any>, in which|what <any>, at what|which <any>, on what|which <any>, for how long, from where|when, by when, until when|what, since when, to who|whom|where,
      when|what|where|how|why i|you|we|they|he|she|it will|can|should|shall|could|would|must, where you|it|they are|is, how it works, how that|this works`,
  },
  {
    kind: 'question',
    phrases: `what|when|where|why|how|who|which do|does|did|can|could|would|should|will|is|are|am|was|were i|you|we|they|he|she|it|the|my|your|that|this|there|these,
      what time is|are|do|does|can|will|should, how much is|are|do|does|will|would|to, how long does|do|is|will|would, how many are|do, what|how about the|my|your|that|tuesday|wednesday|thursday|friday|saturday|sunday|monday|this|a|if,
      what else, what if, how come, which one|day|time|way is|are|do|should`,
  },
  { kind: 'question', starts: true, ends: 'clause', phrases: `what, when, where, why, who, how, how so, which, which one, what for, what then, where to, who with, how much, how long, how many, since when, sorry what, you what, so what, what now, says who` },
  { kind: 'question', ends: 'text', phrases: `hello, hi, are you there, you there, is that okay|alright|right|it|all, okay with you, how about you, what about you, hello hello, can you hear me, or not, or what, or is it` },
  {
    kind: 'question',
    starts: true,
    phrases: `any <any>, anyone|anybody there, you still there, still there, you sure|open|got|guys|accept|able <any>?, anything i|we should|need|must|have|else, anything else <any>, need i|we, ought i|we, or do|can|should|is|are|will <any>, sorry what <any>?`,
  },
  {
    kind: 'question',
    notAfter: words('no not all what everything your my any further other the'),
    phrases: `i was|am wondering, was wondering, wondering if|whether|about|what|how, i wonder, i <hedge>* would|want|wanted|need|needed like|love|want|need? to know|ask|check|find|clarify|enquire|inquire,
      i|we wanted|want|need|like to ask|know|check|find|clarify|enquire|inquire, one|another|last|quick|final|more|other|few|couple|one|further|additional|follow of|up? more|quick|last|other|final? question|questions|query|queries|doubt,
      i|we have? got|have|had a|an|one|some|few|another|more|two|couple <any>? question|questions|query|queries|doubt, question for you, a question, my question is, the question is, i have doubt, i am having a? doubt,
      do|did|would you happen to? know, you know what|where|when|how|if|whether, do you know, curious if|about|whether|how|what, i am curious, can you tell`,
  },
];
