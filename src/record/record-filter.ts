/** The class of an HTTP status. */
export enum StatusClass {
  /** 200 to 299. */
  SUCCESSFUL = '2xx',
  /** 300 to 399. */
  REDIRECTION = '3xx',
  /** 400 to 499. */
  CLIENT_ERROR = '4xx',
  /** 500 to 599. */
  SERVER_ERROR = '5xx',
}

/**
 * Which records are forwarded: those to which all that is given applies. Lists cannot be empty: leave out what does not matter.
 *
 * @example
 * analytics.addForwarder(LogForwarder.moesif({
 *   applicationId: secret,
 *   filter: {
 *     stages: ['prod'],
 *     excludedResourcePaths: ['/health'],
 *     share: 0.1,
 *   },
 * }));
 */
export interface RecordFilter {
  /**
   * Ids of APIs: `api.restApiId` of the analytics' own stack, or a text. One of another stack would have the two stacks wait for each other.
   *
   * @default - all APIs
   */
  readonly apiIds?: string[];

  /**
   * Names of stages, written out, such as `prod`.
   *
   * @default - all stages
   */
  readonly stages?: string[];

  /**
   * Names or ids of usage plans, written out. A record whose key is on none of them is left out; one of which it is not known yet,
   * because its key is new or the directory cannot be read, is forwarded.
   *
   * @default - all plans, and records without one
   */
  readonly usagePlans?: string[];

  /**
   * Classes of the status. A record without a status is left out.
   *
   * @default - all
   */
  readonly statusClasses?: StatusClass[];

  /**
   * Paths of resources that are left out, as they are declared, with a slash first, such as `/health` or `/pets/{petId}`.
   *
   * @default - none
   */
  readonly excludedResourcePaths?: string[];

  /**
   * The share of records that is forwarded, more than 0 and at most 1. Which ones depends on the request's id alone: a repeated
   * request is forwarded again or left out again, and a larger share holds what a smaller one holds.
   *
   * @default 1
   */
  readonly share?: number;
}
