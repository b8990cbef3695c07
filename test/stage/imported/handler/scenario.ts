import { expect } from 'vitest';
import { type Answer, HostedFunction } from './hosted-function';
import { LoopbackStage } from './loopback-stage';

export interface Scene {
  readonly stage: LoopbackStage;
  readonly answer: Answer;
  /** What the function says it did. */
  readonly action: unknown;
  /** All that the function wrote. */
  readonly output: string;
}

/** Sends one event to the bundled function, which works on the stage that `prepare` is given. */
export async function play(event: object, prepare: (stage: LoopbackStage) => void = () => {}, milliseconds?: number): Promise<Scene> {
  const stage = await LoopbackStage.start();
  const hosted = new HostedFunction(stage.endpoints, milliseconds);
  try {
    prepare(stage);
    const answer = await hosted.invoke(event);
    // neither the address for CloudFormation's answer nor a stage variable belongs into a log
    expect(hosted.output + JSON.stringify(answer)).not.toMatch(/signature=hidden|of-the-stage/);
    return { stage, answer, action: lineOf(answer).action, output: hosted.output };
  } finally {
    await hosted.stop();
    await stage.stop();
  }
}

/** The one line that the function logs of each event. */
export function lineOf({ logged }: Answer): Record<string, unknown> {
  const lines = logged.filter(({ message }) => message === 'access log');
  expect(lines).toHaveLength(1);
  return lines[0];
}

/** The warnings that a function logged. */
export function warningsOf({ logged }: Answer): Record<string, unknown>[] {
  return logged.filter(({ level }) => level === 'WARN');
}

export function times<T>(count: number, value: T): T[] {
  return new Array<T>(count).fill(value);
}
