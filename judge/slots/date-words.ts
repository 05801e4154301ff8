/** Words of English dates. Data only. */
import { wordSet } from './tokens.ts';

const numbered = (words: string, from: number): ReadonlyMap<string, number> =>
  new Map(
    words.split(',').flatMap((names, index) =>
      names
        .trim()
        .split(' ')
        .map((name) => [name, from + index] as const),
    ),
  );

/** 0 is Monday. */
export const weekdays = numbered(
  'monday mon,tuesday tue tues,wednesday wed weds,thursday thu thur thurs,friday fri,saturday sat,sunday sun',
  0,
);
export const pluralWeekdays = wordSet('mondays tuesdays wednesdays thursdays fridays saturdays sundays');

export const months = numbered(
  `january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sep sept,october oct,
   november nov,december dec`.replace(/\s+/g, ' '),
  1,
);

export const ordinals = numbered(
  `first,second,third,fourth,fifth,sixth,seventh,eighth,ninth,tenth,eleventh,twelfth,thirteenth,fourteenth,fifteenth,
   sixteenth,seventeenth,eighteenth,nineteenth,twentieth,-,-,-,-,-,-,-,-,-,thirtieth`.replace(/\s+/g, ' '),
  1,
);

/** Before a date they make it a bound or a guess and no day. */
export const bounds =
  wordSet(`before after until till by since every except between around about early late mid beginning
  end middle any a an roughly approximately nearly sometime other between starting commencing week weeks quarter`);

/** Spans in which the day is still open. */
export const spans: readonly (readonly string[])[] = `next week,this week,next month,this month,next year,this year,last
  week,last month,last year,previous week,the weekend,this weekend,next weekend,weekend,as soon as possible,asap,any day,any
  time,anytime,whenever,end of the month,end of month,a few days,few days,few weeks,couple of days,couple of weeks,couple
  weeks,couple days,after next,the day after,the day before,the week after,the week before,ramadan,eid`
  .split(',')
  .map((phrase) => phrase.trim().split(/\s+/))
  .toSorted((a, b) => b.length - a.length);

/** Parts of a day; a number before or after them is a time. */
export const halves = wordSet("am pm a.m p.m o'clock oclock");
/** A number behind these is a time: "at three", "half past nine". */
export const beforeTime = wordSet('at past around about to from till until after before by');

/** "Tuesday mornings" are many days. */
export const recurring = wordSet('mornings afternoons evenings nights');
/** What may follow "the 25th" where it is a day; a noun makes it the 25th of something else. */
export const behindDay =
  wordSet(`at in on please would is works work if for maybe should around morning afternoon evening night
  noon no nope not sorry wait actually i i'd i'll or and thanks thank sounds then will can could it it's that that's yes okay ok
  because since we is my but make rather instead works good fine great to through until till with so just also a only itself`);
