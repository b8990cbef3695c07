import type { SettingAttributes, SettingProperties } from './setting-properties';

/** Where the access log of a stage goes, and what a line of it looks like; API Gateway keeps a destination without a format as well. */
export interface AccessLog {
  readonly destinationArn: string;
  readonly format?: string;
}

/** The stage of a request; each method fails with `NotPossible` if there is none. */
export interface Stage {
  read(): Promise<AccessLog | undefined>;
  put(log: AccessLog): Promise<void>;
  remove(): Promise<void>;
}

export interface Target {
  readonly restApiId: string;
  readonly stageName: string;
}

/** What CloudFormation asks for, as far as it decides anything. */
export interface SettingRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: SettingProperties;
  readonly OldResourceProperties?: SettingProperties;
}

/** What was done: `set`, `unchanged`, `removed`, or `left` for what is not ours to change. */
export interface Outcome {
  readonly action: 'set' | 'unchanged' | 'removed' | 'left';
  /** The access log of somebody else whose place was taken. */
  readonly replaced?: AccessLog;
  readonly reason?: string;
}

/** What cannot be done as things are, in words for whoever deploys; no retry mends it. */
export class NotPossible extends Error {}

/** Bytes of the attributes that leave room for the rest of the answer, of which CloudFormation takes 4096. */
const LONGEST_ATTRIBUTES = 2_500;

/** One request of CloudFormation. It can be tried again, and remembers what an attempt whose outcome is unknown may have done. */
export class LifeCycle {
  /** Whether the stage may have been changed. */
  public sent = false;
  private replaced?: AccessLog;

  constructor(
    private readonly request: SettingRequest,
    /** Is told of what is about to be replaced before it is: afterwards it may be too late. */
    private readonly announce: (replaced: AccessLog) => void,
  ) {}

  /** Reads the stage anew, so that an attempt never rests on what an earlier one saw. */
  public async attempt(stage: Stage): Promise<Outcome> {
    return this.request.RequestType === 'Delete' ? this.remove(stage) : this.put(stage);
  }

  /** Whether the stage is as it shall be: for an attempt that failed after it had been sent. */
  public async isDone(stage: Stage): Promise<boolean> {
    const current = await stage.read();
    return this.request.RequestType === 'Delete' ? !current || !isOurs(current, this.request) : this.isWanted(current);
  }

  /** Of an attempt that turned out to have worked. */
  public get outcome(): Outcome {
    return this.request.RequestType === 'Delete' ? { action: 'removed' } : { action: 'set', replaced: this.replaced };
  }

  private async put(stage: Stage): Promise<Outcome> {
    const current = await stage.read();
    if (this.isWanted(current)) {
      return this.sent ? this.outcome : { action: 'unchanged' };
    }
    if (current && !isOurs(current, this.request)) {
      this.take(current);
    }
    this.sent = true;
    await stage.put(this.wanted);
    return this.outcome;
  }

  private take(current: AccessLog): void {
    const { RestApiId, StageName, ReplaceExisting } = this.request.ResourceProperties;
    if (ReplaceExisting !== 'true') {
      throw new NotPossible(`Stage ${StageName} of REST API ${RestApiId} has an access log destination already, ${current.destinationArn}, `
        + "and a stage has only one; take it away there, or attach the stage with 'replaceExisting' set to true");
    }
    if (!same(this.replaced, current)) {
      this.announce(current);
    }
    this.replaced = current;
  }

  private async remove(stage: Stage): Promise<Outcome> {
    try {
      const current = await stage.read();
      if (!current || !isOurs(current, this.request)) {
        return this.sent ? this.outcome : { action: 'left', reason: current ? `it has another access log, to ${current.destinationArn}` : 'it has no access log' };
      }
      this.sent = true;
      await stage.remove();
      return this.outcome;
    } catch (error) {
      if (error instanceof NotPossible) {
        return { action: 'left', reason: error.message };
      }
      throw error;
    }
  }

  private get wanted(): AccessLog {
    const { DestinationArn, Format } = this.request.ResourceProperties;
    return { destinationArn: DestinationArn, format: Format };
  }

  private isWanted(current?: AccessLog): boolean {
    return same(current, this.wanted);
  }
}

/** The physical id of a setting. */
export function idOf({ RestApiId, StageName }: SettingProperties): string {
  return `${RestApiId}/${StageName}`;
}

/** What the provider framework names a creation that failed; it does not hand its deletion on. */
const CREATE_FAILED = 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED';

/**
 * The stage that a request is about; none if nothing was made. A deletion goes by the physical id, which is what CloudFormation means to
 * delete. It makes one up for a creation that it cancels, since another resource failed, and that may have been done.
 */
export function targetOf({ RequestType, PhysicalResourceId = '', ResourceProperties }: SettingRequest): Target | undefined {
  if (PhysicalResourceId === CREATE_FAILED) {
    return undefined;
  }
  const { RestApiId: restApiId, StageName: stageName } = ResourceProperties;
  const [, deletedApiId, deletedStageName] = /^([^/]+)\/([^/]+)$/.exec(PhysicalResourceId) ?? [];
  return RequestType === 'Delete' && deletedApiId && deletedStageName
    ? { restApiId: deletedApiId, stageName: deletedStageName }
    : { restApiId, stageName };
}

/** What the custom resource reports. */
export function attributesOf(replaced: AccessLog | undefined, logGroup = 'the log group of the function'): SettingAttributes {
  const attributes = { ReplacedDestinationArn: replaced?.destinationArn || '-', ReplacedFormat: replaced?.format || '-' };
  return Buffer.byteLength(JSON.stringify(attributes)) <= LONGEST_ATTRIBUTES
    ? attributes
    : { ...attributes, ReplacedFormat: `The format is too long for CloudFormation; it is in the log of the function, ${logGroup}` };
}

/**
 * Whether this custom resource has made a setting: the wanted one, or when the same stage is updated, or an update of it is rolled
 * back, the other one of that update. To a stream that it does not share with anybody, a setting in any format is its own.
 */
function isOurs(current: AccessLog, { ResourceProperties: now, OldResourceProperties: before }: SettingRequest): boolean {
  const made = before && idOf(before) === idOf(now) ? [now, before] : [now];
  return made.some(({ DestinationArn, DestinationIsShared, Format }) => DestinationArn === current.destinationArn
    && (DestinationIsShared !== 'true' || Format.trim() === current.format?.trim()));
}

function same(one: AccessLog | undefined, other: AccessLog): boolean {
  return one?.destinationArn === other.destinationArn && one.format === other.format;
}
