/** Who answers a telephone, generated: machines with their beeps and people, long and short, as a telephone line brings them. Debian packages flite, espeak-ng, sox. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeG711, encodeG711 } from '../g711.ts';
import { wavSamples } from './wav-samples.ts';

export type Beep = { hz: number; ms: number; afterMs: number };
export type Answer = { voice: string; words: string; beep?: Beep };

const voices = ['slt', 'rms', 'kal', 'awb', 'en-us', 'en-us+f3', 'en-gb', 'en-gb+m2'];

const voiceAt = (index: number): string => voices[index % voices.length]!;

/** Beeps of all kinds: low and high, short and long, at once and after a while. */
const beeps: readonly Beep[] = [
  { hz: 1000, ms: 400, afterMs: 300 },
  { hz: 440, ms: 500, afterMs: 500 },
  { hz: 1400, ms: 250, afterMs: 200 },
  { hz: 800, ms: 1000, afterMs: 1000 },
  { hz: 620, ms: 300, afterMs: 0 },
  { hz: 1950, ms: 350, afterMs: 700 },
  { hz: 360, ms: 600, afterMs: 400 },
  { hz: 1200, ms: 180, afterMs: 1500 },
  { hz: 950, ms: 2000, afterMs: 600 },
  { hz: 1633, ms: 450, afterMs: 100 },
];

export const machines: readonly Answer[] = [
  'Hi, you have reached Peter. Please leave a message after the beep.',
  'Hello, this is the voicemail of Anna Miller. I am not available right now. Leave your name and number after the tone, and I will call you back.',
  'The person you are calling is not available. Please record your message after the tone. When you have finished, you may hang up.',
  'We cannot come to the phone.',
  'Your call has been forwarded to an automatic voice message system. Five five five, zero one four two, is not available. At the tone, please record your message.',
  'Thank you for calling Acme Dental. Our office hours are Monday to Friday, nine to five. We are closed at the moment. Please leave a message and we will return your call on the next business day.',
  'Hey, it is Tom. You know what to do.',
  'Hello? Hello? Just kidding, I am not here. Leave a message.',
  'You have reached the Johnson family. We are out at the lake this week. If it is urgent, call my mobile. Otherwise leave a message, speak slowly, and do not forget your number.',
  'The mailbox of zero, one, five, five, zero, zero, one, is ready to take your message.',
  'Sorry I missed you. Please leave a message.',
  'Good day. You are connected with the answering machine of Braun and Partners. Please speak after the signal.',
  'This is Maria. I am in a meeting or on the other line. Leave me a short message and have a great day!',
  'Leave a message.',
  'Hi! I never check my voicemail, so send me a text instead. Or talk after the beep, if you must. Bye!',
  'Welcome to the voice mail service. The subscriber cannot be reached. To leave a message, wait for the tone. To send a callback number, press five.',
  'You have reached extension two zero four. I am away until Thursday. For help please contact the front desk. Otherwise leave a message.',
  'Hello, and thanks for your call. I will get back to you as soon as I can.',
  'The Wilsons. We are either out, or in the garden. Tell us who you are after the beep. Thank you, and goodbye.',
  'Your call is important to us. All of our staff are busy or have left for the day. Please leave your name, your number, the reason for your call, and the best time to reach you. One of us will call you back within one working day.',
].map((words, index) => ({ voice: voiceAt(index), words, beep: beeps[index % beeps.length]! }));

