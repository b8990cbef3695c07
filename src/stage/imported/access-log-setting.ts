import { type APIGatewayClient, GetStageCommand, type PatchOperation, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { type AccessLog, NotPossible, type Stage, type Target } from './life-cycle';
import type { Progress } from './patience';

/** Two clients, since a failed change shall not be repeated as a failed look is. */
export interface Clients {
  readonly reading: APIGatewayClient;
  readonly changing: APIGatewayClient;
}

/** The access log of a stage at API Gateway. */
export class AccessLogSetting implements Stage {
  constructor(
    private readonly clients: Clients,
    private readonly target: Target,
    private readonly progress: Progress,
    private readonly options: { readonly abortSignal: AbortSignal },
  ) {}

  public async read(): Promise<AccessLog | undefined> {
    this.progress.doing = 'reading the stage (apigateway:GET)';
    const { accessLogSettings } = await this.found(this.clients.reading.send(new GetStageCommand({ ...this.target }), this.options));
    const { destinationArn, format } = accessLogSettings ?? {};
    return destinationArn ? { destinationArn, format } : undefined;
  }

  public async put({ destinationArn, format }: AccessLog): Promise<void> {
    // in one request: API Gateway would else log in the former format to the new destination
    await this.update([
      { op: 'replace', path: '/accessLogSettings/destinationArn', value: destinationArn },
      { op: 'replace', path: '/accessLogSettings/format', value: format },
    ]);
  }

  public async remove(): Promise<void> {
    await this.update([{ op: 'remove', path: '/accessLogSettings' }]);
  }

  private async update(patchOperations: PatchOperation[]): Promise<void> {
    this.progress.doing = 'changing the stage (apigateway:PATCH)';
    await this.found(this.clients.changing.send(new UpdateStageCommand({ ...this.target, patchOperations }), this.options));
  }

  private async found<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      const { name, message } = error as Error;
      throw name === 'NotFoundException' ? new NotPossible(await this.absence(message)) : error;
    }
  }

  private async absence(message: string): Promise<string> {
    const { restApiId, stageName } = this.target;
    return `There is no stage ${stageName} of REST API ${restApiId} in region ${await this.clients.reading.config.region()} (${message}); `
      + 'give the id of a REST API of this account and region, for HTTP APIs cannot log to Firehose, and the name of a stage of it';
  }
}
