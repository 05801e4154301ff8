import { useEffect, useRef } from 'react';

/** What keys do wherever the focus is on the builder's page, but in no field. */
export type FlowKeys = {
  undo(): void;
  redo(): void;
  add(): void;
  tidy(): void;
  copy(): void;
  paste(): void;
  duplicate(): void;
  selectAll(): void;
  remove(): void;
};

export function useFlowKeys(keys: FlowKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isField(event.target) || isAway(event.target)) return;
      const act = actOf(event);
      if (act === null || (act === 'copy' && getSelection()?.isCollapsed === false)) return;
      event.preventDefault();
      latest.current[act]();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Which of them a key means, or null. */
export function actOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>) {
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  const key = event.key.toLowerCase();
  // By its place: with Alt some keyboards write another letter.
  if (shiftKey && altKey && event.code === 'KeyT') return 'tidy';
  if (altKey) return null;
  if (!ctrlKey && !metaKey) {
    return shiftKey ? null : (({ n: 'add', delete: 'remove', backspace: 'remove' } as const)[key] ?? null);
  }
  if (key === 'z') return shiftKey ? 'redo' : 'undo';
  if (shiftKey) return null;
  return ({ y: 'redo', c: 'copy', v: 'paste', d: 'duplicate', a: 'selectAll' } as const)[key] ?? null;
}

/** There the keys write, and Ctrl+Z takes back letters. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** In a dialog above the page, or in the test call below it. */
function isAway(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"], [aria-label="Test call"]') !== null;
}
