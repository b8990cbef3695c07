import type { ForwarderSettings } from '../../src/enrichment/forwarding/settings';
import { RecordLayout } from '../../src/record/record-layout';
import { AccessLogSchema } from '../../src/record/schema';

/** One for each kind of layout, and whether it takes several lines in a record. */
const LAYOUTS = [
  ['openobserve', RecordLayout.openObserve(), true],
  ['moesif', RecordLayout.moesif(), false],
  ['apiable', RecordLayout.apiable(), true],
] as const;

export const SCHEMA = new AccessLogSchema(LAYOUTS.flatMap(([, layout]) => layout.columns));

export const FORWARDERS_SETTINGS = LAYOUTS.map(([name, layout, severalLines]): ForwarderSettings => ({
  name, streamName: name, errorsPrefix: `errors/forwarders/${name}/`, severalLines, layout: layout._settings, filter: {},
}));
