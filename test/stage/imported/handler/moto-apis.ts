import {
  APIGatewayClient, CreateDeploymentCommand, CreateRestApiCommand, CreateStageCommand, DeleteRestApiCommand, DeleteStageCommand,
  GetResourcesCommand, GetStageCommand, PutIntegrationCommand, PutMethodCommand, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { Setting } from './loopback-stage';

/** REST APIs on moto's server, made and looked at by a client of its own. */
export class MotoApis {
  private readonly client: APIGatewayClient;

  constructor(endpoint: string) {
    this.client = new APIGatewayClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  }

  /** Makes an API with a method and the given stages, and returns its id. */
  public async make(...stageNames: string[]): Promise<string> {
    const { id: restApiId } = await this.client.send(new CreateRestApiCommand({ name: 'api' }));
    const { items } = await this.client.send(new GetResourcesCommand({ restApiId }));
    const method = { restApiId, resourceId: items![0].id, httpMethod: 'GET' };
    await this.client.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }));
    await this.client.send(new PutIntegrationCommand({ ...method, type: 'MOCK' }));
    const { id: deploymentId } = await this.client.send(new CreateDeploymentCommand({ restApiId }));
    for (const stageName of stageNames) {
      await this.client.send(new CreateStageCommand({ restApiId, stageName, deploymentId }));
    }
    return restApiId!;
  }

  public async settingOf(restApiId: string, stageName = 'prod'): Promise<Setting | undefined> {
    return (await this.client.send(new GetStageCommand({ restApiId, stageName }))).accessLogSettings;
  }

  /** Sets an access log as somebody does by hand; none to take it away. */
  public async setByHand(restApiId: string, setting?: Required<Setting>): Promise<void> {
    const replace = (name: keyof Setting) => ({ op: 'replace' as const, path: `/accessLogSettings/${name}`, value: setting![name] });
    const patchOperations = setting ? [replace('destinationArn'), replace('format')] : [{ op: 'remove' as const, path: '/accessLogSettings' }];
    await this.client.send(new UpdateStageCommand({ restApiId, stageName: 'prod', patchOperations }));
  }

  public async deleteStage(restApiId: string): Promise<void> {
    await this.client.send(new DeleteStageCommand({ restApiId, stageName: 'prod' }));
  }

  public async deleteApi(restApiId: string): Promise<void> {
    await this.client.send(new DeleteRestApiCommand({ restApiId }));
  }
}
