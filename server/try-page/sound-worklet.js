/**
 * The microphone and the loudspeaker of a call, on the audio thread. Sound to and from the server is 16 bits, 16 kHz;
 * what was played is counted sample by sample, and marks are given back by that count.
 */
const wireRate = 16_000;
const frameSamples = 320;

/** Gives frames of 20 ms, as 16-bit samples at the wire's rate, whatever the rate of the microphone. */
class Microphone extends AudioWorkletProcessor {
  /** Samples of the microphone for one of ours. */
  step = sampleRate / wireRate;
  frame = new Int16Array(frameSamples);
  filled = 0;
  sum = 0;
  count = 0;
  /** How far into the next sample of ours. */
  place = 0;

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    for (const sample of inputs[0]?.[0] ?? []) {
      this.sum += sample;
      this.count += 1;
      this.place += 1;
      if (this.place < this.step) continue;
      this.place -= this.step;
      this.put(this.sum / this.count);
      this.sum = 0;
      this.count = 0;
    }
    return true;
  }

  /** @param {number} sample From -1 to 1. */
  put(sample) {
    this.frame[this.filled++] = Math.max(-1, Math.min(1, sample)) * 32_767;
    if (this.filled < frameSamples) return;
    this.port.postMessage(this.frame.slice());
    this.filled = 0;
  }
}

/** Plays what comes, in order. Its context runs at the wire's rate, so that one sample is one sample. */
class Loudspeaker extends AudioWorkletProcessor {
  /** @type {Int16Array[]} */
  queue = [];
  /** @type {{ at: number, name: string }[]} */
  marks = [];
  pushed = 0;
  played = 0;
  dropped = 0;

  constructor() {
    super();
    this.port.addEventListener('message', ({ data }) => this.take(data));
    this.port.start();
  }

  /** @param {Int16Array | { mark: string } | 'clear' | 'count'} message */
  take(message) {
    if (message === 'count') return this.tell();
    if (message === 'clear') {
      this.dropped = this.pushed - this.played;
      this.queue = [];
      this.marks = [];
      return this.tell();
    }
    if (message instanceof Int16Array) {
      this.queue.push(message);
      this.pushed += message.length;
    } else this.marks.push({ at: this.pushed - this.dropped, name: message.mark });
  }

  tell() {
    const { pushed, played, dropped } = this;
    this.port.postMessage({ pushed, played, dropped });
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, outputs) {
    const output = outputs[0]?.[0];
    if (!output) return true;
    let filled = 0;
    for (let first = this.queue[0]; first && filled < output.length; first = this.queue[0]) {
      const taken = Math.min(first.length, output.length - filled);
      for (let at = 0; at < taken; at++) output[filled + at] = (first[at] ?? 0) / 32_768;
      filled += taken;
      if (taken === first.length) this.queue.shift();
      else this.queue[0] = first.subarray(taken);
    }
    this.played += filled;
    for (let mark = this.marks[0]; mark && mark.at <= this.played; mark = this.marks[0]) {
      this.marks.shift();
      this.port.postMessage({ mark: mark.name });
      this.tell();
    }
    return true;
  }
}

registerProcessor('microphone', Microphone);
registerProcessor('loudspeaker', Loudspeaker);
