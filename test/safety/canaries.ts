import {Buffer} from 'node:buffer';

/** A password with everything in it that somebody has to encode on the way. */
export const canary = 'cAn4ry/#% é\'x';

/** What no encoding of it can do without, once it is decoded. */
const heart = 'cAn4ry';

const percent = encodeURIComponent(canary);
const lowerHex = percent.replaceAll(/%../gv, byte => byte.toLowerCase());
const everyByte = Array.from(Buffer.from(canary), byte => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Twelve ways in which a driver's or a server's message may repeat it. */
export const spellings: Readonly<Record<string, string>> = {
	'as it is': canary,
	'percent-encoded': percent,
	'percent-encoded in lower case': lowerHex,
	'percent-encoded byte by byte': everyByte,
	'percent-encoded twice': encodeURIComponent(percent),
	'as a form': new URLSearchParams({x: canary}).toString().slice(2),
	'in a connection string': `postgresql://ann:${percent}@127.0.0.1/bank`,
	'in options': `options=-c%20app.token%3D${encodeURIComponent(canary.replaceAll(' ', String.raw`\ `))}`,
	'in JSON': JSON.stringify({login: canary}).replaceAll('é', String.raw`\u00e9`),
	'in SQL': `ALTER ROLE ann PASSWORD '${canary.replaceAll('\'', '\'\'')}'`,
	'as libpq writes it': `host=h password='${canary.replaceAll('\'', String.raw`\'`)}' user=ann`,
	'in Base64': Buffer.from(canary).toString('base64'),
};

/** A message that repeats it in all of them. */
export const parrot = Object.values(spellings).join(' and ');

export type Given = {readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly dotenv?: string};

/** Twelve ways of giving it to the program, for a server on 127.0.0.1. */
export const ways: Readonly<Record<string, (port: number) => Given>> = {
	'in --url, percent-encoded': port => ({args: ['--url', `postgresql://ann:${percent}@127.0.0.1:${port}/bank`]}),
	'in --url=, percent-encoded in lower case': port => ({args: [`--url=postgres://ann:${lowerHex}@127.0.0.1:${port}/bank`]}),
	'in --url, percent-encoded byte by byte': port => ({args: ['--url', `postgresql://ann:${everyByte}@127.0.0.1:${port}/bank`]}),
	'in --url, encoded where it must be': port => ({args: ['--url', `postgresql://ann:${canary.replaceAll('%', '%25').replaceAll('/', '%2F').replaceAll('#', '%23').replaceAll(' ', '%20')}@127.0.0.1:${port}/bank`]}),
	'in ?password=': port => ({args: ['--url', `postgresql://127.0.0.1:${port}/bank?user=ann&password=${percent}`]}),
	'in ?sslpassword=': port => ({args: ['--url', `postgresql://ann:otherwise@127.0.0.1:${port}/bank?sslpassword=${percent}`]}),
	'in ?options=': port => ({args: ['--url', `postgresql://ann:otherwise@127.0.0.1:${port}/bank?${spellings['in options']}`]}),
	'in DATABASE_URL': port => ({env: {DATABASE_URL: `postgresql://ann:${percent}@127.0.0.1:${port}/bank`}}),
	'in BACKOFF_BANK_URL, as a form': port => ({env: {BACKOFF_BANK_URL: `postgresql://127.0.0.1:${port}/bank?user=ann&password=${spellings['as a form']}`}}),
	'in .env': port => ({dotenv: `DATABASE_URL="postgresql://ann:${percent}@127.0.0.1:${port}/bank"\n`}),
	'in PGPASSWORD': port => ({args: ['--url', `postgresql://ann@127.0.0.1:${port}/bank`], env: {PGPASSWORD: canary}}),
	'in PGOPTIONS': port => ({args: ['--url', `postgresql://ann:otherwise@127.0.0.1:${port}/bank`], env: {PGOPTIONS: `-c app.password=${canary.replaceAll(' ', String.raw`\ `)}`}}),
};

const decode = (text: string): string => text.replaceAll(/(?:%[\da-f]{2})+/giv, part => Buffer.from(part.replaceAll('%', ''), 'hex').toString());

/** What of the canary is in a text, in whatever encoding: found by decoding, not by the redactor's own patterns. */
export const leaksIn = (text: string): string[] => {
	const once = decode(text);
	const words = Array.from(text.matchAll(/[\w+\-\/=]{8,}/gv), ([word]) => word);
	return [
		text,
		once,
		decode(once),
		text.replaceAll('\\', ''),
		...words.flatMap(word => [Buffer.from(word, 'base64').toString(), Buffer.from(word, 'hex').toString()]),
	].filter(each => each.includes(heart));
};
