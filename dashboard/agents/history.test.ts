import { expect, test } from 'vitest';
import { changed, newHistory, redone, undone } from './history.ts';

test('letters of one field are one step, those of another the next', () => {
  let history = newHistory('');
  history = changed(history, 'H', 'name', 0);
  history = changed(history, 'Hi', 'name', 300);
  history = changed(history, 'Hi!', 'prompt', 400);
  history = undone(history);
  expect(history.now).toBe('Hi');
  history = undone(history);
  expect(history.now).toBe('');
  expect(undone(history)).toBe(history);
  history = redone(redone(history));
  expect(history.now).toBe('Hi!');
  expect(redone(history)).toBe(history);
});

test('after a pause the same field is a step of its own', () => {
  const history = changed(changed(newHistory('a'), 'b', 'name', 0), 'c', 'name', 1_001);
  expect(undone(history).now).toBe('b');
});

test('a change after an undo forgets what was undone', () => {
  const history = changed(undone(changed(newHistory(1), 2, 'x', 0)), 3, 'x', 10);
  expect(redone(history).now).toBe(3);
  expect(undone(history).now).toBe(1);
});

test('no more than two hundred steps are kept, and what changes nothing is none', () => {
  let history = newHistory(0);
  for (let step = 1; step <= 300; step += 1) history = changed(history, step, `${step}`, step);
  expect(history.past).toHaveLength(200);
  expect(changed(history, 300, 'x', 0)).toBe(history);
});
