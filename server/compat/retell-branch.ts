/** The branches of Retell's branch nodes, by formulas or by questions. Source: Retell, "Branch Node", "Transition Condition". */
import { BadConfig } from '../../contract/errors.ts';
import { entriesAt, type JsonDocument, textAt } from './json-document.ts';

type Branch = { label: string; expression: string } | { label: string; question: string };

/** In the order of the node's edges. @throws BadConfig for a formula that cannot be said here. */
export function branchesOf(node: JsonDocument, field: string): Branch[] {
  return entriesAt(node, 'edges').map(({ entry, field: edge }, index) => {
    const place = `${field}.${edge}.transition_condition`;
    const condition = entry['transition_condition'] as JsonDocument | undefined;
    const prompt = textAt(entry, 'transition_condition.prompt');
    if (condition?.['type'] !== 'equation') {
      const question = (prompt ?? '').slice(0, 1_000);
      return { label: (question || `branch ${index + 1}`).slice(0, 200), question };
    }
    const formulas = entriesAt(condition, 'equations').map((each) => formulaOf(each.entry, `${place}.${each.field}`));
    if (formulas.length === 0) throw new BadConfig(`${place}.equations: is empty. Give at least one.`);
    const expression = formulas.join(condition['operator'] === '||' ? ' || ' : ' && ');
    return { label: expression.slice(0, 200), expression };
  });
}

/** The variables that the formulas of a node look at. */
export function variablesOf(node: JsonDocument): string[] {
  const equations = entriesAt(node, 'edges').flatMap(({ entry }) =>
    entriesAt(entry, 'transition_condition.equations').map((each) => leftOf(each.entry)),
  );
  return equations.filter((name) => name !== undefined);
}

function leftOf(equation: JsonDocument): string | undefined {
  return /^\s*(?:\{\{\s*)?([A-Za-z_]\w{0,63})(?:\s*\}\})?\s*$/.exec(textAt(equation, 'left') ?? '')?.[1];
}

/** Values of a call are texts here: what is compared as a number is read as one. */
function formulaOf(equation: JsonDocument, place: string): string {
  const name = leftOf(equation);
  if (name === undefined) throw new BadConfig(`${place}.left: is no variable. Write it like {{plan}}.`);
  const right = textAt(equation, 'right') ?? '';
  const text = JSON.stringify(right);
  const number = (): string => {
    if (right.trim() === '' || !Number.isFinite(Number(right)))
      throw new BadConfig(`${place}.right: is no number, which this operator needs.`);
    return Number.isInteger(Number(right)) ? `${Number(right)}.0` : String(Number(right));
  };
  const operator = textAt(equation, 'operator') ?? '';
  switch (operator) {
    case '==':
    case '!=':
      return `${name} ${operator} ${text}`;
    case '>':
    case '>=':
    case '<':
    case '<=':
      return `double(${name}) ${operator} ${number()}`;
    case 'contains':
      return `${name}.contains(${text})`;
    case 'not_contains':
      return `!${name}.contains(${text})`;
    case 'exists':
      return `${name} != ""`;
    case 'not_exist':
      return `${name} == ""`;
    default:
      throw new BadConfig(`${place}.operator: "${operator.slice(0, 20)}" is not known here.`);
  }
}
