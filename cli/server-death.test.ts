/** kill -9 of the whole server while a telephone is on the line. Source: design ending.md section 10. */
import { expect, test, vi } from 'vitest';
import { startBaresip } from '../server/testing/baresip.ts';
import { childrenOf, isRunning } from '../server/testing/processes.ts';
import { describeWith } from '../server/testing/programs.ts';
import { command } from './testing/command.ts';
import { emptyFolder } from './testing/ringoff.ts';

/** A telephone hears of it by BYE at once; 1.5 s are for those that do not answer. */
const goneMsMax = 5_000;

describeWith(['baresip', 'sox', 'flite'], 'a server that is killed', () => {
  test('is hung up for by its telephone, and leaves no process behind', async () => {
    const folder = emptyFolder();
    const sipPort = 5_360;
    const env = { NO_COLOR: '1', RINGOFF_DATA_DIR: folder.path, PORT: '0', RINGOFF_SIP: `127.0.0.1:${sipPort}` };
    const server = command(['start'], env);
    const phone = startBaresip({ port: 5_362, lines: [], secondsMax: 30 });
    try {
      await server.prints('Ctrl-C stops');
      phone.command(`dial sip:front-desk@127.0.0.1:${sipPort}`);
      await phone.shows('Call established');
      const pid = server.process.pid!;
      const family = childrenOf(pid);
      expect(family.map(({ command: line }) => /([\w-]+)\.ts/.exec(line)?.[1]).sort()).toEqual([
        'phone-process',
        'speech-worker',
      ]);
      const killedAt = performance.now();
      process.kill(pid, 'SIGKILL');
      await phone.shows('BYE sip:caller');
      expect(performance.now() - killedAt).toBeLessThan(1_000);
      await vi.waitFor(() => expect(family.filter(({ pid: each }) => isRunning(each))).toEqual([]), goneMsMax);
    } finally {
      phone.close();
      if (server.process.exitCode === null) server.process.kill('SIGKILL');
      folder.remove();
    }
  }, 40_000);
});
