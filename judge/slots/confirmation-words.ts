/** What callers say to "is that right?": whether they agree, deny, or do neither. Data only. */
import { wordSet } from './tokens.ts';

export const phrases = (text: string): string[][] => text.split(',').map((phrase) => phrase.trim().split(/\s+/));

/** These outweigh a yes or no before them. */
export const denials =
  phrases(`sent it back, was stolen, that's gone, ages ago, years ago, already cancelled, mixed me up, mixed up with, not that i know, not us, none of that, none of it, no good, no use, cancelled that, cancelled it, cancelled those, sold it, sold that, got rid, long gone, i never, we never, i've never, we've never, have never, nobody said, out of the question, doubt it, the opposite, changed our minds, changed our mind, wrong one, wrong way, rubbish, nonsense, not right, not correct, not quite, not exactly, not really, not my, not what, not it, isn't right, isn't correct,
  wasn't, is not, it isn't, it's not, that's not, incorrect, wrong, false, negative, didn't say, afraid not, i don't think so, don't think so,
  except, apart from, but, almost, nearly, close but, instead, actually make, actually it's, i meant, should be, change it, change that,
  never said, you did not, you didn't, you have not, you haven't, fraid not, amiss, way off, miles off, a bit off, misheard, heard wrong,
  mistake, mixed up, mix up, no way, far from it, not at all, not even, start over, start again, does not sound right,
  doesn't sound right, ain't right, try again, changed my mind, yeah nah, uh uh, nuh uh, not okay, not ok, not good, not happy, let's not, not yet, not just yet, rather not, rather you didn't, rather i didn't, prefer not, nothing of the sort, not a word, someone else's,
  somebody else's, wrongly, don't do that, please don't, noted wrong, no longer, any more, anymore, neither, on no account, hardly, i'm not, i am not, we're not, we are not, it does not, it doesn't, i don't, i do not, we don't,
  i didn't, i did not, we didn't, i can't, i cannot, i can not, we can't, i won't, i will not, i haven't, i have not, doesn't work, does not work, won't work, doesn't suit, can't do, can't make, too expensive, too much, too late, too early, other way round, other way around, you've got me wrong, everything else, the rest is, the rest of it,
  all the rest, forget it, forget that, not the case, not so, not a chance, no chance, not today, not for me, certainly not, definitely not, absolutely not, of course not, not likely, not possible, leave it, hold off, cancel that,
  you misunderstood, a misunderstanding, nowhere near, out of date, not that one, not me, isn't me, not in the least, not in the slightest, you're joking, must be joking, not mine, not ours, not happening, don't bother`);
export const assents =
  phrases(`that's right, that's correct, that is right, that is correct, that's fine, that is fine, that's it, that's okay, that's ok,
  that's good, that's perfect, that's great, that's lovely, that's grand, that's brilliant, all right, all good, no problem, you got it, you've got it, got it, sounds good, sounds right, looks good,
  spot on, why not, that's the one, it's right, it's correct, it is correct, is correct, is right, too right, ten four, roger,
  go on then, go on, go ahead, go for it, no doubt, no question, you're good, you are good, we're good, all good, bang on, sure is,
  that's me, that is me, that'll do, that will do, fair enough, works for me, this is good, is good, no worries, no complaints,
  nothing wrong, nothing to add, couldn't be more, could not be more, about right, sounds about right, you have it, you have got it, that's true,
  that is true, it is true, it's true, it does, it sure does, that's what i said, that is what i said, as i said, you bet, a hundred percent,
  hundred percent, one hundred percent, hundred and ten percent, that works, i confirm, confirmed, on the money,
  on the nose, you nailed it, nailed it, you heard right, heard me right, dead right, quite right, that's how, that is how, i can confirm,
  nah yeah, bingo, can't argue, cannot argue, not a problem, i believe so, it right, perfectly right, no objection, no objections,
  tis indeed, tis, can't complain, no complaint, i agree, we agree, agreed, that's the ticket, please do, go right ahead, sounds great, sounds perfect, sounds lovely,
  sounds fine, looks great, looks fine, looks right, seems right, seems fine, lovely job, i can't fault, can't fault, not wrong, hit the nail, in one, put it better, put that better, to a tee, to a t, by all means, be my guest, wouldn't change a thing,
  that's exactly, exactly that, exactly right, absolutely right, so yes, so yeah, so sure, much obliged, makes sense, happy with that, suits me, suits us, works well, works great, be great, be lovely, be perfect, be fine, still good, see you then, ticket, let's do it, couldn't agree more, no bother, you read my mind`);
export const yes =
  wordSet(`yes yeah yep yup ya yah correct right exactly perfect sure okay ok mhm mmhm absolutely definitely indeed
  affirmative precisely fine aye si totally certainly alright great true agreed haan ja oui hai da grand lovely brilliant
  cool cheers ta naturally obviously yessir good excellent surely genau exactement claro certo jawohl perfetto naturlich exacto esatto bien`);
export const no = wordSet('no nope nah non nein nee nej nyet');
export const trailing =
  wordSet(`please thanks thank you very much it is that's that this i think so guess the one of course all good thing
  very uh huh mm hm yes no well oh and sir ma'am madam totally very mate love dear darling pal only sadly unfortunately
  luckily indeed again go now you are sure am i'm afraid to say like a`);

/** Said of what was asked, they are no answer to it. */
export const questions =
  phrases(`what did you, what was that, what do you mean, could you repeat, can you repeat, could you say, can you say, say that again,
  say again, come again, repeat that, repeat it, didn't hear, did not hear, not heard, haven't heard, didn't catch, did not catch, pardon,
  hang on, hold on a, one second, one moment, just a second, let me check, let me look, let me see, not sure, don't know, do not know, no idea,
  made my mind up, made up my mind, haven't decided, have not decided, i guess, i suppose, maybe, might be, could be, possibly, who is this, who are you, what for, why do you`);
