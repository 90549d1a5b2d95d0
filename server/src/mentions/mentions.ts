/** SQL of the conversations in which a user has been mentioned. */
export const mentioning = (account: string, user: string) => `select x.conversation_id from mentions x where x.account_id = ${account} and x.user_id = ${user}`
