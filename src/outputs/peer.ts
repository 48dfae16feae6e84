import { lookup } from "node:dns";
import { isIP } from "node:net";
import { internetAddress, type SocketAddress } from "../system/sockets.ts";

export interface Peer {
  readonly host: string;
  readonly port: number;
}

const HIGHEST_PORT = 65_535;

/**
 * Takes `host:port` apart at the last colon, so that `::1:514` is a port of `::1`; brackets around an IPv6
 * address may be there. Undefined if it is not of that form.
 */
export function parsePeer(name: string): Peer | undefined {
  const [, host = "", digits = ""] = /^(.+):(\d+)$/s.exec(name) ?? [];
  if (host === "" || Number(digits) > HIGHEST_PORT) return undefined;
  return { host: /^\[(.*:.*)\]$/.exec(host)?.[1] ?? host, port: Number(digits) };
}

/** Why a name has no address, in the words of gai_strerror(3). */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "Name or service not known",
  EAI_AGAIN: "Temporary failure in name resolution",
  EAI_FAIL: "Non-recoverable failure in name resolution",
};

/** An address literal's address; undefined if the host is a name that has to be looked up. */
export function literalAddress({ host, port }: Peer): SocketAddress | undefined {
  return isIP(host) === 0 ? undefined : internetAddress(host, port);
}

/** Looks a host's addresses up; calls back later, with at least one address or a reason. */
export function lookUp(
  { host, port }: Peer,
  callback: (result: readonly SocketAddress[] | { readonly reason: string }) => void,
): void {
  lookup(host, { all: true, order: "verbatim" }, (error, addresses) => {
    if (!error && addresses.length > 0) {
      callback(addresses.map(({ address }) => internetAddress(address, port)));
    } else {
      const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
      callback({ reason: REASONS[code] ?? REASONS["ENOTFOUND"]! });
    }
  });
}