export const people: readonly Answer[] = [
  'Hello?',
  'Yes?',
  'Hi, this is Peter.',
  'Miller.',
  'Good morning, Smith and Partners, this is Jane speaking. How can I help you today?',
  'Hello? Who is this? I cannot hear you very well.',
  'Thank you for calling Acme Dental, the home of gentle dentistry in Springfield, my name is Laura, and I will be happy to help you. What can I do for you?',
  'Hold on a second, I am just putting the shopping down. Okay. Sorry about that. Who is calling please?',
  'City library, reference desk, Thomas speaking. If you are calling about a reservation I need your card number, and if it is about opening times we are open until eight tonight. What is it about?',
  'Hey! I was just about to call you. You will not believe what happened at work this morning, the whole system went down, and nobody knew what to do, and guess who had to stay and fix it.',
  'Yeah, hello.',
  'Speaking.',
  'Hello, hello. Wait, let me turn the radio down. Right, now I can hear you. Go on.',
  'Reception, good afternoon. All of our consultants are with clients at the moment, but I can take a message for you or ask somebody to call you back. Which would you prefer?',
  'No, I told you already, not tonight. Sorry, I was talking to my son. Who is there?',
  'This is the Johnson residence. Mary here. My husband is out in the garden, if it is him you want you will have to give me a minute, he does not hear the bell any more.',
  'Hi there.',
  'Police department, non emergency line, Sergeant Cooper. This call is recorded. If this is an emergency please hang up and dial the emergency number. Otherwise tell me your name and where you are calling from.',
  'Uh, hello? Yes, this is she.',
  'Well, if it is about the car, it is still for sale. It has about sixty thousand miles on it, new tires, the brakes were done in spring, and I would like to get four thousand for it. Are you interested?',
].map((words, index) => ({ voice: voiceAt(index + 3), words }));

const rate = 8_000;

/** As it comes out of the line: 8 kHz, 300 to 3,400 Hz, hiss, PCMU and back. Silence before and behind. */
export function soundOf(answer: Answer, { before = 600, after = 4_000 } = {}): Int16Array {
  const words = spoken(answer);
  const { beep } = answer;
  const gap = beep ? samples(beep.afterMs) : 0;
  const tone = beep ? samples(beep.ms) : 0;
  const start = samples(before);
  const sound = new Float64Array(start + words.length + gap + tone + samples(after));
  sound.set(words, start);
  for (let at = 0; at < tone; at++) {
    sound[start + words.length + gap + at] = 6_000 * Math.sin((2 * Math.PI * beep!.hz * at) / rate);
  }
  return line(sound);
}

/** When its beep is over, in milliseconds. */
export function beepEndMs(answer: Answer & { beep: Beep }, before = 600): number {
  return before + (spoken(answer).length / rate) * 1000 + answer.beep.afterMs + answer.beep.ms;
}

/** Sines of these frequencies, each as loud. */
export function tones(frequencies: readonly number[], ms: number): Int16Array {
  const sound = new Float64Array(samples(ms));
  const each = 8_000 / Math.max(1, frequencies.length);
  for (let at = 0; at < sound.length; at++) {
    for (const hz of frequencies) sound[at]! += each * Math.sin((2 * Math.PI * hz * at) / rate);
  }
  return line(sound);
}

/** Hiss that is the same in every run. */
function line(sound: Float64Array): Int16Array {
  let state = 1;
  const pcm = Int16Array.from(sound, (sample) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.max(-32_000, Math.min(32_000, sample + (state / 2_147_483_648 - 0.5) * 60));
  });
  return decodeG711('PCMU', encodeG711('PCMU', pcm));
}

function samples(ms: number): number {
  return Math.round((ms * rate) / 1000);
}

const known = new Map<string, Int16Array>();

function spoken({ voice, words }: Answer): Int16Array {
  const key = `${voice} ${words}`;
  const made = known.get(key) ?? speak(voice, words);
  known.set(key, made);
  return made;
}

function speak(voice: string, words: string): Int16Array {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-answer-'));
  const [raw, band] = [join(folder, 'raw.wav'), join(folder, 'band.wav')];
  try {
    if (voice.startsWith('en-')) execFileSync('espeak-ng', ['-v', voice, '-s', '155', '-w', raw, words]);
    else execFileSync('flite', ['-voice', voice, '-t', words, '-o', raw]);
    const shape = ['gain', '-6', 'rate', '-h', String(rate), 'sinc', '300-3400'];
    execFileSync('sox', [raw, '-c', '1', '-b', '16', band, ...shape], { stdio: 'ignore' });
    return wavSamples(band).channels[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
