/** The levels that can be asked for, strictest first. What is really in force is the engine's affair. */
export const isolationLevels = ['serializable', 'repeatable read', 'read committed'] as const;

export type IsolationLevel = (typeof isolationLevels)[number];
