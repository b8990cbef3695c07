import type { Answer, Fault, Request, Service } from './faulty-server';

const NAMES: Record<number, string> = {
  403: 'AccessDeniedException', 404: 'ResourceNotFoundException', 429: 'ThrottlingException', 500: 'InternalFailure', 503: 'ServiceUnavailableException',
};

interface Call {
  readonly DeliveryStreamName: string;
  readonly Records: readonly { readonly Data: string }[];
}

interface Taken {
  readonly RequestResponses: readonly { readonly RecordId: string }[];
}

/** Firehose's PutRecordBatch. */
export class BenchFirehose implements Service {
  /** @param taken is told what a stream has taken, whether or not the one who put it learns it */
  constructor(private readonly honest: string, private readonly taken: (streamName: string, records: readonly Buffer[]) => void = () => undefined) {}

  public url(): string {
    return this.honest;
  }

  public error(status: number): Answer {
    const type = NAMES[status];
    return {
      status: status === 503 || status === 500 ? status : 400,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
      body: Buffer.from(JSON.stringify({ __type: type, message: 'by plan' })),
    };
  }

  public after({ body }: Request, { status }: Answer): void {
    if (status === 200) {
      const { DeliveryStreamName: streamName, Records: records } = JSON.parse(body.toString()) as Call;
      this.taken(streamName, records.map(({ Data }) => Buffer.from(Data, 'base64')));
    }
  }

  /** Takes every other record. */
  public async own(_fault: Fault, request: Request, pass: (request: Request) => Promise<Answer>): Promise<Answer> {
    const { Records: records, ...rest } = JSON.parse(request.body.toString()) as { Records: unknown[] };
    const taken = records.filter((_, index) => index % 2 === 1);
    const refused = { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
    const answer = taken.length > 0 ? await pass({ ...request, body: Buffer.from(JSON.stringify({ ...rest, Records: taken })) }) : undefined;
    if (answer && answer.status !== 200) {
      return answer;
    }
    const responses = answer ? (JSON.parse(answer.body.toString()) as Taken).RequestResponses : [];
    const all = records.map((_, index) => index % 2 === 1 ? responses[(index - 1) / 2] : refused);
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: Buffer.from(JSON.stringify({ FailedPutCount: records.length - taken.length, RequestResponses: all })),
    };
  }
}
