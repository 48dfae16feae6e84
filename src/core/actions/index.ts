import type { Span } from "../span.ts";
import { add } from "./add.ts";
import { addinput } from "./addinput.ts";
import { alias } from "./alias.ts";
import { assign } from "./assign.ts";
import { assignsq } from "./assignsq.ts";
import { breakAction } from "./break.ts";
import { call } from "./call.ts";
import { cevent } from "./cevent.ts";
import { closef } from "./closef.ts";
import { closetcp } from "./closetcp.ts";
import { closeudgr } from "./closeudgr.ts";
import { closeudp } from "./closeudp.ts";
import { closeustr } from "./closeustr.ts";
import { cmdexec } from "./cmdexec.ts";
import { continueAction } from "./continue.ts";
import { copy } from "./copy.ts";
import { create } from "./create.ts";
import { cspawn } from "./cspawn.ts";
import { cspawnexec } from "./cspawnexec.ts";
import type { ActionDefinition } from "./definition.ts";
import { deleteContext } from "./delete.ts";
import { dropinput } from "./dropinput.ts";
import { empty } from "./empty.ts";
import { evalAction } from "./eval.ts";
import { event } from "./event.ts";
import { exists } from "./exists.ts";
import { fill } from "./fill.ts";
import { free } from "./free.ts";
import { getaliases } from "./getaliases.ts";
import { getctime } from "./getctime.ts";
import { getltime } from "./getltime.ts";
import { getsize } from "./getsize.ts";
import { getwpos } from "./getwpos.ts";
import { ifAction } from "./if.ts";
import { lcall } from "./lcall.ts";
import { logonly } from "./logonly.ts";
import { none } from "./none.ts";
import { obsolete } from "./obsolete.ts";
import { owritecl } from "./owritecl.ts";
import { pipe } from "./pipe.ts";
import { pipeexec } from "./pipeexec.ts";
import { pop } from "./pop.ts";
import { prepend } from "./prepend.ts";
import { report } from "./report.ts";
import { reportexec } from "./reportexec.ts";
import { reset } from "./reset.ts";
import { rewrite } from "./rewrite.ts";
import { set } from "./set.ts";
import { setctime } from "./setctime.ts";
import { setltime } from "./setltime.ts";
import { setwpos } from "./setwpos.ts";
import { shellcmd } from "./shellcmd.ts";
import { shift } from "./shift.ts";
import { sigemul } from "./sigemul.ts";
import { spawn } from "./spawn.ts";
import { spawnexec } from "./spawnexec.ts";
import { tcpsock } from "./tcpsock.ts";
import { tevent } from "./tevent.ts";
import { trim } from "./trim.ts";
import { udgram } from "./udgram.ts";
import { udpsock } from "./udpsock.ts";
import { unalias } from "./unalias.ts";
import { ustream } from "./ustream.ts";
import { varset } from "./varset.ts";
import { whileAction } from "./while.ts";
import { write } from "./write.ts";
import { writen } from "./writen.ts";

/** Every action, by its keyword. A new one is a file of its own and a line here. */
export const ACTIONS = {
  none,
  logonly,
  write,
  writen,
  closef,
  owritecl,
  udgram,
  closeudgr,
  ustream,
  closeustr,
  udpsock,
  closeudp,
  tcpsock,
  closetcp,
  shellcmd,
  spawn,
  cspawn,
  cmdexec,
  spawnexec,
  cspawnexec,
  pipe,
  pipeexec,
  create,
  delete: deleteContext,
  obsolete,
  set,
  alias,
  unalias,
  add,
  prepend,
  fill,
  report,
  reportexec,
  copy,
  empty,
  pop,
  shift,
  trim,
  exists,
  getsize,
  getaliases,
  getltime,
  setltime,
  getctime,
  setctime,
  event,
  tevent,
  cevent,
  reset,
  getwpos,
  setwpos,
  assign,
  assignsq,
  free,
  eval: evalAction,
  call,
  lcall,
  rewrite,
  addinput,
  dropinput,
  sigemul,
  varset,
  if: ifAction,
  while: whileAction,
  break: breakAction,
  continue: continueAction,
} as const;

type ActionOf<D> = D extends ActionDefinition<infer A> ? A : never;

export type ActionKeyword = keyof typeof ACTIONS;

/** An action of an action list, as data. */
export type Action = ActionOf<(typeof ACTIONS)[ActionKeyword]>;

/** The value of an `action` field, or the part of one in parentheses. */
export interface ActionList {
  readonly actions: readonly Action[];
  readonly span: Span;
}
