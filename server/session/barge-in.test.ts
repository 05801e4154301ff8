/** The caller speaks over a reply: the line stands still, and goes on or not by what was said. */
import { beforeEach, expect, test } from 'vitest';
import { defaultLimits } from '../../engine/policy.ts';
import type { LineEvent } from '../../lines/line.ts';
import { type VirtualClock, virtualClock } from '../../simulator/virtual-clock.ts';
import { type BargeIn, newBargeIn } from './barge-in.ts';

let clock: VirtualClock;
let bargeIn: BargeIn;
let sent: string[];
let conversation: boolean;
let speaks: boolean;

function open(canPause: boolean): BargeIn {
  const send = ({ type }: { type: string }): void => void sent.push(`${clock.now()} ${type}`);
  const line = { kind: 'audio', bestProof: 'accepted', start() {}, send, close() {} } as const;
  return newBargeIn({
    line: canPause ? { ...line, canPause } : line,
    clock,
    limits: defaultLimits,
    inConversation: () => conversation,
    agentSpeaks: () => speaks,
  });
}

beforeEach(() => {
  clock = virtualClock();
  sent = [];
  conversation = true;
  speaks = true;
  bargeIn = open(true);
});

const started: LineEvent = { type: 'caller.speech_started' };
const stopped: LineEvent = { type: 'caller.speech_stopped' };
const said = (text: string): LineEvent => ({ type: 'caller.said', text });
const agentStarts: LineEvent = { type: 'playback.started', utteranceId: 'u1' };

/** Events, with the milliseconds after which the next one comes. */
function play(...steps: readonly (LineEvent | number)[]): string[] {
  for (const step of steps) {
    if (typeof step === 'number') clock.advance(step);
    else bargeIn.hear(step);
  }
  return sent;
}

test('sustained speech stops the agent, and its words end the pause', () => {
  expect(play(started, 1_500, stopped, 300, said('wait'), 20_000)).toEqual(['300 pause', '1800 resume']);
});

test('a short sound stops nothing', () => {
  expect(play(started, 250, stopped, 20_000)).toEqual([]);
});

test('noise without words: the agent goes on as soon as that is known, or after two seconds', () => {
  expect(play(started, 600, stopped, 500, said(''), 20_000)).toEqual(['300 pause', '1100 resume']);
  sent = [];
  expect(play(started, 600, stopped, 20_000)).toEqual(['21400 pause', '23700 resume']);
});

test('a caller who pauses and speaks on is waited for', () => {
  const steps = [started, 600, stopped, 300, started, 300, said('wait'), 900, stopped, 300, said('a moment')];
  expect(play(...steps)).toEqual(['300 pause', '2400 resume']);
});

test('noise that does not end holds the agent up once, for ten seconds', () => {
  expect(play(started, 20_000, agentStarts, 20_000)).toEqual(['300 pause', '10300 resume']);
});

test('an agent that begins while the caller speaks stands still as well', () => {
  speaks = false;
  play(started, 1_000);
  speaks = true;
  expect(play(agentStarts, 500, stopped, 300, said('yes'))).toEqual(['1000 pause', '1800 resume']);
});

test('an ending is not held up: the engine decides there', () => {
  play(started, 500);
  conversation = false;
  bargeIn.follow();
  expect(play(agentStarts, 20_000)).toEqual(['300 pause', '500 resume']);
});

test('a line that cannot stand still is left alone', () => {
  bargeIn = open(false);
  expect(play(started, 20_000)).toEqual([]);
});

test('nothing is sent after the end', () => {
  play(started, 100);
  bargeIn.stop();
  expect(play(20_000)).toEqual([]);
});
