import { fork } from 'node:child_process';
import { join } from 'node:path';

/** The preview's stages in their order, and how many seconds each took; the first begins with the process. */
export type Stages = Readonly<Record<string, number>>;

/** Sends requests through the preview, which leaves its page in the directory. */
export function preview(requests: number, directory: string): Promise<Stages> {
  const child = fork(join(__dirname, 'host.ts'), [String(requests), directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    let stages: Stages | undefined;
    child.once('message', (message) => { stages = message as Stages; });
    child.once('exit', (code) => {
      if (stages === undefined) {
        reject(new Error(`The preview of ${requests} requests ended with exit code ${code} before it was done`));
      } else {
        resolve(stages);
      }
    });
  });
}

export function secondsOf(stages: Stages): number {
  return Object.values(stages).reduce((sum, seconds) => sum + seconds, 0);
}
