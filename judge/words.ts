/**
 * Word lists of English on the telephone. Data only: how a recogniser's spelling is evened out, and the classes that
 * the phrase tables name between angle brackets. Source: design ending.md section 5.
 */
const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Classes that phrases name as `<class>`. */
export const classes: Readonly<Record<string, ReadonlySet<string>>> = {
  /** Praise, for days and for deeds. */
  nice: list(`good great nice lovely wonderful fantastic brilliant excellent perfect amazing awesome beautiful blessed
    pleasant super superb fab fabulous marvellous marvelous splendid terrific grand smashing cracking magic gorgeous
    happy merry safe bright sunny relaxing restful blast deadly class ace wicked mighty delightful incredible best
    fine cool decent sweet sound peaceful productive better joyful enjoyable magnificent outstanding`),
  kind: list(`kind helpful patient generous thoughtful sweet nice lovely good great brilliant wonderful amazing decent
    fantastic awesome gracious considerate understanding excellent useful marvellous fabulous super informative clear
    friendly polite professional accommodating pleasant fab lifesaver`),
  treasure: list(`star legend angel gem lifesaver saint champion champ gentleman doll treasure diamond hero godsend help
    lady person sweetheart delight pleasure darling dear trooper wonder`),
  day: list(`day one evening night week weekend morning afternoon time trip holiday holidays vacation christmas easter
    life journey flight drive rest lunch dinner summer bank halloween thanksgiving birthday arvo eve diwali eid year monday
    tuesday wednesday thursday friday saturday sunday break sleep shift stay meal visit tea`),
  time: list(`then there soon later tomorrow tonight today next on at in around about again am pm half past quarter to
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays january february march april may june july august september october november december morning afternoon
    evening night noon midday midnight week weeks weekend month months year day days hour hours minute minutes bit
    the a an of first second third fourth fifth sixth seventh eighth ninth tenth twelfth fifteenth twentieth thirtieth
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty thirty
    forty fifty oh oclock o'clock clock while time soonish christmas summer all both fortnight around sometime when
    this coming few couple from now before after lunch shortly sharp early or`),
  /** What may trail a leave without changing it. */
  tail: list(`too now then so again there all both everyone everybody yourself yourselves as well also today tonight
    guys folks right yeah okay anyway though indeed darling for alright`),
  /** What may trail "that's all". */
  ending: list(`then now today for me us from my our side end here really actually tonight at the moment this time anyway so
    though yeah right minute present mostly folks okay that`),
  /** What may trail "all I needed". */
  sought: list(`to know ask say hear find out do check for from you about after looking calling ringing phoning today
    now really see get sort sorted tell discuss confirm want wanted need needed actually done here then with make sure
    understand talk cover at the moment hope hoping was in on`),
  very: list(`very so really ever awfully terribly extremely most incredibly truly such quite absolutely super totally
    too much more always real genuinely fierce pure dead exceptionally still`),
  hedge: list('also still definitely about pretty much really actually probably basically honestly i think guess literally pretty only'),
  pronoun: list('i you we they he she it'),
  person: list('i you we they he she'),
  aux: list(`do does did is are am was were can could will would shall should may might have has had`),
  subject: list(`i you we they he she it the a an my your our his her their this that these those there anyone anybody
    someone somebody people everyone everything anything both`),
  wh: list('what when where who why how which whose whom'),
  talk: list('talk talking speak speaking chat chatting'),
  /** Begins a time: "talk to you later". */
  when: list(`then soon later tomorrow tonight next on at in again monday tuesday wednesday thursday friday saturday sunday
    shortly around sometime after another`),
  talking: list(`talking speaking chatting dealing working catching conversing helping serving assisting`),
  go: list('go run dash fly scoot jet leave split bounce skedaddle rush disappear vamoose head'),
  move: list('get crack head push shoot pop dash hop jump'),
  /** With "the call". */
  end: list('end disconnect cut drop finish close keep terminate'),
  off: list('off out away on going moving home back along'),
  yes: list('yes yeah yep yup yah aye sure ok okay alright'),
  thank: list('thanks thank'),
  folk: list(`mate love dear darling pet hen duck ducky sir madam maam ma'am mam miss buddy pal man dude bro brother sister
    boss guys folks everyone everybody honey hon sweetheart sweetie petal doc doctor nurse chief friend auntie aunty
    uncle ji son lad lads lass lovely flower chick babe bud fella ladies gentlemen bruv cuz gator alligator
    missus luv treacle cobber champ team officer professor sis bhai bhaiya didi beta yaar`),
  title: list('mr mrs ms miss mister missus doctor dr professor prof father sister aunt auntie uncle nurse'),
  me: list('me us it that this him her them my the a an your in on up through for those these one you'),
};

