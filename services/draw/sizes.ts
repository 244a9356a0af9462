/** Letters of a state's name, px. */
export const TITLE_SIZE = 13;
/** All other letters, px. */
export const TEXT_SIZE = 11;
/** From the edge of a state's box to its text, px. */
export const BOX_PADDING = 10;
/** From one line of a label to the next, px. */
export const LABEL_LINE = 14;
/** The room that a label has around its text, px. */
export const LABEL_PADDING = 4;
/** The dot from which a line leads to an initial state, px. */
export const START_SIZE = 9;
