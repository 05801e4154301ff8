/** Words that give no answer: a refusal, a delay, a question back, a line that breaks up. */
import type { Kind } from './text-question.ts';

const know = `(?:know|remember|recall|think of|have (?:it|that|one|them|the|any|a)\\b|got (?:it|that|one)\\b|find|see it|read it|read the|tell you|say|pronounce)`;

const refusals = [
  `(?:rather|prefer|prefer to) (?:not|talk|speak|discuss|wait|tell|explain|do)`,
  `(?:the|my|our) (?:usual|same|regular)(?: (?:one|ones|thing|place|address|name))?$`,
  `not (?:telling|saying|giving|comfortable|sharing|going to (?:tell|say|give)|gonna (?:tell|say|give)|supposed to|allowed to)`,
  `(?:(?:don't|do not|didn't|did not) (?:see why|want|wish|like|feel like)|why (?:do|would|should|are) (?:you|i)|what do you (?:need|want|mean)|do i (?:have|need) to|none of your|mind your own)`,
  `(?:it's|that's|that is|it is) (?:private|personal|confidential|none of)`,
  `(?:already|just) (?:gave|give|given|told|said|have (?:it|that|all)|got (?:it|that)|know|did)|(?<!if )(?:you|they|you've|should) (?:should |must |probably |already |surely )*(?:already |have |got ){1,2}(?:it|that|my|all that|this)`,
  `(?:on file|in (?:your|the) (?:system|computer|records|files)|look it up|look me up|check your|(?:^|^it's |is |it is |^just |^the )same as|same one|^the same (?:as|one|again)|as (?:last time|before)|like last time|ask (?:my|him|her))`,
];
const lacks = [
  `(?:don't|do not|can't|cannot|can not|couldn't|didn't|never|won't)(?: even| really| quite| actually| seem to| ever)? ${know}`,
  `haven't (?:got|a clue|the foggiest|decided)|have not got|no (?:idea|clue|preference)|not (?:sure|certain|decided)|(?:i|we|i've|we've|have|completely|totally) forgot(?:ten)?(?:$| it| that| what| the name| which)|i forget(?:$| what| the name| which)|slipped my mind|tip of my tongue|depends|undecided|couldn't tell you|you tell me|who knows|your guess|whichever|whatever|any of (?:them|those)|don't mind|do not mind|(?<!if |when |case )(?:nobody|no one)(?! (?:uses|calls|likes|remembers|can|ever|knows|gets|could|spells|else|believes))|not applicable`,
  `either .+ or`,
  `(?:haven't|have not|hasn't|didn't|don't|isn't|not)(?: [a-z']+){0,5} yet|^not yet|still (?:deciding|choosing|looking|thinking)`,
  `can't (?:decide|make up)|need to (?:find|look|check|ask|think)|have to (?:find|look|check|ask|think)|let me (?:find|check|look|get|ask|grab|fetch|pull)(?!.* (?:it says|it's|says|that's|here we are) )|let me just|need a (?:minute|moment|second)`,
];
/** At the start; unless the answer comes after all: "hang on … it's". */
const delays = [
  `^(?:(?:sorry|oh|well|um|yes|okay|just|uh|ooh|please) )*(?:hang on|hold on|one (?:sec|second|moment|minute)|just a (?:sec|second|minute|moment|tick)|(?:give|gimme) (?:me )?an? (?:sec|second|minute|moment)|bear with me|wait a (?:sec|second|minute|moment)|hold the line|two (?:secs|seconds|ticks|minutes))(?!.* (?:it's|it says|says|that's|here|here's|so|actually|make it|got it) )`,
];
const questions = [
  `^(?:(?:sorry|hello|hi|oh|well|um|wait|and|but|before that) )*(?:do|does|did|is|are|was|were|am|will) (?:you|it|they|there|this|that|i|we|the|your)(?= )`,
  `^(?:(?:sorry|pardon|excuse me|hello|hi|oh|well|um|wait|hang on|hold on|please) )*(?:what|why|how|who|which|when|where)(?:'s|s)?(?: (?!about|it called|was it called|is it called|it's called|was it the|was it [a-z]+ [a-z]+))`,
  `^(?:sorry|pardon|excuse me|what|eh|come again|say again|repeat|huh|say what)(?: (?:me|what|please|again))*$`,
  `(?:can|could|would|will) you (?:please )?(?:repeat|say|tell|explain|speak|hear|slow|ask|help|come|talk|clarify|give me|spell|check|look|find|see|call)`,
  `(?:say|repeat|ask) (?:that|it|the question)? ?again|speak up|slow down|didn't (?:catch|hear|get|understand)|did not (?:catch|hear|get|understand)|don't (?:understand|follow|get it)|do not understand`,
  `(?:do|did|you) (?:you )?mean|(?:is|are|am) (?:this|you|i) (?:a |an |the |speaking|talking)|(?:real|actual) (?:person|human)|(?:a|to) (?:person|human|robot|machine|agent)|talk to somebody|talk to someone|speak to (?:somebody|someone)`,
  `can you hear|hear me|hear you|(?:you're|you are|voice is|line is|line's|phone is|signal is) (?:breaking|cutting|very|really|so|bad|faint|terrible)|bad line|bad connection|you there|which (?:one|name|address|number) (?:do|did|of)`,
];

/** Of what happened, too, callers say that they do not have, find or see it. */
const statement = new RegExp(
  `(?:^| )(?:${[...refusals.slice(0, 3), `(?:don't|do not) know(?:$| what to| how to| why)|no (?:idea|clue)$|not sure$|forgot(?:ten)?$`, ...questions.slice(4)].join('|')})(?= |$)|${[...delays, ...questions.slice(1, 3)].join('|')}`,
);
const item = new RegExp(
  `(?:^| )(?:${[...refusals, ...lacks, ...questions.slice(3)].join('|')})(?= |$)|${[...delays, ...questions.slice(0, 3)].join('|')}`,
);

/** `words` in lower case, without marks. */
export const isDeclined = (words: string, kind: Kind): boolean => (kind === 'statement' ? statement : item).test(words);
