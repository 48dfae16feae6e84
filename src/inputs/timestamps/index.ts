import { epoch } from "./epoch.ts";
import { iso8601 } from "./iso8601.ts";
import { prefix } from "./prefix.ts";
import { rfc3164 } from "./rfc3164.ts";
import { rfc5424 } from "./rfc5424.ts";

/** Every timestamp format, in the order in which they are tried on a line of unknown format. */
export const TIMESTAMP_FORMATS = { prefix, rfc5424, iso8601, rfc3164, epoch } as const;

export type TimestampFormatName = keyof typeof TIMESTAMP_FORMATS;