/** Before a clause. A last word of `dangling` means that the speaker was going on. */
export const joiners = list('and but so because or plus cause cos since then although though except while');
export const dangling = list('and but or because if except although until unless the my a an to');

/** Hesitation that carries nothing; it leaves a comma behind, for a new clause often begins there. */
export const fillers = list('um umm uh uhh er err erm ermm ehm em uhm eh ah ahh aw oh ooh ohh och');

/** Adverbs that change no meaning here and stand anywhere. */
export const dropped = list('just');

/** Kept apart although a recogniser or a stutter may write them otherwise: from, to. The longer ones first. */
export const spellings: readonly (readonly [string, string])[] = [
  ['good bye', 'goodbye'],
  ['all right', 'alright'],
  ['by by', 'bye'],
  ['buy buy', 'bye'],
  ['bye by', 'bye'],
  ['bye buy', 'bye'],
  ['by bye', 'bye'],
  ['bi bi', 'bye'],
  ['ba bye', 'bye'],
  ['bub bye', 'bye'],
  ['buh bye', 'bye'],
  ['bubye', 'bye'],
  ['byebye', 'bye'],
  ['night night', 'goodnight'],
  ['good night', 'goodnight'],
  ['ta ta', 'tata'],
  ['ta ra', 'tara'],
  ['tarra', 'tara'],
  ['thankyou', 'thank you'],
  ['thank u', 'thank you'],
  ['thank ya', 'thank you'],
  ['thanx', 'thanks'],
  ['thx', 'thanks'],
  ['thanking you', 'thank you'],
  ['cya', 'see you'],
  ['see ya', 'see you'],
  ['see u', 'see you'],
  ['sea you', 'see you'],
  ['catch ya', 'catch you'],
  ['love ya', 'love you'],
  ['to ya', 'to you'],
  ['at ya', 'at you'],
  ['u', 'you'],
  ['ya', 'yeah'],
  ['y all', 'you'],
  ["y'all", 'you'],
  ['yall', 'you'],
  ['yous', 'you'],
  ['youse', 'you'],
  ['ye', 'you'],
  ['ok', 'okay'],
  ['okey', 'okay'],
  ['oki', 'okay'],
  ['allright', 'alright'],
  ['alrighty', 'alright'],
  ['all righty', 'alright'],
  ['awright', 'alright'],
  ['its', 'it is'],
  ['ill let', 'i will let'],
  ['ill call', 'i will call'],
  ['ill see', 'i will see'],
  ['ill talk', 'i will talk'],
  ['ill speak', 'i will speak'],
  ['id like', 'i would like'],
  ['were good', 'we are good'],
  ['were done', 'we are done'],
  ['were all', 'we are all'],
  ['your welcome', 'you are welcome'],
  ['im', 'i am'],
  ['ive', 'i have'],
  ['youre', 'you are'],
  ['youve', 'you have'],
  ['thats', 'that is'],
  ['thatll', 'that will'],
  ['whats', 'what is'],
  ['wheres', 'where is'],
  ['hows', 'how is'],
  ['whos', 'who is'],
  ['theres', 'there is'],
  ['lets', 'let us'],
  ['dont', 'do not'],
  ['doesnt', 'does not'],
  ['didnt', 'did not'],
  ['isnt', 'is not'],
  ['wasnt', 'was not'],
  ['arent', 'are not'],
  ['cant', 'can not'],
  ['cannot', 'can not'],
  ["can't", 'can not'],
  ['wont', 'will not'],
  ["won't", 'will not'],
  ["shan't", 'shall not'],
  ['couldnt', 'could not'],
  ['wouldnt', 'would not'],
  ['havent', 'have not'],
  ["ain't", 'is not'],
  ["let's", 'let us'],
  ["ma'am", 'maam'],
  ['gotta', 'got to'],
  ['wanna', 'want to'],
  ['gonna', 'going to'],
  ['hafta', 'have to'],
  ['gimme', 'give me'],
  ['lemme', 'let me'],
  ['dunno', 'do not know'],
  ['goin', 'going'],
  ['nothin', 'nothing'],
  ['nothink', 'nothing'],
  ['talkin', 'talking'],
  ['callin', 'calling'],
  ['headin', 'heading'],
  ['yr', 'your'],
  ['til', 'until'],
  ['till', 'until'],
  ["'til", 'until'],
  ['cuz', 'because'],
  ['coz', 'because'],
  ['tho', 'though'],
  ['anyways', 'anyway'],
  ['mm hm', 'mhm'],
  ['mm hmm', 'mhm'],
  ['mmhm', 'mhm'],
  ['mm', 'mhm'],
  ['mmm', 'mhm'],
  ['uh huh', 'mhm'],
  ['a ha', 'mhm'],
  ['aha', 'mhm'],
  ['hm', 'hmm'],
  ['hmmm', 'hmm'],
  ['yea', 'yeah'],
  ['yeh', 'yeah'],
  ['nah', 'no'],
  ['naw', 'no'],
  ['nope', 'no'],
  ['noh', 'no'],
  ['pls', 'please'],
  ['secs', 'sec'],
];

