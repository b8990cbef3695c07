import { Token } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkFilter } from './check-filter';
import type {
  ApiableForwarderProps, HttpEndpointForwarderProps, LogForwarderProps, MoesifForwarderProps, OpenObserveForwarderProps, S3ForwarderProps,
} from './forwarder-props';
import type { HttpReceiver } from './http-stream';
import { httpStream } from './http-stream';
import type { LogForwarderConfig, LogForwarderPlace } from './log-forwarder-config';
import { s3Stream } from './s3-stream';
import type { RecordFilter } from '../../record/record-filter';
import { RecordLayout } from '../../record/record-layout';

/**
 * A receiver that gets each enriched record as well, typed, with the customer's and the usage plan's name, in field names of its own.
 *
 * The enrichment hands records to a delivery stream of the receiver's own. What that does not take is kept under
 * `errors/forwarders/<name>/`, and so is what an HTTP endpoint does not take from it. A receiver may get a record more than once. The analytics
 * wait some 15 seconds a batch at most for all receivers together, and never fail for one.
 *
 * Each costs a delivery stream's volume; records of one line are billed as 5 KB, packed ones by their bytes.
 *
 * @example
 * new ApiUsageAnalytics(this, 'UsageAnalytics', {
 *   forwarders: [
 *     LogForwarder.moesif({ applicationId: secret }),
 *     LogForwarder.s3({ prefix: 'partner/' }),
 *   ],
 * });
 */
export abstract class LogForwarder {
  /**
   * To OpenObserve, as its API Gateway dashboard reads the records, and with all other columns.
   *
   * OpenObserve drops records older than five hours (`ZO_INGEST_ALLOWED_UPTO`), and says nothing of it: what is put back later is not
   * shown there unless that is raised.
   *
   * @see https://openobserve.ai/docs/ingestion/logs/kinesis_firehose/
   *
   * @example
   * analytics.addForwarder(LogForwarder.openObserve({
   *   endpoint: 'https://api.openobserve.ai',
   *   organization: 'example',
   *   stream: 'default',
   *   credentials: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', secretArn),
   * }));
   */
  public static openObserve(props: OpenObserveForwarderProps): LogForwarder {
    const { endpoint, organization, stream } = props;
    for (const [name, value] of Object.entries({ organization, stream })) {
      if (!Token.isUnresolved(value) && !/^[\w-]+$/.test(value)) {
        throw new Error(`LogForwarder.openObserve(): ${name} is '${value}', and OpenObserve takes letters, digits, dashes and underscores; give it as it stands in the URL`);
      }
    }
    return new HttpForwarder('openobserve', {
      ...props,
      url: `${base('openObserve', endpoint)}/aws/${organization}/${stream}/_kinesis_firehose`,
      secret: props.credentials,
      receiverName: 'OpenObserve',
      compressed: true,
    }, RecordLayout.openObserve(), true);
  }

  /**
   * To Moesif, as API calls. The company is the customer.
   *
   * @see https://www.moesif.com/docs/server-integration/aws-api-gateway/
   *
   * @example
   * analytics.addForwarder(LogForwarder.moesif({
   *   applicationId: secretsmanager.Secret.fromSecretCompleteArn(this, 'ApplicationId', secretArn),
   *   filter: { stages: ['prod'], share: 0.1 },
   * }));
   */
  public static moesif(props: MoesifForwarderProps): LogForwarder {
    const { endpoint = 'https://api.moesif.net' } = props;
    return new HttpForwarder('moesif', {
      ...props,
      url: `${base('moesif', endpoint)}/v1/partners/aws/kinesis/events`,
      secret: props.applicationId,
      receiverName: 'Moesif',
      compressed: true,
    // that its collector takes several events a record is not documented
    }, RecordLayout.moesif(), false);
  }

