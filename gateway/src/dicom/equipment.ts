import type { CodedConcept } from '../anatomy/organ.ts';
import type { Attributes } from './attributes.ts';
import { codeItem, DCM } from './codes.ts';
import { copyAttributes } from './copy-attributes.ts';
import type { Dataset } from './dataset.ts';
import { SOFTWARE } from './software.ts';

/** General equipment of an object that the gateway made (PS3.3 C.7.5.1, C.7.5.2). */
export const ownEquipment: Attributes = {
  Manufacturer: SOFTWARE.manufacturer,
  ManufacturerModelName: SOFTWARE.modelName,
  DeviceSerialNumber: 'software',
  SoftwareVersions: SOFTWARE.version,
};

/** The gateway as an item of Contributing Equipment Sequence (0018,A001). */
export const gatewayContribution = (purpose: CodedConcept, description: string): Attributes => ({
  PurposeOfReferenceCodeSequence: [codeItem(purpose)],
  Manufacturer: SOFTWARE.manufacturer,
  ManufacturerModelName: SOFTWARE.modelName,
  SoftwareVersions: SOFTWARE.version,
  ContributionDescription: description,
});

/** The scanner as item of Contributing Equipment Sequence, for objects whose own equipment is the gateway; none if it left no name. */
export function scannerContribution(source: Dataset): readonly Attributes[] {
  const scanner = copyAttributes(source, ['Manufacturer', 'ManufacturerModelName', 'StationName', 'DeviceSerialNumber', 'SoftwareVersions', 'InstitutionName']);
  if (scanner['Manufacturer'] === undefined) return [];
  return [{ PurposeOfReferenceCodeSequence: [codeItem(DCM.acquisitionEquipment)], ...scanner }];
}
