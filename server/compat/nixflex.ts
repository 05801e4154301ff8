/** Nixflex's agents. Source: Nixflex "[END_CALL]", Configuration. */
import * as z from 'zod';
import { promptMax, seconds, text } from '../../contract/fields.ts';
import { isModelName, withCap, withModel, withSilence } from './agent-parts.ts';
import { type Door, reading } from './door.ts';

const name = text(200, 1);
const fields = z.looseObject({
  name: name.optional(),
  system_prompt: text(promptMax).optional(),
  silence_hangup_seconds: seconds(5, 45).optional(),
  max_call_duration_seconds: seconds(60, 1800).optional(),
});

const places: Readonly<Record<string, string>> = {
  name: 'name',
  prompt: 'system_prompt',
  'ending.silence.timeout_seconds': 'silence_hangup_seconds',
  'ending.max_duration.seconds': 'max_call_duration_seconds',
};

export const nixflex: Door = {
  vendor: 'nixflex',
  title: 'Nixflex',
  defaults: { silenceSeconds: 10, capSeconds: 300, tag: true, endTool: false },
  read: reading(
    fields,
    (document) => document.name,
    (agent, document) => {
      const { name: called = agent.name, system_prompt: prompt = agent.prompt } = document;
      const named = withModel({ ...agent, name: called, prompt }, document['model']);
      return withCap(withSilence(named, document.silence_hangup_seconds), document.max_call_duration_seconds);
    },
  ),
  tell: (agent) => ({
    name: agent.name,
    system_prompt: agent.prompt,
    silence_hangup_seconds: agent.ending.silence.timeout_seconds,
    max_call_duration_seconds: agent.ending.max_duration.seconds,
  }),
  fieldOf: (place) => places[place] ?? place,
  warnings: () => [],
  effects: [
    { field: 'name', as: 'name' },
    { field: 'system_prompt', as: 'prompt' },
    { field: 'model', as: 'model', when: (document) => isModelName(document['model']) },
    { field: 'silence_hangup_seconds', as: 'ending.silence.timeout_seconds' },
    { field: 'max_call_duration_seconds', as: 'ending.max_duration.seconds' },
  ],
};
