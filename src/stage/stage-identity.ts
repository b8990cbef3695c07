import type { IRestApiRef, IStageRef } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';

/** A resource that belongs to an API: of REST by `restApiId`, of HTTP and WebSocket by `apiId`. */
interface OfApi {
  readonly restApiId?: string;
  readonly apiId?: string;
  readonly stageName?: string;
}

/** Whether a resource belongs to an API, wherever in the app it is made. */
export function isOfApi(resource: IConstruct, api: IConstruct): boolean {
  const { restApiId, apiId } = resource as OfApi;
  const { restApiRef, apiId: idOfHttp } = api as Partial<IRestApiRef> & OfApi;
  return (restApiId !== undefined && restApiId === restApiRef?.restApiId) || (apiId !== undefined && apiId === idOfHttp);
}

/** Whether a resource and an imported stage are the same stage. */
export function isSameStage(resource: IConstruct, stage: IConstruct): boolean {
  const { restApiId, stageName } = resource as OfApi;
  const { stageRef } = stage as Partial<IStageRef>;
  return restApiId !== undefined && stageRef?.restApiId === restApiId && stageRef.stageName === stageName;
}
