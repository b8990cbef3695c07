import { Reference, Token, Tokenization } from 'aws-cdk-lib';
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
  return isSameId(restApiId, restApiRef?.restApiId) || isSameId(apiId, idOfHttp);
}

/** Whether a resource and an imported stage are the same stage. */
export function isSameStage(resource: IConstruct, stage: IConstruct): boolean {
  const { restApiId, stageName } = resource as OfApi;
  const { stageRef } = stage as Partial<IStageRef>;
  return isSameId(restApiId, stageRef?.restApiId) && (isSameId(stageName, stageRef?.stageName) || targetOf(stageRef?.stageName) === resource);
}

/** An API's id is the resource's `Ref`, and an attribute of it as well. */
function isSameId(one?: string, other?: string): boolean {
  const api = targetOf(one);
  return one !== undefined && (one === other || (api !== undefined && api === targetOf(other)));
}

function targetOf(id?: string): IConstruct | undefined {
  const fragments = Token.isUnresolved(id) ? Tokenization.reverseString(id!) : undefined;
  // all of the text: what is only put together with a reference is something else
  const token = fragments?.length === 1 ? fragments.firstToken : undefined;
  return token && Reference.isReference(token) && ['Ref', 'RestApiId', 'ApiId'].includes(token.displayName) ? token.target : undefined;
}
