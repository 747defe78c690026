/** Greatest common divisor of two whole numbers; of a number and zero, the number. */
export const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
