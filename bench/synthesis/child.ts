import { fork } from 'node:child_process';

/** What a script sends from a process of its own, which neither tsx nor this environment slows down. */
export function inChild<T>(script: string, args: readonly string[], environment: Record<string, string> = {}): Promise<T> {
  const child = fork(script, args, { env: environment, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  // synthesis warns there: it is of interest only where there was no answer
  let said = '';
  child.stderr!.on('data', (chunk) => { said += String(chunk); });
  return new Promise((resolve, reject) => {
    let answer: T | undefined;
    child.once('message', (message) => { answer = message as T; });
    child.once('close', (code) => {
      if (answer === undefined) {
        reject(new Error(`${script} ended with exit code ${code} before it was done: ${said}`));
      } else {
        resolve(answer);
      }
    });
  });
}
