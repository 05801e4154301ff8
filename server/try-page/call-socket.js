/** The sockets of a call: one that types, one that speaks. Both tell the same of how the call goes (docs/text-line.md, docs/browser.md). */

/**
 * @typedef {{ type: string, call_id?: string, utterance_id?: string, text?: string, last?: boolean, name?: string,
 *   message?: string, hint?: string }} DownMessage
 * @typedef {object} CallHandlers
 * @property {(callId: string) => void} started
 * @property {(why: string) => void} failed The server's words.
 * @property {() => void} closed Once, whatever came before.
 * @property {(count: { pushed: number, played: number, dropped: number }) => void} [counted] Samples of the agent's sound.
 * @typedef {object} CallSocket
 * @property {(text: string) => void} say
 * @property {() => void} hangUp Also of a call that is not up yet.
 */

const wireRate = 16_000;

/** @param {string} path @param {CallHandlers} handlers @param {(message: DownMessage) => void} hear */
function openSocket(path, handlers, hear) {
  const socket = new WebSocket(new URL(path, location.href.replace(/^http/, 'ws')));
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('close', () => handlers.closed());
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return;
    /** @type {DownMessage} */
    const message = JSON.parse(data);
    if (message.type === 'started') handlers.started(message.call_id ?? '');
    else if (message.type === 'error') handlers.failed([message.message, message.hint].filter(Boolean).join(' '));
    else hear(message);
  });
  /** @param {object} message */
  const tell = (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const hangUp = () => {
    if (socket.readyState === WebSocket.CONNECTING) socket.close();
    else tell({ type: 'hang_up' });
  };
  return { socket, tell, hangUp };
}

/** Every word is shown at once, and said to be. @param {string} path @param {CallHandlers} handlers @returns {CallSocket} */
export function typedCall(path, handlers) {
  const { tell, hangUp } = openSocket(path, handlers, (message) => {
    if (message.type === 'speak' && message.last)
      requestAnimationFrame(() => tell({ type: 'shown', utterance_id: message.utterance_id, done: true }));
  });
  return { say: (text) => tell({ type: 'say', text }), hangUp };
}

/**
 * Asks for the microphone first. To be called from a click, or the browser keeps it silent.
 * @param {() => Promise<string>} pathOf The socket's path; a ticket is good for a minute.
 * @param {CallHandlers} handlers
 * @returns {Promise<CallSocket>}
 */
export async function spokenCall(pathOf, handlers) {
  const player = new AudioContext({ sampleRate: wireRate });
  const microphone = await openMicrophone();
  const release = () => {
    microphone.close();
    void player.close();
  };
  try {
    await player.audioWorklet.addModule('/try/sound-worklet.js');
    await player.resume();
    const loudspeaker = new AudioWorkletNode(player, 'loudspeaker', { numberOfInputs: 0, outputChannelCount: [1] });
    loudspeaker.connect(player.destination);
    const path = await pathOf();
    const closed = () => {
      release();
      handlers.closed();
    };
    const { socket, tell, hangUp } = openSocket(path, { ...handlers, closed }, (message) => {
      if (message.type === 'mark') loudspeaker.port.postMessage({ mark: message.name });
      if (message.type === 'clear') loudspeaker.port.postMessage('clear');
    });
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) loudspeaker.port.postMessage(new Int16Array(data));
    });
    loudspeaker.port.addEventListener('message', ({ data }) => {
      if ('mark' in data) tell({ type: 'mark', name: data.mark });
      else handlers.counted?.(data);
    });
    loudspeaker.port.start();
    microphone.onFrame((frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    });
    return { say: () => {}, hangUp };
  } catch (error) {
    release();
    throw error;
  }
}

/** Its own context, at the microphone's own rate where the browser cannot change that. */
async function openMicrophone() {
  if (!navigator.mediaDevices)
    throw new Error('Browsers open a microphone only for https: pages and for this machine.');
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext();
  await context.audioWorklet.addModule('/try/sound-worklet.js');
  await context.resume();
  const capture = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 0 });
  context.createMediaStreamSource(stream).connect(capture);
  return {
    /** @param {(frame: Int16Array<ArrayBuffer>) => void} take */
    onFrame(take) {
      capture.port.addEventListener('message', ({ data }) => take(data));
      capture.port.start();
    },
    close() {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}
