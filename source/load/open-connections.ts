import type {Bank} from '../bank/bank.js';

/** Opens as many connections as so many clients will have, so that nothing that is measured pays for them. */
export const openConnections = async ({database: {pool}}: Bank, clients: number): Promise<void> => {
	const opened = await Promise.all(Array.from({length: Math.min(clients, pool.options.max)}, async () => pool.connect()));
	for (const client of opened) {
		client.release();
	}
};
