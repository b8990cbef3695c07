import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { forwardingApp } from './forwarding-app';
import type { ForwardingOptions } from './forwarding-app';
import type { Knock, Manner } from './forwarding-front';
import { before, linesIn, linesOf, reply } from './forwarding-front';
import { synthesize } from '../../preview/assembly';
import { deliver, stagesOf } from '../../preview/deliver';
import { Engine } from '../../preview/engine';
import type { Forwarded } from '../../preview/forwarded';
import { glueTables } from '../../preview/glue-table';
import type { Clock } from '../../preview/pipeline/clock';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import type { Context } from '../../preview/pipeline/log-format';
import { startFirehose } from '../../preview/servers/firehose';
import { startReceiver } from '../../preview/servers/receiver';
import { failureReasons } from '../../preview/summary';
import { Account } from '../../preview/traffic/account';
import { madeUpTraffic } from '../../preview/traffic/made-up';

const NOW = Date.parse('2026-03-10T12:00:00Z');

export interface ForwardingRunOptions extends ForwardingOptions {
  readonly directory: string;
  readonly requests: number;
  /** The time in which all requests come, in milliseconds: fewer minutes are fewer batches. */
  readonly within: number;
  /** What stands before a forwarder's receiver, by the forwarder's name. */
  readonly receivers?: Record<string, Manner>;
  /** What stands before the delivery streams. */
  readonly firehose?: Manner;
}

/** What a run has left behind. */
export interface ForwardingRun {
  readonly contexts: readonly Context[];
  /** The ids of the main way's records, from its table. */
  readonly delivered: readonly string[];
  /** Why records of the main way failed, if its error prefix were above that of the forwarders. */
  readonly failures: readonly string[];
  readonly counts: Record<string, Forwarded>;
  readonly warnings: readonly string[];
  readonly keys: readonly string[];
  /** The pauses of each forwarder's delivery, in milliseconds. */
  readonly pauses: Record<string, number[]>;
  /** All requests that came to a forwarder's receiver. */
  readonly knocks: Record<string, Knock[]>;
  /** The lines that its receiver took. */
  taken(forwarder: string): string[];
  /** The lines of the objects below a folder. */
  written(prefix: string): string[];
  /** Error records of a forwarder. */
  errors(forwarder: string): (Record<string, unknown> & { key: string; content: string[] })[];
}

/** A clock without patience: what waits for an answer is told by hand that its time is up. */
class HandClock implements Clock {
  public readonly pauses: number[] = [];
  private readonly waiting = new Set<AbortController>();

  public async sleep(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
  }

  public timeout(): AbortSignal {
    const controller = new AbortController();
    this.waiting.add(controller);
    return controller.signal;
  }

  public expire(): void {
    this.waiting.forEach((controller) => controller.abort());
    this.waiting.clear();
  }
}

/** Sends made-up requests through the app, its bundled functions, and worse servers than the preview has. */
export async function runForwarding({ directory, requests, within, receivers = {}, firehose, ...app }: ForwardingRunOptions): Promise<ForwardingRun> {
  const assembly = synthesize(forwardingApp(app), join(directory, 'cdk.out'));
  const [stream] = deliveryStreams(assembly.template).filter(({ processor }) => processor);
  const stages = stagesOf(assembly, stream);
  const bucketDirectory = join(directory, 'bucket');
  mkdirSync(bucketDirectory);
  const madeUp = madeUpTraffic(stages, new Account(assembly.template, stages, NOW), { requests, seed: 1, now: NOW });
  const all = [...madeUp.read()];
  const squeezed = all.map((request, index) => ({ ...request, time: NOW - within + Math.floor(index / requests * within) }));
  const traffic = { ...madeUp, read: () => squeezed };

  const clocks: Record<string, HandClock> = {};
  const knocks: Record<string, Knock[]> = {};
  const taken: Record<string, string[]> = {};
  const warnings: string[] = [];
  const counts = await deliver({
    assembly,
    stream,
    bucketDirectory,
    traffic,
    progress: () => undefined,
    warn: (message) => warnings.push(message),
    outside: {
      clock: (name) => clocks[name] = new HandClock(),
      startReceiver: async (endpoints) => before(await startReceiver(endpoints), async (knock, response, handOn) => {
        const [, name] = knock.path.split('/');
        (knocks[name] ??= []).push(knock);
        const recorded = async () => {
          const answer = await handOn();
          if (answer.status === 200) {
            (taken[name] ??= []).push(...linesOf(knock));
          }
          return answer;
        };
        if (receivers[name]) {
          if (await receivers[name](knock, response, recorded) === 'never') {
            clocks[name].expire();
          }
        } else {
          const { status, body } = await recorded();
          reply(response, status, body);
        }
      }),
      startFirehose: async (streams) => firehose ? before(await startFirehose(streams), firehose) : startFirehose(streams),
    },
  });

  const engine = await Engine.open({ template: assembly.template, bucketDirectory, now: new Date(NOW) });
  const [{ database, name: table }] = glueTables(assembly.template);
  const rows = await engine.query<{ id: string }>(`SELECT extended_request_id AS id FROM "${database}"."${table}"`);
  const failures = await failureReasons(engine, bucketDirectory, 'errors/!{firehose:error-output-type}/');
  engine.close();

  const keys = readdirSync(bucketDirectory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(bucketDirectory.length + 1)).sort();
  const written = (prefix: string) => keys.filter((key) => key.startsWith(prefix))
    .flatMap((key) => readFileSync(join(bucketDirectory, key), 'utf8').split('\n').filter((line) => line !== '').map((line) => ({ key, line })));
  return {
    contexts: all.map(({ context }) => context),
    failures: failures.map(({ reason }) => reason),
    delivered: rows.map(({ id }) => id),
    counts: counts!,
    warnings,
    keys,
    pauses: Object.fromEntries(Object.entries(clocks).map(([name, { pauses }]) => [name, pauses])),
    knocks,
    taken: (name) => taken[name] ?? [],
    written: (prefix) => written(prefix).map(({ line }) => line),
    errors: (name) => written(`errors/forwarders/${name}/`).map(({ key, line }) => {
      const record = JSON.parse(line) as Record<string, unknown> & { rawData: string };
      return { ...record, key, content: linesIn(record.rawData) };
    }),
  };
}
