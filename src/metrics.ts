/** The namespace of this library's own metrics in CloudWatch. */
export const METRIC_NAMESPACE = 'ApiUsageAnalytics';

/** The dimensions of a forwarder's metrics: the enrichment function, and the forwarder's name. */
export const FUNCTION_DIMENSION = 'FunctionName';
export const FORWARDER_DIMENSION = 'Forwarder';

/** What became of records, in lines: see `Forwarded`. */
export const FORWARDER_METRICS = { handedOver: 'HandedOverRecords', parked: 'ParkedRecords', lost: 'LostRecords' } as const;

/** Of the enrichment, with the function's dimension alone. Each metric of one's own is billed, so a batch without such records publishes none. */
export const ENRICHMENT_METRICS = { failed: 'FailedRecords', unattributed: 'UnattributedRecords' } as const;

/** Of the replay, with the function's dimension alone. Nothing is published while there are none. */
export const REPLAY_METRICS = { replayed: 'ReplayedRecords', setAside: 'SetAsideRecords' } as const;
