/**
 * The engine's peer: an XState machine of the usual way through a call. It knows active, closing, paused, hanging_up
 * and ended; one farewell, heard by its mark or overdue; a rescue by meaning; the silence deadline with speech and work
 * stopping it; a repeated hang-up. It does not know ringing, transfers, check-ins, the cap, noise limits, a backup
 * voice, farewell kinds, vetoes other than an open question, or records of an end.
 */
import { assign, setup } from 'xstate';
import type { Event } from '../engine/events.ts';

type Context = {
  deadline: number;
  speakingSince: number | null;
  playing: string | null;
  works: number;
  callerMeaning: string | null;
  farewell: string | null;
  attempts: number;
  rescues: number;
};

const silenceMs = 30_000;

const said = (event: Event): string => (event.type === 'caller.said' ? event.meaning : '');

export const peerMachine = setup({
  types: { context: {} as Context, events: {} as Event },
  guards: {
    isDue: ({ context, event }) => event.type === 'deadline.reached' && event.at >= context.deadline,
    isOpen: ({ context, event }) =>
      event.type === 'end.proposed' &&
      context.callerMeaning === 'question' &&
      event.proposal.turn?.onlyClosing === true,
    isFarewell: ({ context, event }) =>
      event.type === 'playback.finished' &&
      event.utteranceId === context.farewell &&
      event.playedMs >= 0.95 * event.pushedMs,
    takesBack: ({ event }) => said(event) !== 'closing' && said(event) !== 'backchannel',
    isProof: ({ event }) => event.type === 'hang_up.answered' && event.proof === 'far_end_confirmed',
  },
  actions: {
    answerCaller: () => {},
    speakFarewell: () => {},
    clearPlayback: () => {},
    callOffEnd: () => {},
    refuseEnd: () => {},
    hangUp: () => {},
    recordEnd: () => {},
    caller: assign(({ context, event }) => ({
      speakingSince: event.type === 'caller.speech_started' ? event.at : null,
      deadline: event.type === 'caller.speech_stopped' ? event.at + silenceMs : context.deadline,
    })),
    words: assign(({ event }) => ({ callerMeaning: said(event), deadline: event.at + silenceMs })),
    work: assign(({ context, event }) => ({
      works: Math.max(0, context.works + (event.type === 'work.started' ? 1 : -1)),
      deadline: event.at + (event.type === 'work.started' ? 60_000 : silenceMs),
    })),
    plays: assign(({ event }) => ({
      playing: 'utteranceId' in event ? event.utteranceId : null,
      deadline: event.at + 60_000 + silenceMs,
    })),
    queued: assign(({ event }) => ({
      deadline: event.at + (event.type === 'playback.queued' ? event.remainingMs : 0) + 1500 + silenceMs,
    })),
    silent: assign(({ event }) => ({ playing: null, deadline: event.at + silenceMs })),
    close: assign(({ context, event }) => {
      const adopted =
        event.type === 'end.proposed' && event.proposal.turn?.closing ? event.proposal.turn.utteranceId : null;
      return {
        attempts: context.attempts + 1,
        farewell: adopted ?? `farewell-${context.attempts + 1}`,
        deadline: event.at + 60_000,
      };
    }),
    farewellQueued: assign(({ event }) => ({
      deadline: event.at + (event.type === 'playback.queued' ? event.remainingMs : 60_000) + 1500,
    })),
    listen: assign(({ event }) => ({ playing: null, deadline: event.at + 500 })),
    sustained: assign(({ event }) => ({ speakingSince: event.at, deadline: event.at + 300 })),
    pause: assign(({ event }) => ({ playing: null, deadline: event.at + 10_000 })),
    rescue: assign(({ context, event }) => ({ rescues: context.rescues + 1, deadline: event.at + silenceMs })),
    retry: assign(({ event }) => ({ deadline: event.at + 1000 })),
  },
}).createMachine({
  id: 'call',
  context: {
    deadline: silenceMs,
    speakingSince: null,
    playing: null,
    works: 0,
    callerMeaning: null,
    farewell: null,
    attempts: 0,
    rescues: 0,
  },
  initial: 'active',
  on: { 'leg.ended': { target: '.ended', actions: 'recordEnd' } },
  states: {
    active: {
      on: {
        'caller.speech_started': { actions: 'caller' },
        'caller.speech_stopped': { actions: 'caller' },
        'caller.said': { actions: ['words', 'answerCaller'] },
        'work.started': { actions: 'work' },
        'work.finished': { actions: 'work' },
        'utterance.started': { actions: 'plays' },
        'playback.queued': { actions: 'queued' },
        'playback.finished': { actions: 'silent' },
        'playback.cleared': { actions: 'silent' },
        'end.proposed': [
          { guard: 'isOpen', actions: 'refuseEnd' },
          { target: 'closing', actions: ['close', 'speakFarewell'] },
        ],
        'deadline.reached': { guard: 'isDue', target: 'closing', actions: ['close', 'speakFarewell'] },
      },
    },
    closing: {
      on: {
        'utterance.started': { actions: 'plays' },
        'playback.queued': { actions: 'farewellQueued' },
        'playback.finished': { guard: 'isFarewell', target: 'listening', actions: 'listen' },
        'caller.speech_started': { target: 'interrupted', actions: 'sustained' },
        'caller.said': { guard: 'takesBack', target: 'active', actions: ['rescue', 'callOffEnd', 'answerCaller'] },
        'deadline.reached': { guard: 'isDue', target: 'hanging_up', actions: ['retry', 'hangUp'] },
      },
    },
    interrupted: {
      on: {
        'caller.speech_stopped': { target: 'closing', actions: 'farewellQueued' },
        'caller.said': { guard: 'takesBack', target: 'active', actions: ['rescue', 'callOffEnd', 'answerCaller'] },
        'deadline.reached': { guard: 'isDue', target: 'paused', actions: ['pause', 'clearPlayback'] },
      },
    },
    listening: {
      on: {
        'caller.said': { guard: 'takesBack', target: 'active', actions: ['rescue', 'callOffEnd', 'answerCaller'] },
        'deadline.reached': { guard: 'isDue', target: 'hanging_up', actions: ['retry', 'hangUp'] },
      },
    },
    paused: {
      on: {
        'caller.said': [
          { guard: 'takesBack', target: 'active', actions: ['rescue', 'callOffEnd', 'answerCaller'] },
          { target: 'hanging_up', actions: ['retry', 'hangUp'] },
        ],
        'deadline.reached': { guard: 'isDue', target: 'hanging_up', actions: ['retry', 'hangUp'] },
      },
    },
    hanging_up: {
      on: {
        'hang_up.answered': { guard: 'isProof', target: 'ended', actions: 'recordEnd' },
        'deadline.reached': { guard: 'isDue', actions: ['retry', 'hangUp'] },
      },
    },
    ended: { type: 'final' },
  },
});
