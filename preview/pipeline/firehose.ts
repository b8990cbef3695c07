import { ArrivalBuffer } from './buffer';
import { convert } from './conversion';
import type { Row } from './conversion';
import type { DeliveryStream } from './delivery-stream';
import { errorRecord } from './error-record';
import type { ErrorKind, Failure } from './error-record';
import { ObjectWriter } from './object-writer';
import { ParquetWriter } from './parquet-writer';
import { evaluatePrefix } from './prefix';
import { Transformation } from './transformation';
import type { SourceRecord } from './transformation';
import type { Invocable } from '../lambda/invocable';

interface Deliverable extends SourceRecord {
  readonly row?: Row;
}

/** Carries records from a stage to the bucket, by what the template says of its delivery stream. */
export class Firehose {
  /** @param lambda the function of the stream's processor, if it has one */
  public static async open(stream: DeliveryStream, bucketDirectory: string, lambda: Invocable | undefined): Promise<Firehose> {
    const writer = stream.conversion && await ParquetWriter.open(stream.conversion.table.columns, stream.conversion.compression);
    return new Firehose(stream, bucketDirectory, lambda && new Transformation(stream.arn, lambda, stream.processor?.retries), writer);
  }

  private readonly source: ArrivalBuffer<SourceRecord>;
  private readonly good: ArrivalBuffer<Deliverable>;
  private readonly bad: Record<ErrorKind, ArrivalBuffer<SourceRecord>>;
  private readonly objects: ObjectWriter;

  private constructor(
    private readonly stream: DeliveryStream,
    bucketDirectory: string,
    private readonly transformation: Transformation | undefined,
    private readonly writer: ParquetWriter | undefined,
  ) {
    this.objects = new ObjectWriter(stream.name, bucketDirectory);
    this.source = new ArrivalBuffer(stream.processor?.buffer ?? { seconds: 0, megabytes: 1 });
    this.good = new ArrivalBuffer(stream.buffer);
    this.bad = { 'processing-failed': new ArrivalBuffer(stream.buffer), 'format-conversion-failed': new ArrivalBuffer(stream.buffer) };
  }

  /** Takes a record; they have to come in the order of their arrival. */
  public async put(data: string, arrival: number): Promise<void> {
    const batch = this.source.add({ data, arrival, bytes: Buffer.byteLength(data) });
    if (batch) {
      await this.process(batch);
    }
  }

  /** Delivers what is still buffered, and ends. */
  public async end(): Promise<void> {
    await this.flush();
    await this.writer?.close();
  }

  /** Delivers what is still buffered. */
  public async flush(): Promise<void> {
    const batch = this.source.flush();
    if (batch.length > 0) {
      await this.process(batch);
    }
    await this.deliver(this.good.flush());
    for (const kind of Object.keys(this.bad) as ErrorKind[]) {
      this.deliverErrors(kind, this.bad[kind].flush());
    }
    await this.writer?.flush();
  }

  private async process(batch: SourceRecord[]): Promise<void> {
    if (!this.transformation) {
      for (const record of batch) {
        await this.convertAndBuffer(record);
      }
      return;
    }
    const outcomes = await this.transformation.transform(batch);
    for (const [index, outcome] of outcomes.entries()) {
      const record = batch[index];
      if (outcome.kind === 'ok') {
        await this.convertAndBuffer({ ...record, data: outcome.data, bytes: Buffer.byteLength(outcome.data) });
      } else if (outcome.kind === 'failed') {
        const { errorCode, errorMessage, attempts } = outcome;
        this.fail('processing-failed', record, { errorCode, errorMessage, attempts, lambdaArn: this.stream.processor!.functionArn });
      }
    }
  }

  private async convertAndBuffer(record: SourceRecord): Promise<void> {
    let row: Row | undefined;
    const { conversion } = this.stream;
    if (conversion) {
      try {
        row = convert(record.data, conversion.table.columns);
      } catch (error) {
        this.fail('format-conversion-failed', record, { errorCode: 'DataFormatConversion.ParseError', errorMessage: (error as Error).message });
        return;
      }
    }
    await this.deliver(this.good.add(conversion ? { ...record, data: '', row } : record));
  }

  private async deliver(records: readonly Deliverable[] = []): Promise<void> {
    if (records.length === 0) {
      return;
    }
    const key = evaluatePrefix(this.stream.prefix, records[0].arrival);
    const file = this.objects.file(key, records[0].arrival, this.stream.extension);
    if (this.writer) {
      await this.writer.write({ file, rows: records.map(({ row }) => row!) });
    } else {
      this.objects.writeText(file, records, this.stream.gzip);
    }
  }

  private fail(kind: ErrorKind, record: SourceRecord, failure: Failure): void {
    const data = errorRecord(kind, record, failure, this.stream.conversion?.table);
    this.deliverErrors(kind, this.bad[kind].add({ data, arrival: record.arrival, bytes: Buffer.byteLength(data) }));
  }

  private deliverErrors(kind: ErrorKind, records: readonly SourceRecord[] = []): void {
    if (records.length > 0) {
      const key = evaluatePrefix(this.stream.errorPrefix, records[0].arrival, kind);
      this.objects.writeText(this.objects.file(key, records[0].arrival, this.stream.gzip ? '.gz' : ''), records, this.stream.gzip);
    }
  }
}
