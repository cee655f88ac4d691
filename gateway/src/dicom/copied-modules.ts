import type { Attributes } from './attributes.ts';
import { copyAttributes } from './copy-attributes.ts';
import type { Dataset } from './dataset.ts';

/** Attributes of type 2: written empty where the source has none. */
const REQUIRED = [
  'PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex',
  'StudyDate', 'StudyTime', 'ReferringPhysicianName', 'StudyID', 'AccessionNumber',
];

const PATIENT = [
  'IssuerOfPatientID', 'TypeOfPatientID', 'IssuerOfPatientIDQualifiersSequence', 'OtherPatientIDsSequence', 'OtherPatientNames',
  'PatientBirthTime', 'EthnicGroup', 'PatientComments', 'QualityControlSubject', 'PatientSpeciesDescription',
  'PatientSpeciesCodeSequence', 'PatientBreedDescription', 'PatientBreedCodeSequence', 'BreedRegistrationSequence',
  'ResponsiblePerson', 'ResponsiblePersonRole', 'ResponsibleOrganization', 'PatientIdentityRemoved', 'DeidentificationMethod',
  'DeidentificationMethodCodeSequence',
];

const STUDY = [
  'StudyDescription', 'PhysiciansOfRecord', 'IssuerOfAccessionNumberSequence', 'ProcedureCodeSequence',
  'ReferencedStudySequence', 'AdmittingDiagnosesDescription', 'PatientAge', 'PatientSize', 'PatientWeight', 'PatientSexNeutered',
  'TimezoneOffsetFromUTC', 'LongitudinalTemporalInformationModified',
];

const CLINICAL_TRIAL = [
  'ClinicalTrialSponsorName', 'ClinicalTrialProtocolID', 'ClinicalTrialProtocolName', 'ClinicalTrialSiteID', 'ClinicalTrialSiteName',
  'ClinicalTrialSubjectID', 'ClinicalTrialSubjectReadingID', 'ClinicalTrialTimePointID', 'ClinicalTrialTimePointDescription',
];

const LOSSY = ['LossyImageCompression', 'LossyImageCompressionRatio', 'LossyImageCompressionMethod'];

/** Patient, study and clinical trial modules of the source (PS3.3 C.7.1, C.7.2), in UTF-8: a result belongs to the same study. */
export function patientAndStudy(source: Dataset): Attributes {
  const empty = Object.fromEntries(REQUIRED.map(keyword => [keyword, '']));
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ...empty,
    ...copyAttributes(source, [...REQUIRED, ...PATIENT, ...STUDY, ...CLINICAL_TRIAL]),
    StudyInstanceUID: source.text('0020000D') ?? '',
  };
}

/** What loss the source went through; a result made from it carries that on (PS3.3 C.7.6.1.1.5). */
export function lossyHistory(source: Dataset, lossy: boolean): Attributes {
  return lossy ? { ...copyAttributes(source, LOSSY), LossyImageCompression: '01' } : { LossyImageCompression: '00' };
}
