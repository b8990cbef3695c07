import { fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NODE_MODULES } from './bundles';
import { API_KEYS_OBJECT } from '../../src/record/layout';
import type { Directories } from '../enrichment/directories';
import { enrichmentEnvironment } from '../enrichment/loopback-aws';
import { median } from '../measure';

const HOST = join(__dirname, 'host.cjs');

/** What starts, each time in a new process. */
export class Start {
  private readonly environment: Record<string, string>;

  /** @param event file of an event for it; without one it is loaded only */
  constructor(private readonly file: string, directories: Directories, keys: number, private readonly event?: string) {
    this.environment = {
      ...enrichmentEnvironment(directories.url, directories.bucketOf(keys)),
      OBJECT_KEY: API_KEYS_OBJECT,
      FORWARDER_STREAMS: '{}',
      NODE_PATH: NODE_MODULES,
    };
  }

  public milliseconds(): Promise<number> {
    const child = fork(HOST, [this.file, ...this.event ? [this.event] : []], {
      env: this.environment, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      let milliseconds: number | undefined;
      child.once('message', (message) => { milliseconds = message as number; });
      child.once('exit', (code) => {
        if (milliseconds === undefined) {
          reject(new Error(`${this.file} ended with exit code ${code} before it was done`));
        } else {
          resolve(milliseconds);
        }
      });
    });
  }
}

export function emptyProcess(turns: number): number {
  return median(Array.from({ length: turns }, () => {
    const started = performance.now();
    spawnSync(process.execPath, ['-e', ''], { env: {}, stdio: 'ignore' });
    return performance.now() - started;
  }));
}
