/** A Content-Type header taken apart: type in lower case, parameters by lower-case name with quotes and escapes removed. */
export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;

/** Reads a header of RFC 9110 8.3.1; forgiving, since peers quote as they like. */
export function parseMediaType(header: string | undefined): MediaType {
  const text = header ?? '';
  const type = text.split(';', 1)[0] as string;
  const parameters = new Map<string, string>();
  for (const match of text.slice(type.length).matchAll(PARAMETER)) {
    const [, name = '', quoted, plain = ''] = match;
    const value = quoted === undefined ? plain.trim().replace(/^'(.*)'$/, '$1') : quoted.replace(/\\(.)/g, '$1');
    parameters.set(name.toLowerCase(), value);
  }
  return { type: type.trim().toLowerCase(), parameters };
}
