import type { Duration, Size } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { RecordFilter } from '../../record/record-filter';
import type { RecordLayout } from '../../record/record-layout';

/** What all forwarders have. */
export interface LogForwarderProps {
  /**
   * Name of the forwarder: unique, at most 32 lower-case letters, digits and dashes, no dash first. What fails lies under `errors/forwarders/<name>/`.
   * Another name makes another delivery stream.
   *
   * @default - that of the kind: `openobserve`, `moesif`, `apiable`, `http` or `s3`
   */
  readonly name?: string;

  /**
   * Which records are forwarded.
   *
   * @default - all
   */
  readonly filter?: RecordFilter;

  /**
   * How long Firehose gathers records before it delivers them: 0 to 900 whole seconds.
   *
   * @default - Duration.seconds(60) to an HTTP endpoint, Duration.seconds(300) to S3
   */
  readonly bufferingInterval?: Duration;

  /**
   * How much Firehose gathers before it delivers, whatever the interval: whole mebibytes, 1 to 64 to an HTTP endpoint, 1 to 128 to S3.
   *
   * An HTTP endpoint that finds a batch too large (413) makes Firehose drop it without a copy. Give it no more than the receiver surely takes.
   *
   * @default - Size.mebibytes(1) to an HTTP endpoint, Size.mebibytes(128) to S3
   */
  readonly bufferingSize?: Size;
}

/** What all forwarders to an HTTP endpoint have. */
export interface HttpForwarderProps extends LogForwarderProps {
  /**
   * How long Firehose tries again to deliver a batch before it keeps it under `errors/forwarders/<name>/`: whole seconds, 0 to two hours.
   *
   * @default Duration.hours(2)
   */
  readonly retryDuration?: Duration;
}

/** Properties of a forwarder to OpenObserve. */
export interface OpenObserveForwarderProps extends HttpForwarderProps {
  /** URL of the installation without a query, such as `https://api.openobserve.ai`. Firehose delivers to https at port 443 alone. */
  readonly endpoint: string;

  /** The organization, as it stands in URLs: letters, digits, dashes and underscores. */
  readonly organization: string;

  /** The stream that takes the records, of letters, digits, dashes and underscores: `default` is the one that OpenObserve's own dashboard reads. */
  readonly stream: string;

  /**
   * A secret `{"api_key":"<base64 of user:password>"}`, in the region of the stack. The password cannot hold a colon.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html
   */
  readonly credentials: secretsmanager.ISecret;
}

/** Properties of a forwarder to Moesif. */
export interface MoesifForwarderProps extends HttpForwarderProps {
  /** A secret `{"api_key":"<the Collector Application Id>"}`, in the region of the stack. */
  readonly applicationId: secretsmanager.ISecret;

  /**
   * URL of the collector without a query: https, port 443.
   *
   * @default https://api.moesif.net
   */
  readonly endpoint?: string;
}

/** Properties of a forwarder to any HTTP endpoint. */
export interface HttpEndpointForwarderProps extends HttpForwarderProps {
  /**
   * Where records are posted: https, port 443, at most 1,000 characters. It stands in the template, so it may hold no secret.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
   */
  readonly url: string;

  /** A secret `{"api_key":"…"}`, in the region of the stack: the header `X-Amz-Firehose-Access-Key`. */
  readonly accessKey: secretsmanager.ISecret;

  /**
   * How a record is written.
   *
   * @default RecordLayout.allColumns()
   */
  readonly layout?: RecordLayout;

  /**
   * Whether the receiver takes several lines in one of the request's records. Firehose bills each record as a multiple of 5 KB, so that packed
   * lines cost a fraction.
   *
   * @default false
   */
  readonly severalLinesPerRecord?: boolean;

  /**
   * Whether requests are compressed (GZIP).
   *
   * @default true
   */
  readonly compressed?: boolean;

  /**
   * A name for the endpoint, which Firehose shows.
   *
   * @default - none
   */
  readonly receiverName?: string;
}

/** Properties of a forwarder to S3. */
export interface S3ForwarderProps extends LogForwarderProps {
  /**
   * The folder, with a slash at its end: objects lie below it by the hour of arrival (`yyyy/MM/dd/HH/`, UTC).
   */
  readonly prefix: string;

  /**
   * The bucket that has the folder.
   *
   * @default - the bucket of the analytics
   */
  readonly bucket?: s3.IBucket;

  /**
   * How a record is written.
   *
   * @default RecordLayout.allColumns()
   */
  readonly layout?: RecordLayout;

  /**
   * Who may list and read the folder, such as a role of this account or an `AccountPrincipal` of another one, and decrypt it where the bucket has
   * a key. Another account is let in by the bucket's policy, which fails for an imported bucket.
   *
   * @default - nobody beside those who may anyway
   */
  readonly readers?: iam.IGrantable[];

  /**
   * Whether objects are compressed (GZIP).
   *
   * @default true
   */
  readonly compressed?: boolean;
}

/** Properties of a forwarder to Apiable. */
export interface ApiableForwarderProps extends LogForwarderProps {
  /** Apiable's AWS account, of 12 digits, which may read the folder. Apiable tells it. */
  readonly accountId: string;

  /**
   * The bucket that has the folder.
   *
   * @default - the bucket of the analytics
   */
  readonly bucket?: s3.IBucket;

  /**
   * The folder, with a slash at its end.
   *
   * @default apiable/aws/logs/
   */
  readonly prefix?: string;
}
