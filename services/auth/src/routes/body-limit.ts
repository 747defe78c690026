/** The largest sign-in form of the contract is far below; more is nobody's password. */
export const bodyLimitBytes = 64 * 1024
