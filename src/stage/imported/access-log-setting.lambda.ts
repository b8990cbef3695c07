import { Logger } from '@aws-lambda-powertools/logger';
import { APIGatewayClient, type APIGatewayClientConfig } from '@aws-sdk/client-api-gateway';
import type { CdkCustomResourceResponse, Context } from 'aws-lambda';
import { AccessLogSetting, type Clients } from './access-log-setting';
import { attributesOf, idOf, LifeCycle, NotPossible, type Outcome, type SettingRequest, type Target, targetOf } from './life-cycle';
import { hasSuccessor, isRollingBack, type ResourceIds } from './own-stack';
import { inTime, Patience, words } from './patience';

/** Kept back from the function's time for a last look at the stage and for the answer, in milliseconds. */
const TIME_TO_ANSWER = 10_000;

const TIME_FOR_LAST_LOOK = 5_000;

/** CloudFormation waits for the answer, and a roll-back hangs on it, so it is asked as long as that helps. */
const TIME_FOR_STATUS = 30_000;

/** A request as the provider framework hands it on; it holds more, a signed address among it that must not be logged. */
interface SettingEvent extends SettingRequest, Omit<ResourceIds, 'PhysicalResourceId'> {
  readonly StackId: string;
}

const logger = new Logger({ serviceName: 'access-log-setting' });
const config: APIGatewayClientConfig = {
  retryMode: 'adaptive',
  // without the last, a request that takes too long is only warned of
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, socketTimeout: 10_000, throwOnRequestTimeout: true },
};
const clients: Clients = {
  reading: new APIGatewayClient({ ...config, maxAttempts: 4 }),
  // `Patience` looks at the stage before it tries again: somebody may have set it in the meantime
  changing: new APIGatewayClient({ ...config, maxAttempts: 1 }),
};

/** Sets the access log of a stage, and takes it away again; for a custom resource. */
export async function handler(event: SettingEvent, context: Context): Promise<CdkCustomResourceResponse> {
  const started = Date.now();
  logger.addContext(context);
  const target = targetOf(event);
  const line = { requestType: event.RequestType, logicalResourceId: event.LogicalResourceId, ...target };
  const took = () => ({ seconds: (Date.now() - started) / 1000 });
  try {
    const outcome: Outcome = target ? await settle(event, target, context) : { action: 'left', reason: 'nothing was set' };
    logger.info('access log', { ...line, ...outcome, ...took() });
    return {
      // a deletion must not change it
      PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : idOf(event.ResourceProperties),
      Data: attributesOf(outcome.replaced, process.env.AWS_LAMBDA_LOG_GROUP_NAME),
    };
  } catch (error) {
    logger.error('access log', { ...line, action: 'failed', reason: (error as Error).message, ...took() });
    throw error;
  }
}

async function settle(event: SettingEvent, target: Target, context: Context): Promise<Outcome> {
  // before the stage is read, so that as little time as possible is between that and the change
  if (event.RequestType === 'Delete' && await asked(context, (signal) => hasSuccessor(event.StackId, { ...event, PhysicalResourceId: `${target.restApiId}/${target.stageName}` }, signal))) {
    return { action: 'left', reason: 'another resource of the stack sets it' };
  }
  const patience = new Patience(`The access log of stage ${target.stageName} of REST API ${target.restApiId} could not be ${event.RequestType === 'Delete' ? 'taken away' : 'set'}`);
  const lifeCycle = new LifeCycle(event, (replaced) => logger.warn('replacing an access log', { ...target, ...replaced }));
  const stage = (abortSignal: AbortSignal) => new AccessLogSetting(clients, target, patience, { abortSignal });
  try {
    return await patience.persist(context.getRemainingTimeInMillis() - TIME_TO_ANSWER, (signal) => lifeCycle.attempt(stage(signal)));
  } catch (error) {
    if (lifeCycle.sent && await lastLook((signal) => lifeCycle.isDone(stage(signal)), error as Error)) {
      return lifeCycle.outcome;
    }
    if (error instanceof NotPossible && event.RequestType === 'Update' && await asked(context, (signal) => isRollingBack(event.StackId, signal))) {
      logger.warn('the stack is rolling back, and would be stuck if this failed', { ...target });
      return { action: 'left', reason: error.message };
    }
    throw error;
  }
}

/** An attempt that failed may have worked all the same, where its answer was lost. */
async function lastLook(isDone: (signal: AbortSignal) => Promise<boolean>, failure: Error): Promise<boolean> {
  try {
    return await inTime(TIME_FOR_LAST_LOOK, isDone, () => new Error('no answer had come'));
  } catch (error) {
    if (!(error instanceof NotPossible)) {
      failure.message += `; whether it was done all the same is not known (${words(error)}), so look at the stage`;
    }
    return false;
  }
}

/** The answer of CloudFormation to a question of yes or no; no if there is none. */
async function asked(context: Context, question: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
  const milliseconds = Math.min(TIME_FOR_STATUS, context.getRemainingTimeInMillis() - TIME_FOR_LAST_LOOK);
  try {
    return await inTime(milliseconds, question, () => new Error('no answer had come'));
  } catch (error) {
    logger.warn('CloudFormation could not be asked about the stack', { reason: words(error) });
    return false;
  }
}
