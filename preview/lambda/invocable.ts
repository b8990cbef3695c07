/** What can be invoked as a Lambda function is, synchronously. */
export interface Invocable {
  invoke<T>(event: unknown): Promise<T>;
}

/** An invocation that did not come to an end. Firehose invokes again after it, and after no error of the function's own. */
export class Unanswered extends Error {
  /** @param errorCode as Firehose has it */
  constructor(public readonly errorCode: 'Lambda.FunctionTimedOut' | 'Lambda.InvokeLimitExceeded', message: string) {
    super(message);
  }
}
