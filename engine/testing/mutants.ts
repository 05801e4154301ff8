/** Faults that somebody could make, each one change of one place in the engine. */
export type Mutant = {
  name: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  put: string;
};

export const mutants: readonly Mutant[] = [
  {
    name: 'hangs up when the farewell begins to sound',
    file: 'closing.ts',
    find: `        stage: 'playing',
        stageBy: overdueAt(call, event, policy),`,
    put: `        stage: 'listening',
        stageBy: event.at,`,
  },
  {
    name: 'half a farewell counts as heard',
    file: 'hearing.ts',
    find: 'export const heardShare = 0.95;',
    put: 'export const heardShare = 0.5;',
  },
  {
    name: 'does not listen after the farewell',
    file: 'closing.ts',
    find: 'stageBy: event.at + listenMs(phase.end, policy) }',
    put: 'stageBy: event.at }',
  },
  {
    name: 'a lost mark holds the line',
    file: 'closing.ts',
    find: `        stageBy: event.at + event.remainingMs + policy.limits.markGraceMs,
        farewell`,
    put: `        stageBy: phase.closeBy,
        farewell`,
  },
  {
    name: 'ends twice',
    file: 'step.ts',
    find: "  if (call.phase.name === 'ended') return stay(call, call.phase);",
    put: "  if (call.phase.name === 'ended' && event.type !== 'leg.ended') return stay(call, call.phase);",
  },
  {
    name: 'orders something after the end',
    file: 'step.ts',
    find: "  if (call.phase.name === 'ended') return stay(call, call.phase);",
    put: "  if (call.phase.name === 'ended') return [call, [{ type: 'hang_up', attempt: 1 }]];",
  },
  {
    name: 'a final reason can be rescued',
    file: 'rescue.ts',
    find: 'return open && !final && !neverRescuable.has(trigger);',
    put: 'return open && !neverRescuable.has(trigger);',
  },
  {
    name: 'the cap can be rescued',
    file: 'rescue.ts',
    find: "  'max_duration',\n",
    put: '',
  },
  {
    name: 'rescues are not counted',
    file: 'rescue.ts',
    find: 'rescues: call.rescues + 1,',
    put: 'rescues: call.rescues,',
  },
  {
    name: 'a goodbye takes the call back',
    file: 'rescue.ts',
    find: "return event.meaning !== 'closing' && event.meaning !== 'backchannel';",
    put: "return event.meaning !== 'backchannel';",
  },
  {
    name: 'a stale report about a farewell that was taken back counts',
    file: 'step.ts',
    find: "if ('utteranceId' in event && isTakenBack(now, event.utteranceId)) return stay(now, now.phase);",
    put: '',
  },
  {
    name: 'what was said before a rescue still counts as a goodbye',
    file: 'rescue.ts',
    find: '    lastSaid: null,\n',
    put: '',
  },
  {
    name: 'the farewell plays on in a pause',
    file: 'rescue.ts',
    find: "  if (sounds(call, closing)) effects.push({ type: 'clear_playback' });\n  const { pauseMsMax",
    put: '  const { pauseMsMax',
  },
  {
    name: 'an interrupted farewell is resumed again and again',
    file: 'closing.ts',
    find: '    farewell.resumed ||\n',
    put: '',
  },
  {
    name: 'a goodbye that was taken back is said again',
    file: 'farewell.ts',
    find: 'return own.text === call.goodbyeText',
    put: 'return own.text === null',
  },
  {
    name: 'a voice that fails is not backed up',
    file: 'closing.ts',
    find: '  if (phase.farewell.backedUp) {',
    put: '  if (phase.farewell.backedUp || phase.farewell.text) {',
  },
  {
    name: 'the backup voice is tried without end',
    file: 'closing.ts',
    find: '{ ...phase.farewell, utteranceId, backedUp: true }',
    put: '{ ...phase.farewell, utteranceId }',
  },
  {
    name: 'the model has no limit for its first word',
    file: 'closing.ts',
    find: 'const stageBy = writes ? at + policy.limits.firstWordMsMax : ',
    put: 'const stageBy = writes ? at + policy.limits.closingMsMax : ',
  },
  {
    name: 'the cap does not shorten a closing',
    file: 'closing.ts',
    find: 'const closeBy = cap === null ? longest : Math.min(longest, cap - policy.limits.hangUpLeadMs);',
    put: 'const closeBy = cap === null ? longest : longest;',
  },
  {
    name: 'vetoes are not limited',
    file: 'guard.ts',
    find: '  if (call.vetoesInRow >= policy.guard.vetoesMax) return null;\n',
    put: '',
  },
  {
    name: 'open questions are not seen',
    file: 'guard.ts',
    find: "if (isOpen(call, proposal)) return 'open_question';",
    put: '',
  },
  {
    name: 'waits for tools without a limit',
    file: 'active.ts',
    find: 'const waitBy = at + policy.limits.guardMsMax;',
    put: 'const waitBy = at + policy.limits.lifetimeMsMax;',
  },
  {
    name: 'a check-in resets the silence clock',
    file: 'active.ts',
    find: 'clocks: { ...call.clocks, checkInsDone: done + 1 },',
    put: 'clocks: { ...call.clocks, quietMs: 0, checkInsDone: done + 1 },',
  },
  {
    name: 'the silence clock runs while a tool works',
    file: 'silence.ts',
    find: '  for (const work of call.works) if (work.until > until) until = work.until;\n',
    put: '',
  },
  {
    name: 'noise stops the silence clock for ever',
    file: 'silence.ts',
    find: 'call.speakingSince + policy.limits.noiseMsMax);',
    put: 'call.speakingSince + policy.limits.lifetimeMsMax);',
  },
  {
    name: 'the silence clock starts when the agent begins to speak',
    file: 'silence.ts',
    find: 'let until = call.playing?.overdueAt ?? call.startedAt;',
    put: 'let until = call.startedAt;',
  },
  {
    name: 'the timeout ends a call that awaits a reply',
    file: 'silence.ts',
    find: "  else if (timeoutMs !== null) consider(quietAt + timeoutMs, 'silence');",
    put: "  if (timeoutMs !== null) consider(quietAt + timeoutMs, 'silence');",
  },
  {
    name: 'a reply that did not come does not begin a new silence',
    file: 'silence.ts',
    find: 'clocks: { ...call.clocks, quietMs: 0, checkInsDone: 0, noInput: null } };',
    put: 'clocks: { ...call.clocks, noInput: null } };',
  },
  {
    name: 'words do not begin the limit of a reply again',
    file: 'silence.ts',
    find: 'const again = noInput && { ...noInput, fromMs: 0 };',
    put: 'const again = noInput && { ...noInput, fromMs: -call.clocks.quietMs };',
  },
  {
    name: 'sounds count as words',
    file: 'step.ts',
    find: "      if (event.text.trim() === '') return call;\n",
    put: '',
  },
  {
    name: 'silence ends a transfer',
    file: 'transferring.ts',
    find: 'deadline: at + policy.limits.transferMsMax, to };',
    put: 'deadline: Math.min(at + policy.limits.transferMsMax, nextDue(call, policy).at), to };',
  },
  {
    name: 'an end proposed in a transfer is taken',
    file: 'transferring.ts',
    find: "      if (event.proposal.trigger !== 'operator') return stay(call, phase);\n",
    put: '',
  },
  {
    name: 'a hang-up is not repeated',
    file: 'hanging-up.ts',
    find: "deadline } }, [{ type: 'hang_up', attempt }]];",
    put: 'deadline } }, []];',
  },
  {
    name: 'any answer is proof',
    file: 'hanging-up.ts',
    find: 'return proves(proof, policy.requiredProof) ?',
    put: 'return proof !== null ?',
  },
  {
    name: 'nobody watches a leg that may be up',
    file: 'hanging-up.ts',
    find: '  if (!hangUpFacts.reached) effects.push(',
    put: '  if (hangUpFacts.attempts < 0) effects.push(',
  },
  {
    name: 'a caller who drops overwrites the cause',
    file: 'hanging-up.ts',
    find: 'const cause = closing?.end ?? legEnd(event, call.answeredAt !== null);',
    put: 'const cause = legEnd(event, call.answeredAt !== null);',
  },
  {
    name: 'a second end overwrites the first',
    file: 'closing.ts',
    find: "      const now = trigger === 'operator' && skipGoodbye;\n      return now ?",
    put: "      const now = trigger === 'operator' && skipGoodbye;\n      if (!now) return to({ end: { ...phase.end, trigger } });\n      return now ?",
  },
  {
    name: 'the words before the farewell are not waited for',
    file: 'closing.ts',
    find: "return to({ stage: 'starting', stageBy: firstAudioBy(phase.waitsFor, event.at, policy) });",
    put: "return to({ stage: 'starting', stageBy: firstAudioBy(null, event.at, policy) });",
  },
  {
    name: 'announced audio is not taken for a sound',
    file: 'closing.ts',
    find: "      if (phase.stage === 'listening') return null;\n      return to({",
    put: "      if (phase.stage !== 'playing') return null;\n      return to({",
  },
  {
    name: 'a reply that is not with the line yet counts as over',
    file: 'closing.ts',
    find: "return enter(call, end, awaited, 'starting',",
    put: "return enter(call, end, awaited, 'listening',",
  },
  {
    name: 'a stale failure of the voice ends the call',
    file: 'active.ts',
    find: 'return isPlaying(call, event) ? voiceFailed(call, event, policy) : goOnActive(call, policy);',
    put: 'return voiceFailed(call, event, policy);',
  },
  {
    name: 'a target that answers late is forgotten',
    file: 'transferring.ts',
    find: '{ ...call, overdueTransfer: phase.to }',
    put: 'call',
  },
  {
    name: 'a transfer that failed counts as answered late',
    file: 'step.ts',
    find: 'return call.overdueTransfer === null ? call : { ...call, overdueTransfer: null };',
    put: 'return call;',
  },
  {
    name: 'a phrase ends the call although it was cut off',
    file: 'active.ts',
    find: "  if (heard === 'unconfirmed') return null;\n",
    put: '',
  },
];
