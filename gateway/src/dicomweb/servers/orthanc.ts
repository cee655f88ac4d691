import { standard } from './standard.ts';
import type { ServerProfile } from './server-profile.ts';

/** Orthanc with its DICOMweb plugin, measured on 1.10.1 with plugin 1.7. */
export const orthanc: ServerProfile = {
  ...standard,
  name: 'orthanc',
  departures: [
    { what: 'A list in includefield is split only at literal commas, not at %2C.', so: 'Encoded commas of includefield are decoded on their way through the proxy.' },
    { what: 'WADO-URI does not decode %2F in contentType.', so: 'It is decoded on its way through the proxy.' },
    { what: 'BulkDataURI and RetrieveURL carry the configured host, whatever host was asked.', so: 'The proxy rewrites them to its own path.' },
    { what: 'Offered gzip, it compresses pixel data at fourteen times the retrieval time.', so: 'Every request says Accept-Encoding: identity.' },
    { what: 'Without a transfer syntax it transcodes to explicit little endian and fails for syntaxes it does not know.', so: 'Instances are asked for with transfer-syntax=*.' },
    { what: 'A store of the same UID with other content is answered 200 and dropped.', so: 'Every store is read back and compared.' },
    { what: 'A partly successful store is answered 400; parts that cannot be parsed are in neither list.', so: 'Lists are read at every status, and what is in none of them counts as not stored.' },
    { what: 'An unknown query key is ignored and everything returned.', so: 'Answers are filtered again on our side.' },
  ],
  forwardQuery: query =>
    query
      .replaceAll(/(^|&)(includefield=[^&]*)/gi, text => text.replaceAll(/%2c/gi, ','))
      .replaceAll(/(^|&)(contentType=[^&]*)/gi, text => text.replaceAll(/%2f/gi, '/')),
};
