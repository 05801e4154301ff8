/** How callers end a call beyond words of leave: announcements and completion. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const conditional = 'if when whenever until unless before do does did should what why where how that not who which';

const going: readonly PhraseGroup[] = [
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(conditional),
    phrases: `i|we <hedge>* have? got|have|need|ought to <hedge>* <go> <off>? <tail>*, i|we <hedge>* must|should|better <hedge>* <go> <off>? <tail>*,
      i|we <hedge>* might|shall|will <hedge>* <go> now|then|off|home <tail>*, i|we <hedge>* must|should|better|will|shall|would|have|had|got|need to|better? be off|going|on|heading <tail>*,
      i|we <hedge>* would|had|have? better <go> <off>? <tail>*, i|we am|are going to <go> <off>? <tail>*, i|we <hedge>* will|should have to <go> <off>? <tail>*,
      i|we <hedge>* must|should|better|might|shall|will <hedge>* <move> going|moving|off|on|away|cracking|out|back <tail>*,
      i|we <hedge>* would|had|have? better <move> going|moving|off|on|away|cracking|out|back <tail>*,
      i|we <hedge>* have? got|have|need|ought to <hedge>* <move> going|moving|off|on|away|cracking|out|back <tail>*,
      i|we <hedge>* have? got|have|need|must|should|better|will to? get back to <stuff>+ <tail>*,
      i|we am|are away|out|gone then|now|so <tail>*, i|we am|are off then|now|so? <tail>*, i|we am|are off to work|bed|school|lunch|town <tail>*, i am out of here, i|we am|are heading off|out|home|back|now <tail>*,
      i|we am|are going|leaving|dashing|running now <tail>*, i am going to have|need to <go> <tail>*, i|we have <hedge>* got to <go> to a|my meeting|appointment|class|lesson`,
  },
  {
    kind: 'going',
    starts: true,
    ends: 'reason',
    phrases: `got|have|need to <go> <off>? <tail>*, better <go>|be <off>? <tail>*, got|have|need to <move> going|moving|off|cracking|on|back <tail>*, better be|get|crack|push off|going|on|back <tail>*,
      must <go> <off>? <tail>*, must get|be off|going|on|back <tail>*, off i go, i am off to <stuff> <stuff>?, i|we will take your|my leave <tail>*, time to go, time i was off|going, time for me to go, right i am off, let me go now, let me <move> going`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(`${conditional} has had have i he she they you we it never to would will`),
    phrases: `got|have to go|run|dash|fly now? <tail>*, need to run|dash|fly <tail>*`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words('if when until unless before not'),
    phrases: `i|we <hedge>* will|shall|should|can|must|would|had|have|got|better|need|going? better|to? let you <go> <tail>*, i|we <hedge>* will|shall|should|can|must|would|had|have|got|better|need? better|to? let you <move> back|off|going|on|away with? it|that? <tail>*,
      i|we <hedge>* will|shall|should|can|must|would|had|have|got|better|need? better|to? let you get back|on to|with <stuff>+ <tail>*, i|we will|shall|should let you get about your <stuff>+, i|we will|shall let you be, let me let you go <tail>*, i|we am|are going to let you go <tail>*, i|we have got to let you go <tail>*,
      i|we will|shall leave you to it|that <tail>*, i|we will|shall leave you in peace|alone, love you and leave you, i|we will|shall leave you with that,
      will|shall|do|would|should not keep|hold|take|delay|detain|bother you <tail>*, not want|like to keep|hold|take|delay|bother you|up <stuff>* <tail>*,
      will|shall|do|would|should not keep|hold|take you up? any? longer|more|further|on|from|long|too|much <stuff>* <tail>*, will|shall not take up any? more? of? your <stuff>+,
      i have kept|held you long|up enough|too? long? <tail>*, i have taken up? enough|too|much|plenty of|much? of? your time <tail>*, out of your hair,
      i|we will|shall|should|better|must get off the|this phone|line <tail>*, i|we will|shall let you off`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(conditional),
    phrases: `leave it there|here <tail>*, leave it at that <tail>*, let us call it a day, call it a day <tail>*, i|we will|should|shall say goodbye|bye|goodnight|cheerio|farewell <tail>*, i|we will|shall bid you <stuff>+,
      that is my cue, i|we have <hedge>* said? all|everything i|we have? to say, wrap it|this|things up <tail>*, we <hedge>* can|could|should end here|it|there here|there? <tail>*, until we speak|talk again, i can let you go,
      i have to take this|another call, i have got? another call|line coming|calling in?, i have got? a call coming|waiting in?`,
  },
  {
    kind: 'going',
    ends: 'reason',
    notAfter: words(conditional),
    phrases: `i|we <hedge>* have|got|need|ought|want|like|would|am|are got|like|going? to hang|ring|log|sign|get up|off the? phone|line|call? <tail>*, i|we will|must|should|shall|better hang|ring|sign|log up|off <tail>*,
      i|we would|am|are like|going to <end> the|this|your|our|my call|conversation|line|phone <tail>*, i|we will|shall|should|want|am|are|can|must to? <end>|ending|disconnecting|cutting|dropping|closing|keeping|terminating the|this|your|our|my call|conversation|line|phone <tail>*,
      i|we am|are hanging|ringing|signing up|off <tail>*, hanging up now <tail>*, i|we will|am|are|shall going? to? put|putting the phone|receiver down <tail>*, i|we am|are|will|shall end|ending it here|there <tail>*,
      i|we will|shall|am|are disconnect|disconnecting|hang|keep up? now? <tail>*, you|we can|may hang up|off? <tail>*, you|we can|may|could <end> the|this call <tail>*`,
  },
  {
    kind: 'going',
    starts: true,
    ends: 'reason',
    phrases: `please|kindly? hang up the? phone? <tail>*, please|kindly? <end> the|this call|conversation <tail>*, please|kindly? disconnect <tail>*, you can|may go|leave|disconnect <tail>*, this|the call|conversation is over, we are done|finished|through talking|here? now? <tail>*, i|we am|are done|finished talking|speaking to|with you <tail>*,
      i|we am|are done|finished|through talking|here now? <tail>*, i|we am|are done|finished|through with you|this <tail>*, i|we am|are done|finished|through with the|this call|conversation <tail>*`,
  },
  {
    kind: 'going',
    starts: true,
    phrases: `please? do not|never you? ever? call|ring|phone|contact|bother me|us|here|this again|anymore|number|back|house any? again|anymore|more?, do not you? ever? bother|contact me|us, do not|never you? ever? call|ring|phone|contact|bother me|us|here|this,
      never call|ring|phone|contact me|us|here|this again|number, no more calls, lose my|this number, please? stop|quit calling|ringing|phoning|bothering|harassing|pestering me|us|here|this|my? number|house?,
      please? leave me|us alone|be, leave my <stuff> alone, please? go away now|please?, get lost, get stuffed, buzz off, piss|bugger|sod|bog|rack|clear|shove|eff|fuck|f off, i have no|not time for this|that|you, i do not have time for this|that|you`,
  },
];

const done: readonly PhraseGroup[] = [
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not is why because since'),
    phrases: `that|this|which is|was <hedge>* all|everything <ending>*, that|this is <hedge>* the|my|your lot <ending>*, that is <hedge>* it <ending>*, that has been all|everything <ending>*, i think|guess so that is all,
      that|this|it|which will|would|should|ought|might|may|must to? be <hedge>* all|everything|it <ending>*, that|it will|should|would do me|us|it|nicely|for? <ending>*, that will do <ending>*, that should cover it <ending>*, that about|pretty covers|does|much it? does? it?,
      that is us|me done|sorted|finished|all|good|set|then|away|off set|sorted|done|good|set? <ending>*, that is us|me for today|now, that|it sorts|settles|wraps|covers|answers|clears|explains|completes|concludes|does it|me|us|everything|that|all things|up|out? up? <ending>*,
      that|you has|have? answers|answered|covered|sorted|solved|cleared|explained all? of? my|our|the|it|everything question|questions|query|queries|that|up|out? for|now? me|today? <ending>*, that was|is the|my only|last|main thing|one|question|reason|query <ending>*`,
  },
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not is why because since'),
    phrases: `that|this is|was <hedge>* all|everything|what i|we <hedge>* needed|wanted|required <sought>* <ending>*, that|this is|was <hedge>* all|everything i|we <hedge>* need|want|require <sought>* <ending>*, that|this is|was exactly|precisely what i|we needed|wanted|need <sought>* <ending>*,
      that|this is|was <hedge>* all|everything that? i|we was|were|had|came|called|rang|phoned <sought>+ <ending>*, that|this is|was exactly? what i|we was|were|came|called|rang|phoned <sought>+ <ending>*, that is <hedge>* all i|we will? need <sought>* <ending>*,
      that|this is <hedge>* all|everything i|we have? got|have|had for|to you|now|today|me|ask|say|discuss|report <ending>*, that gives|gave|tells me|us all|everything i|we need|needed <sought>*, this|that has been all|everything i needed`,
  },
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not there is or was were has are'),
    phrases: `nothing else|more|further <ending>*, nothing else|more|further that? i|we can think of <ending>*, nothing else|more|further to add|say|ask|report|know <ending>*, no nothing <ending>*, nothing that? i can think of <ending>*, 
      nothing else|more|further i|we need|want|have <sought>* <ending>*, nothing else|more? comes to mind <ending>*, not that i can think of <ending>*, not anything else|more <ending>*, nothing on|from my|our side|end <ending>*,
      i|we do|would|could|can not <hedge>* need|have|want|require anything else|more|further|other <sought>* <ending>*, i do not think i|we|there need|have|is anything else|more|further|other <sought>* <ending>*, do not need anything else|more|further <ending>*,
      i|we need|want|have nothing else|more|further <ending>*, i|we <hedge>* can not think of anything|nothing else|more <ending>*, i|we <hedge>* can not think of anything <ending>*, can not think of anything else|more? <ending>*, i|we can not think of a whole? lot else|more to say,
      no|not|any|without any? more|further|other|additional|else questions|queries|concerns|requests|issues <ending>*, no questions|queries from|at|for|here|now me|us|all|now? <ending>*, no other|further|more business <ending>*,
      i|we do|did not have any more|further|other|additional questions|queries|concerns|issues <ending>*, i|we have got? no|zero more|further|other|additional? questions|queries|concerns|issues <ending>*, i do not have any questions <ending>*,
      i have run out of questions, out of questions, i|we have asked everything|all i|we wanted|needed to?`,
  },
  {
    kind: 'done',
    ends: 'name',
    notAfter: words('if when not they he she it was once until'),
    phrases: `i|we am|are <hedge>* all? totally|completely|pretty? much? set|sorted|good|squared|covered|settled away? <ending>*, we are <hedge>* all? done|finished <ending>*, i|we am|are <hedge>* all done|finished <ending>*, i am done <ending>*,
      all set|sorted|done|good|finished|settled|covered <ending>*, sorted <ending>*, job done|sorted <ending>*, job is done|a, i|we am|are good|set|okay for now|today|the|this <ending>*, i think i|we am|are good|set|done <ending>*,
      i|we have? got? everything|all that? i|we have|will? need|needed|want|wanted|require|required <sought>* <ending>*, got what i|we needed|came|wanted for? <ending>*, i|we have? got? what i|we needed|came|need|wanted <sought>* <ending>*, i|we have? got all the <stuff> i|we need|needed|want|wanted <sought>* <ending>*,
      got everything|all i|we need|needed|wanted <sought>* <ending>*, you have told|given me|us everything|all i|we need|needed|wanted <sought>* <ending>*, i|we have? covered everything|it all? <ending>*, everything is clear|sorted|good|fine|done|covered|settled|okay now? <ending>*,
      everything clear|sorted|done now? <ending>*, it is all sorted|done|clear <ending>*, all is? clear|well <ending>*, all my? doubts|questions|queries are? cleared|clear|answered|resolved <ending>*,
      my doubt|doubts|query|queries|question|questions|issue|issues is|are|has|have all? been? cleared|clear|resolved|solved|answered|sorted <ending>*, no complaints, i will leave it at that <ending>*`,
  },
];

const besideThanks: readonly PhraseGroup[] = [
  {
    kind: 'fine',
    starts: true,
    ends: 'name',
    phrases: `i|we am|are <very>* fine|okay|alright|happy|grand|cool|satisfied|good <ending>*, that is me|us <ending>*, yes|yeah|yep|yup|aye|exactly|okay that is it <ending>*, nothing <ending>*, not really <ending>*, none <ending>*, no more <ending>*, not a thing <ending>*, not today <ending>*, not right now <ending>*, nothing at all <ending>*,
      not at the|this moment|time <ending>*, not for now <ending>*, i|we do not think|believe so <ending>*, do not think so, no need <ending>*, never mind <ending>*, not to worry <ending>*, do not worry about? it|that? <ending>*, forget about? it <ending>*,
      it does not matter, i would not think so, leave it <ending>*, do not bother, i|we will leave it <ending>*, do not bother, i|we think so, that is all i have? got|have|had|know <ending>*, i will manage, i will be fine|okay|alright, it is fine|okay|alright, that is fine|okay|alright, no bother <ending>*`,
  },
  {
    kind: 'promise',
    ends: 'clause',
    phrases: `i|we will|shall|can do|try that|this|it|so <time>* <ending>*, i|we will|shall check|read|look|have it|that|at|into|over|a look|that? out|over? <time>*, not interested <ending>*, i|we am|are <very>* not <very>* interested <ending>*,
      i|we will|shall be there <time>*, i|we will|shall let <stuff> <stuff>? know <time>*, i|we will|shall tell <stuff> <stuff>?, i|we will|shall give it|that a go|try|shot|whirl <time>*, i|we will|shall keep an eye out|on for? it|that?,
      looking forward to it <ending>*, i|we am|are looking forward to it <ending>*, can not wait, i can not wait, i|we will|shall think about it|that <ending>*, i|we will|shall think it|that over <ending>*, i|we will|shall wait to hear <stuff>*, i|we will|shall wait for the|your|that <stuff>+,
      i|we will|shall look out for it|that|the|your <stuff>*, i|we will|shall have a think <stuff>*, i|we will|shall sleep on it, i|we will|shall bring it|that|them|those with|along? me? <time>*, i|we will|shall pass it|that on, i will let you know <time>*, let you know <time>*, if it|that|this does|is not work|working|fit|suit?, if anything|something changes|happens, if i|we|there need|is|have to|anything|one|any|a? problem|problems|issues|trouble|else|questions?, call|ring|phone|try back|again <time>*, get back to you <time>*,
      i|we have? got it|that written|noted? down?, i|we have written|noted it|that down, i|we will|shall get that|it|on done|sorted|to? it|that? <time>*, i|we will|shall try again <time>* <ending>*, maybe|perhaps next|another|some time <ending>*, another time <ending>*`,
  },
  {
    kind: 'leave',
    ends: 'clause',
    notAfter: words(conditional),
    phrases: `i|we will|shall call|ring|phone|try you? back|again|you <time>* <ending>*, i|we will|shall give you a call|ring|bell|shout|buzz back? <time>* <ending>*, i|we will|shall get back to you <time>* <ending>*,
      i|we will|shall call|ring|phone|try|be|get you? back|again? in? touch? if i|we|there need|have|is|am|want|get <stuff>*, i|we will|shall let you know if <stuff>+, i|we will|shall give you a call|ring|shout if i|we need|have <stuff>*,
      let me think about it and i? will? call|ring|get|phone you? back to? you? <time>*, i|we will|shall think about it and i? will? call|ring|phone|get you? back to? you? <time>*`,
  },
];

export const callerEnds: readonly PhraseGroup[] = [...going, ...done, ...besideThanks];
