/**
 * What is known of national numbering plans, to tell a whole number from part of one. `national`: what stands behind the
 * calling code. `trunk`: dialled before it inside the country. `isFixed`: a digit too few or too many can't pass.
 * Source: ITU-T E.164 with its list of assigned codes, and the plans that the countries notified to the ITU.
 */
export type PhonePlan = { trunk: string; national: RegExp; isFixed: boolean };

const plan = (trunk: string, national: RegExp, isFixed = true): PhonePlan => ({ trunk, national, isFixed });

const phonePlans: Readonly<Record<string, PhonePlan>> = {
  '1': plan('1', /^(?![2-9]11)[2-9][0-8]\d(?![2-9]11)[2-9]\d{6}$/),
  '7': plan('8', /^[3-9]\d{9}$/),
  '27': plan('0', /^[1-8]\d{8}$/),
  '30': plan('', /^[267]\d{9}$/),
  '31': plan('0', /^[1-9]\d{8}$/),
  '32': plan('0', /^(?:4\d{8}|[1-35-9]\d{7})$/),
  '33': plan('0', /^[1-9]\d{8}$/),
  '34': plan('', /^[6-9]\d{8}$/),
  '36': plan('06', /^[1-9]\d{7,8}$/, false),
  '39': plan('', /^(?:0\d{5,10}|3\d{8,9})$/, false),
  '41': plan('0', /^[2-9]\d{8}$/),
  '43': plan('0', /^[1-9]\d{5,12}$/, false),
  '44': plan('0', /^[1-35789]\d{9}$/),
  '45': plan('', /^[2-9]\d{7}$/),
  '46': plan('0', /^[1-9]\d{6,8}$/, false),
  '47': plan('', /^[2-9]\d{7}$/),
  '48': plan('', /^[1-9]\d{8}$/),
  '49': plan('0', /^(?:15\d{9}|1[67]\d{8,9}|[2-9]\d{5,10})$/, false),
  '52': plan('', /^[1-9]\d{9}$/),
  '55': plan('0', /^[1-9]\d(?:9\d{8}|[2-5]\d{7})$/),
  '61': plan('0', /^[23478]\d{8}$/),
  '64': plan('0', /^[2-9]\d{7,9}$/, false),
  '65': plan('', /^[3689]\d{7}$/),
  '81': plan('0', /^[1-9]\d{8,9}$/, false),
  '82': plan('0', /^[1-9]\d{7,9}$/, false),
  '86': plan('0', /^(?:1[3-9]\d{9}|[2-9]\d{8,10})$/, false),
  '90': plan('0', /^[2-5]\d{9}$/),
  '91': plan('0', /^[1-9]\d{9}$/),
  '351': plan('', /^[2-9]\d{8}$/),
  '353': plan('0', /^(?:8[35-9]\d{7}|[1-79]\d{6,8})$/, false),
  '358': plan('0', /^[1-9]\d{4,10}$/, false),
  '420': plan('', /^[2-9]\d{8}$/),
  '852': plan('', /^[2-9]\d{7}$/),
  '972': plan('0', /^(?:5\d{8}|[2-9]\d{7})$/, false),
};

const elsewhere = plan('0', /^\d{5,12}$/, false);

/** The plan of a calling code; of one that isn't listed only the length that E.164 allows. */
export const planOf = (callingCode: string): PhonePlan => phonePlans[callingCode] ?? elsewhere;

const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const threeDigits =
  /^(?:2(?:1[1-368]|[2-46]\d|5[0-8]|9[0179]|98)|3(?:5\d|7[0-8]|8[0-35-79])|42[013]|5(?:0\d|9\d)|6(?:7[02-9]|8[0-35-9]|9[0-2])|8(?:0[08]|5[02356]|7[08]|8[0-368])|9(?:6[0-8]|7[0-79]|9[2-68]))/;

/** The country calling code that digits in international form begin with. */
export function callingCodeOf(digits: string): string | null {
  if (/^[17]/.test(digits)) return digits[0]!;
  return (twoDigits.exec(digits) ?? threeDigits.exec(digits))?.[0] ?? null;
}

/** What is dialled in a country before a calling code. */
export function internationalPrefixOf(callingCode: string): string {
  return (
    { '1': '011', '61': '0011', '81': '010', '82': '00', '7': '810', '65': '00', '852': '001' }[callingCode] ?? '00'
  );
}

/** Whether a number in E.164 can be one: an assigned calling code, and what its country's plan allows. */
export function isPhone(value: string): boolean {
  if (!/^\+[1-9][0-9]{6,14}$/.test(value)) return false;
  const code = callingCodeOf(value.slice(1));
  return code !== null && planOf(code).national.test(value.slice(1 + code.length));
}
