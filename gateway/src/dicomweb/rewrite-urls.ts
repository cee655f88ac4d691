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
    const text = this.#apply(this.#carry + chunk.toString('latin1'));
    const unfinished = UNFINISHED.exec(text.slice(-MAX_URL_LENGTH));
    const cut = text.length - (unfinished?.[0].length ?? 0);
    this.#carry = text.slice(cut);
    done(null, Buffer.from(text.slice(0, cut), 'latin1'));
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.#carry, 'latin1'));
  }

  #apply(text: string): string {
    return text.replaceAll(STRING_OF_URL, (whole: string, url: string) => this.#moved(url) ?? whole);
  }

  #moved(text: string): string | undefined {
    const url = text.replaceAll('\\/', '/');
    const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
    const { from, to } = this.#rewrite;
    return path.startsWith(`${from}/studies/`) ? `"${to}${path.slice(from.length)}"` : undefined;
  }
}
