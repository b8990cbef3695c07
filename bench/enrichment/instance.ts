import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const HOST = join(__dirname, 'host.mjs');

/** What became of a round: all events that an instance has, one behind the other. */
export interface Round {
  readonly milliseconds: number;
  /** The largest resident memory so far, in KB. */
  readonly peak: number;
  /** What is held afterwards, in bytes, if that is asked for. */
  readonly held?: number;
  readonly responses: readonly string[];
}

interface Work {
  /** In place of those that it has. */
  readonly events?: readonly string[];
  /** Rounds are repeated for so long. */
  readonly milliseconds: number;
  readonly withResponses?: boolean;
  readonly withHeld?: boolean;
}

/** A function in a process of its own, which has nothing else in it. */
export class Instance {
  private readonly child: ChildProcess;
  private readonly loaded: Promise<unknown>;

  constructor(file: string, environment: Record<string, string>) {
    this.child = fork(HOST, [file], { env: environment, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.loaded = this.message();
  }

  public async run(work: Work): Promise<Round> {
    await this.loaded;
    const round = this.message<Round>();
    this.child.send(work);
    return round;
  }

  public close(): void {
    this.child.removeAllListeners().kill();
  }

  private message<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      this.child.removeAllListeners()
        .once('message', (message) => resolve(message as T))
        .once('exit', (code) => reject(new Error(`The function ended with exit code ${code}`)));
    });
  }
}
