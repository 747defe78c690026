/** The largest request body that is read, at the door and behind it: 20 000 lots with long names are 4 MB. */
export const bodyLimitBytes = 10_485_760
