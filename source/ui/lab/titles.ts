import type {CellShape} from '../../load/lab/events.js';
import {formatTime} from '../format.js';

/** What is said of a cell's policy: nothing where its cure has no other, and its cap only where the policy comes with several. */
const policyPart = ({policy, policyTitle, cap}: CellShape, alike: readonly CellShape[]): string[] => {
	const hasSeveral = alike.some(other => other.policy === policy && other.cap !== cap);
	return alike.length === 1 ? [] : [hasSeveral ? `${policyTitle} ${formatTime(cap)}` : policyTitle];
};

/** What cells are called in a table: by what tells them apart. By their names. */
export const cellTitles = (cells: readonly CellShape[]): ReadonlyMap<string, string> => new Map(cells.map(cell => {
	const {name, title, cure, isolation} = cell;
	const alike = cells.filter(other => other.cure === cure && other.isolation === isolation);
	return [name, [title, ...policyPart(cell, alike), ...(isolation === 'serializable' ? [] : [isolation.toUpperCase()])].join(', ')];
}));
