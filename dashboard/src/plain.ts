/** Marks that turn the order of what follows, and other control characters: in a name they only serve to deceive. */
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** A stranger's words as one honest line: nothing that hides, reverses or breaks it. */
export const oneLine = (text: string) => text.replace(unseen, ' ').replace(/\s+/g, ' ').trim()
