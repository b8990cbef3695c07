/** The namespace of this library's own metrics in CloudWatch. */
export const METRIC_NAMESPACE = 'ApiUsageAnalytics';

/** The dimensions of a forwarder's metrics: the enrichment function, and the forwarder's name. */
export const FUNCTION_DIMENSION = 'FunctionName';
export const FORWARDER_DIMENSION = 'Forwarder';

/** What became of records, in lines: see `Forwarded`. */
export const FORWARDER_METRICS = { handedOver: 'HandedOverRecords', parked: 'ParkedRecords', lost: 'LostRecords' } as const;
