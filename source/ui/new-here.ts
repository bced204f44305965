/** Said on the first start of all, and never again. */
export const newHereWords = 'New here? backoff-bank lesson rival shows it step by step.';
