/** What processes write and sync, as strace sees it, in one order for all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * A call to the system that began or ended: `path` is of its file or socket; `text` is what it wrote, as strace escapes
 * it. One that was interrupted by others ends on a line of its own.
 */
export type Traced = { process: string; name: string; path: string; text: string; at: 'begin' | 'end' | 'whole' };

export type Trace = { stop(): Promise<void> };

const calls = 'write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync';
/** Longer than anything that is written at once and read here. */
const textMax = 1_048_576;
const attachMsMax = 20_000;

/** Follows the threads and children of these processes into `file`, from the moment that it resolves. */
export async function startTrace(pids: readonly number[], file: string): Promise<Trace> {
  const args = ['-f', '-yy', '-s', `${textMax}`, '-e', `trace=${calls}`, '-e', 'signal=none', '-o', file];
  const tracer = spawn('strace', [...args, ...pids.flatMap((pid) => ['-p', `${pid}`])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { promise: attached, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(new Error('strace did not attach in time')), attachMsMax);
  let said = '';
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8_000);
    if (pids.every((pid) => said.includes(`Process ${pid} attached`))) resolve();
  });
  tracer.once('error', reject);
  tracer.once('exit', () => reject(new Error(`strace ended: ${said}`)));
  try {
    await attached;
  } catch (error) {
    tracer.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(late);
  }
  return {
    async stop() {
      const gone = once(tracer, 'exit');
      tracer.kill('SIGINT');
      await gone;
    },
  };
}

export async function* readTrace(file: string): AsyncGenerator<Traced> {
  const open = new Map<string, Pick<Traced, 'name' | 'path'>>();
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    const begun = /^(\d+) +(\w+)\(\d+<([^>]*)>?(.*)$/s.exec(line);
    if (begun) {
      const [, process = '', name = '', path = '', text = ''] = begun;
      const isWhole = !text.endsWith('<unfinished ...>');
      if (!isWhole) open.set(process, { name, path });
      yield { process, name, path, text, at: isWhole ? 'whole' : 'begin' };
      continue;
    }
    const [, process = '', name = ''] = /^(\d+) +<\.\.\. (\w+) resumed>/.exec(line) ?? [];
    const known = open.get(process);
    if (!known || known.name !== name) continue;
    open.delete(process);
    yield { process, ...known, text: '', at: 'end' };
  }
}
