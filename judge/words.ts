/**
 * Word lists of English on the telephone. Data only: the classes and fragments that the phrase tables name, and the
 * lists that keep names, joining words and other languages apart. Source: design ending.md section 5.
 */
const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Classes that phrases name as `<class>`. */
export const classes: Readonly<Record<string, ReadonlySet<string>>> = {
  /** Praise, for days and for deeds. */
  nice: list(`good great nice lovely wonderful fantastic brilliant excellent perfect amazing awesome beautiful blessed
    pleasant super superb fab fabulous marvellous marvelous splendid terrific grand smashing cracking magic gorgeous
    happy merry safe bright sunny relaxing restful blast deadly class ace wicked mighty delightful incredible best
    fine cool decent sweet sound peaceful productive better joyful enjoyable magnificent outstanding champion`),
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
    forty fifty oh oclock o'clock clock while time soonish christmas summer all both new holidays holiday easter fortnight around sometime when
    this coming few couple thing from now before after lunch shortly sharp early`),
  /** What may trail a leave without changing it. */
  tail: list(`too now then so again there all both everyone everybody yourself yourselves as well also today tonight
    guys folks anyway though here indeed darling for alright`),
  /** What may trail "that's all". */
  ending:
    list(`then now today for me us from my our side end here really actually tonight at the moment this time anyway so
    though minute present mostly folks`),
  /** What may trail "all I needed". */
  sought: list(`to know ask say hear find out do check for from you about after looking calling ringing phoning today
    now really see get sort sorted tell discuss confirm want wanted need needed actually done here then with make sure
    understand talk cover at the moment hope hoping was in on`),
  very: list(`very so really ever awfully terribly extremely most incredibly truly such quite absolutely super totally
    too much more always real genuinely fierce pure dead exceptionally still`),
  hedge: list(
    'also still definitely about pretty much really actually probably basically honestly i think guess literally pretty only',
  ),
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
  go: list('go jump run dash fly scoot jet leave split bounce skedaddle rush disappear vamoose head'),
  /** With "the call". */
  end: list('end disconnect cut drop finish close terminate'),
  ends: list('ending disconnecting cutting dropping finishing closing terminating'),
  machine: list('machine robot computer bot recording ai computers machines robots bots'),
  nonsense: list('nonsense rubbish crap shit bullshit company call conversation garbage thing service shower lot'),
  concludes: list('conclude concludes complete completes finish finishes end ends'),
  /** Happy or merry. */
  feast: list('christmas holidays easter thanksgiving diwali eid hanukkah birthday holi friday monday'),
  /** What a caller goes back to. */
  post: list(`work it floor ward desk kitchen office shop job meeting class lesson till counter customers patients kids
    children family baby dinner cooking road site shift home house game bed cleaning tea lunch students team`),
  off: list('off out away on going moving home back along'),
  folk: list(`mate love dear darling pet hen duck ducky sir madam maam ma'am miss buddy pal man dude bro brother sister
    boss guys folks everyone everybody honey hon sweetheart sweetie petal doc doctor nurse chief friend auntie aunty
    uncle ji son lad lads lass lovely flower chick babe bud fella ladies gentlemen bruv cuz gator alligator
    missus luv treacle cobber champ team officer professor sis bhai bhaiya didi beta yaar hun`),
  title: list('mr mrs ms miss mister missus doctor dr professor prof father sister aunt auntie uncle nurse'),
  me: list('me us it that this him her them my the a an your in on up through for those these one you'),
};

/** Rows of words that phrases name as `{name}`, separated by "/". */
export const fragments: Readonly<Record<string, string>> = {
  'have-to': `have to / have got to / got to / need to / ought to / must / should / would better / had better / have better /
    better / would best / had best / best / will have to / am going to have to / are going to have to / do have to /
    do need to / would rather / might need to / might have to / may have to`,
  'i-will': 'i will / we will / i shall / we shall / i am going to / we are going to / i might / i can',
  'i-am': 'i am / we are',
  thank:
    'thanks / thank you / many thanks / big thanks / huge thanks / massive thanks / gracias / shukriya / thanks you',
  'you-are': `you are / you were / you have been / you guys are / you guys have been / you have all been / you all are /
    you have both been`,
  'that-is': `that is / this is / that was / this was / which is / that will be / this will be / that would be / that should be /
    that might be / that may be / that ought to be / that must be / that has been / this has been`,
  'it-was':
    'it is / that is / it is been / that is been / it was / it has been / that was / this was / this has been / this is',
  'the-call': `the call / this call / your call / our call / my call / the conversation / this conversation / the line / the phone /
    call / this phone / the phone call`,
};

/** Before a clause. A last word of `dangling` means that the speaker was going on. */
export const joiners = list('and but so because or plus cause cos since then although though except while');
export const dangling = list('and but or because if except although until unless the my a an to');

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
  seven eight nine ten first second third next last new old cards necessary needed required giving goes means note notes ago balloons good bad great right wrong true false red blue green black
  white large medium small big little hot cold here ready open closed early late sorry`);

/** Frequent words of other languages, for words that are plainly not English. */
export const foreign = list(`hola gracias muchas por favor buenos buenas dias tardes noches que como esta usted quiero
  necesito tengo una el los las del para pero si hablar senor senora espanol estoy puedo muy bien
  bonjour merci oui je ne pas vous nous est sont le les des une avec pour mais bonne journee beaucoup suis
  voudrais ca va salut hallo danke vielen dank bitte nicht ich und ist das der die ein eine auf wiedersehen
  wiederhoren tschuss ja nein haben sie mochte wir noch einen schonen guten tag grazie buongiorno prego sono non
  che il della mi scusi obrigado obrigada bom dia nao voce sim tudo bem tchau dank wel goedemiddag het een
  ik niet dziekuje dobry dzien prosze nie tak dowidzenia`);
