/** What is agreed on replays of calls under other settings: how many at once, and what they cannot know, in words. */

/** More calls are not replayed by one request. */
export const replayedCallsMax = 500;

/** What the log of a call cannot tell of the call under other settings. The last six depend on the settings alone. */
export const unknownWords = {
  caller: 'From here on the caller would have heard something else; what they did is taken as it was.',
  farewell_words: 'The model would have written this goodbye; its length is supposed.',
  reply: 'The agent would have answered differently; what it would have said is not in the log.',
  refusal: 'The model would have been told not to end the call; what it would have said then is not in the log.',
  instruction: 'The model would have been told to wrap up; what it would have made of it is not in the log.',
  flow: 'The flow would have gone another way for want of a reply; where to is not in the log.',
  transfer: 'Whether the transfer would have been answered is not in the log.',
  rest: 'The log ends here, and the call would have gone on; nobody is supposed to say another word.',
  new_reasons: 'Whether the model would have found a reason that is new or reworded cannot be told.',
  new_actions: 'Whether the model would have called an end action that is new or reworded cannot be told.',
  reason_gone: 'The call ended for a reason that is no longer there; the model could not have given it.',
  action_gone: 'The model called an end action that is no longer there; it could not have called it.',
  ends_allowed: 'The model was not asked to end this call; whether it would have cannot be told.',
  requirements: 'Whether the changed requirements of the guard were met cannot be told; they are taken as they were.',
} as const;

export type UnknownOfReplay = keyof typeof unknownWords;

export const unknownsOfReplay = Object.keys(unknownWords) as [UnknownOfReplay, ...UnknownOfReplay[]];
