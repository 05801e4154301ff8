/** By which number calls are sought: a whole one in E.164, or 4 to 15 of its last digits. A text in an address or a field. */
export const numberSearch = /^(\+[1-9][0-9]{6,14}|[0-9]{4,15})$/;

export const numberSearchRight = 'Give a whole number like +15550100, or at least 4 of its last digits.';
