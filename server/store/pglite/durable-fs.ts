import { NodeFS } from '@electric-sql/pglite/nodefs';
import * as fs from 'node:fs';

/**
 * PGlite's file system with fsync made real. The stock one drops every fsync, so that a power cut could lose commits
 * that were acknowledged (design stack.md, trap 5).
 */
export class DurableNodeFS extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const prepared = await super.init(...args);
    const preRun = prepared.emscriptenOpts.preRun as unknown as ((module: Module) => void)[];
    preRun.push(({ NODEFS }) => {
      NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd === undefined) syncFolder(NODEFS.realPath(stream.node));
        else fs.fsyncSync(stream.nfd);
        return 0;
      };
    });
    return prepared;
  }
}

/** The part of Emscripten's module that is touched; a folder's stream has no file descriptor. */
type Stream = { nfd?: number; node: unknown };
type Module = { NODEFS: { stream_ops: { fsync?: (stream: Stream) => number }; realPath(node: unknown): string } };

function syncFolder(path: string): void {
  const descriptor = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
