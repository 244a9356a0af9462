/** Who has not been heard of for so long is called silent, seconds: as `silent-machines` has it unless told. */
export const SILENT_AFTER = 600;
