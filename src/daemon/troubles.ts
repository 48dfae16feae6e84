/** What there may be that keeps the program from doing all that it should, apart from its inputs. */
export interface TroubleSource {
  /** What was wrong with the options. */
  readonly complaints: readonly string[];
  /** Why the state cannot be written. */
  readonly stateTrouble: string | undefined;
  /** Rules, lines and files with a fault. */
  readonly faults: number;
}

/** Says it, for the status that systemd shows and for that of the control socket. */
export function troublesOf({ complaints, stateTrouble, faults }: TroubleSource): readonly string[] {
  return [
    ...complaints,
    ...(stateTrouble === undefined ? [] : [`the state cannot be written: ${stateTrouble}`]),
    ...(faults === 0 ? [] : [`${faults} fault${faults === 1 ? "" : "s"} in rule files`]),
  ];
}
