import type { ServerProfile } from './server-profile.ts';

/** A server that does what PS3.18 says. */
export const standard: ServerProfile = {
  name: 'standard',
  departures: [],
  acceptInstance: transferSyntaxUid => `multipart/related; type="application/dicom"; transfer-syntax=${transferSyntaxUid}`,
  forwardQuery: query => query,
  wadoUriPath: prefix => `${prefix.slice(0, prefix.lastIndexOf('/'))}/wado`,
};
