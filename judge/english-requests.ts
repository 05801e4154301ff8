/** Requests, the wish to go on, and uncertainty of callers. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const subordinate = `all what everything anything nothing thing things whatever whenever wherever if when unless until where who than as
  which information info not that's once like how`;

export const requests: readonly PhraseGroup[] = [
  {
    kind: 'request',
    notAfter: words(subordinate.replace(/\s+/g, ' ')),
    phrases: `i|we <hedge>* need|want|require, i|we <hedge>* would like|love|prefer|rather|want|need|appreciate, i|we <hedge>* wanted|needed to, i|we <hedge>* wanted|needed a|an|some|you|my|the, i|we wish to,
      i|we am|are|was|were looking for|to, i|we am|are|was|were hoping|trying|wanting|needing|meaning to|for|you, i|we am|are calling|phoning|ringing|here about|because|regarding|concerning|with, i|we am|are calling|phoning|ringing to|for,
      i|we have? got|have another|a|an|one|some <any>? problem|problems|issue|issues|query|request|complaint|concern|favour|favor, i|we have? got|have|need|had to tell|ask|change|cancel|mention|report|speak|talk|book|pay|move|add|update,
      my <any> is|are not working, is not working`,
  },
  {
    kind: 'request',
    notAfter: words('to not no can will would could you i must should did please thanks for'),
    phrases: `hold on, hang on, hold up, one more|last|other thing|minute|second|question|sec|favour|favor, another thing, one thing, last thing, something else, there is more|another|something|one, two more things, few more things,
      i <hedge>* forgot to? <any>?, almost|nearly|totally|completely forgot, before you|i|we go|hang|finish|leave|end|do|get|put|let, before i forget, while i have|am|got you, while you are|have, while we are at it, wait a|one|wait minute|sec|second|moment|mo|bit?, wait wait,
      do not you? dare? go|hang|cut|put|end|rush|leave|disconnect|drop|stop|go away|off|up|me|on|the|yet|anywhere, do not leave|disconnect|cut me|the|us?, not yet, not so fast, not done|finished yet?, i|we am|are not done|finished, i|we have not finished, i|we wanted|want|need|like to ask you to, let me finish, i was not finished|done,
      speak|talk to a|an|the|someone|somebody|another|your|real|human|anyone|one of, put me|us|him|her|it|that through|on|back|in|down, call|ring me|us back <time>*, say that|it again, say again, come again, repeat that|it|the, can|could|would|will you please? <stuff> me|us|it|that|the|my|him|her|them, can|could|would|will you please? repeat|hold|wait|check|explain|stop|stay|go|speak|slow|help|confirm|try|look|see|send|tell|put|give|change|cancel|book|add|call|ring,
      can|could|may i|we please? <hedge>* have|get|speak|talk|book|change|cancel|make|reschedule|move|order|pay|add|leave|see`,
  },
  {
    kind: 'request',
    starts: true,
    notAfter: words('to not'),
    phrases: `wait, stop, pause, stay, continue, carry on, go on, go ahead, go back <any>?, keep going, no do not, do not, please do, please do not, come back, start over|again, slow down, speak up, louder, a? bit? slower, again please, help me|please,
      a|one|half|two|couple|give|few of? me|a|one? more? quick? sec|second|seconds|minute|moment|mo|tick|ticks|minutes|moments, moment please, second please, bear with me, hear me out, let me <any>, let us <any>, excuse me,
      tell|give|send|transfer|connect|repeat|book|cancel|change|check|call|ring|email|text|help|show|explain|spell|confirm|update|remove|add|make|get|find|look|go|keep|try|move|reschedule|order|pass|hold|include|fix|resend|schedule|mail|deliver|note|write|switch|sort|refund|bring|tell|remind|forward|arrange <me>,
      tell|ask|remind|inform <any> <any>? to|that|about, let me|him|her|them|us know, take me|us|my|our off|out|number, leave it|this|that|them at|in|on|with|by, have a look|read|listen <any>?, read it|that|me|them, remove me|my|us, cancel|reschedule|book|transfer|connect|refund|repeat|confirm|order|add|change|send|update <any>, make it|that|sure|them, go through|over|back, look up|into|for, find out, please <go>?, talk to me, speak to me, listen to me, speak english, answer me, no listen, shut up and listen`,
  },
  { kind: 'request', starts: true, ends: 'open', phrases: `please, kindly, actually, listen, look, but first` },
  { kind: 'request', ends: 'text', notAfter: words('a an the my your this that no'), phrases: `representative, operator, agent, human, supervisor, manager, real person, help` },
  {
    kind: 'request',
    starts: true,
    phrases: `can|could|would|will you please|kindly|maybe, would|do you mind, it would be <nice> if, i would appreciate it if, there is a|another|an|one|something <any>? problem|issue|thing|mistake|error|else|more, there is something|one, this is an emergency`,
  },
];

export const uncertain: readonly PhraseGroup[] = [
  {
    kind: 'uncertain',
    phrases: `i am <very>* not <very>* sure|certain|convinced|clear|positive|following, not <very>* sure|certain|convinced|clear, i <very>* do not <very>* know|understand|get|follow|see|remember|recall|think, i can not decide|remember|recall|tell|hear|understand|think|follow, do not know|understand|remember,
      did not get|catch|hear|understand|follow that|you|it|the|what?, i did not <very>* get|catch|hear|understand|follow, i am <very>* <very>* confused|lost|unsure|puzzled|torn, a? bit|little confused|unsure|lost, you have lost me, you lost me, no idea, no clue, have not a clue, i have doubts, i doubt, having second thoughts, i am in two minds,
      let me think|see, let me have a think, let me think about <stuff>*, i am thinking, i am still thinking, i need to think, i have to think, i would have to check|think|ask|see, need to think, still thinking|deciding, hard|difficult to say, it depends, depends, what do you mean, that does not make <any>? sense, does not make sense, makes no sense, you are breaking up, can not hear you,
      i do not think that is|was all|everything|it|right, i suppose it could, who knows, i am not a hundred percent, am not a hundred percent, i am having second thoughts, hang on let me think, are you sure`,
  },
  {
    kind: 'uncertain',
    starts: true,
    ends: 'clause',
    phrases: `hmm, um, umm, uh, uhh, er, err, erm, ermm, em, ehm, maybe, perhaps, possibly, i guess so, i suppose so, might do, could be, might be, pardon, pardon me, i beg your pardon, beg pardon, beg your pardon, not quite, sort of, kind of, excuse me, dunno, not sure, come again, we will see, i wonder`,
  },
  { kind: 'uncertain', starts: true, phrases: `hmm, maybe i|we should|could|can|need|will, i will have to think|ask|check, that is a? bit odd|strange|weird, that is odd|strange|weird` },
];
