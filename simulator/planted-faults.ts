/** Faults to plant into the session's side of the house, each a replacement that must match exactly once. */
export type PlantedFault = { name: string; file: string; from: string; to: string };

export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'the timer is armed only once',
    file: 'server/session/session.ts',
    from: 'if (deadline === armedFor) return;',
    to: 'if (armedFor !== null) return;',
  },
  {
    name: 'the model goes on after the end',
    file: 'server/session/session.ts',
    from: '    turn.stop();\n    cancelTimer();',
    to: '    cancelTimer();',
  },
  {
    name: 'the end is stored twice',
    file: 'server/session/session.ts',
    from: "if (effect.type === 'record_end') return finish();",
    to: "if (effect.type === 'record_end') { finish(); return finish(); }",
  },
  {
    name: 'the line never gets the hang-up',
    file: 'server/session/obey.ts',
    from: "return line.send({ type: 'hang_up', attempt: effect.attempt });",
    to: 'return;',
  },
  {
    name: 'the order to clear playback is lost',
    file: 'server/session/obey.ts',
    from: "speaker.hush();\n      return line.send({ type: 'clear' });",
    to: 'return speaker.hush();',
  },
  {
    name: "the caller's words are not defused",
    file: 'server/session/conversation.ts',
    from: 'const safe = defuse(text);',
    to: 'const safe = { text, found: false };',
  },
  {
    name: 'the reply reaches the caller unfiltered',
    file: 'server/session/reply.ts',
    from: 'text: (piece) => filter.push(piece).forEach(take),',
    to: "text: (piece) => take({ type: 'speech', text: piece }),",
  },
  {
    name: 'an utterance is never closed',
    file: 'server/session/speaker.ts',
    from: "send({ type: 'speak', utteranceId, text: '', last: true, voice });",
    to: '',
  },
];
