/** Largest half axis of a lesion of radius 1 before its deformation. */
export const LARGEST_HALF_AXIS = 1.25;
/** Tissue between the largest half axis and a vessel, mm. */
export const VESSEL_GAP_MM = 1;
/** A centre lies at least this share of the largest half axis inside the organ's border. */
export const BORDER_SHARE = 0.5;
