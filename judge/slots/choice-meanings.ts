/**
 * What callers say in place of the options that forms have again and again. Only a guess, which is read back, and only
 * where no option was named. Data only.
 */
import type { SlotContext } from './slot.ts';
import { wordsOf } from './tokens.ts';

/** The words of an option, and what is said for it. */
const meanings: readonly (readonly [options: string, said: string])[] = [
  // Time
  ['morning', "am, before noon, before lunch, early, breakfast, first thing, o'clock in the morning, sunrise"],
  ['afternoon', 'pm, after lunch, past noon, arvo, midday, tea time'],
  ['evening', 'night, tonight, after work, after dinner, late, after five, after six, dinner time'],
  ['weekend', 'saturday, sunday, saturdays, sundays'],
  ['weekday', 'monday, tuesday, wednesday, thursday, friday, during the week, midweek, working day'],
  ['daily', 'every day, each day, once a day, per day, every single day'],
  ['weekly', 'every week, each week, once a week, per week, every seven days'],
  ['monthly', 'every month, each month, once a month, per month, by the month, month by month'],
  ['quarterly', 'every quarter, every three months, four times a year'],
  [
    'yearly annual annually',
    'every year, each year, once a year, per year, by the year, for the whole year, twelve months',
  ],
  ['never', 'not once, not ever, have not'],
  [
    'now today immediately urgent emergency',
    'right away, straight away, as soon as possible, asap, this minute, at once, cannot wait, can not wait, urgently, leaking, burst, pouring, no heating, right now',
  ],
  ['later', 'another time, not now, some other time, no hurry, no rush'],
  // Ways to pay
  ['cash', 'notes, coins, banknotes, in hand, folding money, bills'],
  ['card credit', 'visa, mastercard, amex, american express, plastic, credit, tap, contactless'],
  ['debit', 'straight from my account, from my account'],
  ['transfer bank', 'wire, iban, sepa, online banking, net banking, neft, straight from my bank'],
  ['invoice', 'bill me, send a bill, send me a bill, pay later, on account'],
  ['online upi', 'g pay, google pay, phone pe, phonepe, paytm, apple pay, on the app, on the internet'],
  ['delivery cod', 'when it arrives, when it comes, at the door, to the delivery boy, when i get it'],
  ['cheque check', 'checkbook, chequebook'],
  // Ways to reach and to send
  ['phone call telephone', 'ring, ring me, call me, give me a call, give me a ring, give me a bell, by voice, a call'],
  ['sms text', 'text me, message, message me, by text, a text'],
  ['whatsapp', 'whats app'],
  ['email mail', 'e mail, mail me, write to me, drop me a line, my inbox, send it electronically'],
  ['post letter', 'in the mail, by mail, snail mail, paper copy, on paper, letterbox'],
  [
    'delivery deliver',
    'bring it, bring it to me, drop it off, to my house, to my place, to my door, to my home, have it sent, send it to me, ship it',
  ],
  [
    'pickup collection collect takeaway',
    'pick it up, come and get it, come by, swing by, fetch it, in person, get it myself, in the store, to go, take away, drive over, pop in',
  ],
  [
    'standard regular normal economy',
    'ordinary, usual, the slow one, slow, no rush, no hurry, the cheap one, cheapest, whenever, the free one, takes its time',
  ],
  [
    'express next fast priority rush',
    'quickly, quick, quickest, fastest, as fast as, asap, urgent, in a hurry, overnight, by tomorrow, tomorrow, speedy',
  ],
  ['first business', 'the posh one, up front, at the front, premium, best seats'],
  // People
  ['single', 'not married, unmarried, never married, on my own, bachelor, no partner, unattached'],
  ['married', 'my wife, my husband, spouse, wed, tied the knot, missus'],
  ['divorced', 'split up, ex husband, ex wife, my ex, no longer married, separated'],
  [
    'widowed widow widower',
    'my husband passed, my wife passed, my husband died, my wife died, he passed, she passed, lost him, lost her, since he died, passed away, passed on, died, lost my husband, lost my wife, late husband, late wife',
  ],
  [
    'employed',
    'have a job, work for, working for, a boss, nine to five, permanent job, full time job, i work at, on the payroll',
  ],
  [
    'self-employed',
    'my own business, own business, own company, my own boss, work for myself, freelance, freelancing, contractor, sole trader, run a shop, my own shop',
  ],
  [
    'unemployed',
    'out of work, no job, between jobs, lost my job, looking for work, looking for a job, laid off, not working, jobless, on benefits',
  ],
  ['retired', 'pensioner, pension, stopped working, do not work any more, no longer work, finished working'],
  ['student', 'at university, at uni, at college, at school, studying, in school'],
  ['male man mr', 'guy, bloke, gentleman, sir, boy, he'],
  ['female woman mrs ms', 'lady, girl, madam, she'],
  ['adult', 'grown up, grown ups, over eighteen, eighteen'],
  ['child kid kids', 'my son, my daughter, little one, toddler, boy, girl, years old, under twelve, youngster'],
  ['senior', 'pensioner, old folks, old age, over sixty five, retired, oap, seventy, eighty, sixty five'],
  [
    'new',
    "never been, first time, first visit, haven't been, have not been, just moved, not been before, do not have one, starting out, never had, never ordered, not yet, fresh",
  ],
  [
    'existing returning current',
    'been before, been there before, been coming, for years, already, already have, already got, regular, have one, have an account, last time, last year, again, old customer, long time, as always',
  ],
  // Homes and things
  [
    'own owner buy',
    'bought, mine, my own, our own, mortgage, paid off, belongs to me, belongs to us, homeowner, purchased, purchase, get one for keeps',
  ],
  [
    'rent tenant lease',
    'landlord, landlady, renting, rented, tenant, letting, lease, leasing, hire, rent, i rent, we rent',
  ],
  ['house', 'detached, semi detached, terraced, bungalow, cottage, townhouse, villa'],
  ['apartment flat', 'condo, studio, third floor, penthouse, unit, maisonette'],
  [
    'dog',
    'puppy, labrador, retriever, poodle, terrier, collie, beagle, spaniel, dachshund, alsatian, shepherd, bulldog, hound, barks, mutt, doggy',
  ],
  ['cat', 'kitten, siamese, persian, tabby, tomcat, meows, kitty, moggy'],
  ['petrol gasoline gas', 'unleaded, super'],
  ['electric', 'ev, battery, plug in, plug it in, tesla, charge it'],
  ['car', 'sedan, suv, hatchback, saloon, estate, vehicle'],
  ['automatic', 'no clutch, auto'],
  ['manual', 'stick, stick shift, gear stick, clutch'],
  // Travel and tables
  [
    'one way',
    'just there, only there, not coming back, no return, no way back, single, just going, going there only, staying there',
  ],
  ['return round', 'there and back, both ways, and back again, coming back, and back, back again, two way'],
  ['domestic', 'within the country, inside the country, in the country, same country, national'],
  [
    'international',
    'abroad, overseas, another country, foreign, mexico, canada, europe, france, spain, italy, germany, london, paris, dubai, india, japan, china, australia',
  ],
  ['window', 'see out, look out, the view, see the clouds, lean against'],
  ['aisle', 'get up easily, stretch my legs, long legs, leg room, get out easily, near the toilet, the corridor'],
  ['inside indoors indoor', 'in the warm, not outside, in the dining room, under a roof, out of the cold'],
  ['outside outdoors outdoor terrace patio', 'in the sun, open air, fresh air, garden, in the garden, al fresco'],
  ['smoking', 'i smoke, smoker, cigarettes'],
  ['still', 'no bubbles, without bubbles, no gas, without gas, flat, plain, tap, no fizz, not fizzy, normal water'],
  ['sparkling', 'bubbles, fizzy, with gas, bubbly, fizz, carbonated, soda'],
  ['rare', 'bloody, red inside, barely cooked, hardly cooked, still mooing'],
  ['medium', 'pink, a little pink, in the middle, halfway'],
  ['well done', 'no pink, cooked through, all the way through, no blood, burnt, brown all through, charred'],
  ['vegetarian veggie', 'no meat, without meat, do not eat meat, meat free, meatless'],
  ['vegan', 'plant based, no animal, no dairy, nothing from animals, no animal products'],
  ['fish', 'salmon, cod, tuna, seafood, haddock'],
  ['meat beef', 'steak, burger'],
  ['hot', 'warm, heated, steaming, piping'],
  ['cold iced', 'ice, with ice, chilled, from the fridge'],
  ['milk dairy', 'creamy, creamer'],
  ['black', 'no milk, without milk, nothing in it'],
  // Sizes and amounts
  ['small s', 'little, tiny, smallest, littlest, petite, compact'],
  ['large l big', 'biggest, huge, family size, the big one, largest, bigger, roomy, massive'],
  ['double', 'for two, one big bed, big bed, queen, king, for the two of us, for my wife and me, for a couple'],
  ['twin', 'two beds, separate beds, two single beds'],
  ['basic', 'cheapest, simplest, nothing fancy, the minimum, bare minimum, bare bones, entry level'],
  [
    'premium deluxe gold',
    'best, the best one, fanciest, everything, all the bells and whistles, top of the line, most expensive, the works, full package, luxury, top',
  ],
  // What it is about
  ['sales buy order', 'buy, purchase, buying, order, ordering, a quote, price, interested in'],
  [
    'support technical help repairs repair',
    'broken, not working, does not work, stopped working, fix, problem, crash, crashes, crashed, error, fault, broke, frozen, mend, repaired, will not start, no signal, not turning on',
  ],
  [
    'billing accounts payment',
    'charged, invoice, bill, refund, overcharged, pay, money, paid twice, direct debit, a charge',
  ],
  [
    'returns return refund',
    'send back, send something back, send it back, bring back, bring it back, give it back, my money back, wrong size, does not fit, take it back',
  ],
  ['complaint complaints', 'unhappy, not happy, disgusted, complain, terrible, appalling, fed up, unacceptable'],
  [
    'cancel cancellation',
    'call off, call it off, not coming, get rid of, stop it, terminate, scrap it, do not want it any more, close my account, leave you',
  ],
  [
    'reschedule change move',
    'another day, different day, different time, push it back, bring it forward, postpone, put it off, later date, shift it',
  ],
  ['book booking appointment', 'make an appointment, see somebody, come in, see the doctor, see the dentist, slot'],
  ['checkup check', 'routine, look over, annual, just a look'],
  ['emergency urgent', 'pain, bleeding, hurts, accident, swollen, right now, terrible pain, agony, flooding'],
  ['left', 'left hand, passenger'],
  ['sell seller selling vendor', 'get rid of, put it on the market, for sale, part with, off my hands, want it gone'],
  ['buy buyer buying', 'looking to buy, first time buyer, house hunting, want to own, get on the ladder'],
  ['let letting landlord', 'rent it out, rent, renting, tenants in, my tenants'],
  ['agent', 'realtor, estate agent, on behalf of, representing, broker'],
  [
    'exchange swap replacement',
    'swap, another one, a bigger one, a smaller one, different size, a new one, change it for',
  ],
  ['refund', 'money back, back on my card, pay me back, reimbursed, my cash back'],
  ['used pre-owned secondhand', 'second hand, second-hand, not new, older one, previously owned'],
  ['part-time', 'few hours, couple of days a week, half days, mornings only, not every day'],
  ['full-time', 'forty hours, five days a week, all week, every day of the week'],
  [
    'routine non-urgent checkup wait',
    'annual, check up, yearly check, nothing urgent, no hurry, no rush, can wait, whenever, not in pain, it can wait',
  ],
  ['personal private', 'for myself, just me, for me, my own, family, not for work, for home'],
  ['business company commercial', 'for my company, for work, my firm, our office, my shop, for the office, corporate'],
  ['public nhs', 'health service, national health, medicare, the state'],
  ['private', 'privately, pay for it, my own insurance, health insurance, through work, health plan'],
  ['insurance insured', 'covered, my insurer, my policy, my plan'],
  [
    'self-pay out-of-pocket',
    'no insurance, not insured, without insurance, pay myself, paying myself, out of pocket, uninsured',
  ],
  ['upstairs upper', 'top floor, first floor, up the stairs, above'],
  ['downstairs ground lower', 'ground floor, at street level, no stairs, without stairs, basement'],
  ['overnight night nights', 'graveyard, through the night, by tomorrow, tomorrow morning, nightshift'],
  ['day days daytime', 'during the day, office hours, nine to five'],
  [
    'biweekly fortnightly',
    'every other week, every two weeks, every second week, once a fortnight, twice a month, alternate weeks',
  ],
  ['indoor', 'never goes out, stays in, inside, kept in, house cat'],
  ['outdoor', 'roams, goes out, comes and goes, outside, out all day'],
  ['one single', 'on one floor, all on one level, just the one'],
  ['gift wrapped', "it's a present, for a birthday, as a present, a gift, wrap it, with a bow"],
  ['burial buried', 'in the ground, a grave, next to'],
  ['cremation', 'ashes, urn, scattered, cremated'],
  ['beginner beginners', 'never done, first time, new to it, just starting, no experience, never tried'],
  ['advanced', 'years of experience, for years, very experienced, expert, quite good'],
  ['intermediate', 'some experience, a bit of experience, not a beginner, in between'],
  ['alone', 'by myself, on my own, just me'],
  ['home', 'my house, burst pipe, my roof, burgled, the kitchen'],
  ['motor auto', 'my car, my truck, crash, crashed, collision, rear ended, the van'],
  ['travel', 'suitcase, luggage, flight, trip, holiday, vacation, abroad'],
  ['life', 'passed away, death, if i die, beneficiary'],
  ['health', 'hospital, surgery, doctor'],
  ['english', 'same language, this language'],
  ['hold', 'keep it, pick it up, wait for me'],
  ['male man', 'a man, a guy, he'],
  ['female woman', 'a woman, a lady, she'],
  ['chicken', 'poultry, the bird'],
  ['vegetarian', 'veggie, no meat, not eat meat, plants'],
  ['right', 'right hand'],
  // Answers
  [
    'yes',
    'yeah, yep, sure, of course, absolutely, please do, go ahead, why not, definitely, i do, i am, i would, i have, fine by me, i agree',
  ],
  [
    'no',
    "nope, nah, no thank you, no thanks, not really, i don't, i do not, i'm not, i am not, rather not, i'll pass, never",
  ],
  [
    'none neither',
    "no thanks, nothing, nope, no, i'll pass, pass on, without, not any, not needed, do not need, don't need, don't want, zero, skip it, skip that, leave it, not interested",
  ],
  [
    'other',
    'something else, none of those, none of them, neither, none of these, not on the list, rabbit, hamster, parrot, bird, snake, fish',
  ],
];

