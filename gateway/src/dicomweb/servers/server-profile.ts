/** One way in which a server departs from DICOM PS3.18 and what follows for us. */
export interface Departure {
  readonly what: string;
  readonly so: string;
}

/** How one kind of archive is talked to. A new one is a file here and a line in the list. */
export interface ServerProfile {
  /** The `server` of an archive in the configuration. */
  readonly name: string;
  readonly departures: readonly Departure[];
  /** Accept header for whole instances as stored, any transfer syntax. */
  readonly acceptInstance: (transferSyntaxUid: string) => string;
  /** A query of our viewer, changed to what the server understands. */
  readonly forwardQuery: (query: string) => string;
  /** Path of the WADO-URI service on the archive's host, given the prefix of its DICOMweb root. */
  readonly wadoUriPath: (prefix: string) => string;
}
