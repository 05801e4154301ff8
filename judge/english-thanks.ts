/** Thanks, short acknowledgements and empty words of callers. Data only. Source: design ending.md section 5. */
import type { PhraseGroup } from './phrases.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const reported = words('not to with no');

export const callerThanks: readonly PhraseGroup[] = [
  {
    // Manners in mid-conversation, or no thanks at all.
    kind: 'content',
    phrases: `thanks for waiting|holding|nothing|coming|joining <stuff>*, thank you for waiting|holding|nothing|coming|joining <stuff>*,
      thanks for calling|ringing|phoning|getting|coming me|us? back <stuff>*, thank you for calling|ringing|phoning|getting|coming me|us? back <stuff>*,
      thanks for picking|answering up? <stuff>*, thank you for picking|answering up? <stuff>*, thanks for returning <stuff>+, thank you for returning <stuff>+,
      thank god|goodness|heavens|christ|the <stuff>?, thanks to my|his|her|the|their|that|this <stuff>*, thanks for the offer but <any>,
      no thanks to <stuff>+, thank you card|letter|note, that will be <nice>, that would be <very>* <nice>, that would be <very>* helpful|kind|appreciated,
      it would be <very>* appreciated|helpful|<nice>, i would appreciate it|that if <any>`,
  },
  {
    kind: 'thanks',
    notAfter: reported,
    phrases: `thanks, thank you, many|big|huge|massive thanks, thanks|cheers a|again|very|so|ever|awful|alot|loads|heaps <very>* lot|lots|million|mill|bunch|ton|much|again|mate?,
      thank you <very>* much|kindly|indeed|again <tail>*, thank you <very>* kindly|indeed <tail>*, thank you again <tail>*, thanks again <tail>*,
      thank you <tail>+, thanks <tail>+, thank you <very>* much indeed|again, thanks <very>* much indeed|again, thanks a lot|million|bunch|ton|mil again?,
      thanks anyway, thank you anyway, thanks all the same, thank you all the same, a? million thanks, thanks a mill|mil, go raibh maith agat, gracias, shukriya, dhanyavad,
      cheers for <stuff>+, ta for <stuff>+, ta very much, ta muchly, ta so much, much obliged|appreciated, i am much obliged, thanks <tail>* for,
      thank you <folk>, thanks <folk>`,
  },
  {
    kind: 'thanks',
    notAfter: reported,
    phrases: `thanks <very>* again? for <stuff>+, thank you <very>* again? for <stuff>+, thanks a lot|million|bunch again? for <stuff>+,
      thanks <very>* again? for <stuff>* you|that have|did|do|does|gave|were|given|done <stuff>*, thank you <very>* again? for <stuff>* you have|did|do|gave|were|given|done <stuff>*,
      thanks <very>* again? for <stuff>+ and your|all|being|the|everything|for|taking|putting <stuff>*, thank you <very>* again? for <stuff>+ and your|all|being|the|everything|for|taking|putting <stuff>*,
      thanks for telling|letting|explaining|showing|checking|confirming me|us? know? what|when|how|where|who|which <stuff>+, thank you for telling|letting|explaining|showing|checking|confirming me|us? know? what|when|how|where|who|which <stuff>+,
      thanks a lot|million|bunch again? for <stuff>+ and your|all|being|the|everything|for|taking <stuff>*`,
  },
  {
    kind: 'thanks',
    ends: 'name',
    starts: true,
    notAfter: reported,
    phrases: `cheers <tail>*, ta <tail>*, nice one cheers, for everything, for all your|the <stuff>+, for your|the <nice>? help|time|patience <tail>*, appreciated`,
  },
  {
    kind: 'thanks',
    notAfter: words('not if would'),
    phrases: `i|we <very>* do? <very>* appreciate it|everything <tail>* you|have|did|done*, i|we <very>* do? <very>* appreciate you|your|all|the <stuff>* <tail>*,
      <very>* appreciate it|you <tail>*, <very>* appreciate your|the|all <stuff>+, i|we am|are <very>* grateful|thankful <tail>* for? <stuff>*,
      i|we can not thank you enough <stuff>*, how can i ever? thank you <stuff>*, i do not know how to thank you, i owe you one,
      i do not know what i would have|do done? without you, what would i do without you, i could not have done it without you,
      i|we <hedge>* want|wanted|like|need|would|am|calling|rang|called? like|love|calling? to say|express? thank|thanks you? <very>* much? for? <stuff>*,
      i would like to thank you <stuff>*, god bless you for <stuff>+, i <very>* appreciate that help|call|from you`,
  },
  {
    kind: 'thanks',
    notAfter: words('not if'),
    phrases: `you have been|are|were <very>* a|an? <very>* <kind> <tail>* to|with? me|us?, you have been|are|were <very>* a|an <very>* <kind>? big|massive|huge|such? <treasure> <tail>*,
      you have been|are|were <very>* a|an? <treasure>, you are the best, you have been|are|were so <kind> and <kind>, you guys are|have <very>* been? the? best|great|<kind>,
      you have made my day, you made my day, you have been|are|were a|an? <very>* <kind> and <kind>, you have helped <stuff>* a? lot|loads|heaps?, you have helped me <very>* much? <stuff>*,
      you have saved me|my|the <stuff>+, you have been|are|were <very>* a? lovely|real|<kind> man|woman|lady|girl|lad|boy|fella|gentleman|person|people,
      what a|an <very>* <kind>? <treasure> you|that are|were|was|is|have? been?, what a|an <very>* <kind>? <treasure>, what a|an <very>* <kind> <stuff> you are|were|have been?,
      that|it is|was|has been? <very>* kind|sweet|helpful|decent|generous|good|nice|lovely of|from you <tail>*, that|it|this is|was|has been? been? <very>* helpful|kind|useful, that|it is|was|has been? been? a|an? <very>* <kind>? godsend|lifesaver|help,
      that|it is|was a <kind>|big|huge|massive|real help, how <very>* <kind> of you, how <very>* <kind> you are, <very> kind|sweet|generous|good|nice of you, what a relief, that is <very>* a? relief,
      great|good|brilliant|fantastic|excellent service|job|work|help, that helps <stuff>* a? lot|loads`,
  },
  {
    kind: 'leave',
    starts: true,
    ends: 'clause',
    phrases: `you are <very>* welcome <tail>*,  you are most welcome <tail>*, no do not mention it, do not mention it, my pleasure <tail>*, the? pleasure is|was all? mine,
      and you too?, and yourself, you and yours too?, welcome`,
  },
  {
    kind: 'ack',
    starts: true,
    phrases: `okay, oh, ooh, ah, ahh, aw, huh, really, is it right, right, alright, yeah, yes, yep, yup, yah, aye, mhm, sure, cool, great, perfect, lovely, brilliant, excellent, wonderful, fantastic, super,
      superb, grand, sound, fine, good, nice, awesome, amazing, sweet, fab, fabulous, smashing, marvellous, splendid, terrific, champion, ace, wicked, deadly,
      savage, class, beauty, beaut, ripper, magic, mint, belter, mega, bravo, wow, super duper, okay doke|dokey|dokie|dokes, okie doke|dokie|dokey, okay fine,
      got it, got you, gotcha, got that, i see, i understand, understood, i get it|you, fair enough, fair play, no problem, no problem at all, not a problem, no probs, no bother, not a bother, no drama|dramas, no trouble,
      will do, sounds|sound <very>* <nice>, that|it all? sounds <very>* <nice>, that|this|it is <very>* <nice>, that|it is <very>* fine|okay|alright|right|true|correct|cool|grand|wonderful, that|it is fine by|with me,
      that makes sense, makes sense, righto, righty oh|ho, rightio, right oh|ho|you|so are?, roger that?, noted, copy that, exactly, absolutely, definitely, certainly, of course, indeed,
      true, nice one, happy days, too right, good stuff|man|girl|lad|on|oh you?, good woman, well done, lovely jubbly|stuff|job, too easy, sweet as, no worries, no worries at all, very good|well, i know, i hear you, done, that helps, me too, same here, i did too, so did|do|am i, neither do i, very helpful|useful|kind,
      deal, accha, acha, achha, haan, han, ji, hanji, haanji, theek hai, thik hai, theek, as you say, all good, my goodness, good grief, oh my, yes sir|maam|madam, sure thing, you bet, right on, ten four, ah sure,
      perfectly fine, all is good|well, what a|an <nice> <stuff>*, how <nice>, how sweet, how kind, <very> <nice>, that was <very>* <nice>, good idea, no rush, i would not worry, go on then, go on so`,
  },
  { kind: 'no', starts: true, phrases: `no, no no, not, no way, no sir|maam|madam` },
  { kind: 'thanks', starts: true, phrases: `no thank you, no thanks` },
  {
    kind: 'noise',
    starts: true,
    phrases: `well, so, then, now, anyway, sorry, hey, look, listen, actually, right so, you know, i mean, like, to be honest, <folk>, my friend|love|dear|darling|lovely|lad|girl|dude|good, please, kindly, again, well then, now then,
      for now, honestly, basically, i guess, i suppose, i think, what can i say, i am sorry, i am so sorry, sorry about that, sorry for the|your|bothering|taking <stuff>+, sorry to bother|trouble|disturb|keep|have <stuff>+, apologies, no offence|offense, thank god|goodness,
      for today, today, too, as well, definitely, though, hopefully, on my|our side|end, from my|our side|end`,
  },
  {
    kind: 'content',
    phrases: `by the way, bye law|laws|week|line, goodbye party|letter|card|note|present|gift|kiss|speech|do, yes|yeah|yep|okay|sure? please <tail>*, good morning|afternoon|evening, <nice> to meet you`,
  },
];
