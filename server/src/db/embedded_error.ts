/** The embedded PostgreSQL cannot run; the message is one line that says what to do. */
export class EmbeddedError extends Error {}