/** "'ll", "'re" and the like; `'s` only after words where it means "is". */
export const endings: Readonly<Record<string, string>> = {
  ll: 'will',
  re: 'are',
  ve: 'have',
  m: 'am',
  d: 'would',
};
export const isHeads = list(`that what it he she there here where when who how why everything nothing all this parking
  someone somebody everyone which`);

/** Words that are no name, so that "thanks tuesday" is not taken for thanks to a person. */
export const common = list(`a an the and but or so if of to in on at by for from with without about into over under up
  down out off i you he she it we they me him her us them my your his its our their mine yours this that these those
  there here what when where who why how which whose is am are was were be been being do does did done have has had
  will would shall should can could may might must not no yes yeah please wait hold stop cancel change repeat again
  also actually still already yet only even more most much many some any all every each other another else something
  anything nothing everything someone anyone thing things question questions problem problems issue help name number
  address email phone call calls party card payment price money order booking appointment account bill refund office
  address go come get got give take tell say said ask want need know think see look like love hate keep send put make
  let call ring book check pay because although however maybe perhaps probably really very too quite than as now then
  later soon today tomorrow tonight yesterday morning afternoon evening night day days week weeks month months year
  years hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday one two three four five six
  seven eight nine ten first second third next last new old good bad great right wrong true false red blue green black
  white large medium small big little hot cold here ready open closed early late sorry`);

/** Frequent words of other languages, for words that are plainly not English. */
export const foreign = list(`hola gracias muchas por favor buenos buenas dias tardes noches que como esta usted quiero
  necesito tengo una el los las del para pero si hablar senor senora espanol estoy puedo muy bien
  bonjour merci oui je ne pas vous nous est sont le les des une avec pour mais bonne journee beaucoup suis
  voudrais ca va salut hallo danke vielen dank bitte nicht ich und ist das der die ein eine auf wiedersehen
  wiederhoren tschuss ja nein haben sie mochte wir noch einen schonen guten tag grazie buongiorno prego sono non
  che il della mi scusi obrigado obrigada bom dia nao voce sim tudo bem tchau dank wel goedemiddag het een
  ik niet dziekuje dobry dzien prosze nie tak dowidzenia`);
