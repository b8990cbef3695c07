import { join } from 'node:path';
import type { Endpoints, FunctionProps } from '../../../preview/lambda/function';
import { LambdaFunction } from '../../../preview/lambda/function';
import type { Invocable } from '../../../preview/lambda/invocable';
import { Unanswered } from '../../../preview/lambda/invocable';
import type { BenchClock } from '../clock';
import { PLANTED_KEY } from '../planted-key';

/** A busy machine is none of the functions' faults: they are given so many times as long as they believe that they have. */
const PATIENCE = 20;

const PRELOAD = join(__dirname, 'fast-clock.cjs');

/** A bundled function: one warm instance, and a fresh one at hand for when it is killed. */
export class Instances implements Invocable {
  /** All that its instances have written. */
  public output = '';
  /** How many instances were killed. */
  public killed = 0;
  private warm: LambdaFunction;
  private fresh: LambdaFunction;

  /** @param clockRate how many times as fast its clock runs */
  constructor(
    private readonly props: FunctionProps,
    private readonly endpoints: Endpoints,
    private readonly clock: BenchClock,
    private readonly clockRate: number,
  ) {
    this.props = {
      ...props,
      environment: { ...props.environment, FAULTS_CLOCK: clock.file, FAULTS_CLOCK_RATE: String(clockRate), API_KEY: PLANTED_KEY },
    };
    this.warm = this.start();
    this.fresh = this.start();
  }

  public async invoke<T>(event: unknown): Promise<T> {
    this.clock.tell();
    try {
      return await this.warm.invoke<T>(event);
    } catch (error) {
      // Lambda does not go on with an instance whose time was over
      if (error instanceof Unanswered) {
        this.kill();
      }
      throw error;
    }
  }

  /** Kills the instance, whatever it is doing; the next invocation is of a fresh one. */
  public kill(): void {
    this.killed++;
    this.warm.kill();
    this.warm = this.fresh;
    this.fresh = this.start();
  }

  public async close(): Promise<void> {
    await Promise.all([this.warm.close(), this.fresh.close()]);
  }

  private start(): LambdaFunction {
    return new LambdaFunction(this.props, this.endpoints, {
      preload: PRELOAD, clockRate: this.clockRate / PATIENCE, onOutput: (text) => { this.output += text; },
    });
  }
}
