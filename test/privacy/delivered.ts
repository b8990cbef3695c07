import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { app } from './app';
import type { Assembly } from '../../preview/assembly';
import { synthesize } from '../../preview/assembly';
import { deliver, stagesOf } from '../../preview/deliver';
import { Engine } from '../../preview/engine';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import type { Stage } from '../../preview/pipeline/stages';
import { Account } from '../../preview/traffic/account';
import { madeUpTraffic } from '../../preview/traffic/made-up';
import type { Request } from '../../preview/traffic/traffic';
import type { ApiUsageAnalyticsProps } from '../../src';

export const NOW = Date.parse('2026-03-10T12:00:00Z');

/** So many requests, in so many milliseconds: hours, so that there are objects of several partitions. */
const [REQUESTS, WITHIN] = [400, 7_200_000];

/** What the pipeline of an app has left in its bucket. */
export class Delivered {
  public static async by(directory: string, props: ApiUsageAnalyticsProps = {}): Promise<Delivered> {
    const assembly = synthesize(app(props), join(directory, 'cdk.out'));
    const [stream] = deliveryStreams(assembly.template).filter(({ processor }) => processor);
    const stages = stagesOf(assembly, stream);
    const bucketDirectory = join(directory, 'bucket');
    mkdirSync(bucketDirectory);
    const madeUp = madeUpTraffic(stages, new Account(assembly.template, stages, NOW), { requests: REQUESTS, seed: 1, now: NOW });
    const sent = [...madeUp.read()].map((request, index) => {
      const time = NOW - 60_000 - WITHIN + Math.floor(index / REQUESTS * WITHIN);
      return { ...request, time, context: { ...request.context, requestTimeEpoch: String(time) } };
    });
    const warnings: string[] = [];
    await deliver({
      assembly,
      stream,
      bucketDirectory,
      traffic: { ...madeUp, read: () => sent },
      progress: () => undefined,
      warn: (message) => warnings.push(message),
    });
    if (warnings.length > 0) {
      throw new Error(warnings.join('\n'));
    }
    return new Delivered(assembly, bucketDirectory, stream.bucket, stages[0], sent);
  }

  private constructor(
    public readonly assembly: Assembly,
    public readonly directory: string,
    public readonly bucket: string,
    public readonly stage: Stage,
    public readonly sent: readonly Request[],
  ) {}

  /** Keys of all objects. */
  public get keys(): string[] {
    return readdirSync(this.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.directory.length + 1)).sort();
  }

  public read(key: string): Buffer {
    const body = readFileSync(join(this.directory, key));
    return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
  }

  public async ask<T = Record<string, unknown>>(...statements: string[]): Promise<T[][]> {
    const engine = await Engine.open({ template: this.assembly.template, bucketDirectory: this.directory, now: new Date(NOW) });
    try {
      const answers: T[][] = [];
      for (const statement of statements) {
        answers.push(await engine.query<T>(statement));
      }
      return answers;
    } finally {
      engine.close();
    }
  }

  /** The saved queries, by the id of their construct. */
  public get savedQueries(): Record<string, string> {
    const { template } = this.assembly;
    return Object.fromEntries(template.resourcesOfType('AWS::Athena::NamedQuery').map(({ id, properties }) => (
      [/SavedQueries(\w+?)[0-9A-F]{8}$/.exec(id)![1], template.resolve<{ QueryString: string }>(properties).QueryString])));
  }

  /** The datasets' statements, by their names. */
  public get datasets(): Record<string, string> {
    const { template } = this.assembly;
    return Object.fromEntries(template.resourcesOfType('AWS::QuickSight::DataSet').map(({ properties }) => {
      const tables = template.resolve<Record<string, { CustomSql: { Name: string; SqlQuery: string } }>>(properties.PhysicalTableMap);
      const [{ CustomSql: { Name, SqlQuery } }] = Object.values(tables);
      return [Name, SqlQuery];
    }));
  }
}
