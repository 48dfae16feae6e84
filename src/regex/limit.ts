/** Thrown to end a match that has used up its step budget or its memory; caught where the match was begun. */
export const LIMIT = new Error("the budget of a match is used up");
