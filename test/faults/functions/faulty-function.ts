import type { FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import type { Instances } from './instances';
import type { Invocable } from '../../../preview/lambda/invocable';
import { Unanswered } from '../../../preview/lambda/invocable';

/** What can go wrong with an invocation of the transformation, besides what goes wrong around it. */
export const INVOCATION_FAULTS = [
  'too many', 'timed out', 'answer lost', 'killed at once', 'killed soon', 'killed at its end', 'refused', 'record missing', 'record doubled', 'some failed',
] as const;

/** Defects that nothing may hide: the bench has to find them. */
export type Defect = 'dropped' | 'renamed' | 'swapped';

/** `none` is an invocation as it should be. */
export type InvocationFault = typeof INVOCATION_FAULTS[number] | Defect | 'none';

/** The transformation, whose invocations fail by a plan. */
export class FaultyFunction implements Invocable {
  public invocations = 0;
  private plan: InvocationFault[] = [];

  constructor(private readonly instances: Instances) {}

  /** What goes wrong with the next invocations, one by one. */
  public fail(plan: readonly InvocationFault[]): void {
    this.plan = [...plan];
  }

  public async invoke<T>(event: unknown): Promise<T> {
    this.invocations++;
    return await this.transform(event as FirehoseTransformationEvent, this.plan.shift() ?? 'none') as T;
  }

  private async transform(event: FirehoseTransformationEvent, fault: InvocationFault): Promise<FirehoseTransformationResult> {
    const run = () => this.instances.invoke<FirehoseTransformationResult>(event);
    switch (fault) {
      case 'too many':
        throw new Unanswered('Lambda.InvokeLimitExceeded', 'Rate Exceeded.');
      case 'timed out':
        await run();
        this.instances.kill();
        throw new Unanswered('Lambda.FunctionTimedOut', 'The Lambda function invocation timed out.');
      case 'answer lost':
        await run();
        throw new Unanswered('Lambda.FunctionTimedOut', 'The Lambda function invocation timed out.');
      case 'killed at once':
        return this.killedWhile(run(), () => new Promise(setImmediate));
      case 'killed soon':
        return this.killedWhile(run(), () => new Promise((resolve) => setTimeout(resolve, 2)));
      case 'killed at its end':
        await run();
        this.instances.kill();
        throw new Error('Runtime exited with error: signal: killed');
      case 'refused':
        throw new Error('AccessDeniedException: no permission to invoke the function');
      case 'record missing':
        return { records: (await run()).records.slice(1) };
      case 'record doubled': {
        const { records } = await run();
        return { records: [...records, ...records.slice(0, 1)] };
      }
      case 'some failed': {
        // as a version of the function with a defect would
        const { records } = await run();
        return { records: records.map((answer, index) => index % 3 === 0 ? { recordId: answer.recordId, result: 'ProcessingFailed' } as typeof answer : answer) };
      }
      case 'none':
        return run();
      default:
        return withDefect(fault, (await run()).records);
    }
  }

  private async killedWhile<T>(running: Promise<T>, wait: () => Promise<unknown>): Promise<T> {
    // it may have ended already, in which case nothing is wrong
    const settled = running.catch((error: Error) => error);
    await wait();
    this.instances.kill();
    const result = await settled;
    if (result instanceof Error) {
      throw result;
    }
    return result;
  }
}

type Answers = FirehoseTransformationResult['records'];

function withDefect(defect: Defect, records: Answers): FirehoseTransformationResult {
  if (defect === 'dropped') {
    return { records: records.map((answer, index) => index === 0 ? { ...answer, result: 'Dropped', data: '' } : answer) };
  }
  const replace = defect === 'renamed'
    ? (text: string) => text.replace(/"extended_request_id":"/, '$&x')
    : (text: string) => text.replace(/"customer_id":"[^"]+"/, '"customer_id":"somebody else"');
  return { records: records.map((answer) => ({ ...answer, data: Buffer.from(replace(Buffer.from(answer.data ?? '', 'base64').toString())).toString('base64') })) };
}
