import type {Buffer} from 'node:buffer';

/** The parameters of a Bind, as text; `null` for NULL. Clients send them in text format unless they are bytes. */
export const readParameters = (bind: Buffer): Array<string | null> => {
	const formats = bind.readInt16BE(0);
	let at = 2 + (formats * 2);
	const count = bind.readInt16BE(at);
	at += 2;
	return Array.from({length: count}, () => {
		const length = bind.readInt32BE(at);
		at += 4;
		if (length === -1) {
			return null;
		}

		at += length;
		return bind.toString('utf8', at - length, at);
	});
};
