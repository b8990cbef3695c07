import { createHash } from 'node:crypto';
import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IStageRef } from 'aws-cdk-lib/aws-apigateway';
import type { Construct, IConstruct } from 'constructs';

/** What a context look-up returns until it has been made. */
const LOOK_UP = /^dummy-value-for-/;

/** Fails for ids that surely are none; API Gateway would not find the stage. */
export function checkIds(scope: Construct, stage: IStageRef): void {
  const { restApiId, stageName } = stage.stageRef;
  const fail = (message: string) => {
    throw new Error(`${scope.node.scope!.node.path}: of the imported stage ${stage.node.path} ${message}`);
  };
  if (isKnown(restApiId) && !/^[A-Za-z0-9]+$/.test(restApiId ?? '')) {
    fail(`'${restApiId ?? ''}' is no id of a REST API, which has letters and digits alone; give the id, as in 'a1b2c3d4e5'`);
  }
  if (isKnown(stageName) && !/^[A-Za-z0-9_-]{1,128}$/.test(stageName ?? '')) {
    const http = stageName === '$default' ? ' ($default is a stage of an HTTP API, and those cannot log to Firehose)' : '';
    fail(`'${stageName ?? ''}' is no name of a REST API's stage${http}; give 1 to 128 letters, digits, hyphens and underscores, as in 'prod'`);
  }
  const elsewhere = [restApiId, stageName].flatMap(referencesOf).find(({ target }) => Stack.of(target) !== Stack.of(scope));
  if (elsewhere) {
    fail(`the ids come from ${elsewhere.target.node.path} in another stack, on which the analytics would then depend; make the stage in the app, or import it by ids that are text or come from stack ${Stack.of(scope).node.path}`);
  }
  const http = referencesOf(restApiId).find(({ target }) => CfnResource.isCfnResource(target) && target.cfnResourceType === 'AWS::ApiGatewayV2::Api');
  if (http) {
    fail(`the API is ${http.target.node.path}, an HTTP or WebSocket API, and those cannot log to Firehose; give a stage of a REST API`);
  }
}

/**
 * By what is set, not by the construct that names it: a renamed construct would else set the stage anew, and the one of
 * before would be removed.
 */
export function settingIdOf(stage: IStageRef): string {
  const parts = [stage.stageRef.restApiId, stage.stageRef.stageName];
  return parts.every(isKnown) ? parts.join('-') : digest(parts.map((part) => origin(part, stage)).join(' '));
}

/**
 * At most 128 characters, which a stage's name alone may have. It ends with what is of this resource alone: where the same stage
 * gets another resource, both policies are there for a while.
 */
export function policyNameOf(scope: Construct, stage: IStageRef): string {
  const { restApiId, stageName } = stage.stageRef;
  const name = `access-log-${restApiId}-${stageName}`;
  const suffix = `-${scope.node.addr.slice(-8)}`;
  return (Token.isUnresolved(name) ? name : name.slice(0, 128 - suffix.length)) + suffix;
}

function isKnown(value: string): boolean {
  return !Token.isUnresolved(value) && !LOOK_UP.test(value);
}

function referencesOf(value: string): Reference[] {
  const tokens = Token.isUnresolved(value) ? Tokenization.reverseString(value).tokens : [];
  return tokens.filter((token) => Reference.isReference(token)).filter(({ displayName }) => !displayName.startsWith('AWS::'));
}

/** What a value that is known only at deployment comes from, in words that stay the same from one synthesis to the next. */
function origin(value: string, scope: IConstruct): string {
  return Tokenization.reverseString(value).mapTokens({
    mapToken: (token) => Reference.isReference(token) ? `${token.target.node.addr}.${token.displayName}` : JSON.stringify(Stack.of(scope).resolve(token)),
  }).join({ join: (left, right) => `${left}${right}` });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
