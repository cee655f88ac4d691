export interface DicomDateTime {
  /** DA, `YYYYMMDD`. */
  readonly date: string;
  /** TM, `HHMMSS`. */
  readonly time: string;
}

/**
 * An instant as DICOM date and time of day in the zone of Timezone Offset From UTC (0008,0201, `+0130`), which rules every date
 * and time of the object that carries it. Without an offset: UTC.
 */
export function dicomDateTime(instant: Date, timezoneOffset?: string): DicomDateTime {
  const match = /^([+-])(\d\d)(\d\d)$/.exec(timezoneOffset ?? '');
  const minutes = match ? (match[1] === '-' ? -1 : 1) * (60 * Number(match[2]) + Number(match[3])) : 0;
  const digits = new Date(instant.getTime() + 60_000 * minutes).toISOString().replace(/\D/g, '');
  return { date: digits.slice(0, 8), time: digits.slice(8, 14) };
}
