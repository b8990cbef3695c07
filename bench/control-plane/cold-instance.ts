import { fork } from 'node:child_process';
import { join } from 'node:path';

const HOST = join(__dirname, 'host.mjs');

export interface Done<T> {
  readonly result: T;
  /** By the clock of the machine, whatever the function's own does. */
  readonly seconds: number;
}

/** Has a new instance handle one event. */
export function invokeCold<T>(file: string, environment: Record<string, string>, event: unknown, preload?: string): Promise<Done<T>> {
  const child = fork(HOST, [file], {
    env: environment, execArgv: preload === undefined ? [] : ['--require', preload], stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      child.once('message', (done) => resolve(done as Done<T>));
      child.send(event as object);
    });
    child.once('exit', (code) => reject(new Error(`${file} ended with exit code ${code} before it was done`)));
  });
}
