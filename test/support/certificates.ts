import {generateKeyPairSync, randomBytes, sign, type KeyObject} from 'node:crypto';
import {isIP} from 'node:net';

/*
As much of X.509 as a test's certificates need, written down in DER: no tool has to be there, and none expires in a drawer.
Source: RFC 5280, and ITU-T X.690 for the encoding.
*/

const der = (tag: number, ...contents: readonly Buffer[]): Buffer => {
	const content = Buffer.concat(contents);
	const {length} = content;
	const size = length < 128 ? [length] : (length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256]);
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents);
const octets = (...contents: readonly Buffer[]): Buffer => der(0x04, ...contents);
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const text = (content: string): Buffer => der(0x0C, Buffer.from(content));
const yes = der(0x01, Buffer.from([0xFF]));
/** An object identifier, by its octets. */
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const commonName = identifier('550403');
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));
const basicConstraints = identifier('551d13');
const subjectAltName = identifier('551d11');

const nameOf = (name: string): Buffer => sequence(der(0x31, sequence(commonName, text(name))));

/** GeneralizedTime, as in 20260102030405Z. */
const timeOf = (date: Date): Buffer => der(0x18, Buffer.from(`${date.toISOString().replaceAll(/\D/gv, '').slice(0, 14)}Z`));

const addressOf = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

/** A DNS name, or an IPv4 address. */
const alternative = (name: string): Buffer => isIP(name) === 4 ? der(0x87, addressOf(name)) : der(0x82, Buffer.from(name));

export type Certificate = {
	/** In PEM. */
	readonly cert: string;
	/** Its private key, in PEM. */
	readonly key: string;
	readonly name: string;
	readonly privateKey: KeyObject;
};

const day = 86_400_000;

/**
Makes a certificate with a key of its own.

@param options.names - Hosts that it is made out to, beside its common name.
@param options.issuer - Who signs it; without one it signs itself.
@param options.days - It began to be valid two days ago, and is for one day more than this: 0 makes one that has expired.
*/
export const makeCertificate = (name: string, {names = [], issuer, days = 2, isAuthority = false}: {
	readonly names?: readonly string[];
	readonly issuer?: Certificate;
	readonly days?: number;
	readonly isAuthority?: boolean;
} = {}): Certificate => {
	const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
	const serial = randomBytes(8);
	serial[0] = 1;
	const from = Date.now() - (2 * day);
	const extensions = [
		...(isAuthority ? [sequence(basicConstraints, yes, octets(sequence(yes)))] : []),
		...(names.length > 0 ? [sequence(subjectAltName, octets(sequence(...names.map(each => alternative(each)))))] : []),
	];
	const toBeSigned = sequence(
		der(0xA0, der(0x02, Buffer.from([2]))),
		der(0x02, serial),
		ecdsaWithSha256,
		nameOf(issuer?.name ?? name),
		sequence(timeOf(new Date(from)), timeOf(new Date(from + ((days + 1) * day)))),
		nameOf(name),
		publicKey.export({type: 'spki', format: 'der'}),
		...(extensions.length > 0 ? [der(0xA3, sequence(...extensions))] : []),
	);
	const signature = sign('sha256', toBeSigned, issuer?.privateKey ?? privateKey);
	const encoded = sequence(toBeSigned, ecdsaWithSha256, bits(signature)).toString('base64').match(/.{1,64}/gv)?.join('\n') ?? '';
	return {
		cert: `-----BEGIN CERTIFICATE-----\n${encoded}\n-----END CERTIFICATE-----\n`,
		key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
		name,
		privateKey,
	};
};
