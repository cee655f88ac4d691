export type FormValues = Readonly<Record<string, string | boolean>>;
