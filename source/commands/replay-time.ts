import type {Store} from '../store/store.js';
import {systemClock} from '../transactions/clock.js';

/** A replay's time moves 30 times a second, as frames do. */
const tickInterval = 1000 / 30;

/** Lets time go by in a replay for as long as it isn't stopped. */
export const withTime = (store: Store): Store => {
	let timer: NodeJS.Timeout | undefined;
	let last = systemClock.now();
	const arrange = () => {
		const isGoing = store.model().replay?.paused === false;
		if (!isGoing) {
			clearInterval(timer);
			timer = undefined;
			return;
		}

		last = timer === undefined ? systemClock.now() : last;
		timer ??= setInterval(tick, tickInterval);
	};

	const tick = () => {
		const now = systemClock.now();
		store.dispatch({type: 'replay-ticked', elapsed: now - last});
		last = now;
		arrange();
	};

	arrange();
	return {
		...store,
		dispatch(message) {
			store.dispatch(message);
			arrange();
		},
		close() {
			clearInterval(timer);
			store.close();
		},
	};
};
