/** A file name of a rule, whose characters are bytes, as Node's file functions take it. */
export function pathBytes(name: string, folder: string | undefined): Buffer {
  const absolute = folder === undefined || name.startsWith("/") ? name : `${folder}/${name}`;
  return Buffer.from(absolute, "latin1");
}
