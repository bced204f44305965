/** An isolation level as it is in force, and, where the server took another one without a word, what was asked for. */
export const levelWords = (asked: string, inForce: string): string => inForce === asked ? inForce : `${inForce}, not ${asked}`;
