import { orthancInstalled } from '../../gateway/src/demo/local-orthanc.ts';
import { requirement } from '../support/requirement.ts';

export { freePort, startOrthanc, type OrthancOptions, type RunningOrthanc } from '../../gateway/src/demo/local-orthanc.ts';

/** True when Orthanc with its DICOMweb plugin is installed; else prints why the suite is skipped (throws under CI=true). */
export const hasOrthanc = (): boolean => requirement(orthancInstalled(), 'Orthanc is not installed (apt-get install orthanc orthanc-dicomweb): archive tests');
