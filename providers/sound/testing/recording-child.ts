// Records a rising ramp to the file that it is given, tells each second of sound, and goes on until it is killed.
import { openRecording } from '../recording.ts';

const [path] = process.argv.slice(2) as [string];
const recording = await openRecording(path, { sampleRate: 8_000, onStopped: ({ cause }) => process.send!(cause) });
const frame = new Int16Array(160);
for (let tick = 0; tick < 100_000; tick++) {
  recording.write(
    frame.fill(tick),
    frame.map((sample) => -sample),
  );
  if (tick % 50 === 49) {
    process.send!(tick);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
