/** Prompts and settings that contradict each other. Source: design contract.md section 1, "lint". */
import type { Agent } from './agent.ts';
import { ownNames } from './agent-rules.ts';
import { messageNames } from './call-values.ts';
import { textsAt } from './places.ts';
import { pathText } from './problems.ts';
import { namesIn } from './variables.ts';
import type { Warning } from './warning.ts';

const endTag = /\[\s*END_CALL\s*\]/i;
const endHash = /#end_call\b/i;

/** What the prompt asks for that is switched off, what it does not mention, and what it lacks. */
export function lintPrompt(agent: Agent): Warning[] {
  return [
    ...switchedOff(agent),
    ...notMentioned(agent),
    ...withoutWords(agent),
    ...unknownNames(agent),
    ...nothingBlocked(agent),
  ];
}

/** Where the agent is told what to do: its prompt, and the instructions of its blocks. */
function instructions(agent: Agent): { path: string; text: string }[] {
  const ofFlow = agent.kind === 'flow' ? textsAt(agent, 'flow.nodes.*.data.instruction') : [];
  return [...textsAt(agent, 'prompt'), ...ofFlow].map(({ path, text }) => ({ path: pathText(path), text }));
}

function switchedOff(agent: Agent): Warning[] {
  const { enabled, tag } = agent.ending;
  return instructions(agent).flatMap(({ path, text }): Warning[] => {
    if (!enabled && (endHash.test(text) || endTag.test(text))) {
      const message = 'asks to end calls, and ending.enabled is false: the agent never may';
      return [{ path, code: 'ending_off', message, hint: 'Set ending.enabled to true, or take the words out.' }];
    }
    if (tag || !endTag.test(text)) return [];
    const message = 'asks for [END_CALL], and ending.tag is false: the tag is dropped';
    return [{ path, code: 'tag_off', message, hint: 'Set ending.tag to true, or take the tag out.' }];
  });
}

/** Without a word about when, a model hesitates to end a call. A prompt that works by the tag needs no default action. */
function notMentioned(agent: Agent): Warning[] {
  const { enabled, tag, actions } = agent.ending;
  if (!enabled) return [];
  const told = [...instructions(agent).map(({ text }) => text), ...scripted(agent)];
  const byTag = tag && told.some((text) => endTag.test(text));
  return actions.flatMap((action, index) => {
    const mention = new RegExp(`(?<![A-Za-z0-9_])${action.name}(?![A-Za-z0-9_])`);
    if (told.some((text) => mention.test(text)) || (byTag && action.name === 'end_call')) return [];
    return {
      path: `ending.actions[${index}].name`,
      code: 'action_not_mentioned' as const,
      message: `${action.name} is mentioned neither in the prompt nor in an instruction of the flow`,
      hint: `Say when: "If the caller needs nothing else, call ${action.name}."`,
    };
  });
}

/** What an offline model says and calls: its script takes the place of a prompt. */
function scripted({ model }: Agent): string[] {
  if (model.provider !== 'offline') return [];
  return (model.script ?? []).flatMap((rule) => [rule.say, ...rule.tools.map((tool) => tool.name)]);
}

function withoutWords(agent: Agent): Warning[] {
  if (agent.model.provider === 'offline') {
    if (agent.model.script !== undefined) return [];
    const message = 'is missing: the offline model says back what it hears and never ends a call';
    return [{ path: 'model.script', code: 'no_script', message, hint: 'Give a script, or choose a model.' }];
  }
  if (agent.kind !== 'prompt' || agent.prompt.trim() !== '') return [];
  const message = 'is empty: the model does not know who it is';
  return [
    {
      path: 'prompt',
      code: 'empty_prompt',
      message,
      hint: 'Say who the agent is, what it does and when it ends a call.',
    },
  ];
}

function unknownNames(agent: Agent): Warning[] {
  const known: readonly string[] = [...messageNames, ...ownNames(agent)];
  return instructions(agent).flatMap(({ path, text }) =>
    namesIn(text)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path,
        code: 'unknown_variable' as const,
        message: `{{${name.slice(0, 64)}}} is not known: nothing stands in its place`,
        hint: 'Add it to variables, or take it out.',
      })),
  );
}

function nothingBlocked(agent: Agent): Warning[] {
  if (Object.hasOwn(agent.variables, 'blocked_numbers')) return [];
  return agent.ending.pre_call.flatMap((rule, index) => {
    if (!/\bblocked_numbers\b/.test(rule.when)) return [];
    return {
      path: `ending.pre_call[${index}].when`,
      code: 'nothing_blocked' as const,
      message: 'looks into blocked_numbers, which is empty',
      hint: 'Add blocked_numbers to variables: a list of numbers like +15550100.',
    };
  });
}
