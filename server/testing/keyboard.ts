/** Walks a page as somebody does who has no mouse: every place is come to by the Tab key. */
import type { Page } from 'playwright-core';

export type Keyboard = {
  /** To the control of this name, from where the focus is. Throws when Tab does not come to it. */
  to(name: string, way?: 'forward' | 'back'): Promise<void>;
  /** In place of what stands in the field. */
  write(name: string, text: string): Promise<void>;
  /** Of a group of radio buttons. */
  pick(group: string, option: string): Promise<void>;
  /** Of a list, by its first letters. */
  select(name: string, letters: string, way?: 'forward' | 'back'): Promise<void>;
  press(...keys: string[]): Promise<void>;
};

/** Further away than this nobody looks for anything. */
const tabsMax = 250;
const optionsMax = 12;

/** What the focus is on, as a screen reader names it. */
const focused = `(() => {
  const at = document.activeElement;
  const label = at.labels && at.labels[0] ? at.labels[0].innerText : '';
  const name = at.getAttribute('aria-label') || label || at.innerText || '';
  const group = at.closest('[role=radiogroup]');
  return { name: name.trim().split('\\n')[0], group: group ? group.getAttribute('aria-label') : null };
})()`;

type Focused = { name: string; group: string | null };

export function keyboardOf(page: Page): Keyboard {
  const at = (): Promise<Focused> => page.evaluate<Focused>(focused);
  async function tabTo(what: string, isThere: (found: Focused) => boolean, key = 'Tab'): Promise<void> {
    for (let tabs = 0; tabs < tabsMax; tabs += 1) {
      if (isThere(await at())) return;
      await page.keyboard.press(key);
    }
    throw new Error(`the Tab key does not come to ${what}`);
  }
  const to: Keyboard['to'] = (name, way = 'forward') =>
    tabTo(
      `"${name}"`,
      (found) => found.name === name || found.name.startsWith(`${name} `),
      way === 'back' ? 'Shift+Tab' : 'Tab',
    );
  return {
    to,
    async write(name, text) {
      await to(name);
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
    },
    async pick(group, option) {
      await tabTo(`the choice "${group}"`, (found) => found.group === group);
      for (let steps = 0; steps < optionsMax; steps += 1) {
        if ((await at()).name === option) return;
        await page.keyboard.press('ArrowRight');
      }
      throw new Error(`"${group}" has no option "${option}"`);
    },
    async select(name, letters, way) {
      await to(name, way);
      await page.keyboard.type(letters);
      const chosen = await page.evaluate<string>('document.activeElement.selectedOptions[0].text');
      if (!chosen.startsWith(letters)) throw new Error(`"${name}" is ${chosen}, not ${letters}`);
    },
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
  };
}
