import type { DicomWebClient } from '../dicomweb/client.ts';
import type { Check } from './readiness.ts';

/** A UID that no study has: the search must be answered, and answered with nothing. */
const NO_STUDY = '2.25.0';

/** Whether an archive answers a search, with its credentials. */
export const archiveCheck = (client: DicomWebClient): Check => ({
  name: `archive ${client.archive.name}`,
  remedy: 'Check that the archive runs and that its url and auth in the configuration are right.',
  run: async () => {
    await client.searchStudies({ StudyInstanceUID: NO_STUDY });
    return `answers; synthetic data ${client.archive.allowSynthetic ? 'allowed' : 'not allowed'}`;
  },
});
