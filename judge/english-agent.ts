/** How voice agents end a call beyond words of leave, and what in their words keeps it open. Data only. Source: design ending.md section 4. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const conditional = words('if when whenever until unless before did not should to say saying said');

export const agentEnds: readonly PhraseGroup[] = [
  {
    kind: 'content',
    phrases: `thanks|thank you? <very>* for waiting|holding|confirming|sharing|providing|clarifying|asking|letting|that|the|this|those|checking|explaining|bearing|telling|giving|verifying|spelling|repeating|pointing|bringing|answering|sending|staying|joining|coming <stuff>*,
      thanks|thank you? <very>* for your <stuff>? patience|understanding|honesty|response|answer|reply|details|information, thank god|goodness`,
  },
  {
    kind: 'thanks',
    notAfter: conditional,
    phrases: `thanks|thank you? <very>* lot|million? again? for taking? your|the|all|taking <stuff>? time|call|help|business|feedback|participation|support|interest|order|custom|loyalty|patronage|today|inquiry|enquiry|purchase|conversation|chat|trust|visit <stuff>*,
      thanks|thank you? <very>* again? for calling|ringing|phoning|choosing|contacting|reaching|speaking|talking|chatting|visiting|using|trusting|being|dialing|dialling|shopping|flying|staying|booking|ordering|banking|considering|participating|taking|getting <stuff>* and? <stuff>*,
      thanks|thank you? <very>* again for? <stuff>*, we|i <very>* do? <very>* appreciate|value your|you <stuff>? business|call|time|help|custom|support|loyalty|feedback|calling|patronage|trust <stuff>*, <very>* appreciate your time|business|call|help <tail>*,
      thanks for having me, thank you for having me`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: conditional,
    phrases: `i|we will|shall|should|can let you go|get|be|enjoy back|on|now|off|to|your|with|going|it <stuff>* <tail>*, i|we will|shall let you go <tail>*, i|we will|shall not keep|take|hold|bother you|up <stuff>* <tail>*, i|we will|shall leave you to it|that <tail>*,
      i|we will|shall|am|are now? going? to? end|ending|disconnect|disconnecting|close|closing|drop|hang|hanging|terminate|conclude up? the|this|our? call|conversation|line? <tail>*, ending|disconnecting|closing|terminating the|this call <tail>*, this|the|our call|conversation will|is now? be? end|ending|ended|over|disconnected|disconnect|finished|complete|terminated <tail>*,
      this|that concludes|completes|ends|wraps|brings our|the|your|this|up call|survey|conversation|questions|interview|session|appointment|chat|everything <tail>*, call ended, signing off, i|we will say goodbye|bye|goodnight <tail>*, i|we will hang up <tail>*,
      that is|was all|everything <ending>*, that is|was all|everything i|we need|needed|have|had from|for? you? <ending>*, that is all the questions i have <ending>*, we are all? done|finished <ending>*, until next time, i|we will not call|bother|contact you again|anymore|further,
      we|i look|am|are looking? forward to seeing|welcoming|meeting|serving|speaking|hearing|helping|having|hosting|working you <stuff>* <time>*, looking forward to seeing|welcoming|meeting|serving|speaking|hearing you <stuff>* <time>*, we hope to see|hear|speak from|with|to? you <time>* <stuff>*, hope to see you <time>*, see you <stuff>? <time>*,
      we can not wait to see|meet|welcome you <time>*, it was|is|has been? my|our|a|an|great <nice>? pleasure to? speaking|serving|helping|assisting|help|assist|serve|talking|speak|talk with|to? you? <stuff>*`,
  },
  {
    kind: 'soft',
    phrases: `feel|please free to? call|reach|contact|ring|get|give|let|come|visit|text|email|phone <stuff>* <time>*, please? do not hesitate to? <stuff>* <time>*, if you|there|anything ever|have|need|think|want|change|changes|comes|is|are|do <stuff>* please? feel|call|let|give|reach|contact|ring|get free|us|out|me|just? <stuff>* <time>*,
      i am|was happy|glad|pleased i|we|to could|can|help|assist|be|was|have help|assist|of|able? <stuff>*, happy|glad|pleased to|i|we could|can|help|have? help|helped|assist|be? <stuff>*, please? give|call|ring|contact|reach|let|phone us|me|out back|a|know? <stuff>* if|anytime|any|should|whenever <stuff>* <time>*, we are here|always <stuff>* if|whenever|for|to <stuff>* <time>*,
      i am|we here if|whenever you <stuff>*, call us <time>* anytime|back, sorry|apologies to|for|about have|the|that|any|your|bothering|disturbing <stuff>*, i apologize|apologise for <stuff>+, my apologies for <stuff>+, you know where to find us, you know where we are, we are here anytime`,
  },
  {
    kind: 'request',
    phrases: `hold on, hang on, please hold, one moment|second|sec|minute|more, a|just moment|second|minute, bear with me, stay on the line, stay with me, hold the line, before you|i|we go|hang|end|let|finish|say, how can|may i|we, how i|we can|may help|assist, can i|we help, may i|we help,
      let me check|see|look|find|pull|get|know|just|transfer|connect|confirm|take|make|try|put|grab|verify, let us get|start|begin|go|talk|move, i will|am going|now? to? transfer|transferring|connect|connecting|put|putting|check|checking|look|looking|pull|pulling|look you|that|up|for|your|the|into|it, transferring|connecting you, i need|will need, i would like|need|love to, i have a|one|two|a|some|few|another couple|more|few? question|questions|thing|things,
      one more|last|final question|thing, could|can|would|will|may you|i|we, do you, are you, what is your, let us know what|which|how, tell me, please tell|confirm|provide|say|press|spell|give|enter|repeat|choose|select|state|listen|answer|leave|record|stay|wait, say yes|no, press one|two|1|2|any, to confirm, first, next, you have reached|called, you are through|speaking to|with, this call may be|is being, for quality, leave a message`,
  },
  {
    kind: 'greeting',
    starts: true,
    phrases: `hello, hi, hiya, welcome to <stuff>*, good morning|afternoon|evening, good day, greetings, howdy, this is <stuff>+ speaking|calling|here|from, you are <stuff>+ with`,
  },
  {
    kind: 'ack',
    starts: true,
    phrases: `okay, right, alright, yes, yeah, sure, great, perfect, lovely, brilliant, excellent, wonderful, fantastic, super, good, fine, nice, awesome, got it, understood, i understand, of course, no problem, no worries, absolutely, certainly, definitely, that|it is|sounds <very>* <nice>,
      you are <very>* welcome, you are most welcome, my pleasure, anytime, any time, do not mention it, thank you, thanks, thank you so|very much, thanks so much, that is no problem, no problem at all, not at all, sounds <nice>, noted, i see, fair enough, completely understand, no, glad to hear it|that, i am glad to hear it|that, great to hear, sorry about that, it is no trouble, exactly, that is right|correct|okay|fine, very good|well`,
  },
  {
    kind: 'noise',
    starts: true,
    phrases: `well, so, then, now, anyway, please, and, again, in the meantime, until then, <folk>, on behalf of <stuff>+, from all of us at|here <stuff>*, from everyone at|here <stuff>*, sir, maam, my friend, once again, with that, otherwise, in that case, if not, if there is nothing else|further, if that is all|everything, for now, today`,
  },
];
