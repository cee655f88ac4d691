import { Transform, type TransformCallback } from 'node:stream';

const MAX_URL_LENGTH = 2048;
const STRING_OF_URL = /"(https?:\\?\/\\?\/[^"]{1,2048})"/g;
/** What may be the beginning of such a string at the end of a chunk. */
const UNFINISHED = /"(?:h(?:t(?:tp?)?)?|http[^"]*)?$/;

export interface UrlRewrite {
  /** Path of the archive's root on its own host. */
  readonly from: string;
  /** Path of the same root here. */
  readonly to: string;
}

/**
 * Rewrites the absolute addresses in DICOM JSON (BulkDataURI, RetrieveURL) to paths on this origin, as the text streams by. The host in
 * them is not looked at, since archives put in whatever they were configured with; what counts is that the path lies below the root.
 */
export class UrlRewriter extends Transform {
  readonly #rewrite: UrlRewrite;
  #carry = '';

  constructor(rewrite: UrlRewrite) {
    super();
    this.#rewrite = rewrite;
  }

  /** Works on bytes as Latin-1, so that text in any encoding passes unharmed. */
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const text = this.#carry + chunk.toString('latin1');
    const unfinished = UNFINISHED.exec(text.slice(-MAX_URL_LENGTH));
    const cut = text.length - (unfinished?.[0].length ?? 0);
    this.#carry = text.slice(cut);
    done(null, this.#apply(text.slice(0, cut)));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#apply(this.#carry));
  }

  #apply(text: string): Buffer {
    return Buffer.from(text.replaceAll(STRING_OF_URL, (whole: string, url: string) => this.#moved(url) ?? whole), 'latin1');
  }

  #moved(text: string): string | undefined {
    const url = text.replaceAll('\\/', '/');
    const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
    const { from, to } = this.#rewrite;
    return path.startsWith(`${from}/studies/`) && url.includes(path) ? `"${to}${path.slice(from.length)}"` : undefined;
  }
}