type Meaning = { words: readonly string[]; value: string };

/** What may be said for the options of this slot; words that would mean two of them are left out. */
export function meaningsOf({ choices = [] }: SlotContext): Meaning[] {
  const found = choices.flatMap(({ value, synonyms = [] }) => {
    const own = new Set([value, ...synonyms].flatMap(wordsOf));
    const isOwn = (words: readonly string[]): boolean => words.every((word) => own.has(word));
    return entries.flatMap(({ options, said }) => {
      if (options.some(isOwn)) return [...said, ...options].map((words) => ({ words, value }));
      // "The fish", where salmon is offered.
      const isNarrower = said.some((words) => words.length === own.size && isOwn(words));
      return isNarrower ? options.map((words) => ({ words, value })) : [];
    });
  });
  const owners = new Map<string, Set<string>>();
  for (const { words, value } of found) {
    const key = words.join(' ');
    owners.set(key, (owners.get(key) ?? new Set()).add(value));
  }
  return found
    .filter(({ words }) => owners.get(words.join(' '))!.size === 1)
    .toSorted((one, other) => other.words.length - one.words.length);
}

/** Options of two words stand for one: "one way", "well done". */
const together = new Set(['one way', 'well done', 'self-employed']);

const entries = meanings.map(([options, said]) => ({
  options: together.has(options) ? [wordsOf(options)] : options.split(' ').map(wordsOf),
  said: said.split(',').map(wordsOf),
}));