  /**
   * To Apiable: into a folder of the bucket that its account may read. Adds two columns, which every attached stage logs as well:
   * `apiable_plan_id` and `apiable_subscription_id`, from the authorizer's context.
   *
   * @see https://github.com/apiable/cdk
   *
   * @example
   * analytics.addForwarder(LogForwarder.apiable({ accountId: '111122223333' }));
   */
  public static apiable(props: ApiableForwarderProps): LogForwarder {
    const { accountId, prefix = 'apiable/aws/logs/' } = props;
    if (!Token.isUnresolved(accountId) && !/^\d{12}$/.test(accountId)) {
      throw new Error(`LogForwarder.apiable(): accountId is '${accountId}', and an AWS account has 12 digits; give the one that Apiable tells you`);
    }
    return new S3Forwarder('apiable', { ...props, prefix, compressed: false, readers: [new AccountPrincipal(accountId)] }, RecordLayout.apiable());
  }

  /**
   * To any receiver of Firehose's HTTP endpoint requests.
   *
   * @example
   * analytics.addForwarder(LogForwarder.httpEndpoint({
   *   url: 'https://logs.example.com/firehose',
   *   accessKey: secretsmanager.Secret.fromSecretCompleteArn(this, 'AccessKey', secretArn),
   *   severalLinesPerRecord: true,
   * }));
   */
  public static httpEndpoint(props: HttpEndpointForwarderProps): LogForwarder {
    const { accessKey, compressed = true, layout = RecordLayout.allColumns(), severalLinesPerRecord = false } = props;
    return new HttpForwarder('http', { ...props, secret: accessKey, compressed }, layout, severalLinesPerRecord);
  }

  /**
   * Into a folder of a bucket, as JSON lines by the hour of arrival.
   *
   * @example
   * analytics.addForwarder(LogForwarder.s3({
   *   prefix: 'partner/',
   *   readers: [new iam.AccountPrincipal('111122223333')],
   *   filter: { usagePlans: ['Partner'] },
   * }));
   */
  public static s3(props: S3ForwarderProps): LogForwarder {
    return new S3Forwarder('s3', props, props.layout ?? RecordLayout.allColumns());
  }

  /** Name of the forwarder: unique among those of one enrichment. */
  public readonly name: string;

  /** Which records it gets. */
  public readonly filter: RecordFilter;

  /**
   * @param name Unique among the forwarders of one enrichment: lower-case letters, digits and dashes
   * @param filter Which records it gets
   */
  protected constructor(name: string, filter: RecordFilter = {}) {
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
      throw new Error(`LogForwarder '${name}': its name is a part of a folder's name; give one of at most 32 lower-case letters, digits and dashes`);
    }
    checkFilter(name, filter);
    this.name = name;
    this.filter = filter;
  }

  /**
   * Makes what takes the records.
   *
   * @param scope Where it is made
   * @param place Where it keeps what its receiver does not take
   */
  public abstract bind(scope: Construct, place: LogForwarderPlace): LogForwarderConfig;
}

class HttpForwarder extends LogForwarder {
  constructor(
    defaultName: string, private readonly receiver: LogForwarderProps & HttpReceiver, private readonly layout: RecordLayout,
    private readonly severalLinesPerRecord: boolean,
  ) {
    super(receiver.name ?? defaultName, receiver.filter);
  }

  public bind(scope: Construct, place: LogForwarderPlace): LogForwarderConfig {
    const { layout, severalLinesPerRecord } = this;
    return { ...httpStream(scope, this.receiver, place), layout, severalLinesPerRecord };
  }
}

class S3Forwarder extends LogForwarder {
  constructor(defaultName: string, private readonly receiver: S3ForwarderProps, private readonly layout: RecordLayout) {
    super(receiver.name ?? defaultName, receiver.filter);
  }

  /** Objects are the records' bytes one behind the other, so lines can be packed. */
  public bind(scope: Construct, place: LogForwarderPlace): LogForwarderConfig {
    const { bucket = place.bucket, prefix } = this.receiver;
    const deliveryStream = s3Stream(scope, this.receiver, place);
    return { deliveryStream, layout: this.layout, severalLinesPerRecord: true, prefix: bucket === place.bucket ? prefix : undefined };
  }
}

/** What a receiver's own path is put behind. */
function base(receiver: string, endpoint: string): string {
  if (!Token.isUnresolved(endpoint) && /[?#]/.test(endpoint)) {
    throw new Error(`LogForwarder.${receiver}(): endpoint is '${endpoint}', and a path is put behind it; leave out what begins with ? or #`);
  }
  return endpoint.replace(/\/+$/, '');
}
