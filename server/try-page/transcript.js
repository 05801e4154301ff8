/** Who said what, as it happens, and what of it was heard. */

/** @param {HTMLElement} list An empty list. */
export function transcript(list) {
  /** Of the agent's utterances, by id. @type {Map<string, HTMLElement>} */
  const turns = new Map();

  /** @param {'agent' | 'caller'} role @param {string} text */
  function add(role, text) {
    const turn = document.createElement('li');
    turn.className = role;
    const who = document.createElement('span');
    who.className = 'who';
    who.textContent = role === 'agent' ? 'Agent' : 'Caller';
    const words = document.createElement('p');
    words.textContent = text;
    turn.append(who, words);
    list.append(turn);
    turn.scrollIntoView({ block: 'nearest' });
    return turn;
  }

  /** @param {string} id @param {string} note */
  function note(id, note) {
    const turn = turns.get(id);
    if (!turn) return;
    turn.querySelector('.note')?.remove();
    const mark = document.createElement('span');
    mark.className = 'note';
    mark.textContent = note;
    turn.append(mark);
    mark.scrollIntoView({ block: 'nearest' });
  }

  return {
    /** @param {import('./server-api.js').Happening} event */
    hear(event) {
      const id = String(event.utterance_id ?? '');
      if (event.type === 'caller.said' && event.text) add('caller', String(event.text));
      if (event.type === 'agent.said' && event.text) turns.set(id, add('agent', String(event.text)));
      if (event.type === 'playback.finished') note(id, 'heard');
      if (event.type === 'playback.cleared')
        note(id, event.heard_text ? `cut off after “${String(event.heard_text)}”` : 'not heard');
      if (event.type === 'playback.failed') note(id, 'the voice failed');
    },
    clear() {
      turns.clear();
      list.replaceChildren();
    },
  };
}
